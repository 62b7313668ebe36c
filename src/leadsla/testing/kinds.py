"""All laws, for a kind of clause of somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from leadsla.clauses import KINDS, Clause
from leadsla.evaluation import evaluate
from leadsla.testing.agreements import agreements
from leadsla.testing.comparing import instants_after
from leadsla.testing.history import History, histories


def _on_history(law: Callable[..., None]) -> Callable[[History], None]:
    return lambda history: law(history.agreement, history.events, history.ticks)


_LIMITS: Final = settings(
    deadline=None, database=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
)

_PHASES: Final = (Phase.generate, Phase.shrink)


def laws_of_kind(
    kind: type[Clause], clauses: SearchStrategy[Any], *, examples: int = 50, documents: bool = True
) -> None:
    """Put a kind of clause to every law, over agreements that hold clauses of `clauses` and logs that walk them.

    Raises `AssertionError` with the law and the example that breaks it, shrunk; also where no clock of the kind was
    ever met or breached, because laws that see nothing hold. `examples` is for each law. `documents=False` leaves out
    the law about documents, for a kind that is only made in Python.
    """
    from leadsla.testing import LAWS
    from leadsla.testing.laws import load_of_dump_is_the_same

    _expect_identity(kind)
    made = histories(agreements(clauses=clauses))
    _expect_outcomes(kind, made)

    def sentences(history: History) -> None:
        for clause in history.agreement.clauses:
            if type(clause) is kind:
                sentence = clause.sentence()
                _expect(
                    sentence.endswith(".") and "\n" not in sentence,
                    f"{sentence!r} is no sentence of a document",
                )
                _expect(bool(clause.activity().strip()), f"{kind.__name__} does not say what is to be done")

    def documented(history: History) -> None:
        load_of_dump_is_the_same(history.agreement, [kind])

    _run("sentences", sentences, made, examples)
    for law in LAWS:
        _run(law.__name__, _on_history(law), made, examples)
    if documents:
        _run("load_of_dump_is_the_same", documented, made, examples)


def _expect_identity(kind: type[Clause]) -> None:
    _expect(bool(kind.kind), f"{kind.__name__} has no tag; give it `kind: ClassVar[str] = ...`")
    taken = {shipped.kind: shipped for shipped in KINDS}.get(kind.kind, kind)
    _expect(taken is kind, f"the tag `{kind.kind}` is that of {taken.__name__}")
    _expect(bool((kind.__doc__ or "").strip()), f"{kind.__name__} has no docstring to show in documentation")


class _EnoughError(Exception):
    """All that was looked for has been seen."""


def _expect_outcomes(kind: type[Clause], made: SearchStrategy[History]) -> None:
    """Refuse a strategy under which clocks of the kind are never met or never breached: every law would hold."""
    missing = {"met", "breached"}

    def look(history: History) -> None:
        of_kind = {clause.id for clause in history.agreement.clauses if type(clause) is kind}
        clocks = evaluate(history.agreement, history.events, instants_after(history.events)[-1]).clocks
        missing.difference_update(clock.outcome for clock in clocks if clock.clause in of_kind)
        if not missing:
            raise _EnoughError

    limits = settings(_LIMITS, max_examples=200, phases=[Phase.generate])
    try:
        limits(given(made)(look))()
    except _EnoughError:
        return
    what = " or ".join(sorted(missing))
    _expect(
        False, f"no clock of `{kind.kind}` was ever {what} in 200 examples; let `clauses` make some that are"
    )


def _run(name: str, law: Callable[[History], None], made: SearchStrategy[History], examples: int) -> None:
    limits = settings(_LIMITS, max_examples=examples, phases=_PHASES)
    try:
        limits(given(made)(law))()
    except AssertionError as error:
        raise AssertionError(f"{name}: {error}") from error


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
