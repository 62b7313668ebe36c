"""Pages: plain text that is whole in 80 columns, and Markdown that takes nothing of the data for its own."""

from __future__ import annotations

import textwrap

from leadsla.reports.page import Code, Items, Page, Paragraph, Section, Table

PAGE = Page(
    "A title",
    [
        Paragraph(
            "Some words, `code`, and more of them so that the line has to be broken somewhere after eighty signs."
        )
    ],
    [
        Section(
            "One",
            [
                Table(
                    ("promise", "met"),
                    [("A promise with a name that is rather long for this width", "1,000")],
                    right=(1,),
                ),
                Items(["first *one*", "second | `a|b`"]),
                Code("within:\n  - {is: 1 hour}", "yaml"),
            ],
        )
    ],
)


def test_text() -> None:
    assert PAGE.text(40) == textwrap.dedent(
        """\
        A title
        =======

        Some words, `code`, and more of them so
        that the line has to be broken somewhere
        after eighty signs.


        One
        ---
        promise                              met
        A promise with a name that is      1,000
        rather long for this width

        - first *one*
        - second | `a|b`

            within:
              - {is: 1 hour}"""
    )


def test_markdown() -> None:
    assert (
        PAGE.markdown()
        == textwrap.dedent(
            r"""
        # A title

        Some words, `code`, and more of them so that the line has to be broken somewhere after eighty signs.

        ## One

        | promise | met |
        | --- | ---: |
        | A promise with a name that is rather long for this width | 1,000 |

        - first \*one\*
        - second \| `a\|b`

        ```yaml
        within:
          - {is: 1 hour}
        ```"""
        ).lstrip()
    )


def test_a_fence_is_longer_than_any_in_the_code() -> None:
    page = Page("t", [Code("```\nout", "sh")], [])
    assert page.markdown().splitlines()[2:] == ["````sh", "```", "out", "````"]


def test_a_first_column_is_never_narrower_than_fourteen_signs() -> None:
    page = Page("t", [Table(("a", "b"), [("word " * 10, "x" * 70)])], [])
    assert page.text(40).splitlines()[4].startswith("word word word  x")
