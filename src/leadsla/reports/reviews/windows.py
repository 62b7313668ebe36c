"""Windows that the evidence speaks against: too short to be met, or so long that they ask for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from leadsla.reports.reviews.evidence import Evidence, readable
from leadsla.reports.reviews.figures import needed, of, rounded
from leadsla.reports.reviews.proposal import ENOUGH, NEARLY, NEARLY_ALL, OUT_OF_REACH, Proposal
from leadsla.reports.reviews.wording import length
from leadsla.segments import Segment, Segments
from leadsla.windows import Window


def too_tight(one: Evidence) -> Iterator[Proposal]:
    """A window that nobody meets: the one that would have met the target."""
    target = one.target
    if target is None or one.n < ENOUGH or one.met > OUT_OF_REACH * target * one.n:
        return
    number = needed(target, one.n)
    said = f"{one.window} was met by {of(one.met, one.n)}, and the target is {_share(target)}."
    if len(one.took) < number:
        yield Proposal(
            "widen",
            one.clause.id,
            f"No window would have met the target of {_named(one)}: too few were done at all.",
            f"{said} Done at all, in time or late: {of(len(one.took), one.n)}.",
        )
        return
    took = one.took[number - 1]
    window = readable(took, one.window)
    yield Proposal(
        "widen",
        one.clause.id,
        f"Too few meet {_named(one)}: allow {window}, or find out what keeps people from {one.window}.",
        f"{said} {length(rounded(took), one.window.business)} would have met it on this evidence: "
        f"{of(one.within(took), one.n)}.",
        _within(one, window),
    )


def too_loose(one: Evidence) -> Iterator[Proposal]:
    """A window that everybody meets: the one that would still have kept the target."""
    if one.n < ENOUGH or one.met < NEARLY_ALL * one.n or len(one.took) < needed(NEARLY, one.n):
        return
    if one.quick < needed(NEARLY, one.n):
        return
    number = needed(max(NEARLY, one.target or NEARLY), one.n)
    if number > len(one.took):
        return
    took = one.took[number - 1]
    window = readable(took, one.window)
    if window.fixed is not None and one.window.fixed is not None and window.fixed >= one.window.fixed:
        return
    yield Proposal(
        "tighten",
        one.clause.id,
        f"Everybody meets {_named(one)}: promise {window} instead of {one.window}.",
        f"{one.window} was met by {of(one.met, one.n)}; within "
        f"{length(rounded(took), one.window.business)} it was done by {of(one.within(took), one.n)}.",
        _within(one, window),
    )


def _named(one: Evidence) -> str:
    case = one.clause.window() or Segments(())  # there is one: the evidence is about it
    when = case.cases[one.segment].when
    if len(case) == 1:
        return one.clause.name
    return f"{one.clause.name} where {when}" if when is not None else f"{one.clause.name} for all others"


def _share(share: Fraction) -> str:
    return f"{float(share * 100):g}%"


def _within(one: Evidence, window: Window) -> str:
    """The key `within` of the clause, with one of its windows changed."""
    cases = list(one.clause.window() or ())
    cases[one.segment] = Segment(window, cases[one.segment].when)
    return within_of(cases)


def within_of(cases: Sequence[Segment[Window]]) -> str:
    if len(cases) == 1 and cases[0].when is None:
        return f"within: {cases[0].is_}"
    lines = ["within:"]
    for case in cases:
        when = "" if case.when is None else f"when: {_quoted(str(case.when))}, "
        lines.append(f"  - {{{when}is: {case.is_}}}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
