"""Policies as drawings: rates with their intervals, and what changes against the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadsla.charts import Axis, Chart, Interval, intervals
from leadsla.errors import UnknownError
from leadsla.reports.policies.text import points

if TYPE_CHECKING:
    from leadsla.reports.policies.result import PolicyComparison
    from leadsla.reports.policies.values import ClauseFigures


def chart_of(found: PolicyComparison, clause: str | None, *, difference: bool) -> Chart:
    """The rates of promises by policy, or the differences to the baseline."""
    if clause is not None and clause not in found.names:
        raise UnknownError(f"there is no promise {clause!r}; there is {', '.join(found.names)}")
    turned = {row.clause for row in found.clauses if row.paired is not None and row.paired.difference}
    chosen = [clause] if clause is not None else [one for one in found.names if one in turned]
    rows = [row for one in chosen for row in found.clauses if row.clause == one]
    names = found.names if len(chosen) != 1 else {}
    if difference:
        rows = [row for row in rows if row.policy != found.baseline]
        return intervals(
            [_difference(row, names) for row in rows],
            f"Change of the rate against {found.baseline}, paired by clock, with 95 % intervals",
            x=Axis("difference of the rates", form="share"),
            reference=(0.0, found.baseline),
        )
    return intervals(
        [_rate(row, names) for row in rows],
        f"{_title(found, chosen)}: clocks met by policy, with 95 % intervals",
        x=Axis(form="share"),
        reference=_target(found, chosen),
    )


def _title(found: PolicyComparison, chosen: list[str]) -> str:
    return found.names[chosen[0]] if len(chosen) == 1 else "Promises"


def _name(row: ClauseFigures, names: dict[str, str]) -> str:
    return f"{names[row.clause]}, {row.policy}" if names else row.policy


def _rate(row: ClauseFigures, names: dict[str, str]) -> Interval:
    share, (low, high) = row.rate.share, row.rate_ends
    said = "no data" if share is None else f"{float(share):.1%}".replace("%", " %")
    changed = "" if row.paired is None else f", {points(row)}"
    return Interval(_name(row, names), None if share is None else float(share), low, high, said + changed)


def _difference(row: ClauseFigures, names: dict[str, str]) -> Interval:
    change = None if row.paired is None else row.paired.difference
    low, high = row.ends
    return Interval(_name(row, names), None if change is None else float(change), low, high, points(row))


def _target(found: PolicyComparison, chosen: list[str]) -> tuple[float, str] | None:
    """The target of the one promise that is drawn, where all policies have the same."""
    targets = {
        float(row.value)
        for row in found.figures
        if row.clause in chosen and row.metric == "target" and row.value
    }
    if len(chosen) != 1 or len(targets) != 1:
        return None
    [target] = targets
    return target, f"target {target:.0%}".replace("%", " %")
