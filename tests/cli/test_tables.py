from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Styled, plain

COLUMNS = (Column("lead", least=4), Column("used", right=True), Column("next", least=6))


def lines(rows: list[list[str]], width: int | None = None) -> list[str]:
    return ["".join(map(plain, line)).rstrip() for line in table(COLUMNS, rows, width)]


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    assert lines([["L-1", "80%", "alert"], ["L-20000", "167%", ""]]) == [
        "lead     used  next",
        "L-1       80%  alert",
        "L-20000  167%",
    ]


def test_the_gaps_give_way_before_any_text() -> None:
    assert lines([["L-1", "80%", "alert"]], width=15) == ["lead used next", "L-1   80% alert"]


def test_the_widest_column_that_may_be_cut_gives_way() -> None:
    assert lines([["L-1", "80%", "alert the sales manager"]], width=24) == [
        "lead used next",
        "L-1   80% alert the sal…",
    ]


def test_a_table_that_cannot_be_narrow_enough_is_wider_than_the_terminal() -> None:
    assert lines([["L-123456", "80%", "alert"]], width=5) == ["lead used next", "L-1…  80% alert"]


def test_wide_characters_take_two_columns() -> None:
    assert lines([["株式会社", "1%", "a"], ["L", "2%", "b"]])[1:] == [
        "株式会社    1%  a",
        "L           2%  b",
    ]


def test_a_cell_is_one_line_whatever_it_holds() -> None:
    found = lines([["L\n1\x1b[0m", "1%", "a"]])
    assert found[1] == "L\\n1\\x1b[0m    1%  a"


def test_a_style_does_not_change_the_layout() -> None:
    styled = [line[0] for line in table(COLUMNS, [[Styled("L-1", "red"), "1%", ""]], None)]
    assert styled[1] == Styled("L-1 ", "red")


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=6), st.text(max_size=30)), max_size=5),
    st.integers(40, 90),
)
def test_no_line_is_wider_than_a_terminal_that_has_room(rows: list[tuple[str, str, str]], width: int) -> None:
    least = 2 + 4 + 6 + max([4, *(sum(len(c.encode("unicode_escape")) for c in row[1]) for row in rows)])
    for line in table(COLUMNS, rows, width):
        assert cell_len("".join(map(plain, line))) <= max(width, least)
