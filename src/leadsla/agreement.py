"""The agreement: what people sign, as a value.

An `Agreement` that exists is sound: every name it uses is declared, every window can be counted. Making one that is not
raises `AgreementError` with all its faults at once. Reading it from a document, with lines and places, is the work of
`leadsla.documents`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.clauses import Clause, Scope
from leadsla.criteria import FIELD_TYPES
from leadsla.errors import AgreementError, Fault, TimeError, nearest
from leadsla.instants import start_of_date, zone
from leadsla.lifecycle import Lifecycle


def plain(value: Any) -> Any:
    """A plain copy of nested mappings and sequences, as sections that are carried along are kept."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


@attrs.frozen
class Term:
    """From the first day of one date to the end of another, both included, in the agreement's time zone."""

    from_: dt.date
    to: dt.date


@attrs.frozen
class Party:
    """A team that signs: its name for people, and who signs for it."""

    name: str
    signatory: str = ""


@attrs.frozen
class Statement:
    """A promise that no machine can judge: rendered and signed, never judged."""

    owner: str
    activity: str
    timeframe: str = ""


def _clauses(value: Iterable[Clause]) -> tuple[Clause, ...]:
    return tuple(value)


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _statements(value: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(value)


def _items(value: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(plain(item) for item in value)


@attrs.frozen(kw_only=True)
class Agreement:
    """A service level agreement between marketing and sales, in one version.

    `agreement` is its id, `version` its dated edition as text. `fields` are the lead's fields with their types
    (text, number, money, share, date, flag). `calendar` names the calendar of clauses that name none.

    >>> from leadsla.clauses import ResponseWindow
    >>> Agreement(
    ...     agreement="acme", version="2026.1", term=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ...     timezone="America/New_York", parties={"sales": Party("Sales")}, lifecycle=Lifecycle(),
    ...     clauses=[ResponseWindow(id="first", owner="sales", from_="assigned", within="5 minutes")],
    ... )
    <Agreement acme 2026.1: 1 clause>

    Raises `AgreementError`, which lists every fault.
    """

    agreement: str
    version: str
    term: Term
    timezone: str
    parties: Mapping[str, Party] = attrs.field(hash=False)
    lifecycle: Lifecycle
    clauses: tuple[Clause, ...] = attrs.field(converter=_clauses)
    leadsla: int = 1
    title: str = ""
    organisation: str = ""
    currency: str = ""
    calendar: str | None = None
    objectives: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    roles: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    fields: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    calendars: Mapping[str, Calendar] = attrs.field(factory=dict, hash=False)
    statements: tuple[Statement, ...] = attrs.field(default=(), converter=_statements)
    notes: str = ""
    scorecards: Mapping[str, Any] = attrs.field(factory=dict, converter=plain, hash=False)
    responsibilities: Mapping[str, Any] = attrs.field(factory=dict, converter=plain, hash=False)
    goals: tuple[Any, ...] = attrs.field(default=(), converter=_items, hash=False)
    kpis: tuple[Any, ...] = attrs.field(default=(), converter=_items, hash=False)

    def __attrs_post_init__(self) -> None:
        faults = [fault for fault in agreement_faults(self) if not fault.warning]
        if faults:
            raise AgreementError(faults)

    @property
    def clauses_by_id(self) -> dict[str, Clause]:
        """The clauses by their ids."""
        return {clause.id: clause for clause in self.clauses}

    @property
    def scope(self) -> Scope:
        """The names that a clause may use."""
        return Scope(
            fields=self.fields,
            stages=tuple(self.lifecycle.order),
            parties=tuple(self.parties),
            roles=tuple(self.roles),
            calendars=tuple(self.calendars),
            default_calendar=self.calendar,
        )

    @property
    def in_force(self) -> tuple[int, int]:
        """The first instant of the term and the first after it, in microseconds."""
        tz = zone(self.timezone)
        return start_of_date(self.term.from_, tz), start_of_date(self.term.to + dt.timedelta(days=1), tz)

    def calendar_named(self, name: str | None) -> Calendar:
        """A calendar by its name, the agreement's default for None; always open where there is neither."""
        name = name if name is not None else self.calendar
        return BusinessCalendar.always(self.timezone) if name is None else self.calendars[name]

    def __repr__(self) -> str:
        count = len(self.clauses)
        return f"<Agreement {self.agreement} {self.version}: {count} clause{'' if count == 1 else 's'}>"


def agreement_faults(agreement: Agreement) -> Iterator[Fault]:
    """All that is wrong with an agreement, and (as warnings) what is likely not meant; paths as in the document."""
    yield from _head_faults(agreement)
    yield from _lifecycle_faults(agreement)
    seen: dict[str, int] = {}
    for number, clause in enumerate(agreement.clauses):
        path = f"clauses[{number}]"
        if clause.id in seen:
            yield Fault(
                "duplicate-id",
                f"two clauses have the id `{clause.id}`",
                f"{path}.id",
                because=f"clauses[{seen[clause.id]}] has it too; events and reports name clauses by their id",
            )
        seen.setdefault(clause.id, number)
        for fault in clause.faults(agreement.scope):
            yield attrs.evolve(fault, path=f"{path}.{fault.path}" if fault.path else path)


def _head_faults(agreement: Agreement) -> Iterator[Fault]:
    scope = agreement.scope
    try:
        zone(agreement.timezone)
    except TimeError as error:
        yield Fault("unknown-name", str(error), "timezone")
    if not isinstance(agreement.version, str) or not agreement.version:
        yield Fault(
            "wrong-type",
            f"the version is {agreement.version!r}, and a version is text",
            "version",
            because="as a number 2026.10 would equal 2026.1",
            write=f'"{agreement.version}"',
        )
    if agreement.leadsla != 1:
        yield Fault(
            "wrong-value", f"format {agreement.leadsla!r} is not known", "leadsla", write="leadsla: 1"
        )
    if agreement.term.to < agreement.term.from_:
        yield Fault("wrong-value", f"the term ends ({agreement.term.to}) before it begins", "term.to")
    for role, party in agreement.roles.items():
        yield from scope.owner(party, f"roles.{role}")
    for name, kind in agreement.fields.items():
        if kind not in FIELD_TYPES:
            yield Fault(
                "unknown-name",
                f"`{kind}` is no type of field",
                f"fields.{name}",
                write=nearest(str(kind), FIELD_TYPES) or ", ".join(FIELD_TYPES),
            )
    yield from scope.calendar(agreement.calendar, "calendar")
    for number, statement in enumerate(agreement.statements):
        yield from scope.owner(statement.owner, f"statements[{number}].owner")


def _lifecycle_faults(agreement: Agreement) -> Iterator[Fault]:
    scope, seen = agreement.scope, set[str]()
    for number, stage in enumerate(agreement.lifecycle.stages):
        path = f"lifecycle.stages[{number}]"
        if stage.name in seen:
            yield Fault("duplicate-id", f"two stages are called `{stage.name}`", f"{path}.name")
        seen.add(stage.name)
        if stage.owner is not None:
            yield from scope.owner(stage.owner, f"{path}.owner")
    for number, move in enumerate(agreement.lifecycle.moves):
        path = f"lifecycle.moves[{number}]"
        if move.to is not None:
            yield from scope.stage(move.to, f"{path}.to")
        elif move.event != "recycled":
            yield Fault(
                "missing-key",
                f"the move on `{move.event}` leads nowhere",
                path,
                because="only `recycled` carries the stage it leads to",
                write="to: STAGE",
            )
        for place, name in enumerate(move.from_):
            yield from scope.stage(name, f"{path}.from[{place}]" if len(move.from_) > 1 else f"{path}.from")
        for place, name in enumerate(move.requires):
            yield from scope.field(name, f"{path}.requires[{place}]")
        yield from scope.criterion(move.when, f"{path}.when")
