"""The sections of an agreement beside its calendars, lifecycle and promises, each with its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from leadsla.agreement import Agreement
from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.walking import changed, differ, listing
from leadsla.documents.differing.words import date_text, party_text, person_text, said, sentence, written
from leadsla.parties import Term
from leadsla.phrases import plain_name
from leadsla.qualification import Disqualification, Rule, Scorecard
from leadsla.qualification.scorecards import shown
from leadsla.versions import RunningClocks

#: What becomes of clocks that run when a version comes into force.
_KEPT: Final = {
    RunningClocks.KEEP: "they keep their terms",
    RunningClocks.RESCORE: "they are reckoned anew",
    RunningClocks.RESTART: "they start again",
}


def differing_terms(a: Agreement, b: Agreement) -> Iterator[Change]:
    """The first and the last day."""
    for key, verb in (("from", "begins"), ("to", "ends")):
        old, new = (_day(agreement.term, key) for agreement in (a, b))
        if old != new:
            text = f"The term {verb} on {date_text(new)}, was {date_text(old)}"
            yield Change(f"term.{key}", text, written(old), written(new))


def _day(term: Term, key: str) -> dt.date:
    return term.from_ if key == "from" else term.to


def differing_days(a: Agreement, b: Agreement) -> Iterator[Change]:
    """From when on a version is in force."""
    new, old = (
        "the first day of its term" if day is None else date_text(day) for day in (b.effective, a.effective)
    )
    yield Change(
        "effective", f"In force from {new}, was from {old}", written(a.effective), written(b.effective)
    )


def differing_amendments(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What a version says of the one that it amends."""
    old, new = a.amends, b.amends
    if old is not None and new is not None:
        return
    there = old or new
    assert there is not None  # one of the two differs from None
    by = f" by {there.by}" if there.by else ""
    on = f" on {date_text(there.date)}" if there.date is not None else ""
    why = f": {there.why}" if there.why else ""
    text = f"{'Amends' if old is None else 'No longer amends'} version {there.version}{by}{on}{why}"
    for clause, kept in there.running_clocks.items():
        text += f"\nClocks of {plain_name(clause)} that run then: {_KEPT[kept]}"
    yield Change("amends", text, written(old), written(new))


def differing_objectives(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What both sides want."""
    yield from listing(
        "objectives",
        a.objectives,
        b.objectives,
        place=lambda text: "objectives[]",
        come=lambda text: f"New objective: {text}",
        gone=lambda text: f"No longer an objective: {text}",
        other=lambda at, one, two: iter([changed(at, "objective", one, two)]),
        order="The objectives stand in another order",
    )


def differing_parties(a: Agreement, b: Agreement) -> Iterator[Change]:
    """Who signs."""
    for key in dict.fromkeys([*b.parties, *a.parties]):
        path, old, new = f"parties.{key}", a.parties.get(key), b.parties.get(key)
        if old is None or new is None:
            there = old or new
            assert there is not None
            signs = f", for whom the {there.signatory} signs" if there.signatory else ""
            text = f"{'New party' if old is None else 'No longer a party'}: {there.name}{signs}"
            yield Change(path, text, written(old), written(new))
            continue
        if old.name != new.name:
            yield changed(f"{path}.name", f"name of the party `{key}`", old.name, new.name)
        if old.signatory != new.signatory:
            yield changed(f"{path}.signatory", f"who signs for {new.name}", old.signatory, new.signatory)


def differing_roles(a: Agreement, b: Agreement) -> Iterator[Change]:
    """Whom consequences may name."""
    for name in dict.fromkeys([*b.roles, *a.roles]):
        path, old, new = f"roles.{name}", a.roles.get(name), b.roles.get(name)
        whom = plain_name(name)
        if old is None:
            yield Change(path, f"New role: {whom}, of {party_text(b, str(new))}", None, new)
        elif new is None:
            yield Change(path, f"No longer a role: {whom}, of {party_text(a, old)}", old, None)
        elif old != new:
            text = f"{person_text(name)} belongs to {party_text(b, new)}, was to {party_text(a, old)}"
            yield Change(path, sentence(text), old, new)


def differing_fields(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What is known of leads."""
    for name in dict.fromkeys([*b.fields, *a.fields]):
        path, old, new = f"fields.{name}", a.fields.get(name), b.fields.get(name)
        if old is None:
            yield Change(path, f"New field of a lead: {plain_name(name)} ({new})", None, new)
        elif new is None:
            yield Change(path, f"No longer a field of a lead: {plain_name(name)} ({old})", old, None)
        elif old != new:
            yield Change(path, f"Field of a lead, {plain_name(name)}: {new}, was {old}", old, new)


def differing_scorecards(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What makes a lead fit and ready."""
    old, new = a.scorecards, b.scorecards
    for name in dict.fromkeys([*new.cards, *old.cards]):
        path, one, two = f"scorecards.{name}", old.cards.get(name), new.cards.get(name)
        if one is not None and two is not None:
            yield from _card(path, name, one, two)
        elif two is not None:
            yield Change(path, f"New scorecard: {plain_name(name)}, {_rules(two)}", None, written(two))
        elif one is not None:
            yield Change(
                path, f"No longer a scorecard: {plain_name(name)}, {_rules(one)}", written(one), None
            )
    if old.ready != new.ready:
        yield changed("scorecards.ready", "a lead is sales ready with", old.ready, new.ready)
    yield from differ("scorecards.grades", "points from which on a grade is given", old.grades, new.grades)


def _card(path: str, name: str, old: Scorecard, new: Scorecard) -> Iterator[Change]:
    def other(at: str, one: Rule, two: Rule) -> Iterator[Change]:
        text = sentence(f"{plain_name(name)}: {_rule(two)}, was {_rule(one)}")
        return iter([Change(at, text, written(one), written(two))])

    yield from listing(
        f"{path}.rules",
        old.rules,
        new.rules,
        lambda rule: (rule.event, rule.when),
        lambda rule: rule.because or None,
        place=lambda rule: f"{path}.rules[]",
        come=lambda rule: f"{plain_name(name)}: new rule, {_rule(rule)}",
        gone=lambda rule: f"{plain_name(name)}: no longer a rule, {_rule(rule)}",
        other=other,
        order=f"{plain_name(name)}: the rules stand in another order",
    )
    for key in ("most", "least", "means"):
        yield from differ(f"{path}.{key}", f"{plain_name(name)}, {key}", getattr(old, key), getattr(new, key))


def _rules(card: Scorecard) -> str:
    return "; ".join(map(_rule, card.rules))


def _rule(rule: Rule) -> str:
    alone = rule.event is None and rule.when is not None
    what = f"where {rule.when.spoken()}" if alone else f"for {rule}"  # type: ignore[union-attr]
    return f"{shown(rule.points)} points {what}" + (f" ({rule.because})" if rule.because else "")


def differing_disqualification(a: Agreement, b: Agreement) -> Iterator[Change]:
    """For which reasons a lead may be disqualified."""

    def whole(label: str, reason: Disqualification) -> str:
        where = f", where {said(reason.when)}" if reason.when is not None else ""
        return f"{label}: {reason.reason}{where}" + (f" ({reason.means})" if reason.means else "")

    def other(path: str, old: Disqualification, new: Disqualification) -> Iterator[Change]:
        yield from differ(f"{path}.when", f"disqualified as {new.reason} where", old.when, new.when)
        yield from differ(f"{path}.means", f"meaning of {new.reason}", old.means, new.means)

    yield from listing(
        "disqualification",
        a.disqualification,
        b.disqualification,
        lambda entry: entry.reason,
        place=lambda entry: f"disqualification[{entry.reason}]",
        come=lambda entry: whole("New reason to disqualify", entry),
        gone=lambda entry: whole("No longer a reason to disqualify", entry),
        other=other,
        order="The reasons to disqualify stand in another order",
    )
