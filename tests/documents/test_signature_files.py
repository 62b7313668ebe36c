"""The file of signatures beside an agreement: read strictly, and what each signature is worth."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.documents.cases import SOUND
from tests.documents.keys import OTHER, SALES, SALES_PUBLIC

import leadsla
from leadsla import AgreementError, Signature, Standing, digest, examples, load, loads, sign
from leadsla.documents import Examination, SignatureFile, check, examine, signatures_beside
from leadsla.documents.signature_files import missing_parties, read_signatures, written
from leadsla.signatures import Pins

DAY = dt.date(2026, 1, 2)
AGREEMENT = loads(SOUND)
DECLARED = SOUND.replace("{name: Sales}", f"{{name: Sales, key: '{SALES_PUBLIC}'}}")
DECLARING = loads(DECLARED)


def by(party: str, agreement: leadsla.Agreement = AGREEMENT, **given: Any) -> Signature:
    return sign(agreement, party=party, name=f"Head of {party}", date=DAY, **given)


BOTH = (by("marketing"), by("sales"))
KEYED = by("sales", DECLARING, key=SALES)


@attrs.frozen
class Folder:
    """An agreement with its signatures beside it."""

    path: Path

    def with_text(self, text: str) -> Folder:
        self.path.write_text(text, encoding="utf-8")
        return self

    def signed(self, *signatures: Signature) -> Folder:
        return self.beside(written(signatures, self.path.name))

    def beside(self, text: str) -> Folder:
        signatures_beside(self.path).write_text(text, encoding="utf-8")
        return self

    def examined(self) -> Examination:
        return examine(self.path)

    @property
    def file(self) -> SignatureFile:
        found = self.examined().signed
        assert found is not None
        return found

    @property
    def worth(self) -> list[Standing]:
        return [worth for _, worth in self.file.signatures]

    @property
    def names(self) -> list[tuple[str, bool]]:
        """The names of the findings, and whether they are warnings."""
        return [(fault.name, fault.warning) for fault in self.file.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "acme.2026.yaml").with_text(SOUND)


def test_it_stands_beside_the_agreement() -> None:
    beside = {
        name: signatures_beside(f"a/{name}").as_posix() for name in ("x.yaml", "x.json", "x-2026.1.toml")
    }
    assert beside == {
        "x.yaml": "a/x.signatures.yaml",
        "x.json": "a/x.signatures.yaml",
        "x-2026.1.toml": "a/x-2026.1.signatures.yaml",
    }


def test_load_gives_the_signatures_that_count(folder: Folder) -> None:
    assert load(folder.path).signatures == ()
    assert load(folder.signed(*BOTH).path).signatures == BOTH
    other = attrs.evolve(BOTH[1], digest="sha256:" + 64 * "0")
    assert load(folder.signed(BOTH[0], other).path).signatures == BOTH[:1]
    assert folder.worth == [Standing.RECORDED, Standing.OTHER_TEXT]


def test_signatures_are_no_part_of_what_is_agreed(folder: Folder) -> None:
    assert load(folder.signed(*BOTH).path) == AGREEMENT
    assert digest(load(folder.path)) == digest(AGREEMENT)


def test_an_amendment_is_agreed_once_all_have_signed_it(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(SOUND)
    amends = "effective: 2026-07-01\namends: {version: '2026.1', document: first.yaml}\n"
    folder = Folder(tmp_path / "second.yaml").with_text(amends + SOUND.replace('"2026.1"', '"2026.2"'))
    second = load(folder.path)
    one, two = by("marketing", second), by("sales", second)
    assert not second.agreed
    assert not load(folder.signed(one).path).agreed
    assert load(folder.signed(one, two).path).agreed
    assert one.pins.amends == digest(AGREEMENT)
    # The earlier version is changed: this text stands, and what it changes is another.
    (tmp_path / "first.yaml").write_text(SOUND.replace("1 business hour", "2 business hours"))
    assert load(folder.path).agreed
    assert folder.names == [("drift", True)]
    assert folder.file.findings[0].because is None  # no table is why


def test_keys_that_are_known_from_elsewhere_are_those_of_earlier_versions_too(tmp_path: Path) -> None:
    first = Folder(tmp_path / "first.yaml").with_text(SOUND).signed(by("sales", key=SALES))
    amends = "effective: 2026-07-01\namends: {version: '2026.1', document: first.yaml}\n"
    second = Folder(tmp_path / "second.yaml").with_text(amends + SOUND.replace('"2026.1"', '"2026.2"'))
    for keys in (None, {"sales": [SALES_PUBLIC]}):
        before = load(second.path, keys=keys).versions[0]
        assert before.signatures == load(first.path, keys=keys).signatures
        assert len(before.signatures) == (keys is not None)


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))])
def test_the_order_of_signatures_is_irrelevant(folder: Folder, order: tuple[int, ...]) -> None:
    signatures = [
        *BOTH,
        attrs.evolve(BOTH[0], digest="sha256:" + 64 * "1"),
        attrs.evolve(BOTH[0], party="legal"),
    ]
    folder.signed(*(signatures[number] for number in order))
    assert set(load(folder.path).signatures) == set(BOTH)
    assert folder.names == [("unknown-name", False)]


def test_keys_that_are_known_from_elsewhere(folder: Folder) -> None:
    folder.signed(by("sales", key=SALES))
    assert load(folder.path).signatures == ()
    assert len(load(folder.path, keys={"sales": [SALES_PUBLIC]}).signatures) == 1
    assert folder.names == [("signature-key", False)]


def test_what_does_not_count_is_said_with_its_place(folder: Folder) -> None:
    folder.with_text(DECLARED).signed(
        KEYED,
        attrs.evolve(KEYED, name="Head of purchasing"),
        attrs.evolve(KEYED, key="", value=""),
        attrs.evolve(by("sales", key=OTHER), digest=KEYED.digest),
        attrs.evolve(by("marketing", DECLARING), digest="sha256:" + 64 * "0", version="2025.1"),
        attrs.evolve(by("marketing", DECLARING), party="legal"),
    )
    assert [(fault.name, fault.path, fault.what) for fault in folder.file.findings] == [
        (
            "signature-forged",
            "signatures[1].value",
            "the signature of Head of purchasing was not made with its key, or has been changed since",
        ),
        ("signature-key", "signatures[2].party", "Head of sales signed without the key of sales"),
        (
            "signature-key",
            "signatures[3].key",
            "Head of sales signed with a key that is not known as one of sales",
        ),
        (
            "changed-after-signing",
            "signatures[4].digest",
            "Head of marketing signed version 2025.1 for marketing with another text than this",
        ),
        (
            "unknown-name",
            "signatures[5].party",
            "Head of marketing signed for `legal`, which is no party of the agreement",
        ),
    ]
    assert all(fault.line and not fault.warning for fault in folder.file.findings)


def test_a_signature_under_an_earlier_text_is_history_once_its_party_signed_this_one(folder: Folder) -> None:
    earlier = [attrs.evolve(one, digest="sha256:" + 64 * "0") for one in BOTH]
    assert folder.signed(*earlier).names == [("changed-after-signing", False)] * 2
    assert folder.signed(*earlier, BOTH[0]).names == [("changed-after-signing", False)]
    assert folder.signed(*earlier, *BOTH).names == []


def test_who_has_not_signed() -> None:
    assert missing_parties(AGREEMENT, ()) == ["marketing", "sales"]
    assert missing_parties(AGREEMENT, BOTH[1:]) == ["marketing"]
    assert missing_parties(AGREEMENT, (*BOTH, *BOTH)) == []


@pytest.mark.parametrize(
    ("state", "signatures", "names"),
    [
        ("state: agreed\n", BOTH, []),
        ("state: agreed\n", BOTH[:1], [("not-signed", True)]),
        ("state: agreed\n", (), [("not-signed", True)]),
        ("state: proposed\n", BOTH[:1], []),
        ("", BOTH[:1], []),
    ],
)
def test_a_document_that_calls_itself_agreed(
    folder: Folder, state: str, signatures: tuple[Signature, ...], names: list[tuple[str, bool]]
) -> None:
    assert folder.with_text(state + SOUND).signed(*signatures).names == names


def test_state_agreed_without_a_file_of_signatures_says_nothing(folder: Folder) -> None:
    assert folder.with_text("state: agreed\n" + SOUND).examined().signed is None


def drifted(**pins: Any) -> Signature:
    return attrs.evolve(BOTH[0], pins=attrs.evolve(BOTH[0].pins, **pins))


def test_tables_that_say_otherwise_by_now_are_told_once(folder: Folder) -> None:
    dates = tuple(date for date in BOTH[0].pins.holidays["office"] if date.month != 6)
    one = drifted(holidays={"office": dates}, tables={"holidays": "0.1"})
    folder.signed(one, attrs.evolve(one, party="sales"))
    [fault] = folder.file.findings
    assert (fault.name, fault.warning, fault.path) == ("drift", True, "signatures[0].pins")
    assert fault.what == "`office` is closed on 2026-06-19 by now, which was no holiday when it was signed"
    assert (fault.because or "").startswith("it was signed by holidays 0.1; here is holidays 0.")
    assert load(folder.path).signatures  # a warning


def test_another_version_of_a_table_that_says_the_same_is_no_drift(folder: Folder) -> None:
    assert folder.signed(drifted(tables={"tzdata": "1999a"})).names == []


def test_what_pins_nothing_drifts_from_nothing(folder: Folder) -> None:
    assert folder.signed(attrs.evolve(BOTH[0], pins=Pins())).names == []


def test_a_signature_that_does_not_count_says_nothing_of_drift(folder: Folder) -> None:
    worthless = attrs.evolve(drifted(clocks={}), party="legal")
    assert folder.signed(worthless).names == [("unknown-name", False)]


# What is written is read


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1).filter(str.strip)
DATES = st.dates(dt.date(1970, 1, 1), dt.date(2099, 12, 31))
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
PINS = st.builds(
    Pins,
    st.dictionaries(TEXT, st.lists(DATES, min_size=1, max_size=20).map(tuple), max_size=2),
    st.dictionaries(TEXT, st.lists(TEXT, min_size=1, max_size=3).map(tuple), max_size=2),
    st.dictionaries(TEXT, TEXT, max_size=2),
    st.just("") | HEX,
)
SIGNATURES = st.builds(
    Signature, TEXT, TEXT, DATES, HEX.map("sha256:{}".format), st.just("") | TEXT, st.just("") | TEXT, PINS
)


@given(st.lists(SIGNATURES, max_size=3), st.booleans())
def test_a_file_of_signatures_survives(
    tmp_path_factory: pytest.TempPathFactory, signatures: list[Signature], keyed: bool
) -> None:
    if keyed:
        signatures = [attrs.evolve(one, key=KEYED.key, value=KEYED.value) for one in signatures]
    path = tmp_path_factory.mktemp("x") / "a.signatures.yaml"
    path.write_text(written(signatures, "a.yaml"), encoding="utf-8")
    found = read_signatures(path, AGREEMENT)
    assert found.faults == ()
    assert [one for one, _ in found.signatures] == signatures
    assert not found.counting


def test_a_file_reads_as_it_did() -> None:
    golden = Path(__file__).parent / "golden" / "signatures.yaml"
    pins = Pins(
        {"office": (DAY, dt.date(2026, 7, 3))}, {"UTC": ("2026-01-01T00:00:00Z +00:00",)}, {"tzdata": "2031z"}
    )
    signatures = [
        attrs.evolve(one, pins=pins) for one in (by("marketing", title="Marketing team lead"), KEYED)
    ]
    assert written(signatures, "acme.yaml") == golden.read_text(encoding="utf-8")


# A file that is broken


ENTRY = written(BOTH[:1], "acme.yaml")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["syntax"]),
        ("signatures: [", ["syntax"]),
        ("\x00", ["unreadable"]),
        ("- 1\n", ["wrong-type"]),
        ("signature: []\n", ["unknown-key"]),
        ("signatures:\n", ["wrong-type"]),
        ("signatures: {}\n", ["wrong-type"]),
        ("signatures: []\nmore: 1\n", ["unknown-key"]),
        ("signatures: [1, x]\n", ["wrong-type", "wrong-type"]),
        ("signatures:\n  - {}\n", ["missing-key"] * 4),
        (ENTRY.replace("party: marketing", "pary: marketing"), ["unknown-key"]),
        (ENTRY.replace("name: Head of marketing", "name: 3"), ["wrong-type"]),
        (ENTRY.replace("name: Head of marketing", 'name: "a\\nb"'), ["wrong-value"]),
        (ENTRY.replace("date: 2026-01-02", "date: soon"), ["wrong-type"]),
        (ENTRY.replace("sha256:", "sha1:"), ["wrong-value"]),
        (ENTRY.replace("office:", "office: 3\n        other:"), ["wrong-type"]),
        (ENTRY.replace("tables: {", "tables: {zones: 3, "), ["wrong-type"]),
        (ENTRY + '    key: "ed25519:AAAA"\n', ["wrong-value"]),
        (ENTRY + '    value: "ed25519:AAAA"\n', ["wrong-value"]),
        (ENTRY + "  - &a {b: *a}\n", ["syntax"]),
        ("a: &a [x, x]\nb: &b [*a, *a]\n" + "signatures: [" + "*b, " * 20_000 + "]\n", ["too-large"]),
        ("signatures: " + "[" * 100 + "]" * 100 + "\n", ["too-large"]),
        ("# " + "x" * 5_000_001, ["too-large"]),
    ],
)
def test_a_broken_file_is_told_with_its_place_and_nothing_is_loaded(
    folder: Folder, text: str, names: list[str]
) -> None:
    folder.beside(text)
    found = folder.examined()
    assert found.agreement is None
    assert [fault.name for fault in folder.file.faults] == names
    located = [fault for fault in folder.file.faults if fault.name not in ("too-large", "unreadable")]
    assert all(fault.line for fault in located) or not text
    with pytest.raises(AgreementError) as caught:
        load(folder.path)
    assert [fault.name for fault in caught.value.faults] == names
    assert "acme.2026.signatures.yaml" in str(caught.value)


def test_a_folder_in_its_place(folder: Folder) -> None:
    signatures_beside(folder.path).mkdir()
    with pytest.raises(AgreementError, match="this is a folder, not a file"):
        load(folder.path)


def test_a_broken_file_beside_the_amended_version_is_told_too(tmp_path: Path) -> None:
    Folder(tmp_path / "first.yaml").with_text(SOUND).beside("signatures: 3\n")
    amends = "effective: 2026-07-01\namends: {version: '2026.1', document: first.yaml}\n"
    second = Folder(tmp_path / "second.yaml").with_text(amends + SOUND.replace('"2026.1"', '"2026.2"'))
    with pytest.raises(AgreementError, match=r"first.signatures.yaml, line 1: the number 3 stands where"):
        load(second.path)


def test_check_says_where_it_is(folder: Folder) -> None:
    folder.signed(attrs.evolve(BOTH[0], party="legal"))
    [fault] = check(folder.path)
    assert str(fault).startswith(
        f"{signatures_beside(folder.path)}, line 3: Head of marketing signed for `legal`"
    )
    folder.beside("signatures: 3\n")
    assert [fault.name for fault in check(folder.path)] == ["wrong-type"]


def test_what_has_no_digest_has_no_signatures(folder: Folder) -> None:
    toml = Folder(folder.path.with_suffix(".toml")).with_text(
        leadsla.dump(AGREEMENT, "toml").replace("version =", "kpis = [nan]\nversion =", 1)
    )
    toml.signed(*BOTH)
    with pytest.raises(AgreementError, match="nan is no number"):
        load(toml.path)


def test_without_cryptography_a_key_leaves_nothing_in_doubt(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is agreed would depend on the machine; so it is not loaded, and the extra is named."""
    import sys

    folder.with_text(DECLARED).signed(KEYED)
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(AgreementError, match="signatures with a key need the package cryptography") as caught:
        load(folder.path)
    assert caught.value.faults[0].write == "pip install 'leadsla[signing]'"


# A document that is changed after it was signed


ACME = examples.path("agreement.yaml").read_text(encoding="utf-8")
SIGNED = sign(loads(ACME), party="sales", name="Head of sales", date=DAY)


@given(st.integers(0, len(ACME) - 1), st.sampled_from("x1 :-\"'#,[\n"))
@settings(max_examples=settings().max_examples // 2)
def test_one_character_that_is_changed_is_caught(place: int, sign: str) -> None:
    """Either it is no agreement any more, or it says the same, or the signature is for another text."""
    text = ACME[:place] + sign + ACME[place + 1 :]
    try:
        agreement = loads(text)
    except AgreementError:
        event("no agreement")
        return
    same = attrs.evolve(agreement, state=None) == attrs.evolve(loads(ACME), state=None)
    event("the same" if same else "another")
    assert leadsla.verify(SIGNED, agreement) is (Standing.RECORDED if same else Standing.OTHER_TEXT)


def test_an_earlier_version_that_was_changed_after_signing_is_a_fault_of_the_later_ones(
    tmp_path: Path,
) -> None:
    first = Folder(tmp_path / "first.yaml").with_text(SOUND).signed(*BOTH)
    previous, text = "first.yaml", SOUND
    for number, month in ((2, "06"), (3, "07")):
        amends = (
            f"effective: 2026-{month}-01\namends: {{version: '2026.{number - 1}', document: {previous}}}\n"
        )
        folder = Folder(tmp_path / f"{number}.yaml")
        folder.with_text(amends + text.replace('"2026.1"', f'"2026.{number}"'))
        version = load(folder.path)
        folder.signed(by("marketing", version), by("sales", version))
        previous = folder.path.name
    assert check(folder.path) == []
    first.with_text(SOUND.replace("1 business hour", "2 business hours"))
    assert folder.names == []
    assert [(fault.name, fault.warning) for fault in check(folder.path)] == [
        ("changed-after-signing", False)
    ] * 2
    [(document, faults)] = folder.examined().broken_before
    assert document.source.name.endswith("first.signatures.yaml")
    assert len(faults) == 2
