"""Why a clock stands as it does, or why a lead has none: `explain` folds one lead again and listens in.

`trace` hears what happens, `ledger` and `marks` make rows of it, `reasons` and `narrative` put it into words, and
`layout` sets the text.
"""

from leadsla.evaluation.explanation.explain import Explanation, explain

__all__ = ["Explanation", "explain"]
