"""What two agreements say differently, in words that those who sign them understand.

for change in diff(old, new).changes:
    print(change.sentence)
"""

from leadsla.documents.differing.changes import Change, Difference
from leadsla.documents.differing.whole import diff

__all__ = ["Change", "Difference", "diff"]
