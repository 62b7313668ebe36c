"""How much of the beginning of a run to leave out, because a run begins in a state that the long run is not in."""

from __future__ import annotations

from typing import Any

from leadsla.simulation.streams import numpy_or_error


def suggest_warm_up(values: Any, batch: int = 5) -> int | None:
    """How many of the first values to leave out, by the rule MSER-5; None if the run is too short to tell.

    The values are means of leads over several runs, one after the other in the order in which they came. They are taken
    five by five, and what is left out is what makes the standard error of the mean of the rest smallest (White 1997).
    It is looked for in the first half, because a few last values may be near each other by chance; where it is still
    getting smaller there, the values have not settled.

    >>> suggest_warm_up([0] * 10 + [4, 5, 6] * 50), suggest_warm_up(range(100))
    (10, None)
    """
    numpy = numpy_or_error()
    given = numpy.asarray(values, dtype=float)
    count = len(given) // batch
    if count < 4:
        return None
    means = given[: count * batch].reshape(count, batch).mean(axis=1)
    left = numpy.arange(count, 0, -1)
    # Around the mean of all, or the squares of large values would swallow what differs.
    apart = means - means.mean()
    sums, squares = (part[::-1].cumsum()[::-1] for part in (apart, apart * apart))
    errors = (squares - sums * sums / left) / left**2
    best = int(errors[: count // 2 + 1].argmin())
    return best * batch if best < count // 2 else None
