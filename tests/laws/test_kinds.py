"""`laws_of_kind`: passes sound kinds of others, and says what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from leadsla import LeadClause, ResponseWindow, Segments, Trigger, Window
from leadsla.clauses import Judge
from leadsla.clauses.base import a_trigger, windows
from leadsla.testing import kinds, laws_of_kind, response_windows

STARTS = st.sampled_from(("assigned", "created", "touched"))
LENGTHS = st.sampled_from(("1 hour", "1 day", "2 business hours"))


@attrs.frozen(kw_only=True)
class Patience(LeadClause):
    """A lead is not sent back before a window has passed."""

    kind: ClassVar[str] = "patience"
    inverse: ClassVar[bool] = True
    from_: Trigger = attrs.field(converter=a_trigger)
    not_before: Segments[Window] = attrs.field(converter=windows)
    ends: Trigger = attrs.field(default="rejected", converter=a_trigger)

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return self.ends

    def window(self) -> Segments[Window]:
        return self.not_before

    def activity(self) -> str:
        return f"keep the lead for {self.not_before} from {self.from_.noun}"


@attrs.frozen(kw_only=True)
class Answers(Patience):
    """So many touches within a window, counted by a judge of its own."""

    kind: ClassVar[str] = "answers"
    inverse: ClassVar[bool] = False
    ends: Trigger = attrs.field(default="touched", converter=a_trigger)

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return Counting()


class Counting(Judge):
    """Settled by the second event, counted on the clock."""

    def begin(self, clock: Any, lead: Any, event: Any) -> bool:
        clock.progress = 0
        return True

    def settled(self, clock: Any, lead: Any, event: Any) -> bool:
        clock.progress += 1
        return bool(clock.progress >= 2)


class Forgetful(Counting):
    """Counts in the judge and not on the clock, so that leads and replays share what was counted."""

    def __init__(self) -> None:
        self.seen = 0

    def settled(self, clock: Any, lead: Any, event: Any) -> bool:
        self.seen += 1
        return self.seen % 2 == 0


def made(kind: type[Patience], **keys: Any) -> st.SearchStrategy[Patience]:
    """Clauses of a kind."""
    ends = st.sampled_from(("touched", "updated"))
    return st.builds(
        lambda start, length, end: kind(
            **(
                {
                    "id": "mine",
                    "owner": "sales",
                    "from_": start,
                    "not_before": length,
                    "ends": end,
                    "repeat": "each",
                }
                | keys
            )
        ),
        STARTS,
        LENGTHS,
        ends,
    )


@pytest.mark.parametrize("kind", [Patience, Answers])
def test_sound_kinds_keep_all_laws(kind: type[Patience]) -> None:
    """An inverse kind, and one that counts; documents included."""
    laws_of_kind(kind, made(kind), examples=8)


def test_a_shipped_kind_keeps_all_laws() -> None:
    """The call is the same for the library's own kinds."""
    laws_of_kind(ResponseWindow, response_windows(), examples=5)


def test_a_judge_that_keeps_what_it_counts_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers depend on what else was judged, and a law says which."""
    monkeypatch.setattr(kinds, "_PHASES", (Phase.generate,))  # to make the example small takes long

    @attrs.frozen(kw_only=True)
    class Leaky(Answers):
        """Counts where it must not."""

        kind: ClassVar[str] = "leaky"

        def judge(self, fields: Mapping[str, str]) -> Judge:
            return Forgetful()

    with pytest.raises(AssertionError, match=r"^[a-z_]+: "):
        laws_of_kind(Leaky, made(Leaky), examples=60)


def test_clauses_that_never_run_prove_nothing() -> None:
    """A strategy under which nothing happens is refused, because every law would hold."""
    with pytest.raises(AssertionError, match="no clock of `patience` was ever breached or met"):
        laws_of_kind(Patience, made(Patience, when="passes >= 900"), examples=5)


@pytest.mark.parametrize(
    ("tag", "why"),
    [("", "has no tag"), ("response_window", "is that of ResponseWindow")],
    ids=["none", "taken"],
)
def test_a_tag_of_its_own(tag: str, why: str) -> None:
    """A kind is named in documents, so it has a tag that no other has."""
    mine = type("Mine", (Patience,), {"kind": tag, "__doc__": "A kind."})
    with pytest.raises(AssertionError, match=why):
        laws_of_kind(mine, made(mine), examples=1)


def test_a_docstring() -> None:
    """A kind without a docstring has nothing to show in documentation."""
    mine = type("Mine", (Patience,), {"kind": "mine", "__doc__": None})
    with pytest.raises(AssertionError, match="no docstring"):
        laws_of_kind(mine, made(mine), examples=1)


def test_without_hypothesis_the_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra."""
    import importlib
    import sys

    from leadsla.errors import ExtraError

    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "leadsla.testing")
    with pytest.raises(ExtraError, match=r"pip install 'leadsla\[testing\]'"):
        importlib.import_module("leadsla.testing")
