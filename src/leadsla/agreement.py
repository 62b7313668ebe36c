"""The agreement: what people sign, as a value.

An `Agreement` that exists is sound: every name it uses is declared, every window can be counted. Making one that is not
raises `AgreementError` with all its faults at once. Reading it from a document, with lines and places, is the work of
`leadsla.documents`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.clauses import Clause, Scope
from leadsla.clauses.lines import lines_of
from leadsla.criteria import FIELD_TYPES, Declared
from leadsla.errors import AgreementError, Fault
from leadsla.indicators import Indicator, is_judged
from leadsla.instants import instant, start_of_date, zone
from leadsla.lifecycle import Lifecycle
from leadsla.parties import Party, Statement, Term
from leadsla.qualification import Bound, Disqualification, Scorecards
from leadsla.responsibilities import Goal, Handoff, Responsibility
from leadsla.signatures import Signature
from leadsla.soundness import part_faults
from leadsla.tables import TEXT, Sheet, Showing, grid_of
from leadsla.versions import Amendment, Reign, RunningClocks, State, a_day, a_state, reigns_of

#: Text that cannot be blank, for the schema of documents.
_SAYS_SOMETHING: Final = {"schema": {"type": "string", "pattern": r"\S"}}


def plain(value: Any) -> Any:
    """A plain copy of nested mappings and sequences, as sections that are carried along are kept.

    Dates and times are kept as their ISO text, because not every format of a document has them.
    """
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def _clauses(value: Iterable[Clause]) -> tuple[Clause, ...]:
    return tuple(value)


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _statements(value: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(value)


def _signatures(value: Iterable[Signature]) -> tuple[Signature, ...]:
    return tuple(value)


def _disqualification(value: Iterable[Disqualification]) -> tuple[Disqualification, ...]:
    return tuple(value)


def _goals(value: Iterable[Goal]) -> tuple[Goal, ...]:
    return tuple(value)


def _matrix(value: Mapping[str, Mapping[str, Responsibility]]) -> dict[str, dict[str, Responsibility]]:
    return {stage: dict(row) for stage, row in value.items()}


def _items(value: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(plain(item) for item in value)


@attrs.frozen(kw_only=True)
class Agreement(Showing):
    """A service level agreement between marketing and sales, in one version.

    `agreement` is its id, the same in all versions; `version` is its dated edition as text. It applies during its
    `term`. `timezone` is the IANA name of the zone of dates, days and periods. `leadsla` is the version of the format
    of documents, which is 1.

    `parties` are those who sign; `roles` are whom consequences may name beside them, each with its party. `fields` are
    the lead's fields with their types (text, number, money, share, date, flag). `calendars` are opening hours by their
    names; `calendar` names the one of clauses that name none. `lifecycle` holds the stages of a lead and the moves
    between them. `scorecards` say what makes a lead worth sales' time; `disqualification` lists the agreed reasons to
    give one up.

    `clauses` are the promises; `statements` are those that no machine can judge. `responsibilities` say by stage and
    party who owes what; `goals` are what each party is to reach; `handoff` says how leads are passed. `kpis` are
    figures that are looked at: in words, or with a target that is judged (`metric`, `owner`, `target`, `period`).
    `title`, `organisation`, `currency`, `objectives` and `notes` are for the signed document.

    A version that `amends` another is in force from the date `effective` on, once it is `agreed`; `versions` are all of
    them. Its `state` is proposed, agreed or withdrawn.

    >>> from leadsla.clauses import ResponseWindow
    >>> Agreement(
    ...     agreement="acme", version="2026.1", term=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ...     timezone="America/New_York", parties={"sales": Party("Sales")}, lifecycle=Lifecycle(),
    ...     clauses=[ResponseWindow(id="first", owner="sales", from_="assigned", within="5 minutes")],
    ... )
    <Agreement acme 2026.1: 1 clause>

    Raises `AgreementError`, which lists every fault.
    """

    agreement: str = attrs.field(metadata=_SAYS_SOMETHING)
    version: str = attrs.field(metadata=_SAYS_SOMETHING)
    term: Term
    timezone: str
    parties: Mapping[str, Party] = attrs.field(hash=False)
    lifecycle: Lifecycle
    clauses: tuple[Clause, ...] = attrs.field(converter=_clauses)
    leadsla: int = attrs.field(default=1, metadata={"schema": {"const": 1}})
    title: str = ""
    organisation: str = ""
    currency: str = ""
    calendar: str | None = None
    objectives: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    roles: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    fields: Mapping[str, str] = attrs.field(
        factory=dict,
        hash=False,
        metadata={"schema": {"type": "object", "additionalProperties": {"enum": list(FIELD_TYPES)}}},
    )
    calendars: Mapping[str, Calendar] = attrs.field(factory=dict, hash=False)
    statements: tuple[Statement, ...] = attrs.field(default=(), converter=_statements)
    notes: str = ""
    scorecards: Scorecards = attrs.field(
        factory=Scorecards, validator=attrs.validators.instance_of(Scorecards)
    )
    disqualification: tuple[Disqualification, ...] = attrs.field(default=(), converter=_disqualification)
    responsibilities: Mapping[str, Mapping[str, Responsibility]] = attrs.field(
        factory=dict, converter=_matrix, hash=False
    )
    goals: tuple[Goal, ...] = attrs.field(default=(), converter=_goals)
    handoff: Handoff = attrs.field(factory=Handoff, validator=attrs.validators.instance_of(Handoff))
    kpis: tuple[Any, ...] = attrs.field(default=(), converter=_items, hash=False)
    state: State | None = attrs.field(default=None, converter=a_state)
    effective: dt.date | None = attrs.field(default=None, converter=a_day)
    amends: Amendment | None = None
    signatures: tuple[Signature, ...] = attrs.field(default=(), converter=_signatures, eq=False)

    def __attrs_post_init__(self) -> None:
        faults = [fault for fault in agreement_faults(self) if not fault.warning]
        if faults:
            raise AgreementError(faults)

    @property
    def agreed(self) -> bool:
        """Whether this version may be in force: it says so, or says nothing and amends none or is signed by all."""
        if self.state is not None:
            return self.state is State.AGREED
        return self.amends is None or self.parties.keys() <= {
            signature.party for signature in self.signatures
        }

    @property
    def versions(self) -> tuple[Agreement, ...]:
        """This version and those that it amends, the oldest first."""
        before = None if self.amends is None else self.amends.agreement
        return (self,) if before is None else (*before.versions, self)

    @property
    def reigns(self) -> tuple[Reign, ...]:
        """The versions that are ever in force, each with its time; those that are not agreed are passed over."""
        return reigns_of(self.versions)

    def version_at(self, at: dt.datetime) -> Agreement | None:
        """The version in force at an instant, this one or one that it amends; None where none is.

        >>> from leadsla import examples
        >>> examples.acme().version_at(dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
        <Agreement acme-inbound 2026.1: 5 clauses>
        """
        return next((reign.agreement for reign in self.reigns if reign.covers(instant(at))), None)

    def amended(
        self,
        version: str,
        *,
        effective: dt.date,
        state: State | str | None = None,
        by: str = "",
        date: dt.date | None = None,
        why: str = "",
        running_clocks: Mapping[str, RunningClocks | str] = MappingProxyType({}),
        **changes: Any,
    ) -> Agreement:
        """A version that amends this one from a date on, with the `changes` given, and all else as it is here.

        It is proposed until all parties have signed it, or `state` says that it is agreed. `running_clocks` says by
        clause what becomes of the clocks that run when it comes into force: `keep`, `rescore` or `restart`.

        >>> from leadsla import examples
        >>> later = examples.acme().amended("2026.2", effective=dt.date(2026, 4, 1), state="agreed", currency="EUR")
        >>> [version.version for version in later.versions]
        ['2026.1', '2026.2']

        Raises `AgreementError`, which lists every fault, and `EntryError` for what is no date, state or way.
        """
        amends = Amendment(self.version, "", by, date, why, running_clocks, agreement=self)
        own: dict[str, Any] = {
            "version": version,
            "effective": effective,
            "state": state,
            "amends": amends,
            "signatures": (),
        }
        return attrs.evolve(self, **(own | changes))

    @property
    def clauses_by_id(self) -> dict[str, Clause]:
        """The clauses by their ids."""
        return {clause.id: clause for clause in self.clauses}

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The `kpis` that have a target and so are judged; the others are told in words alone."""
        return tuple(Indicator(**entry) for entry in self.kpis if is_judged(entry))

    @property
    def lines(self) -> tuple[str, ...]:
        """What is promised, as the lines of the signed document; clauses that share a `line` are one."""
        return lines_of(self.clauses)

    @property
    def scope(self) -> Scope:
        """The names that a clause may use."""
        return Scope(
            fields=self.declared,
            stages=tuple(self.lifecycle.order),
            parties=tuple(self.parties),
            roles=tuple(self.roles),
            calendars=tuple(self.calendars),
            default_calendar=self.calendar,
            dayparts={name: tuple(calendar.dayparts) for name, calendar in self.calendars.items()},
            clauses={clause.id: clause.owner for clause in self.clauses},
        )

    @property
    def declared(self) -> Declared:
        """What criteria may ask about: the fields with their types, and the scorecards."""
        return Declared(self.fields, Bound(self.scorecards, self.fields) if self.scorecards else None)

    @property
    def in_force(self) -> tuple[int, int]:
        """The first instant of the term and the first after it, in microseconds."""
        tz = zone(self.timezone)
        return start_of_date(self.term.from_, tz), start_of_date(self.term.to + dt.timedelta(days=1), tz)

    def calendar_named(self, name: str | None) -> Calendar:
        """A calendar by its name, the agreement's default for None; always open where there is neither."""
        name = name if name is not None else self.calendar
        return BusinessCalendar.always(self.timezone) if name is None else self.calendars[name]

    def _sheets(self, shown: int) -> tuple[Sheet, ...]:
        """Its promises as sentences, for a notebook."""
        types = dict.fromkeys(("clause", "owner", "promise"), TEXT)
        rows = [(clause.id, clause.owner, clause.sentence()) for clause in self.clauses]
        head = f"{self.title or self.agreement}, version {self.version}, {self.term.from_} to {self.term.to}"
        grid = grid_of(types, rows[:shown], shown, total=len(rows), widest=None)
        return (Sheet(head, grid, tuple(f"{one.owner}: {one.activity}" for one in self.statements[:shown])),)

    def __repr__(self) -> str:
        count = len(self.clauses)
        return f"<Agreement {self.agreement} {self.version}: {count} clause{'' if count == 1 else 's'}>"


def agreement_faults(agreement: Agreement) -> Iterator[Fault]:
    """All that is wrong with an agreement, and (as warnings) what is likely not meant.

    Paths are as in the document.
    """
    parts = attrs.asdict(agreement, recurse=False)
    parts["stages"] = dict(enumerate(agreement.lifecycle.stages))
    parts["moves"] = dict(enumerate(agreement.lifecycle.moves))
    parts["clauses"] = dict(enumerate(agreement.clauses))
    parts["statements"] = dict(enumerate(agreement.statements))
    parts["goals"] = dict(enumerate(agreement.goals))
    parts["disqualification"] = dict(enumerate(agreement.disqualification))
    return part_faults(parts, agreement.scope)
