"""What changed beyond chance: each promise in the latest ended period, against the period before and the target.

A share of twenty clocks moves by ten points from month to month by itself. Who asks for the reason every time explains
noise, so a change is flagged only where exact tests say that chance alone would seldom make it; and because a meeting
looks at many promises at once, the p values are corrected for the number of tests (Holm), so that in nineteen of twenty
meetings without any change nothing is flagged at all.

Clocks that are still open are the slow ones, so those judged so early are no fair sample of their period: a promise of
60 days looks splendid after 30. A test therefore takes the open clocks of both periods as they would tell least, and
what it flags stays beyond chance however they come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.attainment import Attainment
from leadsla.errors import ExtraError
from leadsla.instants import instant, zone
from leadsla.metrics.shares import Proportion
from leadsla.periods import Share, period_bounds
from leadsla.tables import NUMBER, SHARE, TEXT, TRUTH, WHOLE, Columns, Part, Row, Rows, Sheet, Showing
from leadsla.tables.columns import kinds

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation

#: What is flagged: a corrected p value of at most this.
SIGNIFICANT: Final = 0.05
#: With fewer judged clocks in a period nothing is tested: it could hardly be told from chance.
LEAST: Final = 5
BEFORE, TARGET = "before", "target"
_METHODS: Final = {BEFORE: "Fisher's exact test", TARGET: "exact binomial test"}


@attrs.frozen
class ChanceTest(Row):
    """A two-sided test of one promise: `against` is `before` or `target`, `p` how likely chance alone does as much.

    `p` is the largest that there may be, however the clocks that are still `open` come out; `corrected` is the p value
    after Holm's correction for all `tests` that were made together.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("against", "method"), TEXT),
        "p": NUMBER,
        "p_corrected": (NUMBER, lambda row: row.corrected),
        **dict.fromkeys(("tests", "open"), WHOLE),
        "flagged": TRUTH,
    }

    against: str
    p: float
    corrected: float
    tests: int
    open: int = 0

    @property
    def method(self) -> str:
        """Fisher's exact test against the period before, the exact binomial test against the target."""
        return _METHODS[self.against]

    @property
    def flagged(self) -> bool:
        """Whether this is beyond chance: the corrected p value is at most 0.05."""
        return self.corrected <= SIGNIFICANT


@attrs.frozen
class Variance(Row):
    """A promise in a period that has ended, beside the period before and its target.

    Shares are met of judged (met + breached) clocks of the period, by `started`; `open` ones may still go either way
    and are in no share, but tests reckon with them. `before` is None where no clock was judged in the period before.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("clause", "period"), TEXT),
        "met": (WHOLE, lambda row: row.now.count),
        "judged": (WHOLE, lambda row: row.now.total),
        "open": WHOLE,
        "share": (SHARE, lambda row: row.now.share),
        "period_before": TEXT,
        "met_before": (WHOLE, lambda row: row.before and row.before.count),
        "judged_before": (WHOLE, lambda row: row.before and row.before.total),
        "share_before": (SHARE, lambda row: row.before and row.before.share),
        "target": (SHARE, lambda row: row.target and row.target.value),
        **dict.fromkeys(("flagged", "worse"), TRUTH),
        "p_before": (NUMBER, lambda row: row._p(BEFORE)),
        "p_before_corrected": (NUMBER, lambda row: row._p(BEFORE, corrected=True)),
        "p_target": (NUMBER, lambda row: row._p(TARGET)),
        "p_target_corrected": (NUMBER, lambda row: row._p(TARGET, corrected=True)),
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "tests": Part(
            {"clause": TEXT, "period": TEXT, **kinds(ChanceTest.COLUMNS)},
            lambda row: ((row.clause, row.period, *test.to_dict().values()) for test in row.tests),
        )
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        "clause", "period", "met", "judged", "share", "share_before", "target", "flagged", "p_before_corrected",
        "p_target_corrected",
    )  # fmt: skip

    clause: str
    period: str
    now: Proportion
    open: int
    target: Share | None
    period_before: str
    before: Proportion | None
    tests: tuple[ChanceTest, ...] = ()

    def against(self, what: str) -> ChanceTest | None:
        """The test against `before` or `target`; None where there was nothing to test, or too little."""
        return next((test for test in self.tests if test.against == what), None)

    @property
    def change(self) -> float | None:
        """The share less that of the period before, from -1 to 1."""
        return _difference(self.now, None if self.before is None else self.before.share)

    @property
    def from_target(self) -> float | None:
        """The share less the target, from -1 to 1."""
        return _difference(self.now, None if self.target is None else self.target.value)

    @property
    def flagged(self) -> bool:
        """Whether anything about it is beyond chance."""
        return any(test.flagged for test in self.tests)

    @property
    def worse(self) -> bool:
        """Whether it is beyond chance and for the worse: less than before, or below the target."""
        differences = {BEFORE: self.change, TARGET: self.from_target}
        return any(test.flagged and (differences[test.against] or 0) < 0 for test in self.tests)

    def _p(self, what: str, *, corrected: bool = False) -> float | None:
        test = self.against(what)
        return None if test is None else test.corrected if corrected else test.p

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {**super().to_dict(), "tests": [test.to_dict() for test in self.tests]}

    def __str__(self) -> str:
        head = f"{self.clause}, {self.period}: {_counts(self.now)}"
        still = f" ({self.open:,} still open)" if self.open else ""
        said = [part for part in (self._said(BEFORE), self._said(TARGET)) if part]
        return f"{head}{still}; {'; '.join(said)}." if said else f"{head}{still}."

    def _said(self, against: str) -> str:
        if against == BEFORE:
            reference = None if self.before is None else f"{self.period_before} ({_counts(self.before)})"
            difference = self.change
        else:
            reference = None if self.target is None else f"the target of {self.target}"
            difference = self.from_target
        if reference is None or difference is None:
            return ""
        word = "the same as" if not difference else "above" if difference > 0 else "below"
        test = self.against(against)
        if test is None:
            return f"{word} {reference}, too few to test"
        verdict = "beyond chance" if test.flagged else "within chance"
        p = f"p {_p(test.p)}, {_p(test.corrected)} corrected for {test.tests} test{'s' * (test.tests != 1)}"
        p += f", however the {test.open:,} still open come out" if test.open else ""
        return f"{word} {reference}, {verdict} ({test.method}, {p})"


@attrs.frozen(repr=False)
class Variances(Showing):
    """All promises that were compared, in the order of the agreement; iterates over them."""

    rows: tuple[Variance, ...]

    def __iter__(self) -> Iterator[Variance]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def flagged(self) -> tuple[Variance, ...]:
        """Those with a change or a distance from the target that is beyond chance."""
        return tuple(row for row in self.rows if row.flagged)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {
            "significant": SIGNIFICANT,
            "correction": "Holm",
            "least_judged": LEAST,
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a promise, with the p values of both tests; shares from 0 to 1."""
        return Rows(Variance, self.rows).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        return tuple(
            attrs.evolve(sheet, head="", notes=tuple(str(self).splitlines()))
            for sheet in Rows(Variance, self.rows)._sheets(shown)
        )

    def __repr__(self) -> str:
        return f"<Variances: {len(self.flagged):,} of {len(self.rows):,} promises flagged>"

    def __str__(self) -> str:
        lines = [str(row) for row in self.flagged]
        untested = sum(not row.tests for row in self.rows)
        quiet = len(self.rows) - len(lines) - untested
        whole = f"{quiet:,} of {len(self.rows):,} promises"
        return "\n".join([*lines, f"Nothing beyond chance in {whole}; {untested:,} not tested."])


def variances(evaluation: Evaluation, periods: tuple[str, str] | None = None) -> Variances:
    """Compare each promise in its latest ended period with the period before and with its target.

    The period is that of the clause's target (a month without one) that ended last before the instant of the
    evaluation; `periods` names two others to compare, the earlier first, such as `("2026-01", "2026-02")`, of which the
    later one need not have ended. A promise without a judged clock in the period is left out. Both tests are two-sided,
    by `scipy.stats`: Fisher's exact test on met and breached against the period before, the exact binomial test against
    the target. All p values are corrected together (Holm). Fewer than 5 judged clocks are not tested. Open clocks are
    taken as they would tell least.

    Raises `WindowError` for what is no period, `ExtraError` without scipy.
    """
    tz = zone(evaluation.agreement.timezone)
    for label in periods or ():
        period_bounds(label, tz)  # refuses what is no period
    rows = evaluation.attainment()
    known = {(row.clause, row.period): row for row in rows}
    kinds = {clause: _period_of(evaluation, clause) for clause in dict.fromkeys(row.clause for row in rows)}
    pairs = []
    for clause, period in kinds.items():
        if periods is None:
            first = period_bounds(period.label(instant(evaluation.at), tz), tz)[0]
            latest = period.label(first - 1, tz)
            before = period.label(period_bounds(latest, tz)[0] - 1, tz)
        else:
            before, latest = periods
        row = known.get((clause, latest))
        if row is not None and row.met + row.breached:
            pairs.append((row, known.get((clause, before), Attainment(clause, before))))
    return compared(pairs)


def _period_of(evaluation: Evaluation, clause: str) -> Any:
    from leadsla.evaluation.promises import counted_by

    return counted_by(evaluation.clauses[clause])


def compared(pairs: Sequence[tuple[Attainment, Attainment]]) -> Variances:
    """The tests of so many promises, each in a period and in the one before.

    >>> from leadsla.periods import Share
    >>> february = Attainment("answer", "2026-02", met=60, breached=40, target=Share.parse("80%"), ended=True)
    >>> print(compared([(february, Attainment("answer", "2026-01", met=85, breached=15))]).rows[0])
    answer, 2026-02: 60 of 100, 60.0 %; below 2026-01 (85 of 100, 85.0 %), beyond chance (Fisher's exact test, \
p 0.0001, 0.0001 corrected for 2 tests); below the target of 80%, beyond chance (exact binomial test, p < 0.0001, \
< 0.0001 corrected for 2 tests).

    Raises `ExtraError` without scipy.
    """
    found = [(place, *test) for place, (now, before) in enumerate(pairs) for test in _p_values(now, before)]
    corrected = holm([p for _, _, p, _ in found])
    tests: dict[int, list[ChanceTest]] = {}
    for (place, against, p, still), adjusted in zip(found, corrected, strict=True):
        tests.setdefault(place, []).append(ChanceTest(against, p, adjusted, len(found), still))
    return Variances(
        tuple(
            _variance(now, before, tuple(tests.get(place, ()))) for place, (now, before) in enumerate(pairs)
        )
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's correction: the chance that any of the tests flags anything, if there is nothing, stays what it should.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected = [0.0] * len(p_values)
    largest = 0.0
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, place in enumerate(ranked):
        largest = max(largest, min(1.0, p_values[place] * (len(p_values) - rank)))
        corrected[place] = largest
    return corrected


def _variance(now: Attainment, before: Attainment, tests: tuple[ChanceTest, ...]) -> Variance:
    earlier = before.met + before.breached
    return Variance(
        now.clause,
        now.period,
        Proportion(now.met, now.met + now.breached, of="judged clocks"),
        now.open,
        now.target,
        before.period,
        Proportion(before.met, earlier, of="judged clocks") if earlier else None,
        tests,
    )


def _p_values(now: Attainment, before: Attainment) -> Iterator[tuple[str, float, int]]:
    """What is tested against, the largest p value there may be, and how many open clocks that reckons with."""
    try:
        from scipy.stats import binomtest, fisher_exact
    except ImportError:
        raise ExtraError("a test needs scipy; install it with: pip install 'leadsla[science]'") from None
    if now.met + now.breached < LEAST:
        return
    if before.met + before.breached >= LEAST:
        still, p = now.open + before.open, 1.0
        tables = [(_at_least(now), _at_most(before)), (_at_most(now), _at_least(before))]
        # Where both lie on one side, that is the one that tells least; else they may turn out the same.
        if _above(*tables[0]) or _above(*tables[1][::-1]) or not still:
            p = float(fisher_exact(tables[0] if _above(*tables[0]) else tables[1])[1])
        yield BEFORE, min(1.0, p), still
    if now.target is not None:
        target, p = now.target.value, 1.0
        low, high = _at_least(now), _at_most(now)
        if low[0] > target * sum(low) or high[0] < target * sum(high) or not now.open:
            met, breached = low if low[0] > target * sum(low) else high
            p = float(binomtest(met, met + breached, float(target)).pvalue)
        yield TARGET, min(1.0, p), now.open


def _at_least(row: Attainment) -> tuple[int, int]:
    """Met and breached if all that is open is breached."""
    return row.met, row.breached + row.open


def _at_most(row: Attainment) -> tuple[int, int]:
    """Met and breached if all that is open is met."""
    return row.met + row.open, row.breached


def _above(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the share met of one is above that of the other."""
    return one[0] * sum(other) > other[0] * sum(one)


def _difference(now: Proportion, other: Any) -> float | None:
    return None if now.share is None or other is None else float(now.share - other)


def _counts(share: Proportion) -> str:
    # Without its interval: the test says what chance may do. Rounded down: what is shown as the target has reached it.
    return f"{share.count:,} of {share.total:,}" + (
        "" if share.share is None else f", {share.count * 1000 // share.total / 10:.1f} %"
    )


def _p(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}" if value < 0.1 else f"{value:.2f}"
