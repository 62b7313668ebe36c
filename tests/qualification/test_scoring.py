"""What a lead scores: by hand from the sources, at the boundaries, and by laws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.criteria import Criterion, Declared, grade, points, sales_ready
from leadsla.instants import DAY, HOUR, instant
from leadsla.qualification import Bound, Rule, Score, Scorecard, Scorecards, Snapshot, score
from leadsla.qualification.scoring import left

NOW = instant(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
FIELDS = {"employees": "number", "industry": "text", "title": "text", "email": "text"}
#: A scorecard of firmographic, demographic, behavioural and intent data, as the third source lists them.
FIT = Scorecard(
    [
        Rule(when="employees >= 50", points=20, because="Company size"),
        Rule(when='industry in ["saas", "fintech"]', points=15, because="Industry"),
        Rule(when='contains(lower(title), "head")', points=10, because="Title"),
    ],
    most=40,
)
INTENT = Scorecard(
    [
        Rule(event="pricing_page", within="14 days", points=10, most=30),
        Rule(event="demo_requested", half_life="30 days", points=40),
        Rule(event="unsubscribed", points=-50),
    ],
    least=0,
)
CARDS = Scorecards(
    {"fit": FIT, "intent": INTENT}, ready={"fit": 30, "intent": 40}, grades={"A": 80, "B": 60, "C": 40}
)


def scored(
    fields: Mapping[str, Any] | None = None,
    *,
    cards: Scorecards = CARDS,
    at: int = NOW,
    **ago: Sequence[float],
) -> Score:
    """The score of a lead with such fields, to which each event happened so many days ago."""
    seen = {name: sorted(NOW - round(days * DAY) for days in when) for name, when in ago.items()}
    return score(Bound(cards, FIELDS), Snapshot(at, fields or {}, seen), "L1")


def intent(**ago: Sequence[float]) -> Decimal:
    return scored(**ago).cards[1].points


# -- by hand ---------------------------------------------------------------------------------------------------------


def test_fit_is_the_sum_of_what_holds() -> None:
    """A missing field gives nothing."""
    assert scored().points == 0
    assert scored({"employees": 50}).points == 20
    assert scored({"employees": 49, "industry": "saas"}).points == 15
    assert scored({"employees": 60, "industry": "saas", "title": "CEO"}).points == 35


def test_a_card_gives_its_most_and_no_more() -> None:
    """45 points of rules on a card of 40; what is cut is said."""
    found = scored({"employees": 60, "industry": "saas", "title": "Head of IT"})
    assert (found.points, found.cards[0].points, found.cards[0].bounded) == (40, 40, -5)


def test_recent_events_give_points_each() -> None:
    """10 for each visit of the last 14 days, 30 together."""
    assert [intent(pricing_page=[1] * number) for number in range(6)] == [0, 10, 20, 30, 30, 30]


def test_an_event_exactly_as_old_as_the_window_counts_no_more() -> None:
    """As in `count`: the window is open at its beginning and closed at its end."""
    microsecond = 1 / DAY
    assert intent(pricing_page=[14]) == 0
    assert intent(pricing_page=[14 - microsecond]) == 10
    assert intent(pricing_page=[0]) == 10
    assert intent(pricing_page=[-1]) == 0  # it has not happened yet


def test_points_fade_by_their_half_life() -> None:
    """40 on the day, 20 after 30 days, 10 after 60; 28.28 in between, since 40 / sqrt(2) is 28.284."""
    assert [intent(demo_requested=[days]) for days in (0, 30, 60, 90)] == [40, 20, 10, 5]
    assert intent(demo_requested=[15]) == Decimal("28.28")
    assert intent(demo_requested=[1]) == Decimal("39.09")  # 40 * 2 ** (-1 / 30) is 39.0865
    assert intent(demo_requested=[30, 0, 60]) == 70


def test_fading_ends_where_less_than_half_a_hundredth_is_left() -> None:
    """40 points are 4000 hundredths: of those 0.98 are left after 12 half-lives, and 0.49 after 13."""
    assert intent(demo_requested=[30 * 11]) == Decimal("0.02")
    assert intent(demo_requested=[30 * 12]) == Decimal("0.01")
    assert intent(demo_requested=[30 * 13]) == 0
    assert intent(demo_requested=[30 * 1000]) == 0


def test_a_hundredth_of_a_point() -> None:
    """The smallest that there is, fading and capped too."""
    assert left(1, 0, 30) == 1
    assert left(-1, 0, 30) == -1
    cards = Scorecards({"intent": Scorecard([Rule(event="visit", points=0.01, most=0.01)])})
    assert [scored(cards=cards, visit=[1] * number).points for number in range(3)] == [
        0,
        Decimal("0.01"),
        Decimal("0.01"),
    ]


def test_points_may_be_taken_away_but_no_more_than_the_card_has() -> None:
    """A card of at least 0."""
    assert intent(demo_requested=[0], pricing_page=[0, 0], unsubscribed=[3]) == 10
    found = scored(pricing_page=[0], unsubscribed=[3]).cards[1]
    assert (found.points, found.bounded) == (0, 40)


def test_the_most_of_a_rule_that_takes_away() -> None:
    """Counts downwards."""
    cards = Scorecards({"fit": Scorecard([Rule(event="bounced", points=-4, most=-10)])})
    assert [scored(cards=cards, bounced=[1] * number).points for number in range(5)] == [0, -4, -8, -10, -10]


@pytest.mark.parametrize(
    ("employees", "demos", "grade"), [(10, 0, None), (60, 0, None), (60, 1, "B"), (60, 2, "A"), (10, 1, "C")]
)
def test_grades_begin_at_their_points(employees: int, demos: int, grade: str | None) -> None:
    """60 points are a B; below the lowest there is none."""
    assert scored({"employees": employees}, demo_requested=[0] * demos).grade == grade


def test_sales_ready_needs_fit_and_intent() -> None:
    """Both thresholds, reached exactly; what is lacking is said."""
    fits = {"employees": 60, "industry": "saas"}
    assert scored(fits, demo_requested=[0]).ready is True
    late = scored(fits, demo_requested=[1])
    assert (late.ready, late.lacking) == (False, ("`intent` is 39.09 of 40",))
    assert scored({}, demo_requested=[0]).lacking == ("`fit` is 0 of 30",)
    assert scored().lacking == ("`fit` is 0 of 30", "`intent` is 0 of 40")


def test_the_threshold_may_be_a_total_or_a_criterion() -> None:
    """Which reads points and grades."""
    one = {"fit": FIT, "intent": INTENT}
    total = Scorecards(one, ready=40)
    assert scored({"employees": 60}, cards=total, pricing_page=[1, 1]).ready is True
    assert scored({"employees": 60}, cards=total, pricing_page=[1]).lacking == ("the total is 30 of 40",)
    criterion = Scorecards(one, ready='points("fit") >= 20 and has(email)')
    assert scored({"employees": 60, "email": "a@b.org"}, cards=criterion).ready is True
    assert scored({"employees": 60}, cards=criterion).lacking == ("has(email) was false (email is missing)",)
    assert scored(cards=Scorecards(one)).ready is None


def test_three_signals_of_the_fifth_source_as_a_scorecard() -> None:
    """Prices, a demonstration and a colleague; two visits, or twenty, are not sales ready."""
    rules = [
        Rule(event=name, points=30, most=30)
        for name in ("pricing_page", "demo_requested", "colleague_visited")
    ]
    cards = Scorecards({"intent": Scorecard(rules)}, ready=90)
    assert scored(cards=cards, pricing_page=[2, 1]).ready is False
    assert scored(cards=cards, pricing_page=[1] * 20, demo_requested=[1]).ready is False
    assert scored(cards=cards, pricing_page=[9], demo_requested=[5], colleague_visited=[0]).ready is True


def test_a_score_says_what_it_is_made_of() -> None:
    """Each rule, its points, the fields and events behind it."""
    found = scored({"employees": 60, "industry": "retail"}, pricing_page=[1, 3, 20], demo_requested=[30])
    assert str(found).splitlines() == [
        "L1: 60 points, grade B, not sales ready: `fit` is 20 of 30",
        "fit: 20 points",
        "  +20  Company size: employees >= 50 was true (employees is 60)",
        '    0  Industry: industry in ["saas", "fintech"] was false (industry is "retail")',
        '    0  Title: contains(lower(title), "head") was false (title is missing)',
        "intent: 40 points",
        "  +20  each `pricing_page` within 14 days, at most 30 together: 2 times",
        "         2026-02-27 09:00: 10",
        "         2026-03-01 09:00: 10",
        "  +20  each `demo_requested`, half of it gone every 30 days: once",
        "         2026-01-31 09:00: 20",
        "    0  each `unsubscribed`: none",
    ]


def test_a_score_is_said_in_a_line() -> None:
    """Readiness and grade where they are agreed; one point is one, and what adds is marked by a plus."""
    ready = scored({"employees": 60, "industry": "saas"}, demo_requested=[0])
    assert str(ready).splitlines()[0] == "L1: 75 points, grade B, sales ready"
    lacking = scored()
    assert str(lacking).splitlines()[0] == (
        "L1: 0 points, not sales ready: `fit` is 0 of 30; `intent` is 0 of 40"
    )
    for amount, lines in (
        (1, ["L1: 1 point", "fit: 1 point", "  +1  each `visit`: once"]),
        (-1, ["L1: -1 point", "fit: -1 point", "  -1  each `visit`: once"]),
        (2, ["L1: 2 points", "fit: 2 points", "  +2  each `visit`: once"]),
        (0.5, ["L1: 0.5 points", "fit: 0.5 points", "  +0.5  each `visit`: once"]),
    ):
        cards = Scorecards({"fit": Scorecard([Rule(event="visit", points=amount)])})
        assert str(scored(cards=cards, visit=[0])).splitlines()[:3] == lines


def test_times_are_said_in_the_zone_of_the_agreement() -> None:
    """Nine in the morning in UTC is four in New York."""
    cards = Scorecards({"fit": Scorecard([Rule(event="visit", points=2)])})
    found = score(Bound(cards, FIELDS), Snapshot(NOW, {}, {"visit": [NOW]}), "L1", "America/New_York")
    assert str(found).splitlines()[-1].strip() == "2026-03-02 04:00: 2"


def test_a_bound_of_less_than_a_point() -> None:
    """Half a point that the card adds, and half a point that it takes away."""
    one = Rule(event="visit", points=1.5)
    for card, text in (
        (Scorecard([one], least=2), "+0.5  the least that the card gives"),
        (Scorecard([one], most=1), "-0.5  the most that the card gives"),
    ):
        assert str(scored(cards=Scorecards({"fit": card}), visit=[0])).splitlines()[-1].strip() == text


def test_a_score_says_what_its_bounds_took_and_gave() -> None:
    """As a line of its own, so that the lines add up."""
    text = str(scored({"employees": 60, "industry": "saas", "title": "Head"}, unsubscribed=[1]))
    assert "   -5  the most that the card gives" in text
    assert "  +50  the least that the card gives" in text


def test_a_score_as_data() -> None:
    """Points as numbers, times in UTC."""
    data = scored({"employees": 60}, demo_requested=[15]).to_dict()
    assert (data["lead"], data["at"], data["points"]) == ("L1", "2026-03-02T09:00:00Z", 48.28)
    assert (data["grade"], data["ready"]) == ("C", False)
    assert data["lacking"] == ["`fit` is 20 of 30", "`intent` is 28.28 of 40"]
    assert data["cards"][0]["parts"][0] == {
        "points": 20,
        "because": "Company size",
        "rule": "employees >= 50",
        "why": "employees >= 50 was true (employees is 60)",
        "events": [],
    }
    assert data["cards"][1]["parts"][1]["events"] == [{"at": "2026-02-15T09:00:00Z", "points": 28.28}]
    full = scored({"employees": 60, "industry": "saas", "title": "Head of IT"}).to_dict()
    assert [repr(full["cards"][0][key]) for key in ("card", "points", "bounded")] == ["'fit'", "40", "-5"]
    odd = Scorecards({"fit": Scorecard([Rule(event="visit", points=3)])})
    assert repr(scored(cards=odd, visit=[0]).to_dict()["points"]) == "3"


# -- in criteria -----------------------------------------------------------------------------------------------------


def holds(
    criterion: str | Criterion, fields: Mapping[str, Any], cards: Scorecards = CARDS, **ago: Sequence[float]
) -> bool:
    seen = {name: sorted(NOW - round(days * DAY) for days in when) for name, when in ago.items()}
    declared = Declared(FIELDS, Bound(cards, FIELDS))
    return Criterion.of(criterion).compile(declared)(Snapshot(NOW, fields, seen), None)


def test_criteria_read_points_grades_and_readiness() -> None:
    """Of one card, of all, and exactly."""
    fits = {"employees": 60, "industry": "saas"}
    assert holds(
        'points("fit") == 35 and points("intent") == 40 and points() == 75', fits, demo_requested=[0]
    )
    assert holds('grade() == "B" and grade() in ["A", "B"] and sales_ready()', fits, demo_requested=[0])
    assert holds('points("intent") == 28.28 and points() > 28', {}, demo_requested=[15])
    assert not holds("sales_ready() or points() >= 75", fits, demo_requested=[1])
    assert holds((points("fit") >= 20) & ~sales_ready() & grade().not_in(["A"]), fits, pricing_page=[0])


def test_a_missing_grade_is_like_any_missing_value() -> None:
    """Every comparison with it is false."""
    assert not holds('grade() == "C" or grade() != "C"', {})


def test_points_are_reckoned_with() -> None:
    """As numbers that are exact."""
    assert holds('points("intent") / 2 + 0.36 == 14.5', {}, demo_requested=[15])


@pytest.mark.parametrize(
    ("criterion", "what", "write"),
    [
        ('points("fitt") > 3', "there is no scorecard `fitt`", '"fit"'),
        ("points(fit) > 3", "takes a text in quotes here", '"fit"'),
        ('points("fit", "intent") > 3', "`points` takes 1 argument", None),
        ('grade("fit") == "A"', "`grade` takes no arguments", None),
        ("sales_ready() > 3", "`sales_ready()` is true or false", None),
        ("points()", "is a number, not a condition; compare it", None),
        ('grade() > "A"', "text has no order", None),
    ],
)
def test_faults_of_asking_for_scores(criterion: str, what: str, write: str | None) -> None:
    """Each with what to write, where that is certain enough."""
    faults = Criterion.parse(criterion).faults(Declared(FIELDS, Bound(CARDS, FIELDS)))
    assert [fault.write for fault in faults if what in fault.what] == [write], faults


def test_scores_are_asked_for_only_where_they_are() -> None:
    """Cards, grades and a threshold; and nothing is said where a document's scorecards cannot be read."""
    bare = Declared(FIELDS, Bound(Scorecards({"fit": FIT}), FIELDS))
    asked = Criterion.parse('points("fit") > 3 and grade() == "A" and sales_ready()')
    assert [fault.what for fault in asked.faults(bare)] == [
        "`scorecards` has no `grades`",
        "`scorecards` has no `ready` that could be read here",
    ]
    for without in (FIELDS, Declared(FIELDS)):
        assert [fault.what.partition(",")[0] for fault in asked.faults(without)] == [
            f"`{name}` reads scorecards" for name in ("points", "grade", "sales_ready")
        ]
    assert not asked.faults(Declared(FIELDS, certain=False))


def test_scores_are_a_function_of_time() -> None:
    """Refused where functions of time are."""
    asked = Criterion.parse('points("fit") > 3 or sales_ready()')
    assert asked.reads_time
    assert [
        fault.what for fault in asked.faults(Declared(FIELDS, Bound(CARDS, FIELDS)), time_allowed=False)
    ] == [
        "`points` changes as time passes, and is not looked at here",
        "`sales_ready` changes as time passes, and is not looked at here",
    ]


def test_a_criterion_says_which_points_it_saw() -> None:
    """As decimals."""
    declared = Declared(FIELDS, Bound(CARDS, FIELDS))
    seen = Snapshot(NOW, {}, {"demo_requested": [NOW - 15 * DAY]})
    told = Criterion.parse('points("intent") >= 40 and sales_ready()').trace(declared, seen)
    assert told == (
        'points("intent") >= 40 was false (points("intent") is 28.28); '
        "sales_ready() was false (sales_ready() is false)"
    )
    told = Criterion.parse('grade() == "A"').trace(declared, seen)
    assert told == 'grade() == "A" was false (grade() is missing: a comparison with a missing value is false)'


# -- laws ------------------------------------------------------------------------------------------------------------

_AGES = st.lists(st.integers(0, 90 * 24).map(lambda hours: hours / 24), max_size=6)
_POINTS = st.integers(-5_000, 5_000).filter(bool).map(lambda number: Decimal(number) / 100)
_EVENT_RULES = st.builds(
    lambda name, points, within, half_life, most: Rule(
        event=name,
        points=points,
        within=within,
        half_life=half_life,
        most=None if most is None else points * most,
    ),
    st.sampled_from(("a", "b")),
    _POINTS,
    st.sampled_from((None, "14 days", "1 day")),
    st.sampled_from((None, "30 days", "36 hours")),
    st.sampled_from((None, 1, 3)),
)
_RULES = st.one_of(
    _EVENT_RULES,
    st.builds(
        lambda least, points: Rule(when=f"employees >= {least}", points=points), st.integers(0, 9), _POINTS
    ),
)
_BOUNDS = st.none() | st.integers(0, 50)
_CARDS = st.builds(
    lambda rules, most, least: Scorecard(rules, most, None if least is None else -least),
    st.lists(_RULES, min_size=1, max_size=4),
    _BOUNDS,
    _BOUNDS,
)
_SCORECARDS = st.dictionaries(st.sampled_from(("fit", "intent")), _CARDS, min_size=1).map(
    lambda cards: Scorecards(cards, grades={"A": 20, "B": 0})
)
_LEADS = st.fixed_dictionaries({"employees": st.integers(0, 9)})


@given(_SCORECARDS, _LEADS, _AGES, _AGES)
def test_what_is_shown_adds_up(
    cards: Scorecards, fields: dict[str, Any], a: list[float], b: list[float]
) -> None:
    """The events of a rule (where it has no most), the rules of a card with its bounds, the cards."""
    found = scored(fields, cards=cards, a=a, b=b)
    assert found.points == sum(card.points for card in found.cards)
    for card in found.cards:
        assert card.points == sum(part.points for part in card.parts) + card.bounded
        bounds = cards.cards[card.card]
        assert bounds.most is None or card.points <= bounds.most
        assert bounds.least is None or card.points >= bounds.least
        for part in card.parts:
            assert (
                part.rule.event is None
                or part.rule.most is not None
                or part.points == sum(gave for _, gave in part.events)
            )


@given(_SCORECARDS, _LEADS, _AGES, _AGES)
def test_a_score_agrees_with_a_plain_sum(
    cards: Scorecards, fields: dict[str, Any], a: list[float], b: list[float]
) -> None:
    """Reckoned anew, event by event, with numbers of many digits."""
    ages = {"a": [round(days * DAY) for days in a], "b": [round(days * DAY) for days in b]}
    found = scored(fields, cards=cards, a=a, b=b)
    for card in found.cards:
        total = Decimal(0)
        for rule in cards.cards[card.card].rules:
            if rule.event is None:
                total += rule.points if fields["employees"] >= int(str(rule.when).rpartition(" ")[2]) else 0
                continue
            given = sum((_plainly(rule, age) for age in ages[rule.event]), Decimal(0))
            if rule.most is not None:
                given = min(given, rule.most) if rule.most > 0 else max(given, rule.most)
            total += given
        bounds = cards.cards[card.card]
        total = total if bounds.most is None else min(total, bounds.most)
        assert card.points == (total if bounds.least is None else max(total, bounds.least))


def _plainly(rule: Rule, age: int) -> Decimal:
    """What an event of an age gives: decimals to many digits, then rounded half up, away from zero."""
    if rule.within is not None and age >= rule.within.microseconds:
        return Decimal(0)
    if rule.half_life is None:
        return rule.points
    kept = rule.points * Decimal(2) ** -(Decimal(age) / rule.half_life.microseconds)
    return kept.quantize(Decimal("0.01"), "ROUND_HALF_UP")


@given(_SCORECARDS, _LEADS, _AGES, _AGES, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_of_events_within_them_is_free(
    cards: Scorecards, fields: dict[str, Any], a: list[float], b: list[float], random: Any
) -> None:
    """A sum is a sum."""
    mixed = {
        name: Scorecard(random.sample(card.rules, len(card.rules)), card.most, card.least)
        for name, card in reversed(cards.cards.items())
    }
    other = scored(fields, cards=Scorecards(mixed, grades=cards.grades), a=random.sample(a, len(a)), b=b)
    found = scored(fields, cards=cards, a=a, b=b)
    assert (other.points, other.grade) == (found.points, found.grade)


@given(
    st.lists(
        _EVENT_RULES.map(
            lambda rule: Rule(
                event="a", points=abs(rule.points), within=rule.within, half_life=rule.half_life
            )
        ),
        min_size=1,
        max_size=3,
    ),
    _AGES,
    st.integers(0, 90),
)
def test_more_intent_never_scores_less(rules: list[Rule], a: list[float], more: float) -> None:
    """One event more, where events give points."""
    cards = Scorecards({"intent": Scorecard(rules)})
    assert scored(cards=cards, a=[*a, more]).points >= scored(cards=cards, a=a).points


@given(_POINTS, st.integers(0, 400), st.sampled_from((HOUR, DAY, 30 * DAY)), st.integers(0, 12))
def test_points_halve_every_half_life(points: Decimal, hours: int, half_life: int, halves: int) -> None:
    """To the hundredth: half of what is exactly left differs from half of what is rounded by a quarter at most."""
    whole = int(points * 100)
    before, after = left(whole, hours * HOUR, half_life), left(whole, hours * HOUR + half_life, half_life)
    assert abs(after - Fraction(before, 2)) <= Fraction(3, 4)
    assert abs(left(whole, halves * half_life, half_life) - Fraction(whole, 2**halves)) <= Fraction(1, 2)
    assert left(-whole, hours * HOUR, half_life) == -before


@given(_POINTS, st.integers(0, 90 * 24), st.integers(0, 90 * 24))
def test_what_is_left_never_grows(points: Decimal, hours: int, more: int) -> None:
    """As time passes."""
    whole = abs(int(points * 100))
    assert left(whole, (hours + more) * HOUR, 30 * DAY) <= left(whole, hours * HOUR, 30 * DAY) <= whole
