"""What each party promises: the tables of activities, the plans, the goals, the review, and what follows a failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import Clause, LeadClause
from leadsla.clauses.lines import grouped, side_by_side
from leadsla.documents.signed.tree import (
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Run,
    Table,
    Text,
    line,
    strong,
)
from leadsla.documents.signed.words import owner_name, owners
from leadsla.indicators import Indicator, is_judged
from leadsla.parties import Statement
from leadsla.periods import Share
from leadsla.phrases import listed, plain_name, quoted, sentence_case
from leadsla.windows import Window

_WHEN: Final[Mapping[str, str]] = {
    "start": "At the start:",
    "met": "When it is kept:",
    "breach": "When it is not kept:",
    "exhausted": "At the end of the plan:",
    "missed": "When the target is missed:",
}


def responsibilities(agreement: Agreement) -> Iterator[Block]:
    """A table for each party and one for both: the activity, its timeframe and its target."""
    listed_as_goals = outcomes_among_goals(agreement)
    tables = []
    for owner in owners(agreement):
        mine = [c for c in agreement.clauses if c.owner == owner and c.id not in listed_as_goals]
        said = [statement for statement in agreement.statements if statement.owner == owner]
        if mine or said:
            tables.append((Heading(owner_name(agreement, owner), 3), _activities(agreement, mine, said)))
    if tables:
        yield Heading("Service level responsibilities")
        for heading, table in tables:
            yield heading
            yield table
        rules = " ".join(_reckoning(agreement))
        if rules:
            yield Paragraph(line(rules))
    for clause in agreement.clauses:
        steps = [((strong(name),), *((line(part),) for part in parts)) for name, *parts in clause.plan()]
        if steps:
            yield Heading(f"Plan: {clause.name}", 3)
            yield Table(("Step", "When", "What", "By when"), steps, (16, 32, 30, 22))


def _reckoning(agreement: Agreement) -> Iterator[str]:
    """By what rules promises lapse, and targets are reckoned."""
    if any(isinstance(clause, LeadClause) and clause.subject == "lead" for clause in agreement.clauses):
        yield (
            "A promise on a lead lapses when the lead is recycled, disqualified, won or lost, unless that is what was "
            "promised or something else is said."
        )
    if any(clause.target is not None for clause in agreement.clauses):
        yield "A target is reckoned for each period over the cases that began in it; what has lapsed does not count."


def outcomes_among_goals(agreement: Agreement) -> frozenset[str]:
    """The clauses that say what a party is to reach, and stand among its goals."""
    named = {name for goal in agreement.goals for name in goal.clause}
    return frozenset(clause.id for clause in agreement.clauses if clause.outcome and clause.id in named)


def _activities(agreement: Agreement, clauses: Sequence[Clause], statements: Sequence[Statement]) -> Table:
    """The activities of one party: what is measured, then what no machine can judge."""
    rows: list[tuple[Cell, ...]] = []
    for together in grouped(clauses):
        same = len({_activity(agreement, clause) for clause in together}) == 1
        for group in [together] if same else [(clause,) for clause in together]:
            timeframe = side_by_side([clause.timeframe() for clause in group])
            aims = dict.fromkeys(clause.aim() for clause in group if clause.target is not None)
            activity = (_named(group[0].name, _activity(agreement, group[0])),)
            aim = tuple(map(line, map(sentence_case, aims)))
            rows.append((activity, (line(sentence_case(timeframe)),), aim))
    for statement in statements:
        said = (Run(f"{statement.activity.rstrip('.')}."), Run("Not measured.", quiet=True))
        rows.append(((said,), (line(sentence_case(statement.timeframe)),), ()))
    if any(aim for _, _, aim in rows):
        return Table(("Activity", "Timeframe", "Target"), rows, (49, 29, 22))
    return Table(("Activity", "Timeframe"), [row[:2] for row in rows], (60, 40))


def _named(name: str, activity: str) -> Text:
    """A name and what it stands for, which may be the same words."""
    if activity.casefold().startswith(name.casefold()):
        return strong(activity[: len(name)], activity[len(name) :].lstrip())
    return strong(f"{name}.", activity)


def _activity(agreement: Agreement, clause: Clause) -> str:
    """What is to be done, without by when; the steps of a plan have a table of their own."""
    details = " as set out below" if any(True for _ in clause.plan()) else clause.details()
    said = sentence_case(clause.activity() + details + clause.for_whom())
    return f"{said}{_hours(agreement, clause)}{_lapses(clause)}."


def _hours(agreement: Agreement, clause: Clause) -> str:
    """By which hours business time is counted, where they are not those of the agreement."""
    by = clause.calendar_by if isinstance(clause, LeadClause) else None
    if by is not None:
        what = by.field or by.zone or ""
        return f", by the hours for the {plain_name(what)} of the lead"
    other = clause.calendar if clause.calendar != agreement.calendar else None
    return f", by the hours of {quoted(plain_name(other))}" if other is not None else ""


def _lapses(clause: Clause) -> str:
    if not isinstance(clause, LeadClause) or clause.subject != "lead":
        return ""
    usual = attrs.fields_dict(type(clause))["void_on"].default
    if clause.void_on is None or clause.void_on == usual:
        return ""
    if not clause.void_on.causes:
        return "; it never lapses"
    return f"; it lapses when the lead {clause.void_on.becomes}"


def goals(agreement: Agreement) -> Iterator[Block]:
    """What each party is to reach."""
    if not agreement.goals:
        return
    yield Heading("Outcome goals")
    for owner in owners(agreement):
        mine = [goal for goal in agreement.goals if goal.owner == owner]
        if mine:
            yield Heading(owner_name(agreement, owner), 3)
            yield Items(_goal(agreement, goal) for goal in mine)


def _goal(agreement: Agreement, goal: Any) -> Text:
    clauses = [agreement.clauses_by_id[name] for name in goal.clause]
    said = "; ".join(
        f"{clause.promise()}{clause.for_whom()}" if clause.outcome else clause.name for clause in clauses
    )
    if not goal.words:
        return line(f"{sentence_case(said)}.")
    return strong(f"{goal.words}:", f"{said}.") if said else line(f"{goal.words.rstrip('.')}.")


def monitoring(agreement: Agreement) -> Iterator[Block]:
    """How both look at what has been kept: meetings, reports, figures."""
    periodic = [c for c in agreement.clauses if c.subject == "period" and not c.outcome]
    if not (periodic or agreement.kpis):
        return
    yield Heading("Performance monitoring")
    if periodic:
        yield Items(line(clause.sentence()) for clause in periodic)
    if agreement.kpis:
        rows = [_indicator(agreement, kpi) for kpi in agreement.kpis]
        titles, widths = ("Key performance indicator", "Owner", "What it shows"), (34, 24, 42)
        told = 3 if any(cells[2] for cells in rows) else 2
        yield Table(titles[:told], (cells[:told] for cells in rows), widths[:told])


def _indicator(agreement: Agreement, kpi: Any) -> tuple[tuple[Text, ...], ...]:
    if not isinstance(kpi, Mapping):
        return (strong(sentence_case(str(kpi))),), (), ()
    owner = kpi.get("owner")
    name = owner_name(agreement, owner) if owner in owners(agreement) else str(owner or "")
    told = [str(kpi["words"])] if kpi.get("words") else []
    told += [
        f"{plain_name(str(key))}: {value}"
        for key, value in kpi.items()
        if key not in ("metric", "owner", "words", "on_missed")
    ]
    if kpi.get("on_missed"):
        told.append(f"if missed: {_follows(kpi)}")
    what = Indicator(**kpi).title if is_judged(kpi) else str(kpi.get("metric", ""))
    return (strong(sentence_case(what)),), (line(name),), tuple(map(line, told))


def _follows(kpi: Mapping[str, Any]) -> str:
    if not is_judged(kpi):
        return str(kpi["on_missed"])
    return "; ".join(action.said for action in Indicator(**kpi).on_missed)


def consequences(agreement: Agreement) -> Iterator[Block]:
    """What follows, clause by clause."""
    alike: dict[Cell, list[Clause]] = {}
    for clause in agreement.clauses:
        alike.setdefault(tuple(_what_follows(clause)), []).append(clause)
    alike.pop((), None)
    if alike:
        yield Heading("What follows")
        rows = [(tuple(strong(clause.name) for clause in clauses), said) for said, clauses in alike.items()]
        yield Table(("Promise", "What follows"), rows, (24, 76))


def _what_follows(clause: Clause) -> Iterator[Text]:
    for occasion in (*clause.occasions, "missed"):
        actions = clause.actions_on(occasion)
        if not actions:
            continue
        when = _warning(clause) if occasion == "warning" else _WHEN[occasion]
        yield strong(when, sentence_case(f"{'; '.join(action.said for action in actions)}."))


def _warning(clause: Clause) -> str:
    shares = [f"{item} of the time" for item in clause.warn_at if isinstance(item, Share)]
    before = [f"{item} before the end" for item in clause.warn_at if isinstance(item, Window)]
    return f"After {listed([*shares, *before] or ['80% of the time'])}:".replace(
        " of the time and ", " and ", len(shares) - 1
    )
