"""What a lead scores: the arithmetic of scorecards, for criteria that read it and for people who ask why.

A score is a function of the lead's fields, of when which events happened to it, and of an instant; nothing else. All is
reckoned in whole hundredths of a point, so that what is shown adds up to the last digit.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.criteria import Declared
from leadsla.instants import moment
from leadsla.qualification.scorecards import HUNDREDTHS, Rule, Scorecard, Scorecards, hundredths
from leadsla.tables import NUMBER, TEXT, Sheet, Showing, frame_of, grid_of


def left(points: int, age: int, half_life: int) -> int:
    """What is left of so many hundredths after `age`: half of them every half-life, rounded half up (away from zero).

    At whole half-lives it is reckoned in whole numbers; in between in binary floats.

    >>> left(4000, 0, 30), left(4000, 30, 30), left(4000, 45, 30), left(4000, 60, 30)
    (4000, 2000, 1414, 1000)
    """
    halved, rest = divmod(age, half_life)
    size = abs(points)
    if rest:
        kept = int(size * 2.0 ** -(age / half_life) + 0.5)
    else:
        kept = (2 * size + (1 << halved)) >> (halved + 1)
    return kept if points > 0 else -kept


class Scored:
    """A rule made ready: what it gives a lead, in hundredths, at the instant `lead.at`."""

    __slots__ = ("_half_life", "_holds", "_horizon", "_key", "_most", "_points", "rule")

    def __init__(self, rule: Rule, fields: Mapping[str, str]) -> None:
        self.rule = rule
        self._points = hundredths(rule.points)
        self._key = rule.remembered
        self._holds = (
            None if rule.event is not None or rule.when is None else rule.when.compile(Declared(fields))
        )
        self._most = None if rule.most is None else hundredths(rule.most)
        self._half_life = None if rule.half_life is None else rule.half_life.microseconds
        #: How long ago an event counts at most.
        self._horizon = None if rule.within is None else rule.within.microseconds
        if self._half_life is not None:  # by then less than half a hundredth is left
            gone = self._half_life * (abs(self._points).bit_length() + 2)
            self._horizon = gone if self._horizon is None else min(gone, self._horizon)

    def behind(self, lead: Any) -> Sequence[int]:
        """The instants of the events that count."""
        if self._key is None:
            return ()
        seen: Sequence[int] = lead.seen.get(self._key, ())
        last = bisect_right(seen, lead.at)
        first = 0 if self._horizon is None else bisect_right(seen, lead.at - self._horizon)
        return seen[first:last]

    def each(self, lead: Any) -> list[int]:
        """What each of these events gives."""
        if self._half_life is None:
            return [self._points] * len(self.behind(lead))
        return [left(self._points, lead.at - at, self._half_life) for at in self.behind(lead)]

    def total(self, lead: Any) -> int:
        """What the rule gives."""
        if self._key is None:
            return self._points if self._holds is not None and self._holds(lead, None) else 0
        given = sum(self.each(lead))
        if self._most is None:
            return given
        return min(given, self._most) if self._most > 0 else max(given, self._most)


class Bound:
    """Scorecards with the fields of their agreement: what criteria and `score` read."""

    def __init__(self, scorecards: Scorecards, fields: Mapping[str, str], *, threshold: bool = True) -> None:
        self.scorecards = scorecards
        self.fields = dict(fields)
        self.threshold = threshold and scorecards.ready is not None
        self._made: dict[str, tuple[Scored, ...]] = {}
        self._holds: Callable[[Any, Any], bool] | None = None
        #: The grades, the lowest first, and from which hundredths on each is given.
        self._grades = [*scorecards.grades][::-1]
        self._steps = [hundredths(least) for least in scorecards.grades.values()][::-1]

    @property
    def cards(self) -> Collection[str]:
        """The names of the cards."""
        return self.scorecards.cards.keys()

    @property
    def graded(self) -> bool:
        """Whether there are grades."""
        return bool(self._grades)

    def rules(self, card: str) -> tuple[Scored, ...]:
        """The rules of a card, made ready when they are first asked for."""
        if card not in self._made:
            rules = self.scorecards.cards[card].rules
            self._made[card] = tuple(Scored(rule, self.fields) for rule in rules)
        return self._made[card]

    def card(self, name: str, lead: Any) -> int:
        """What a card gives a lead, in hundredths."""
        return clamped(self.scorecards.cards[name], sum(rule.total(lead) for rule in self.rules(name)))

    def total(self, lead: Any) -> int:
        """What all cards give, in hundredths."""
        return sum(self.card(name, lead) for name in self.cards)

    def grade(self, total: int) -> str | None:
        """The grade of so many hundredths; None below the lowest."""
        place = bisect_right(self._steps, total)
        return self._grades[place - 1] if place else None

    def ready(self, lead: Any) -> bool | None:
        """Whether a lead has reached the threshold; None where there is none."""
        threshold = self.scorecards.ready
        if threshold is None:
            return None
        if any(self.card(name, lead) < hundredths(least) for name, least in threshold.cards.items()):
            return False
        if threshold.total is not None and self.total(lead) < hundredths(threshold.total):
            return False
        if threshold.when is None:
            return True
        if self._holds is None:
            self._holds = threshold.when.compile(self.below_threshold)
        return self._holds(lead, None)

    @property
    def below_threshold(self) -> Declared:
        """What the criterion of the threshold itself may ask about."""
        return Declared(self.fields, Bound(self.scorecards, self.fields, threshold=False))

    def reader(self, function: str, card: str | None) -> Callable[[Any, Any], Any]:
        """What a function of a criterion gives for a lead."""
        if function == "grade":
            return lambda lead, event: self.grade(self.total(lead))
        if function == "sales_ready":
            return lambda lead, event: self.ready(lead)
        if card is None:
            return lambda lead, event: _number(self.total(lead))
        return lambda lead, event: _number(self.card(card, lead))


def clamped(card: Scorecard, given: int) -> int:
    """What a card gives of what its rules give."""
    if card.most is not None:
        given = min(given, hundredths(card.most))
    return given if card.least is None else max(given, hundredths(card.least))


def _number(amount: int) -> int | Fraction:
    whole, rest = divmod(amount, HUNDREDTHS)
    return Fraction(amount, HUNDREDTHS) if rest else whole


def _decimal(amount: int) -> Decimal:
    whole, rest = divmod(amount, HUNDREDTHS)
    return Decimal(amount).scaleb(-2).normalize() if rest else Decimal(whole)


@attrs.frozen
class Part:
    """What one rule gave, and what is behind it.

    `why` says it in words; `events` are the instants of the events that counted, with what each gave before `most`.
    """

    rule: Rule
    points: Decimal
    why: str
    events: tuple[tuple[dt.datetime, Decimal], ...] = ()


@attrs.frozen
class CardScore:
    """What one card gave: its parts, and `bounded`, what its `most` took away or its `least` added.

    The points of the parts and `bounded` add up to `points`.
    """

    card: str
    points: Decimal
    parts: tuple[Part, ...]
    bounded: Decimal = Decimal(0)


#: The columns of a score, a row a rule.
_RULES: Final = {"card": TEXT, "points": NUMBER, "because": TEXT, "rule": TEXT, "why": TEXT}


@attrs.frozen
class Score(Showing):
    """What a lead scores at an instant, card by card; `str()` says it with every rule.

    `grade` is None below the lowest grade or where there are none, `ready` is None where no threshold is agreed;
    `lacking` says what keeps a lead from being ready.
    """

    lead: str
    at: dt.datetime
    points: Decimal
    grade: str | None
    ready: bool | None
    lacking: tuple[str, ...]
    cards: tuple[CardScore, ...]
    #: The time zone in which the text says times.
    zone: str = "UTC"

    def to_dict(self) -> dict[str, Any]:
        """The score as JSON can carry it: points as numbers, times ISO 8601 in UTC."""
        from leadsla.qualification.showing import to_dict

        return to_dict(self)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a rule: its card, its points, and why; what the bounds of a card did is a row without a rule."""
        return frame_of(_RULES, self._rules(), backend)

    def _rules(self) -> Iterator[Sequence[Any]]:
        for card in self.cards:
            for part in card.parts:
                yield card.card, part.points, part.rule.because, str(part.rule), part.why
            if card.bounded:
                yield card.card, card.bounded, None, None, "the card's bounds"

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        grade = "" if self.grade is None else f", grade {self.grade}"
        rules = list(self._rules())
        grid = grid_of(_RULES, rules[:shown], shown, total=len(rules))
        return (Sheet(f"{self.lead}: {self.points} points{grade}", grid, self.lacking),)

    def __str__(self) -> str:
        from leadsla.qualification.showing import text

        return text(self)


@attrs.frozen(slots=False)
class Snapshot:
    """A lead as criteria see it at an instant."""

    at: int
    fields: Mapping[str, Any]
    seen: Mapping[str, Sequence[int]]
    stage: str | None = None
    assignee: str | None = None
    passes: int = 1
    created: int | None = None

    @classmethod
    def of(cls, lead: Any, at: int) -> Snapshot:
        """What is known of a lead, looked at from `at` on."""
        return cls(at, lead.fields, lead.seen, lead.stage, lead.assignee, lead.passes, lead.created)


def score(bound: Bound, lead: Any, name: str, zone: str = "UTC") -> Score:
    """What a lead scores at `lead.at`; `zone` is that of the text."""
    cards = tuple(_card_score(bound, card, lead) for card in bound.cards)
    total = bound.total(lead)
    ready = bound.ready(lead)
    return Score(
        lead=name,
        at=moment(lead.at),
        points=_decimal(total),
        grade=bound.grade(total),
        ready=ready,
        lacking=() if ready is not False else tuple(_lacking(bound, lead)),
        cards=cards,
        zone=zone,
    )


def _card_score(bound: Bound, name: str, lead: Any) -> CardScore:
    given = [rule.total(lead) for rule in bound.rules(name)]
    points = bound.card(name, lead)
    parts = tuple(_part(rule, lead, bound) for rule in bound.rules(name))
    return CardScore(name, _decimal(points), parts, _decimal(points - sum(given)))


def _part(scored: Scored, lead: Any, bound: Bound) -> Part:
    rule, points = scored.rule, _decimal(scored.total(lead))
    if rule.event is None:
        assert rule.when is not None  # a rule has one of the two
        return Part(rule, points, rule.when.trace(Declared(bound.fields), lead))
    events = tuple(
        (moment(at), _decimal(gave)) for at, gave in zip(scored.behind(lead), scored.each(lead), strict=True)
    )
    count = "none" if not events else "once" if len(events) == 1 else f"{len(events)} times"
    return Part(rule, points, f"{rule}: {count}", events)


def _lacking(bound: Bound, lead: Any) -> Iterable[str]:
    threshold = bound.scorecards.ready
    assert threshold is not None  # else nothing is lacking
    wanted = [(f"`{name}`", bound.card(name, lead), least) for name, least in threshold.cards.items()]
    if threshold.total is not None:
        wanted.append(("the total", bound.total(lead), threshold.total))
    for what, has, least in wanted:
        if has < hundredths(least):
            yield f"{what} is {_decimal(has)} of {least}"
    if threshold.when is not None and not threshold.when.compile(bound.below_threshold)(lead, None):
        yield threshold.when.trace(bound.below_threshold, lead)
