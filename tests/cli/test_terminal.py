from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.cli.terminal import Styled, Terminal, printable


class Stream(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8", terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


def test_a_pipe_has_no_width_even_where_columns_is_set() -> None:
    assert Terminal(Stream(), {"COLUMNS": "80"}).width is None
    assert Terminal(Stream(terminal=True), {"COLUMNS": "80"}).width == 80


@pytest.mark.parametrize("columns", ["", "0", "wide", "-3"])
def test_a_width_that_is_none_falls_back_on_that_of_the_terminal(columns: str) -> None:
    assert Terminal(Stream(terminal=True), {"COLUMNS": columns}).width or 0 > 0


@pytest.mark.parametrize(
    ("terminal", "environ", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_the_variables_win(
    terminal: bool, environ: dict[str, str], colour: bool
) -> None:
    stream = Stream(terminal=terminal)
    out = Terminal(stream, {"TERM": "xterm", **environ})
    out.line(Styled("late", "bold red"), " by a lot")
    assert ("\x1b[" in stream.text()) is colour
    assert "late" in stream.text()


def test_markup_in_data_is_text() -> None:
    for environ in ({}, {"FORCE_COLOR": "1"}):
        stream = Stream()
        Terminal(stream, environ).line(
            "[red]L1[/red] :smile: [link=http://example.com]x", Styled("[b]", "red")
        )
        assert "[red]L1[/red] :smile: [link=http://example.com]x" in stream.text()
        assert "[b]" in stream.text()


@given(st.text(max_size=40))
def test_no_text_of_a_line_can_steer_a_terminal(text: str) -> None:
    shown = printable(text)
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in shown)
    assert not any("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069" for sign in shown)
    assert len(shown) >= len(text)


@pytest.mark.parametrize("text", ["Zoë", "株式会社", "a b", "‍ok", "نمی‌خواهم"])
def test_what_can_be_read_is_left_alone(text: str) -> None:
    assert printable(text) == text


def test_signs_that_an_encoding_lacks_have_plainer_ones() -> None:
    stream = Stream(encoding="cp1252")
    Terminal(stream, {}).line("✕ ▲ … Zoë 株")
    assert stream.text() == "x ! ~ Zoë \\u682a\n"


def test_data_in_a_pipe_is_exactly_as_it_is_and_on_a_terminal_safe_to_show() -> None:
    piped, shown = Stream(), Stream(terminal=True)
    Terminal(piped, {}).data("lead\nL\x1b[2J\n")
    Terminal(shown, {"NO_COLOR": "1"}).data("lead\nL\x1b[2J\n")
    assert piped.text() == "lead\nL\x1b[2J\n"
    assert shown.text() == "lead\nL\\x1b[2J\n"


def test_a_stream_that_is_closed_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="closed"):
        Terminal(None).line("text")
