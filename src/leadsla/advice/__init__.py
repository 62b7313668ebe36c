"""What is likely not meant in an agreement that is sound: advice, each with its reason and what to write instead.

Advice is not a fault: an agreement is in force with all of it. Most of it comes from the five documents that the
library is built on, which are cited by number and line; `docs/coverage.md` says where each of their rules is met.
"""

from leadsla.advice.giving import advise
from leadsla.advice.register import ADVICE

__all__ = ["ADVICE", "advise"]
