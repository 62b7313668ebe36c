"""Scorecards: what makes a lead fit, what shows its intent, and when it is ready for sales; the values people sign.

A card is a list of rules. A rule about the lead (`when` alone) gives its points while its criterion holds; a rule about
what the lead did (`event`) gives its points for every such event, as long as it is recent (`within`) or, fading, ever
less of them (`half_life`). Points add up; nothing else is reckoned with, so that everyone can do the sum.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from leadsla.criteria import Criterion, Length
from leadsla.errors import EntryError

#: Points are reckoned in hundredths.
HUNDREDTHS: Final = 100
_MOST: Final = 1_000_000
#: Keys beside the cards, and what stands for all cards together.
RESERVED: Final = ("ready", "grades", "total", "when")


def points_of(value: Any) -> Decimal:
    """A number of points: decimal, of at most a million and with at most two places.

    >>> points_of(20), points_of(2.5)
    (Decimal('20'), Decimal('2.5'))

    Raises `EntryError` for anything else.
    """
    plain = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    number = Decimal(str(value)) if plain else Decimal("NaN")
    if not number.is_finite() or abs(number) > _MOST or (number * HUNDREDTHS) % 1:
        raise EntryError(
            f"{value!r} is no number of points", write="a number with at most two decimals, such as 20"
        )
    return number.normalize() if number % 1 else Decimal(int(number))


def hundredths(points: Decimal) -> int:
    """Points in hundredths."""
    return int(points * HUNDREDTHS)


def _optional_points(value: Any) -> Decimal | None:
    return None if value is None else points_of(value)


def _optional_length(value: Length | str | None) -> Length | None:
    return None if value is None else Length.of(value)


def _when(value: Criterion | str | None) -> Criterion | None:
    return None if value is None else Criterion.of(value)


#: By what a document's points are read, and what they are for its schema.
_READ: Final = {"read": points_of, "schema": {"type": "number", "minimum": -_MOST, "maximum": _MOST}}


@attrs.frozen(kw_only=True)
class Rule:
    """What gives points: a criterion that holds, or an `event` each time that it happens.

    `points` are what it gives; less than none takes some away. `when` alone is asked of the lead as it is.
    `within` counts events of so long a time only, this instant included and one exactly so old not; by `half_life` the
    points of an event halve every so long, rounded to hundredths. `when` beside an event is asked when it happens,
    before it moves the lead. `most` caps what all events of the rule give together. `because` is the reason in words.

    >>> print(Rule(event="pricing_page", within="14 days", points=10, most=30))
    each `pricing_page` within 14 days, at most 30 together

    Raises `EntryError` for a rule of neither, or with keys that do not go together.
    """

    event: str | None = attrs.field(default=None, metadata={"schema": {"type": "string", "minLength": 1}})
    when: Criterion | None = attrs.field(default=None, converter=_when)
    within: Length | None = attrs.field(default=None, converter=_optional_length)
    half_life: Length | None = attrs.field(default=None, converter=_optional_length)
    points: Decimal = attrs.field(converter=points_of, metadata=_READ)
    most: Decimal | None = attrs.field(default=None, converter=_optional_points, metadata=_READ)
    because: str = ""

    def __attrs_post_init__(self) -> None:
        if self.when is None and not self.event:
            raise EntryError("a rule names a criterion (`when`) or an `event`", write="when: employees >= 50")
        if not self.points:
            raise EntryError("a rule that gives nothing is none", "points", "the points that it gives")
        if not self.event:
            for key in ("within", "half_life", "most"):
                if getattr(self, key) is not None:
                    what = f"`{key}` is about events, and the rule names none"
                    raise EntryError(what, key, "the event that it is about", on_key=True)
        elif self.most is not None and not (
            abs(self.most) >= abs(self.points) and self.most * self.points > 0
        ):
            what = f"`most` is {shown(self.most)}, which one event with {shown(self.points)} exceeds"
            raise EntryError(what, "most", shown(self.points))

    @property
    def remembered(self) -> str | None:
        """The name under which the events that count are looked back on."""
        return self.event if self.when is None or self.event is None else f"{self.event} with {self.when}"

    def __str__(self) -> str:
        if self.event is None:
            return str(self.when)
        text = f"each `{self.event}`" + (f" with {self.when}" if self.when is not None else "")
        text += f" within {self.within}" if self.within is not None else ""
        text += f", half of it gone every {self.half_life}" if self.half_life is not None else ""
        return text + (f", at most {shown(self.most)} together" if self.most is not None else "")


def _rules(value: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(value)


@attrs.frozen
class Scorecard:
    """The `rules` whose points are added up, to `most` at most and `least` at least; `means` says in words what for.

    Raises `EntryError` for a card without rules, or whose bounds cross.
    """

    rules: tuple[Rule, ...] = attrs.field(converter=_rules)
    most: Decimal | None = attrs.field(default=None, converter=_optional_points, metadata=_READ)
    least: Decimal | None = attrs.field(default=None, converter=_optional_points, metadata=_READ)
    means: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.rules:
            raise EntryError("a scorecard has no rules", "rules", "[{when: employees >= 50, points: 20}]")
        if self.most is not None and self.least is not None and self.most < self.least:
            raise EntryError(f"`most` is less than `least`, {shown(self.least)}", "most", shown(self.least))


def _amounts(value: Mapping[str, Any]) -> dict[str, Decimal]:
    return {str(name): points_of(amount) for name, amount in value.items()}


@attrs.frozen
class Threshold:
    """When a lead is sales ready: enough points on each of some cards, enough in `total`, and a criterion; all given.

    >>> print(Threshold.of({"fit": 30, "intent": 40}))
    at least 30 of `fit` and at least 40 of `intent`
    """

    cards: Mapping[str, Decimal] = attrs.field(factory=dict, converter=_amounts, hash=False)
    total: Decimal | None = attrs.field(default=None, converter=_optional_points)
    when: Criterion | None = attrs.field(default=None, converter=_when)

    @property
    def mixed(self) -> bool:
        """Whether it is written as a mapping."""
        return bool(self.cards) or (self.total is not None and self.when is not None)

    @classmethod
    def of(cls, value: Any) -> Threshold:
        """A threshold from what people write: points in total, a criterion, or `{fit: 30, total: 70, when: ...}`.

        Raises `EntryError` for anything else.
        """
        match value:
            case Threshold():
                return value
            case str() | Criterion():
                return cls(when=Criterion.of(value))
            case Mapping() if value:
                return cls(
                    {name: _under(name, amount) for name, amount in value.items() if name not in RESERVED},
                    None if "total" not in value else _under("total", value["total"]),
                    value.get("when"),
                )
            case int() | float() | Decimal() if not isinstance(value, bool):
                return cls(total=value)
            case _:
                raise EntryError(f"{value!r} is no threshold", write="{fit: 30, intent: 40}")

    def __str__(self) -> str:
        parts = [f"at least {shown(amount)} of `{card}`" for card, amount in self.cards.items()]
        parts += [] if self.total is None else [f"at least {shown(self.total)} in total"]
        parts += [] if self.when is None else [str(self.when)]
        return " and ".join(parts)


def _under(name: str, value: Any) -> Decimal:
    try:
        return points_of(value)
    except EntryError as error:
        raise EntryError(error.what, str(name), error.write) from None


def grades_of(value: Any) -> dict[str, Decimal]:
    """Grades with the points from which on each is given, the highest first.

    >>> list(grades_of({"B": 60, "A": 80}))
    ['A', 'B']

    Raises `EntryError` for two grades from the same points on.
    """
    if not isinstance(value, Mapping):
        raise EntryError(f"{value!r} are no grades", write="{A: 80, B: 60, C: 40}")
    given = sorted(
        ((str(name), _under(name, least)) for name, least in value.items()), key=lambda one: -one[1]
    )
    for (one, least), (other, same) in itertools.pairwise(given):
        if least == same:
            what = f"`{one}` and `{other}` are both given from {shown(least)} points on"
            raise EntryError(what, other, "another number")
    return dict(given)


def _cards(value: Mapping[str, Scorecard]) -> dict[str, Scorecard]:
    return dict(value)


def _threshold(value: Any) -> Threshold | None:
    return None if value is None else Threshold.of(value)


@attrs.frozen
class Scorecards:
    """The cards by their names, and beside them when a lead is `ready` for sales and the `grades` of points in total.

    >>> fit = Scorecard([Rule(when="employees >= 50", points=20)])
    >>> bool(Scorecards({"fit": fit}, ready={"fit": 20})), bool(Scorecards())
    (True, False)
    """

    cards: Mapping[str, Scorecard] = attrs.field(factory=dict, converter=_cards, hash=False)
    ready: Threshold | None = attrs.field(default=None, converter=_threshold, hash=False)
    grades: Mapping[str, Decimal] = attrs.field(factory=dict, converter=grades_of, hash=False)

    @property
    def rules(self) -> Iterator[Rule]:
        """The rules of all cards."""
        return (rule for card in self.cards.values() for rule in card.rules)

    @property
    def criteria(self) -> Iterator[Criterion]:
        """The criteria that leads are judged by."""
        found = [rule.when for rule in self.rules] + [None if self.ready is None else self.ready.when]
        return (criterion for criterion in found if criterion is not None)

    def __bool__(self) -> bool:
        return bool(self.cards)


def shown(points: Decimal) -> str:
    """Points as people write them.

    >>> shown(Decimal("20")), shown(Decimal("-2.50"))
    ('20', '-2.5')
    """
    text = format(points, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
