"""As many faults as there are causes, all at once, in the order of the file."""

from __future__ import annotations

import pytest
from tests.documents.cases import CASES, SOUND

from leadsla.documents import examine_text, loads
from leadsla.errors import Fault


def faults(text: str, form: str = "yaml") -> tuple[Fault, ...]:
    return examine_text(text, form).faults


def named(text: str) -> list[tuple[str, str]]:
    return [(fault.name, fault.path) for fault in faults(text)]


def test_five_causes_are_five_faults_in_the_order_of_the_file() -> None:
    text = SOUND
    for old, new in (
        ("calendar: office", "calender: office"),
        ("subdivision: OH", "subdivision: OHI"),
        ("    within:\n      - {when", "    withn:\n      - {when"),
        ("{alert: sales_manager}", "{alert: boss}"),
        ("{enters: sal}", "{enters: sall}"),
    ):
        text = text.replace(old, new, 1)
    assert named(text) == [
        ("unknown-key", "calender"),
        ("wrong-value", "calendars.office.holidays.subdivision"),
        ("unknown-key", "clauses[0].withn"),
        ("unknown-name", "clauses[0].on_breach[0].alert"),
        ("unknown-name", "clauses[1].from.enters"),
    ]


def test_all_cases_at_once_are_all_faults() -> None:
    """Cases that change different places, so that each still has its one fault beside the others."""
    beside = ("number-as-version", "term-ends-before-it-begins", "unknown-field-type", "no-such-subdivision")
    beside += ("unknown-party", "window", "criterion", "target", "share", "unknown-action", "unknown-stage")
    beside += ("unknown-channel", "window-of-zero")
    text = SOUND
    for name in beside:
        text = text.replace(*CASES[name][:2], 1)
    found = faults(text)
    assert sorted(fault.name for fault in found) == sorted(name for case in beside for name in CASES[case][2])
    places = [(fault.line, fault.column) for fault in found]
    assert places == sorted(places, key=lambda place: (place[0] or 0, place[1] or 0))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("lifecycle:\n  stages: [", "lifecycle:\n  stagse: [", "lifecycle.stagse"),
        ("lifecycle:\n", "lifecycl:\n", "lifecycl"),
        ("  stages: [mql, {name: sal, owner: sales}, recycled]", "  stages: mql", "lifecycle.stages"),
        ("stages: [mql, {name: sal,", "stages: [mql, {nmae: sal,", "lifecycle.stages[1].nmae"),
        ("fields: {email: text, hold: text, score: number, source: text}", "fields: 3", "fields"),
        ("fields: {", "feilds: {", "feilds"),
        ("parties:\n  marketing: {name: Marketing}\n  sales: {name: Sales}", "parties: [sales]", "parties"),
        ("roles: {sales_manager: sales}", "roles: [sales_manager]", "roles"),
        ("    hours: {mon-fri", "    huors: {mon-fri", "calendars.office.huors"),
        ("timezone: America/New_York", "timezone: 3", "timezone"),
        ("calendar: office", "calendar: 3", "calendar"),
        ("  marketing: {name: Marketing}", "  marketing: {nmae: Marketing}", "parties.marketing.nmae"),
    ],
)
def test_what_follows_from_a_broken_part_is_not_said(old: str, new: str, path: str) -> None:
    assert old in SOUND
    assert [fault.path for fault in faults(SOUND.replace(old, new, 1))] == [path]


def test_a_broken_part_of_a_clause_does_not_hide_the_rest_of_it() -> None:
    text = SOUND.replace("is: 5 business minutes", "is: 5 minuts").replace(
        'source == "demo"', 'sorce == "demo"'
    )
    text = text.replace(
        "{alert: sales_manager}, {recycle: recycled, after", "{alert: boss, after: 1 our}, {recycle: r, after"
    )
    assert named(text) == [
        ("criterion", "clauses[0].within[0].when"),
        ("window", "clauses[0].within[0].is"),
        ("unknown-name", "clauses[0].on_breach[0].alert"),
        ("window", "clauses[0].on_breach[0].after"),
        ("unknown-name", "clauses[0].on_breach[1].recycle"),
    ]


def test_a_misspelt_kind_does_not_hide_the_rest_of_the_clause() -> None:
    text = SOUND.replace("kind: minimum_touches", "kind: minimum_touch").replace("call: 3", "cal: 3")
    assert [name for name, _ in named(text)] == ["unknown-kind", "unknown-key"]


def test_a_kind_that_is_like_none_is_one_fault() -> None:
    text = SOUND.replace("kind: minimum_touches", "kind: quux")
    (fault,) = faults(text)
    assert fault.name == "unknown-kind"
    assert fault.write is None
    assert "response_window" in (fault.because or "")


def test_a_misspelt_key_named_kind_is_one_fault() -> None:
    (fault,) = faults(SOUND.replace("kind: minimum_touches", "knid: minimum_touches"))
    assert (fault.name, fault.write) == ("unknown-key", "kind")
    assert fault.also is not None


def test_both_faults_of_a_mapping_of_touches() -> None:
    found = faults(SOUND.replace("{call: 3, email: 3}", "{cal: 3, email: 0}"))
    assert [fault.path for fault in found] == ["clauses[1].touches.cal", "clauses[1].touches.email"]


def test_what_is_required_of_an_agreement() -> None:
    found = faults("title: nothing else\n")
    keys = ("leadsla", "agreement", "version", "term", "timezone", "parties", "lifecycle", "clauses")
    assert [fault.what for fault in found] == [f"required key `{key}` is missing" for key in keys]


def test_what_may_be_left_out() -> None:
    text = 'leadsla: 1\nagreement: a\nversion: "1"\nterm: {from: 2026-01-01, to: 2026-12-31}\ntimezone: UTC\n'
    agreement = loads(text + "parties: {}\nlifecycle: {}\nclauses: []\n")
    assert (agreement.clauses, agreement.lifecycle.stages, agreement.calendars) == ((), (), {})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agreement: acme", "agreement: 3"),
        ("agreement: acme", "agreement: no\nnotes: 2026-01-01"),
        ("leadsla: 1", 'leadsla: "1"'),
        ("leadsla: 1", "leadsla: true"),
        ("call: 3", "call: 3.0"),
        ("call: 3", "call: true"),
        ("from: 2026-01-01", "from: 2026-01-01T00:00:00Z"),
        ("owner: sales\n    from: assigned", "owner: [sales]\n    from: assigned"),
        ("within: 2 weeks", "within: 14"),
    ],
)
def test_nothing_is_converted_in_silence(old: str, new: str) -> None:
    found = faults(SOUND.replace(old, new, 1))
    assert [fault.name for fault in found] in (["wrong-type"], ["wrong-value"], ["window"])


def test_text_that_looks_like_a_number_is_quoted_as_it_was_written() -> None:
    (fault,) = faults(SOUND.replace('"2026.1"', "2026.10"))
    assert fault.write == '"2026.10"'


def test_calendars_have_the_zone_of_the_agreement_and_their_own_name() -> None:
    agreement = loads(SOUND)
    assert agreement.calendars["office"].timezone == "America/New_York"
    assert agreement.calendars["office"].name == "office"
    other = SOUND.replace("  office:\n", "  office:\n    timezone: Europe/London\n")
    assert loads(other).calendars["office"].timezone == "Europe/London"


def test_a_ready_made_lifecycle_by_name() -> None:
    start, end = SOUND.index("lifecycle:"), SOUND.index("clauses:")
    text = SOUND[:start] + "lifecycle: subscriber-mql-sql\nclauses: []\n"
    assert "sql" in loads(text).lifecycle.order
    (fault,) = faults(SOUND[:start] + "lifecycle: subscriber-mql\n" + SOUND[end:])
    assert (fault.name, fault.path, fault.write) == ("unknown-name", "lifecycle", "subscriber-mql-sql")


def test_sections_that_are_carried_along() -> None:
    agreement = loads(SOUND + "kpis: [{a: 2026-01-01}, x]\n")
    assert agreement.kpis == ({"a": "2026-01-01"}, "x")
    assert [fault.path for fault in faults(SOUND + "kpis: {}\nscorecards: []\n")] == ["kpis", "scorecards"]


def test_one_value_may_stand_for_a_list_of_one() -> None:
    text = SOUND.replace(
        "on_breach: [{alert: sales_manager}, {recycle: recycled, after: 1 day}]", "on_breach: {alert: sales}"
    )
    text = text.replace("warn_at: [50%, 30 minutes]", "warn_at: 50%")
    clause = loads(text).clauses[0]
    assert len(clause.on_breach) == len(clause.warn_at) == 1  # type: ignore[attr-defined]
    (fault,) = faults(text.replace("{alert: sales}", "{alert: boss}"))
    assert fault.path == "clauses[0].on_breach[0].alert"
    assert (fault.line, fault.column) == (33, 24)


def test_triggers_in_all_their_forms() -> None:
    text = SOUND.replace(
        "from: {enters: sal}", "from: [accepted, {enters: sal}, {event: x, when: 'score > 1'}]"
    )
    assert str(loads(text).clauses[1].from_) == "`accepted` or entering `sal` or `x` with score > 1"  # type: ignore[attr-defined]
    for wrong in ("3", "[]", "''", "{event: a, enters: sal}", "{}", "[[3]]"):
        assert len(faults(SOUND.replace("{enters: sal}", wrong))) == 1, wrong


@pytest.mark.parametrize(
    ("old", "new", "name", "path"),
    [
        ("leadsla: 1", "leadsla: 2", "wrong-value", "leadsla"),
        ("agreement: acme", "agreement: ' '", "wrong-value", "agreement"),
        ('"2026.1"', '""', "wrong-type", "version"),
        ("2026-01-01", "1926-01-01", "wrong-value", "term.from"),
        ("score: number", "lead score: number, score: number", "wrong-value", "fields.lead score"),
        ("score: number", "stage: text, score: number", "wrong-value", "fields.stage"),
        ("[mql, {name", "[mql, mql, {name", "duplicate-id", "lifecycle.stages[1].name"),
        ("from: mql, to: sal", "from: mql", "missing-key", "lifecycle.moves[1]"),
        (
            "from: mql, to: sal",
            "from: mql, to: sal, requires: [emial]",
            "unknown-name",
            "lifecycle.moves[1].requires[0]",
        ),
        ("from: mql, to: sal", "from: [mql, qml], to: sal", "unknown-name", "lifecycle.moves[1].from[1]"),
        ("{event: created, to: mql}", "created", "wrong-type", "lifecycle.moves[0]"),
        ("id: persistence", "id: ' '", "wrong-value", "clauses[1].id"),
        ("id: persistence", "id:", "wrong-type", "clauses[1].id"),
        ("kind: minimum_touches", "kind: 3", "wrong-type", "clauses[1].kind"),
        ("  - id: persistence", "  - text\n  - id: persistence", "wrong-type", "clauses[1]"),
        ("{name: Sales}", "", "wrong-type", "parties.sales"),
        ("calendar: office", "calendar: ofice", "unknown-name", "calendar"),
        ("calendar: office\n", "", "missing-key", "clauses[0].within[0].is"),
    ],
)
def test_faults_of_all_parts(old: str, new: str, name: str, path: str) -> None:
    assert old in SOUND
    found = faults(SOUND.replace(old, new, 1))
    assert (found[0].name, found[0].path) == (name, path)
    assert {fault.name for fault in found} == {name}


def test_parts_that_are_of_another_type_altogether() -> None:
    for key, value in (
        ("lifecycle", "3"),
        ("clauses", "{}"),
        ("statements", "x"),
        ("calendars", "[]"),
        ("term", "2026"),
    ):
        lines = [line for line in SOUND.split("\n") if line]
        start = next((at for at, line in enumerate(lines) if line.startswith(f"{key}:")), len(lines))
        end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
        text = "\n".join([*lines[:start], f"{key}: {value}", *lines[end:]])
        assert [(fault.name, fault.path) for fault in faults(text)] == [("wrong-type", key)]


@pytest.mark.parametrize("name", ["[x]", "{a: 1}", "3"])
def test_an_id_that_is_no_text_is_a_fault_like_others(name: str) -> None:
    faults = examine_text(SOUND.replace("id: persistence", f"id: {name}")).faults
    assert [(fault.name, fault.path) for fault in faults] == [("wrong-type", "clauses[1].id")]


@pytest.mark.parametrize("date", ["'20260101'", "2026-W01-1"])
def test_a_date_is_written_in_one_way(date: str) -> None:
    faults = examine_text(SOUND.replace("{from: 2026-01-01", f"{{from: {date}")).faults
    assert [(fault.name, fault.path) for fault in faults] == [("wrong-type", "term.from")]


def test_what_a_ready_made_lifecycle_needs_is_said_once_and_at_its_name() -> None:
    text = SOUND.partition("lifecycle:")[0] + "lifecycle: aql-tql-sal-sql\nclauses: []\n"
    text = text.replace("  marketing: {name: Marketing}\n", "")
    faults = examine_text(text).faults
    needs = "the ready-made lifecycle `aql-tql-sal-sql` needs more: "
    assert [(fault.path, fault.line, fault.what, fault.write) for fault in faults] == [
        ("lifecycle", 15, f"{needs}there is no party `marketing`", "it under `parties`"),
        ("lifecycle", 15, f"{needs}there is no field `amount`", "it under `fields`"),
        ("lifecycle", 15, f"{needs}there is no field `close_date`", "it under `fields`"),
        ("lifecycle", 15, f"{needs}there is no field `win_probability`", "it under `fields`"),
    ]


def test_what_a_ready_made_lifecycle_needs_is_not_said_of_a_section_that_cannot_be_read() -> None:
    text = SOUND.partition("lifecycle:")[0] + "lifecycle: aql-tql-sal-sql\nclauses: []\n"
    faults = examine_text(
        text.replace("fields: {", "fields: [{").replace("source: text}", "source: text}]")
    ).faults
    assert [fault.name for fault in faults] == ["wrong-type"]
