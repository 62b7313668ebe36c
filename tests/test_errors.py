"""Errors: what a caller can catch, what they say, and that they survive being sent to another process."""

from __future__ import annotations

import copy
import pickle

import attrs
import pytest

from leadsla import errors
from leadsla.errors import (
    AgreementError,
    CalendarError,
    CriterionError,
    EntryError,
    EventError,
    ExtraError,
    Fault,
    LeadSLAError,
    MoveError,
    ReadError,
    TextError,
    TimeError,
    UnknownError,
    WindowError,
    nearest,
)

CLASSES = [
    value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_is_one_of_ours_and_says_when_it_is_raised(error: type[Exception]) -> None:
    """So that `except LeadSLAError` catches all of them."""
    assert issubclass(error, LeadSLAError)
    assert error.__doc__


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (TimeError, ValueError),
        (CalendarError, ValueError),
        (WindowError, ValueError),
        (CriterionError, ValueError),
        (EventError, ValueError),
        (ReadError, ValueError),
        (MoveError, ValueError),
        (AgreementError, ValueError),
        (ExtraError, ImportError),
        (UnknownError, KeyError),
    ],
)
def test_every_error_is_also_what_a_caller_would_catch(
    error: type[Exception], builtin: type[Exception]
) -> None:
    """A builtin, for those who do not know ours."""
    assert issubclass(error, builtin)


def test_text_errors_say_what_where_and_what_to_write() -> None:
    """The part that is meant is the whole text, unless it is said."""
    plain = TextError("unknown unit", "5 minits")
    assert str(plain) == "unknown unit: '5 minits'"
    assert (plain.what, plain.text, plain.start, plain.end, plain.write) == (
        "unknown unit",
        "5 minits",
        0,
        8,
        None,
    )
    exact = TextError("unknown unit", "5 minits", 2, 8, "minutes")
    assert str(exact) == "unknown unit: '5 minits'; write minutes"
    assert (exact.start, exact.end, exact.write) == (2, 8, "minutes")
    assert TextError("empty", "abc", 1, 0).end == 0


def test_entry_errors_say_which_key() -> None:
    """The whole entry and its value, unless it is said."""
    plain = EntryError("no verb")
    assert (str(plain), plain.what, plain.key, plain.write, plain.on_key) == (
        "no verb",
        "no verb",
        None,
        None,
        False,
    )
    exact = EntryError("no such key", "alrt", "alert", True)
    assert str(exact) == "no such key; write alert"
    assert (exact.key, exact.write, exact.on_key) == ("alrt", "alert", True)
    assert isinstance(exact, EventError)


def test_read_errors_keep_their_faults() -> None:
    """None, unless there is more than one thing to say."""
    assert ReadError("no such file").faults == ()
    several = ReadError("two faults", iter(["a", "b"]))
    assert (str(several), several.faults) == ("two faults", ("a", "b"))


def test_an_unknown_name_is_printed_without_quotes() -> None:
    """A `KeyError` alone would print its text as a value."""
    assert str(UnknownError("no lead `L2`; did you mean `L1`?")) == "no lead `L2`; did you mean `L1`?"


def test_a_fault_prints_its_line_its_path_and_what_to_write() -> None:
    """What is not known is left out."""
    assert str(Fault("x", "it is wrong")) == "it is wrong"
    assert (
        str(Fault("x", "it is wrong", "clauses[0].id", line=7, write="a name"))
        == "line 7: it is wrong (clauses[0].id); write: a name"
    )


def test_a_fault_has_nothing_but_what_it_was_given() -> None:
    """The defaults: a value and not a key, an error and not a warning."""
    fault = Fault("x", "it is wrong")
    assert attrs.astuple(fault) == (
        "x",
        "it is wrong",
        "",
        None,
        False,
        None,
        None,
        None,
        "",
        None,
        None,
        None,
        None,
        False,
    )
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        fault.line = 3  # type: ignore[misc]


def test_an_agreement_error_lists_all_its_faults() -> None:
    """A line for each, unless a text is given."""
    faults = [Fault("x", "one", "a"), Fault("y", "two")]
    assert str(AgreementError(iter(faults))) == "one (a)\ntwo"
    assert AgreementError(iter(faults)).faults == tuple(faults)
    assert str(AgreementError(faults, "as drawn")) == "as drawn"


@pytest.mark.parametrize(
    "error",
    [
        TextError("what", "text", 1, 3, "that"),
        WindowError("what", "text", 1, 3, "that"),
        CriterionError("what", "text"),
        EntryError("what", "key", "that", True),
        ReadError("text", ["a", "b"]),
        AgreementError([Fault("x", "one", "a")], "as drawn"),
        UnknownError("no lead"),
        TimeError("naive"),
        MoveError("no move"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_being_pickled_and_copied(error: LeadSLAError) -> None:
    """A worker process hands its error over whole."""
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_nearest_finds_the_word_that_was_meant() -> None:
    """One of those known, or none where nothing is near."""
    assert nearest("withn", iter(["within", "when", "until"])) == "within"
    assert nearest("within", ["with", "within"]) == "within"
    assert nearest("xyz", ["within", "when"]) is None
    assert nearest("abcde", ["abcxy"]) == "abcxy"  # six letters in ten are enough
    assert nearest("abcdefghijk", ["abcdefvwxyz"]) is None  # twelve in twenty-two are not
    assert nearest("abcde", ["abxyz"]) is None
    assert nearest("", []) is None
