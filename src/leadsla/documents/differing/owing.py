"""What is owed in words, beside the promises that are judged: responsibilities, handoff, goals, figures, statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from leadsla.agreement import Agreement
from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.walking import changed, differ, listing
from leadsla.documents.differing.words import party_text, said, sentence, written
from leadsla.parties import Statement
from leadsla.phrases import quoted, stage_name
from leadsla.responsibilities import QUESTIONS, Goal, Provision, Responsibility


def differing_responsibilities(a: Agreement, b: Agreement) -> Iterator[Change]:
    """Who owes what at each stage."""
    old, new = a.responsibilities, b.responsibilities
    nothing = Responsibility()
    for stage in dict.fromkeys([*new, *old]):
        rows = old.get(stage, {}), new.get(stage, {})
        if (stage in old) != (stage in new) and not any(rows):
            text = f"At {stage_name(stage)} it is left open who owes what"
            yield Change(f"responsibilities.{stage}", text, old.get(stage), new.get(stage))
        for party in dict.fromkeys([*rows[1], *rows[0]]):
            one, two = (row.get(party, nothing) for row in rows)
            path = f"responsibilities.{stage}.{party}"
            if one == two and (party in rows[0]) != (party in rows[1]):
                text = (
                    f"At {stage_name(stage)} {'nothing is' if party in rows[1] else 'it is no longer'} said"
                )
                text += f" of what {party_text(b, party)} owes"
                yield Change(path, text, *(written(row.get(party)) for row in rows))
            who = party_text(b, party)
            for key, also, no_longer in (
                ("owes", "owes", "no longer owes"),
                ("owes_not", "does not owe", "is no longer said not to owe"),
            ):
                says = (f"At {stage_name(stage)} {who} {also}", f"At {stage_name(stage)} {who} {no_longer}")
                yield from _provisions(f"{path}.{key}", says, (a, b), getattr(one, key), getattr(two, key))


def _provisions(
    path: str,
    says: tuple[str, str],
    of: tuple[Agreement, Agreement],
    old: Sequence[Provision],
    new: Sequence[Provision],
) -> Iterator[Change]:
    """What differs in a list of provisions; `says` begins the sentences of what is there and of what is gone."""

    def other(at: str, one: Provision, two: Provision) -> Iterator[Change]:
        text = f"{says[0]} {_provision(of[1], two)}, was {_provision(of[0], one)}"
        return iter([Change(at, text, written(one), written(two))])

    yield from listing(
        path,
        old,
        new,
        lambda item: item.words or None,
        lambda item: item.clause or None,
        place=lambda item: f"{path}[]",
        come=lambda item: f"{says[0]} {'also ' if old else ''}{_provision(of[1], item)}",
        gone=lambda item: f"{says[1]} {_provision(of[0], item)}",
        other=other,
        order=f"{says[0]} the same in another order",
    )


def _provision(agreement: Agreement, item: Provision | Goal) -> str:
    """Words with the promises that judge them, or these alone."""
    judged = [agreement.clauses_by_id[name].name for name in item.clause]
    if not item.words:
        return ", ".join(map(quoted, judged))
    return quoted(item.words) + (f" ({', '.join(judged)})" if judged else "")


def differing_handoffs(a: Agreement, b: Agreement) -> Iterator[Change]:
    """How leads are passed."""
    for key, question in QUESTIONS.items():
        old, new = (getattr(agreement.handoff, key) for agreement in (a, b))
        yield from _provisions(f"handoff.{key}", (f"{question}:", f"{question}: no longer"), (a, b), old, new)


def differing_goals(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What each side is to reach."""

    def other(path: str, old: Goal, new: Goal) -> Iterator[Change]:
        if old.owner != new.owner:
            text = (
                f"Goal {_provision(b, new)}: of {party_text(b, new.owner)}, was of {party_text(a, old.owner)}"
            )
            yield Change(f"{path}.owner", text, old.owner, new.owner)
        if (old.words, old.clause) != (new.words, new.clause):
            text = f"Goal of {party_text(b, new.owner)}: {_provision(b, new)}, was {_provision(a, old)}"
            yield Change(path, text, written(old), written(new))

    yield from listing(
        "goals",
        a.goals,
        b.goals,
        lambda goal: (goal.owner, goal.words) if goal.words else None,
        lambda goal: (goal.owner, goal.clause) if goal.clause else None,
        lambda goal: (goal.words, goal.clause),
        place=lambda goal: "goals[]",
        come=lambda goal: f"New goal of {party_text(b, goal.owner)}: {_provision(b, goal)}",
        gone=lambda goal: f"No longer a goal of {party_text(a, goal.owner)}: {_provision(a, goal)}",
        other=other,
        order="The goals stand in another order",
    )


def differing_statements(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What is promised and never judged."""

    def whole(label: str, agreement: Agreement, one: Statement) -> str:
        when = f", {one.timeframe}" if one.timeframe else ""
        return f"{label}: {sentence(party_text(agreement, one.owner))}: {one.activity}{when}"

    def other(path: str, old: Statement, new: Statement) -> Iterator[Change]:
        for field in attrs.fields(Statement):
            one, two = getattr(old, field.name), getattr(new, field.name)
            if field.name == "owner":
                one, two = party_text(a, one), party_text(b, two)
            if getattr(old, field.name) != getattr(new, field.name):
                label = {"owner": "by", "activity": "what is promised", "timeframe": "when"}[field.name]
                change = changed(f"{path}.{field.name}", f"“{new.activity}”, {label}", one, two)
                yield attrs.evolve(change, old=getattr(old, field.name), new=getattr(new, field.name))

    yield from listing(
        "statements",
        a.statements,
        b.statements,
        lambda one: (one.owner, one.activity),
        lambda one: one.activity,
        place=lambda one: "statements[]",
        come=lambda one: whole("New statement", b, one),
        gone=lambda one: whole("No longer stated", a, one),
        other=other,
        order="The statements stand in another order",
    )


def differing_figures(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What is measured. Its entries have no class of their own; they are known again by their `metric`."""

    def whole(label: str, figure: Any) -> str:
        if not isinstance(figure, Mapping):
            return f"{label}: {said(figure)}"
        of = f" of {party_text(b, str(figure['owner']))}" if "owner" in figure else ""
        rest = {key: item for key, item in figure.items() if key not in ("owner", "metric")}
        return f"{label}{of}: {figure.get('metric', '')}" + (f" ({said(rest)})" if rest else "")

    def metric(figure: Any) -> Any:
        return figure.get("metric") if isinstance(figure, Mapping) else None

    yield from listing(
        "kpis",
        a.kpis,
        b.kpis,
        lambda figure: None if metric(figure) is None else (metric(figure), figure.get("owner")),
        metric,
        place=lambda figure: f"kpis[{metric(figure) or ''}]",
        come=lambda figure: whole("New figure", figure),
        gone=lambda figure: whole("No longer a figure", figure),
        other=lambda at, one, two: differ(at, f"Figure {metric(two)}", one, two),
        order="The figures stand in another order",
    )
