"""One meaning has one digest, however it is written; another meaning has another."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.documents.cases import SOUND

import leadsla
from leadsla import AgreementError, examples
from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import LeadClause, Quota
from leadsla.documents import canonical, digest, dump, loads
from leadsla.documents.canonical import json_in_order
from leadsla.documents.dumping import to_tree
from leadsla.documents.entries import is_key
from leadsla.documents.structure import KEYS, read_agreement
from leadsla.periods import Share
from leadsla.qualification import Rule, Scorecard, Scorecards
from leadsla.testing import agreements
from leadsla.versions import Amendment, RunningClocks
from leadsla.windows import Window

GOLDEN = Path(__file__).parent / "golden" / "canonical.json"
SHIPPED = (examples.acme(), *(examples.agreement(name) for name in examples.AGREEMENTS))
#: Each takes some hundredths of a second: an agreement is read.
EXAMPLES = settings().max_examples // 4
BOTH = BusinessCalendar.always() | BusinessCalendar.always("Europe/London")
AMENDS = "amends: {version: '2025.1', by: Sales, date: 2025-12-01, why: New hours}\n"


def changed(*changes: tuple[str, str], text: str = SOUND) -> Agreement:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return loads(text)


def normal(agreement: Agreement) -> Agreement:
    """What two agreements are compared by: all that they say, less what the digest leaves out."""
    amends = agreement.amends
    if amends is not None:
        clocks = {
            clause: what for clause, what in amends.running_clocks.items() if what != RunningClocks.KEEP
        }
        amends = attrs.evolve(amends, document="", running_clocks=clocks)
    effective = agreement.effective or agreement.term.from_
    return attrs.evolve(agreement, state=None, effective=effective, amends=amends)


# What changes nothing


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("5 business minutes", "5  Business   minutes"),
        ("5 business minutes", "5.0 business min"),
        ("2 weeks", "P2W"),
        ("30 minutes", "PT30M"),
        ("80% per month", "80.0 % a month"),
        ("50%", "50.00%"),
        ('hold == "customer"', "(hold)==\"customer\""),
        ("from: mql,", "from: [mql],"),
        ("from: assigned", "from: {event: assigned}"),
        ("from: assigned", "from: [{event: assigned}]"),
        ("from: assigned", "from: assigned\n    repeat: once"),
        ("call: 3, email: 3", "email: 3, call: 3"),
        ("calendar: office\n", "calendar: office\ntitle: ''\nobjectives: []\nnotes: ''\n"),
        ("  office:\n", "  office:\n    timezone: America/New_York\n"),
        ("{country: US, subdivision: OH}", "[{country: US, subdivision: Ohio, observed: true}]"),
        ("{country: US, subdivision: OH}", "{country: US, subdivision: OH, language: en_US}"),
        ("mon-fri: [", "'mon,tue': ['9:00-12:00', '13:00-17:00'], wed-fri: ["),
        ("stages: [mql,", "stages: [{name: mql},"),
        ("calendar: office\n", "calendar: office\nstate: withdrawn\n"),
        ("calendar: office\n", "calendar: office\neffective: 2026-01-01\n"),
        ('"2026.1"', "2026.1a".replace("2026.1a", "'2026.1'")),
    ],
)  # fmt: skip
def test_another_spelling_is_the_same(before: str, after: str) -> None:
    assert digest(changed((before, after))) == digest(loads(SOUND))


def test_where_the_earlier_version_is_and_clocks_that_keep_their_terms_say_nothing() -> None:
    plain = AMENDS + SOUND
    said = plain.replace("'2025.1'", "'2025.1', document: a/b.yaml, running_clocks: {persistence: keep}")
    assert digest(loads(plain)) == digest(loads(said)) != digest(loads(SOUND))
    restarted = said.replace("keep", "restart")
    assert digest(loads(restarted)) not in (digest(loads(plain)), digest(loads(SOUND)))


def test_a_ready_made_lifecycle_is_what_it_says() -> None:
    text = SOUND[: SOUND.index("lifecycle:")] + "lifecycle: subscriber-mql-sql\nclauses: []\n"
    named = loads(text)
    spelt_out = loads(dump(named))
    assert "subscriber-mql-sql" not in dump(named)
    assert digest(named) == digest(spelt_out)


def test_the_rows_of_a_quota_table_are_not_signed_but_which_table_is() -> None:
    def quota(table: str, rows: Any = None) -> Agreement:
        clause = Quota(
            id="q",
            owner="sales",
            count="won",
            per="month",
            table=leadsla.clauses.quota.QuotaTable(table, rows),
        )
        return attrs.evolve(loads(SOUND), clauses=[clause])

    row = {"from": "2026-01-01", "value": 3}
    assert digest(quota("a.yaml")) == digest(quota("a.yaml", [row])) != digest(quota("b.yaml"))


def test_lengths_are_compared_by_how_long_they_are() -> None:
    def fading(half_life: str) -> Agreement:
        card = Scorecard([Rule(event="touched", points=1, half_life=half_life)])
        return attrs.evolve(loads(SOUND), scorecards=Scorecards({"fit": card}))

    assert digest(fading("2 weeks")) == digest(fading("14 days")) != digest(fading("13 days"))
    assert '"half_life":"1209600 seconds"' in canonical(fading("2 weeks"))
    assert "2 weeks" in dump(fading("2 weeks"))


# What changes something


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1 business hour", "60 business minutes"),
        ("5 business minutes", "5 minutes"),
        ("name: Sales", "name: sales"),
        ("name: Sales", "name: 'Sales '"),
        ("name: Sales", "name: Salés"),
        ("name: Sales", "name: Sales, signatory: Head of sales"),
        ('source == "demo"', '"demo" == source'),
        ("[mql, sal]", "[sal, mql]"),
        ("[50%, 30 minutes]", "[30 minutes, 50%]"),
        ("calendar: office\n", "calendar: office\nnotes: .\n"),
        ("calendar: office\n", "calendar: office\neffective: 2026-01-02\n"),
        ("calendar: office\n", "calendar: office\nkpis: [1]\n"),
        ("country: US, subdivision: OH", "country: US"),
    ],
)
def test_another_meaning_is_another(before: str, after: str) -> None:
    assert digest(changed((before, after))) != digest(loads(SOUND))


def test_texts_are_as_they_are() -> None:
    composed, decomposed = (
        changed(("name: Sales", f"name: {name}")) for name in ("Sal\u00e9s", "Sale\u0301s")
    )
    assert digest(composed) != digest(decomposed)


def test_true_is_no_number() -> None:
    one, true = (attrs.evolve(loads(SOUND), kpis=[value]) for value in (1, True))
    assert one == true  # as Python has it
    assert digest(one) != digest(true)


@attrs.frozen
class Rung:
    after: Window = attrs.field(converter=Window.of)
    names: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Own(LeadClause):
    kind = "own"
    rungs: tuple[Rung, ...] = ()
    bold: bool = False
    thing: Any = None

    def sentence(self) -> str:
        return "It is so."


def own(text: str) -> Agreement:
    entry = f"  - {{id: own, kind: own, owner: sales, {text}}}\n"
    return loads(SOUND + entry, kinds=[Own])


def test_a_kind_of_ones_own_is_signed_like_any_other() -> None:
    plain = own("rungs: [{after: 5 minutes, names: [b, a]}]")
    assert digest(own("bold: false, rungs: {names: [a, b, a], after: PT5M}")) == digest(plain)
    # A set has no order, so it is written in one.
    assert '"names":["a","b"]' in canonical(plain)
    for other in ("rungs: [{after: 6 minutes, names: [b, a]}]", "rungs: [{after: 5 minutes}]", "bold: true"):
        assert digest(own(other)) != digest(plain)


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value of a tree."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


def mutated(draw: Any, tree: dict[str, Any]) -> dict[str, Any]:
    """The tree with one value changed, left out or put elsewhere."""
    tree = copy.deepcopy(tree)
    *way, last = draw(st.sampled_from(sorted(places(tree), key=repr)))
    holder: Any = tree
    for key in way:
        holder = holder[key]
    value = holder[last]
    match value:
        case bool():
            holder[last] = not value
        case int() | float():
            holder[last] = value + draw(st.sampled_from([1, -1, 0.5, 0.0]))
        case dt.date():
            holder[last] = value + dt.timedelta(days=draw(st.sampled_from([-1, 1, 365])))
        case str():
            holder[last] = draw(st.sampled_from(tuple(rewritten(value))))
        case list() if len(value) > 1:
            holder[last] = draw(st.sampled_from((value[::-1], value[1:], value[:-1], [*value, value[0]])))
        case _ if isinstance(holder, dict):
            del holder[last]
        case _:
            holder[last] = [value]
    return tree


def rewritten(text: str) -> Iterator[str]:
    """Texts that differ a little: some say the same, most another thing."""
    yield text + " "
    yield text + "x"
    yield text.upper()
    yield text.replace(" ", "  ")
    yield text.replace("minutes", "hours").replace("business ", "")
    yield text.translate(str.maketrans("0123456789", "1234567890"))
    yield text.replace(" == ", "==").replace(" >= ", " > ")
    yield text.replace("and", "or")
    yield text[:-1]


def judge_mutation(agreement: Agreement, tree: dict[str, Any]) -> None:
    other, _ = read_agreement(tree)
    if other is None:
        event("no agreement")
        return
    same = normal(agreement) == normal(other)
    event("the same" if same else "another")
    assert (digest(agreement) == digest(other)) is same


@given(st.data(), st.sampled_from(SHIPPED))
@settings(deadline=None, max_examples=EXAMPLES)
def test_any_change_of_meaning_changes_the_digest_of_a_shipped_agreement(
    data: Any, agreement: Agreement
) -> None:
    judge_mutation(agreement, mutated(data.draw, to_tree(agreement)))


@given(st.data(), agreements())
@settings(deadline=None, max_examples=EXAMPLES)
def test_any_change_of_meaning_changes_the_digest(data: Any, agreement: Agreement) -> None:
    judge_mutation(agreement, mutated(data.draw, to_tree(agreement)))


def test_whatever_an_agreement_has_is_in_its_document() -> None:
    """So that nothing can be added to agreements that is read and not signed."""
    assert {field.name for field in attrs.fields(Agreement)} - {"signatures"} == set(KEYS)
    assert [field.name for field in attrs.fields(Amendment) if not is_key(field)] == ["agreement"]


# However it is written


def shuffled(draw: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(draw, value[key]) for key in draw(st.permutations(list(value)))}
    return [shuffled(draw, item) for item in value] if isinstance(value, list) else value


def scribbled(draw: Any, value: Any, indent: int = 0) -> str:
    """What stands behind a key, as YAML: in a block or on one line, with or without a comment."""
    note = draw(st.sampled_from(("", "", "  # as agreed", "  ")))
    if not isinstance(value, dict | list) or not value or draw(st.booleans()):
        inline = quoted(draw, value) if isinstance(value, str) else json.dumps(value, default=str)
        return f" {inline}{note}"
    lead = "\n" + " " * indent
    deeper = indent + draw(st.integers(1, 5))
    if isinstance(value, list):
        return note + "".join(f"{lead}-{scribbled(draw, item, deeper)}" for item in value)
    entries = (f"{quoted(draw, key)}:{scribbled(draw, item, deeper)}" for key, item in value.items())
    return note + "".join(lead + entry for entry in entries)


def quoted(draw: Any, text: str) -> str:
    plain = text.isalpha() and text not in ("null", "true", "false", "y", "n", "yes", "no", "on", "off")
    if plain and draw(st.booleans()):
        return text
    if text.isprintable() and draw(st.booleans()):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=draw(st.booleans()))


@given(st.data(), st.sampled_from(SHIPPED))
@settings(deadline=None, max_examples=EXAMPLES)
def test_order_of_keys_layout_quotes_and_format_never_do(data: Any, agreement: Agreement) -> None:
    tree = shuffled(data.draw, to_tree(agreement))
    form = data.draw(st.sampled_from(("scribbled", "json", "toml", "yaml")))
    if form == "scribbled":
        text, form = scribbled(data.draw, tree), "yaml"
    elif form == "json":
        text = json.dumps(tree, indent=data.draw(st.sampled_from((None, 1, 7))), default=str)
    else:
        text = dump(agreement, form)
    assert digest(loads(text, form)) == digest(agreement)


# The form itself


def test_the_form_is_sorted_json_without_spaces_and_its_digest_is_sha256_of_utf8() -> None:
    agreement = changed(("name: Sales", "name: Vertriebsbüro"))
    text = canonical(agreement)
    assert json.loads(text)["parties"]["sales"] == {"name": "Vertriebsbüro"}
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest(agreement) == "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_the_form_of_a_document_stays_as_it_is() -> None:
    """What has been signed must have the same digest in every later version of the library."""
    agreement = loads(AMENDS + SOUND)
    assert canonical(agreement) == GOLDEN.read_text(encoding="utf-8").rstrip("\n")
    assert digest(agreement) == "sha256:06cf87b6256b8e85e1ee2e1bf525f3a76816f870ad6fce417fb38f747bebb7af"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (10.50, "10.5"),
        (1e21, "1000000000000000000000"),
        (10**30 + 1, "1000000000000000000000000000001"),
        (5e-7, "0.0000005"),
        (0.1 + 0.2, "0.30000000000000004"),
        (True, "true"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
        ("\u007f\u2028/<é", '"\u007f\u2028/<é"'),
        ('"\\\b\f\n\r\t\x01', '"\\"\\\\\\b\\f\\n\\r\\t\\u0001"'),
        (
            {"\uffff": 1, "\U0001f600": 2, "a": 3, "A": 4, "": 5},
            '{"":5,"A":4,"a":3,"\U0001f600":2,"\uffff":1}',
        ),
    ],
)
def test_json_in_order(value: Any, text: str) -> None:
    assert json_in_order(value) == text


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": "\ud83d"}, "title"),
        ({"roles": {"sales_manager": "sales", "\ud83d": "sales"}}, "roles.\ud83d"),
        ({"kpis": [{"x": float("nan")}]}, "kpis[0].x"),
        ({"kpis": [float("inf")]}, "kpis[0]"),
        ({"calendars": {"office": BOTH}}, "calendars.office"),
    ],
)  # fmt: skip
def test_what_no_document_can_say_has_no_digest(change: dict[str, Any], path: str) -> None:
    with pytest.raises(AgreementError) as caught:
        digest(attrs.evolve(loads(SOUND), **change))
    assert [fault.path for fault in caught.value.faults] == [path]


def test_what_is_finer_than_its_text_has_no_digest() -> None:
    agreement = loads(SOUND)
    thirds = attrs.evolve(agreement.clauses[0], warn_at=[Share(Fraction(1, 3))])
    with pytest.raises(
        AgreementError, match=r"cannot be written exactly in a document \(clauses\[0\].warn_at\[0\]\)"
    ):
        digest(attrs.evolve(agreement, clauses=[thirds]))


def test_a_long_share_is_written_in_full() -> None:
    share = "33." + "3" * 40 + "%"
    agreement = changed(("50%", share))
    assert share in canonical(agreement)
    assert loads(dump(agreement)) == agreement


def test_a_value_without_a_written_form_is_refused() -> None:
    agreement = own("bold: true")
    *others, last = agreement.clauses
    with pytest.raises(AgreementError, match="a value of the class object has no written form"):
        digest(attrs.evolve(agreement, clauses=[*others, attrs.evolve(last, thing=object())]))


def test_rules_of_holidays_have_one_order() -> None:
    dates = [f"2026-{month:02}-0{day}" for month in range(1, 10) for day in range(1, 9)]
    rules = [{"country": "US", "except": dates[: len(dates) - n]} for n in range(4)]
    one, other = (
        changed(("{country: US, subdivision: OH}", json.dumps(given))) for given in (rules, rules[::-1])
    )
    assert digest(one) == digest(other)
    written = json.loads(canonical(one))["calendars"]["office"]["holidays"]
    assert [len(rule["except"]) for rule in written] == [72, 71, 70, 69]
