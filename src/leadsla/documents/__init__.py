"""The agreement as a document: YAML, JSON or TOML, read with every fault at its place, and written back.

agreement = load("agreement.yaml")
faults = check("agreement.yaml")
text = dump(agreement)
"""

from leadsla.documents.canonical import canonical, digest
from leadsla.documents.dumping import dump
from leadsla.documents.faults import FAULTS, about
from leadsla.documents.front_door import Examination, check, examine, examine_text, load, loads
from leadsla.documents.rendering import render
from leadsla.documents.signature_files import SignatureFile, signatures_beside
from leadsla.documents.signed import render_agreement
from leadsla.documents.signing import sign, verify
from leadsla.documents.source import Document

__all__ = [
    "FAULTS",
    "Document",
    "Examination",
    "SignatureFile",
    "about",
    "canonical",
    "check",
    "digest",
    "dump",
    "examine",
    "examine_text",
    "load",
    "loads",
    "render",
    "render_agreement",
    "sign",
    "signatures_beside",
    "verify",
]
