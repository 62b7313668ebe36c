"""A proposal, the thresholds from which on one is made, and the rule behind each kind, in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs

#: From how many clocks on a window is questioned: with 30, one clock more or less is 3 % and turns no proposal.
ENOUGH: Final = 30
#: A window that is met at most at this share of its target is no stretch, but out of reach.
OUT_OF_REACH: Final = Fraction(1, 2)
#: A window that is met so often asks for nothing; one clock in a hundred may be a slip of the log.
NEARLY_ALL: Final = Fraction(99, 100)
#: So many of them need less than half of a loose window, and are within the one that is proposed: one in twenty is left
#: out, so that it does not stand on a single slow clock.
NEARLY: Final = Fraction(19, 20)
#: What follows so often is expected, and calls nobody any more.
OFTEN: Final = Fraction(1, 2)
#: Once or twice is the slip of a person; three leads are a gap in the rule.
SOME: Final = 3

#: The rule behind each kind of proposal.
RULES: Final = {
    "widen": f"A window is questioned where at most half of its target is met, of {ENOUGH} clocks or more; what was "
    "never done, or is still open, counts as not done.",
    "tighten": f"A window is loose where 99% of {ENOUGH} clocks or more met it and 95% needed less than half of it; "
    "the one proposed would have kept the target, and 95%.",
    "no clock": "A promise that starts no clock in a whole period is not about anything that happens, or the log does "
    "not have what it starts with.",
    "unused segment": f"A segment is questioned where none of {ENOUGH} clocks or more fell into it.",
    "everyday consequence": f"What follows at half of {ENOUGH} clocks or more is no alarm any more.",
    "blocked move": f"A move is questioned where the same thing held up {SOME} leads or more.",
    "uncovered stage": f"A stage is questioned where {SOME} leads or more were left with nothing owed on them.",
}


@attrs.frozen
class Proposal:
    """A proposal: what to change, the evidence, the rule by which it is proposed, and YAML to paste where there is any.

    `kind` is one of `RULES`; `clause` the clause that it is about, if it is about one.
    """

    kind: str
    clause: str | None
    what: str
    evidence: str
    yaml: str = ""

    @property
    def rule(self) -> str:
        """The rule behind it, in a sentence."""
        return RULES[self.kind]
