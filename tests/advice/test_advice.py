"""Every piece of advice, where it is given and where it is not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import attrs
import pytest

import leadsla as ls
from leadsla import advice as package
from leadsla.advice import ADVICE, advise
from leadsla.advice.whole import page_lines

#: An agreement on which there is nothing to advise.
MODEL = """
leadsla: 1
agreement: model
title: What marketing and sales owe each other
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
objectives: [Leads of an agreed quality]
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
roles: {manager: sales}
fields: {score: number, employees: number, region: text}
lifecycle:
  stages:
    - {name: mql, owner: marketing, means: Fits}
    - {name: sql, owner: sales, means: Wants to talk}
    - {name: nurture, owner: marketing, means: Not now}
  moves:
    - {event: created, to: mql}
    - {event: accepted, from: mql, to: sql}
    - {event: rejected, from: mql, to: nurture}
    - {event: qualified, from: nurture, to: mql}
    - {event: recycled, from: [mql, sql], to: nurture}
responsibilities: {sql: {sales: {owes: Follow up}}}
goals: [{owner: sales, words: Revenue}]
kpis: [{metric: rate}]
clauses:
  - id: answer
    kind: response_window
    owner: sales
    from: {enters: sql}
    within: [{when: employees > 500, is: 1 hour}, {when: employees > 50, is: 2 hours}, {is: 1 day}]
    pause_while: stage == "nurture"
    warn_at: [30 minutes]
    on_breach: [{alert: manager}, {recycle: nurture, after: 1 day}]
  - {id: a, kind: minimum_touches, owner: sales, from: created, touches: {any: 3}, within: 1 day,
     on_breach: {alert: sales}}
  - {id: b, kind: required_information, owner: marketing, at: accepted, fields: [region], on_breach: {alert: manager}}
  - {id: c, kind: minimum_open_time, owner: sales, from: accepted, not_before: 2 weeks, on_breach: {alert: manager}}
  - {id: d, kind: quota, owner: marketing, count: created, per: month, table: quotas.yaml#a, on_breach: {alert: both}}
  - {id: e, kind: rejection_policy, owner: sales, reasons: [no need], on_breach: {alert: manager}}
  - {id: f, kind: recurring_meeting, owner: both, rule: every week, on_breach: {alert: manager}}
  - id: plan
    kind: cadence
    owner: sales
    from: created
    ends_on: [connected, replied]
    steps: [{id: call, within: 5 minutes}, {id: again, after: call, delay: 24 hours, within: 1 hour}]
    on_exhausted: {alert: both}
"""


def names(text: str) -> list[str]:
    return [fault.name for fault in advise(ls.loads(text))]


def without(kind: str) -> str:
    """The model without its clause of that kind."""
    lines = MODEL.replace(",\n     on_breach", ", on_breach").splitlines(keepends=True)
    return "".join(line for line in lines if f"kind: {kind}," not in line)


#: Name of the advice, and the model made worse so that it is given, in as many ways as there are.
STARTS = "    from: {enters: sql}\n"
GIVEN: list[tuple[str, str, str]] = [
    ("step-after-end", "[connected, replied]", "[touched, replied]"),
    ("step-after-end", "[connected, replied]", "{event: touched, when: 'event.direction == \"outbound\"'}"),
    ("too-frequent", "{any: 3}, within: 1 day,", "{any: 3}, apart: 26 hours, within: 1 day,"),
    ("quota-inside", "table: quotas.yaml#a", "at_least: 120"),
    ("no-consequence", "    on_breach: [{alert: manager}, {recycle: nurture, after: 1 day}]\n", ""),
    ("uncontrolled-owner", f"sales\n{STARTS}", f"marketing\n    until: accepted\n{STARTS}"),
    ("uncontrolled-owner", f"sales\n{STARTS}", "marketing\n    until: {enters: sql}\n    from: created\n"),
    ("uncontrolled-owner", STARTS, f"    until: replied\n{STARTS}"),
    ("uncontrolled-owner", "count: created", "count: accepted"),
    ("never-starts", STARTS, f'{STARTS}    when: stage == "mql"\n'),
    ("never-starts", "    - {event: accepted, from: mql, to: sql}\n", ""),
    ("never-starts", STARTS, '    from: {event: created, when: \'stage in ["won", "lost"]\'}\n'),
    ("never-starts", STARTS, "    from: {leaves: lost}\n"),
    ("never-settles", STARTS, f"{STARTS}    until: {{enters: lost}}\n"),
    ("pause-without-exit", "    - {event: qualified, from: nurture, to: mql}\n", ""),
    ("pause-without-exit", 'pause_while: stage == "nurture"', "pause_while: passes > 1"),
    ("unreachable-segment", "employees > 500", "employees > 50"),
    ("unreachable-segment", "employees > 500", "employees > 20"),
    ("unreachable-segment", STARTS, f"{STARTS}    when: employees < 100\n"),
    ("unreachable-segment", "employees > 500", "employees > 500 and employees < 100"),
    ("late-warning", "warn_at: [30 minutes]", "warn_at: [2 hours]"),
    ("late-warning", "warn_at: [30 minutes]", "warn_at: [1 day]"),
    ("unowned-stage", "{name: nurture, owner: marketing,", "{name: nurture,"),
    ("no-promise", "parties: {", "parties: {partners: {name: Partners}, "),
    ("missing-section", "means: Wants to talk", "means: ''"),
    ("several-pages", "objectives: [", "objectives: [" + "One more objective of many " * 220 + ", "),
]


def test_there_is_nothing_to_advise_on_the_model() -> None:
    """So each piece of advice is absent where nothing calls for it."""
    model = MODEL.replace("{name: sql,", "{name: lost, owner: sales, means: Gone}\n    - {name: sql,")
    assert names(MODEL) == []
    assert names(model) == []


@pytest.mark.parametrize(("name", "old", "new"), GIVEN)
def test_advice_is_given(name: str, old: str, new: str) -> None:
    text = MODEL.replace("{name: sql,", "{name: lost, owner: sales, means: Gone}\n    - {name: sql,")
    assert old in text
    assert set(names(text.replace(old, new))) == {name}


#: An agreement of which hardly anything is said, and one whose clauses have a kind of fault each.
POOR = """
leadsla: 1
agreement: poor
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
fields: {employees: number}
lifecycle:
  stages: [{name: mql, owner: marketing}, {name: sql, owner: sales, means: Talks}, {name: lost, owner: sales}]
  moves: [{event: created, to: mql}, {event: rejected, from: mql, to: lost}]
clauses:
  - id: a
    kind: response_window
    owner: marketing
    from: created
    until: [replied, accepted]
    within: [{when: employees < 10, is: 1 hour}, {when: employees < 5, is: 2 hours}, {is: 1 day}]
    warn_at: [1 day, 25 hours, 30 minutes]
    target: 80% per week
  - id: b
    kind: minimum_effort
    owner: marketing
    from: created
    within: 2 weeks
    minutes: [{when: employees < 10, is: 30}, {when: employees < 5, is: 60}, {is: 90}]
    when: employees < 3
    warn_at: [14 days]
    on_start: {alert: sales}
    on_warning: {alert: sales}
    on_met: {alert: sales}
  - {id: c, kind: quota, owner: sales, count: {enters: sql}, per: month, at_least: 3, on_breach: {alert: sales}}
  - {id: d, kind: required_information, owner: marketing, at: {enters: sql}, fields: [employees],
     on_breach: {alert: sales}}
  - {id: e, kind: stalled_lead, owner: sales, from: created, within: 1 day, warn_at: [24 hours],
     on_breach: {alert: sales}}
  - {id: f, kind: stalled_lead, owner: sales, from: created, within: 2 weeks, warn_at: [1 month],
     on_breach: {alert: sales}}
"""


def in_full() -> str:
    """All that is said of the model made worse, of the model without what is demanded, and of the poor one."""
    from leadsla.advice.whole import DEMANDS

    lost = MODEL.replace("{name: sql,", "{name: lost, owner: sales, means: Gone}\n    - {name: sql,")
    texts = [lost.replace(old, new) for _, old, new in GIVEN]
    texts += [without(kind) for kinds, _ in DEMANDS.values() for kind in kinds]
    lines = []
    for text in (*texts, POOR):
        for fault in advise(ls.loads(text)):
            # How many lines sentences take is for their own tests to say.
            what = re.sub(r"about \d+ lines", "about ... lines", fault.what)
            parts = (fault.name, fault.path, what, fault.write, fault.because)
            lines.append(" | ".join(map(str, parts)))
    return "\n".join(lines) + "\n"


def test_what_is_advised_in_full() -> None:
    """Name, place, what is likely not meant, what to write, and why: the words are what helps."""
    assert in_full() == Path(__file__).with_name("advice_texts.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("required_information", "no-required-information"),
        ("minimum_open_time", "no-minimum-open-time"),
        ("quota", "no-quota"),
        ("rejection_policy", "no-rejection-reasons"),
        ("recurring_meeting", "no-meeting"),
    ],
)
def test_what_the_sources_demand(kind: str, name: str) -> None:
    assert names(without(kind)) == [name]


def test_attempts_are_demanded() -> None:
    """By a number or a plan."""
    text = without("minimum_touches")
    assert names(text) == []
    assert names(text.partition("  - id: plan")[0]) == ["no-minimum-touches"]


def test_an_answer_in_time_is_demanded() -> None:
    """Of a window or a plan."""
    text = MODEL.partition("  - id: plan")[0].replace(
        "    kind: response_window\n", "    kind: stalled_lead\n"
    )
    assert names(text) == ["no-response-window"]


def test_reasons_are_demanded_where_leads_can_be_rejected() -> None:
    text = without("rejection_policy").replace("    - {event: rejected, from: mql, to: nurture}\n", "")
    assert "no-rejection-reasons" not in names(text)


def test_a_criterion_says_what_a_stage_means_too() -> None:
    text = MODEL.replace("{name: sql, owner: sales, means: Wants to talk}", "{name: sql, owner: sales}")
    assert names(text) == ["missing-section"]
    text = text.replace("{name: sql, owner: sales}", "{name: sql, owner: sales, criterion: score > 4}")
    assert names(text) == []


@pytest.mark.parametrize("section", ["objectives", "responsibilities", "goals", "kpis"])
def test_essential_sections(section: str) -> None:
    text = "".join(line for line in MODEL.splitlines(keepends=True) if not line.startswith(f"{section}:"))
    assert names(text) == ["missing-section"]


def test_a_page_is_full_with_its_last_line() -> None:
    """Sixty lines are a page, and one more is not; an objective, a stage and a note of a line are one each."""
    made = ls.loads(MODEL)
    lines = page_lines(made)
    objectives = (*made.objectives, *["One more"] * (60 - lines))
    full = attrs.evolve(made, objectives=objectives)
    assert (page_lines(full), advise(full)) == (60, [])
    over = attrs.evolve(made, objectives=(*objectives, "The last straw"))
    assert [fault.name for fault in advise(over)] == ["several-pages"]
    for more in (
        MODEL.replace("{name: sql,", "{name: lost, owner: sales, means: Gone}\n    - {name: sql,"),
        MODEL.replace("clauses:\n", f"notes: '{'word ' * 30}'\nclauses:\n"),
        MODEL.replace("objectives: [", "objectives: [One more, "),
    ):
        assert page_lines(ls.loads(more)) == lines + 1


def test_a_pause_with_an_exit_or_one_that_reads_more_is_left_alone() -> None:
    for pause in ('stage == "sql"', 'region == "emea"', "passes == 1", 'stage == "nurture" and score > 5'):
        assert names(MODEL.replace('stage == "nurture"', f"'{pause}'")) == []


def test_a_party_that_shares_a_promise_owes_something() -> None:
    """`both` are two; of three, each has to owe something by itself."""
    text = without("required_information").replace(
        "kind: quota, owner: marketing", "kind: quota, owner: sales"
    )
    assert names(text) == ["no-required-information"]
    assert names(text.replace("owner: both", "owner: sales")) == ["no-required-information", "no-promise"]


def test_a_plan_of_one_step_may_end_with_it() -> None:
    text = MODEL.replace(", {id: again, after: call, delay: 24 hours, within: 1 hour}", "")
    assert names(text.replace("[connected, replied]", "[touched, replied]")) == []


@pytest.mark.parametrize(
    ("apart", "again"),
    [
        ("25 hours", "delay: 24 hours, within: 1 hour"),
        ("24 hours", "delay: 24 hours, within: 1 hour"),
        ("30 minutes", "within: 1 hour"),
        ("26 hours", "delay: 24 hours"),
        ("26 hours", "delay: 1 hour, within: 1 business hour"),
        ("26 hours", "delay: 1 business hour, within: 1 hour"),
        ("2 business hours", "delay: 1 hour, within: 30 minutes"),
    ],
)
def test_steps_that_may_be_apart_enough_are_left_alone(apart: str, again: str) -> None:
    """Done at the latest just then, or at an instant that is not known; hours that are open are longer."""
    text = MODEL.replace(
        "fields: {", "calendars: {x: {hours: {mon-fri: 09:00-17:00}}}\ncalendar: x\nfields: {", 1
    )
    text = text.replace("{any: 3}, within: 1 day,", f"{{any: 3}}, apart: {apart}, within: 1 day,")
    assert names(text.replace("delay: 24 hours, within: 1 hour", again)) == []


def test_that_leads_come_is_for_marketing_to_bring_about() -> None:
    assert names(MODEL.replace("count: created", "count: requested")) == []


def test_advice_has_its_place_and_is_a_warning() -> None:
    text = MODEL.replace("warn_at: [30 minutes]", "warn_at: [2 hours]")
    [fault] = advise(ls.loads(text))
    assert (fault.path, fault.warning, fault.write) == ("clauses[0].warn_at[0]", True, "80%")


def test_check_gives_it_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    (tmp_path / "quotas.yaml").write_text("a: [{from: 2026-01-01, value: 60}]")
    path.write_text(MODEL.replace("warn_at: [30 minutes]", "warn_at: [2 hours]"))
    assert ls.check(path) == []
    [fault] = ls.check(path, advice=True)
    assert (fault.name, fault.line) == ("late-warning", 33)
    path.write_text("leadsla: 1")
    assert all(fault.name not in ADVICE for fault in ls.check(path, advice=True))


def test_every_name_is_used_and_tested() -> None:
    """The register, what the code gives, and what stands above."""
    given = set()
    for path in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "advice":
                given |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    from leadsla.advice.whole import DEMANDS

    assert given | set(DEMANDS) == set(ADVICE)
    assert {name for name, _, _ in GIVEN} | set(DEMANDS) == set(ADVICE)
