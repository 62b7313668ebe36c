"""Randomness by name: each source of chance has a stream of its own, found by its address and not by its turn.

Two policies are compared well if they meet the same leads: the same arrivals, and for each lead the same handling time
and the same luck at each attempt (common random numbers). With one generator for all, a policy that draws once more
shifts every number after it. Here a stream is found by what it is for: the seed, the number of the run, the name of
the source and, where wanted, the lead and the attempt. So a draw more or less in one place changes nothing anywhere
else, any run can be repeated by itself, and the numbers are the same in however many processes they are drawn. Nothing
here reads or changes numpy's global generator.
"""

from __future__ import annotations

import hashlib
from numbers import Integral
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from leadsla.errors import ExtraError, ScenarioError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: What users give as the source of randomness; None is a fresh one, which the result remembers.
    Seed: TypeAlias = int | np.random.SeedSequence | np.random.Generator | None

_WORD: Final = 2**32


def numpy_or_error() -> Any:
    """numpy; raises `ExtraError` without it."""
    try:
        import numpy
    except ImportError:
        raise ExtraError(
            "a simulation needs numpy; install it with: pip install 'leadsla[science]'"
        ) from None
    return numpy


@attrs.frozen
class Streams:
    """The streams of one run.

    `entropy` and `above` are those of the seed (its `spawn_key`), so that two integers and the name of a stream are all
    that it takes to draw its numbers again.

    >>> streams = Streams.of(7)
    >>> handling = streams.generator("handling")          # one stream for a source
    >>> attempt = streams.generator("contact", "L-17", 3)  # the third attempt at one lead
    >>> again = Streams.of(7).generator("contact", "L-17", 3)
    >>> attempt.random() == again.random()
    True
    >>> streams.in_run(5)
    Streams(entropy=7, above=(), run=5)
    """

    entropy: int
    above: tuple[int, ...] = ()
    run: int = 0

    @classmethod
    def of(cls, rng: Seed | Streams) -> Streams:
        """The streams of a seed.

        A seed is a whole number, a `SeedSequence`, or a `Generator`, from which 128 bits are drawn (so it gives other
        streams the next time, as it would give other numbers). None is fresh entropy from the system. Raises
        `ScenarioError` for anything else, `ExtraError` without numpy.
        """
        if isinstance(rng, Streams):
            return rng
        numpy = numpy_or_error()
        if rng is None:
            rng = numpy.random.SeedSequence()
        if isinstance(rng, numpy.random.Generator):
            words = rng.integers(_WORD, size=4, dtype=numpy.uint64)
            return cls(sum(int(word) << 32 * place for place, word in enumerate(words)))
        if isinstance(rng, numpy.random.SeedSequence):
            return cls(_one_number(rng.entropy), tuple(rng.spawn_key))
        if isinstance(rng, bool) or not isinstance(rng, int | numpy.integer) or rng < 0:
            raise ScenarioError(
                "rng", f"is {rng!r}; write a whole number from 0, a SeedSequence or a Generator"
            )
        return cls(int(rng))

    def in_run(self, number: int) -> Streams:
        """The streams of another run of the same seed; runs are independent."""
        return attrs.evolve(self, run=_word("run", number))

    def seed_sequence(self, name: str, *place: int | str) -> np.random.SeedSequence:
        """The seed of one stream: run, name and place are its spawn key, each in a fixed number of words.

        A place is a number below 2**32, such as that of an attempt, or a text, such as the id of a lead.
        """
        numpy = numpy_or_error()
        key = [*self.above, self.run, *_words_of(name)]
        for part in place:
            key += _words_of(part) if isinstance(part, str) else [_word("place", part)]
        return numpy.random.SeedSequence(self.entropy, spawn_key=key)  # type: ignore[no-any-return]

    def generator(self, name: str, *place: int | str) -> np.random.Generator:
        """The generator of one stream, always from its beginning."""
        numpy = numpy_or_error()
        return numpy.random.default_rng(self.seed_sequence(name, *place))  # type: ignore[no-any-return]

    def uniforms(self, name: str, leads: int, attempt: int = 0) -> NDArray[np.float64]:
        """A number in [0, 1) for each lead, by its place: how lucky it is in this respect at this attempt.

        The numbers of the first leads are the same however many there are, and those of one attempt do not depend on
        whether there are others; so a lead has the same luck under every policy, at a cost of some nanoseconds.

        >>> few, many = (Streams.of(7).uniforms("contact", leads, attempt=2) for leads in (3, 5))
        >>> (few == many[:3]).all()
        np.True_
        """
        return self.generator(name, attempt).random(leads)


def _one_number(entropy: Any) -> int:
    """The entropy of a seed sequence as one number; several words are one after the other."""
    if isinstance(entropy, int):
        return entropy
    words = list(entropy)
    if not all(0 <= word < _WORD for word in words):
        raise ScenarioError("rng", "has words of entropy over 2**32; write its entropy as one number")
    # A word of 1 behind the last keeps apart what differs in zeros at the end only.
    return sum(int(word) << 32 * place for place, word in enumerate((*words, 1)))


def _word(field: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or not 0 <= int(value) < _WORD:
        raise ScenarioError(field, f"is {value!r}; write a whole number from 0, below 2**32")
    return int(value)


def _words_of(text: str) -> list[int]:
    """Four words that stand for a text."""
    digest = hashlib.sha256(text.encode()).digest()
    return [int.from_bytes(digest[4 * place : 4 * place + 4], "little") for place in range(4)]
