"""What stands in a signed document, and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from tests.documents.signed.scenes import HOSTILE, amended, hostile, shipped
from tests.documents.test_dumping import rich

import leadsla as ls
from leadsla import examples
from leadsla.calendars import BusinessCalendar
from leadsla.documents.signed.closing import signatures
from leadsla.documents.signed.content import signed_document
from leadsla.documents.signed.tree import Heading, Items, Paragraph, Signatures, SignedDocument, Table, plain


def headings(document: SignedDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def under(document: SignedDocument, *wanted: str) -> list[Any]:
    """The blocks that stand under a heading, and under one within it."""
    blocks = iter(document.blocks)
    for text in wanted:
        assert any(isinstance(block, Heading) and block.text == text for block in blocks), text
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            break
        found.append(block)
    return found


def words(block: Any) -> list[Any]:
    """The lines of a block as plain text."""
    match block:
        case Paragraph():
            return [plain(block.text)]
        case Items():
            return [plain(item) for item in block.items]
        case Table():
            return [[" / ".join(map(plain, cell)) for cell in row] for row in block.rows]
        case _:
            return []


def all_words(document: SignedDocument) -> Iterator[str]:
    yield from (document.title, document.organisation, document.foot, *document.facts)
    for block in document.blocks:
        for line in words(block):
            yield from line if isinstance(line, list) else [line]


# -- as the sources have it ------------------------------------------------------------------------------------------


def in_order(found: list[str], wanted: list[str]) -> None:
    """Each of the wanted stands in what was found, in this order, with what else there is in between."""
    rest = iter(found)
    for text in wanted:
        assert text in rest, f"{text!r} does not stand where it has to in {found}"


def test_the_template_of_the_first_source() -> None:
    """Its opening, then objectives, stages, the matrix, responsibilities, goals, the review, the signatures."""
    document = signed_document(examples.agreement("1-three-stages-and-cadence"))
    opening = words(document.blocks[0])[0]
    assert opening == (
        "This service level agreement, effective as of 1 January 2026, is made between Marketing and Sales of Acme. "
        "The parties agree as follows."
    )
    in_order(
        headings(document),
        [
            "Objectives",
            "Definitions",
            "Next steps at each stage",
            "Service level responsibilities",
            "Marketing",
            "Sales",
            "Outcome goals",
            "Marketing",
            "Sales",
            "Performance monitoring",
            "Signatures",
        ],
    )


def test_the_lines_of_the_first_source() -> None:
    """What its template promises, line by line, stands under the heading that it stands under there."""
    document = signed_document(examples.agreement("1-three-stages-and-cadence"))
    [objectives] = under(document, "Objectives")
    assert (objectives.lettered, len(objectives.items)) == (True, 3)
    [marketing] = under(document, "Service level responsibilities", "Marketing")
    assert [row[0].partition(".")[0] for row in words(marketing)][:4] == [
        "Delivery of requested content",
        "Newsletter",
        "Content and offers",
        "Automatic notification",
    ]
    [sales] = under(document, "Service level responsibilities", "Sales")
    assert words(sales)[0] == [
        "Follow-up within five minutes. Contact the lead, where stage is SQL.",
        "Within 5 business minutes of notification",
        "At least 80% of cases per month",
    ]
    assert words(sales)[1][0] == "Sales cadence. Follow the plan as set out below."
    [goals] = under(document, "Outcome goals", "Sales")
    assert words(goals)[1] == (
        "Close revenue: reach at least 50,000 in every month, adding up the amount of every lead that is won."
    )
    assert words(under(document, "Performance monitoring")[0]) == [
        "Marketing and sales will meet every week, with both teams there."
    ]


def test_the_matrix_of_the_first_source() -> None:
    """Stage by party, with what is owed and what is not."""
    [matrix] = under(
        signed_document(examples.agreement("1-three-stages-and-cadence")), "Next steps at each stage"
    )
    assert matrix.titles == ("Stage", "Marketing", "Sales")
    assert words(matrix)[0] == [
        "Subscriber",
        "Nurture subscribers into MQLs through newsletters (Newsletter)",
        "Not owed: Follow up and nurture new subscribers",
    ]


def test_the_cadence_of_the_first_source() -> None:
    """A row for each step, the two days that are alike together."""
    [plan] = under(signed_document(examples.agreement("1-three-stages-and-cadence")), "Plan: Sales cadence")
    assert plan.titles == ("Step", "When", "What", "By when")
    assert words(plan)[0] == ["First call", "At once", "1 call", "Within 5 minutes"]
    assert words(plan)[2][1:] == [
        "After 3 hours of silence since “follow up”",
        "1 to 2 calls (no voicemail)",
        "The same day",
    ]
    assert [row[0] for row in words(plan)[3:]] == ["Morning", "Lunch", "Afternoon", "Weekly"]


def test_the_form_of_the_fourth_source() -> None:
    """Three tables of activity and timeframe, the term, who signs, and the notes."""
    document = signed_document(examples.agreement("4-two-commitments"))
    in_order(
        headings(document),
        [
            "Service level responsibilities",
            "Marketing",
            "Sales",
            "Marketing and Sales",
            "Signatures",
            "Notes",
        ],
    )
    tables = [
        under(document, "Service level responsibilities", party)[0]
        for party in ("Marketing", "Sales", "Marketing and Sales")
    ]
    assert [table.titles for table in tables] == [("Activity", "Timeframe")] * 3
    marketing, sales, both = map(words, tables)
    assert [(row[0].partition(".")[0], row[1]) for row in marketing] == [
        ("Deliver only qualified leads", "Within 3 hours of assignment"),
        ("Deliver valid contact information", "Within 3 hours of assignment"),
        ("Quota of qualified leads", "In every month"),
    ]
    assert sales[0] == ["Follow up promptly. Contact the lead.", "Within 5 minutes to 24 hours of assignment"]
    assert sales[1] == [
        "Three calls and three emails. Make 3 calls and 3 emails.",
        "Within 2 weeks of assignment",
    ]
    assert both[0] == ["Lead feedback meetings. Meet, with both teams there.", "Twice per month"]
    commitment, places = under(document, "Signatures")
    assert words(commitment)[0].endswith("from 1 January 2026 to 31 December 2026.")
    assert [place.role for place in places.places] == ["Marketing contact", "Sales contact"]


# -- section by section ----------------------------------------------------------------------------------------------


def test_what_stages_mean() -> None:
    """In words, as a criterion, and by the moves that lead there."""
    [stages] = under(signed_document(examples.agreement("1-three-stages-and-cadence")), "Definitions")
    assert words(stages)[1] == [
        "MQL",
        "Marketing",
        (
            "Has requested content of the awareness or consideration phase. Entered by a new lead or from subscriber "
            "or recycled, when it makes a request where “phase” is “awareness” or “consideration”."
        ),
    ]
    [acme] = under(signed_document(examples.acme()), "Definitions")
    assert words(acme)[3][2].endswith("Entered from SAL, when it is advanced, with email given.")


def test_scores_and_reasons_to_disqualify() -> None:
    """A row a rule, the bounds, the threshold and the grades."""
    document = signed_document(rich())
    means, fit = under(document, "Definitions", "Points of fit")
    assert words(means) == ["Whom we can serve; at most 60 points together."]
    assert words(fit) == [["Score", "Score is at least 40", "20"], ["zone is given", "Zone is given", "-2.5"]]
    bounds, intent, ready = under(document, "Definitions", "Points of intent")
    assert words(bounds) == ["At least -5 points together."]
    assert [row[1] for row in words(intent)] == [
        "Each “pricing page” in the last 2 weeks, at most 30 together",
        "Each “x” where “y” is 1, half of it gone every 30 days",
    ]
    assert words(ready) == [
        (
            "A lead is sales ready with at least 30 points of fit, at least 2.5 points of intent and at least 40 "
            "points in total and where the grade is “A” or the score of fit is above 3. Grades: A from 80 points on, "
            "B from 0.5 points on and C from -7 points on."
        )
    ]
    [reasons] = under(document, "Agreed reasons to disqualify a lead")
    assert words(reasons) == [
        "Competitor: Works for a competitor (where “who” is “us” and score is below 1)",
        "No_budget: (for people to judge)",
    ]


def test_what_follows_is_said_of_all_to_whom_it_happens_together() -> None:
    """Occasion by occasion."""
    [table] = under(signed_document(examples.acme()), "What follows")
    assert words(table)[0] == [
        "First response",
        (
            "At the start: A task is set: follow up; the representative in charge is alerted. / "
            "After 50% and 80% of the time: The representative in charge is alerted. / "
            "When it is not kept: The sales manager is alerted; if it is still owed 1 business hour later, the lead is "
            "passed on to the next rep. / "
            "When the target is missed: Both teams review it, within 2 weeks."
        ),
    ]
    [form] = under(signed_document(examples.agreement("4-two-commitments")), "What follows")
    alike = "Deliver only qualified leads / Deliver valid contact information / Quota of qualified leads"
    assert words(form)[0] == [alike, "When it is not kept: Marketing operations are alerted."]


def test_statements_stand_beside_what_is_measured() -> None:
    """And say that they are not."""
    [both] = under(signed_document(examples.acme()), "Service level responsibilities", "Marketing and Sales")[
        :1
    ]
    assert words(both) == [
        ["Meet about the quality of leads with an open mind. Not measured.", "Every second week"]
    ]


def test_what_is_usual_is_said_once_and_what_is_not_where_it_applies() -> None:
    """When a promise lapses, and by which hours it is counted."""
    acme = examples.acme()
    london = BusinessCalendar(
        "Europe/London", {"mon-thu": "09:00-17:00", "fri": "00:00-24:00"}, ["2026-12-25"]
    )
    one, two, *_ = acme.clauses
    document = signed_document(
        attrs.evolve(
            acme,
            calendars={**acme.calendars, "london": london, "shared": london & acme.calendars["office"]},
            clauses=[
                attrs.evolve(one, void_on=[], calendar="london"),
                attrs.evolve(
                    two, void_on=["won"], calendar_by={"field": "source", "calendars": {"a": "london"}}
                ),
            ],
        )
    )
    table, rules = under(document, "Service level responsibilities", "Sales")[0], all_words(document)
    assert words(table)[0][0].endswith("while hold is “customer”, by the hours of “london”; it never lapses.")
    assert words(table)[1][0].endswith(
        "by the hours for the source of the lead; it lapses when the lead is won."
    )
    assert sum("lapses when the lead is recycled, disqualified, won or lost" in text for text in rules) == 1
    hours, _ = under(document, "Business hours")
    assert words(hours)[0].startswith("Office (where nothing else is said): Monday to Friday 09:00–12:00 and")
    assert words(hours)[1] == (
        "London: Monday to Thursday 09:00–17:00; Friday all day (Europe/London). Closed on 25 Dec."
    )
    assert words(hours)[2].startswith("Shared: open when both are: Monday to Thursday 09:00–17:00;")


def test_the_holidays_of_the_term_by_name() -> None:
    """With their dates in a short term, and an exception is none of them."""
    acme = examples.acme()
    [hours, _] = under(signed_document(acme), "Business hours")
    assert "Martin Luther King Jr. Day (19 Jan)" in words(hours)[0]
    assert "Exceptions: 24 December 2026: closed; 31 December 2026: 09:00–12:00." in words(hours)[0]
    spring = attrs.evolve(acme, term=ls.Term(dt.date(2026, 5, 1), dt.date(2026, 6, 1)))
    assert "Closed on Memorial Day (25 May)." in words(under(signed_document(spring), "Business hours")[0])[0]
    two = attrs.evolve(acme, term=ls.Term(dt.date(2026, 12, 1), dt.date(2027, 1, 1)))
    assert "Christmas Day (25 Dec 2026) and New Year's Day (1 Jan 2027)." in " ".join(
        all_words(signed_document(two))
    )
    long = attrs.evolve(acme, term=ls.Term(dt.date(2026, 1, 1), dt.date(2030, 12, 31)))
    said = words(under(signed_document(long), "Business hours")[0])[0]
    assert "Closed on New Year's Day, Martin Luther King Jr. Day," in said


def test_hours_that_change_by_date() -> None:
    """What changes is said with its date, and nothing that stays as it was."""
    text = examples.path("agreement.yaml").read_text(encoding="utf-8")
    said = "    holidays: {country: US, subdivision: OH}\n"
    assert said in text
    changes = """    changes:
      - {from: 2026-07-01, version: summer, hours: {mon-fri: "08:00-14:00"}}
      - {from: 2026-09-01, hours: {mon-thu: "09:00-17:00"}, holidays: [2026-09-07], exceptions: {}}
      - {from: 2026-11-01, holidays: [], exceptions: {2026-11-27: closed}, dayparts: {morning: "09:00-12:00"}}
      - {from: 2026-12-01, dayparts: {}}
"""
    [hours, _] = under(signed_document(ls.loads(text.replace(said, said + changes))), "Business hours")
    [line] = words(hours)
    assert line.startswith(
        "Office: Monday to Friday 09:00–12:00 and 13:00–17:00. Closed on New Year's Day (1 Jan)"
    )
    assert line[line.index("Exceptions") :] == (
        "Exceptions: 24 December 2026: closed; 31 December 2026: 09:00–12:00. "
        "From 1 July 2026: Monday to Friday 08:00–14:00. "
        "From 1 September 2026: Monday to Thursday 09:00–17:00. From 1 September 2026: closed on 7 Sep. "
        "From 1 September 2026: no exceptions. "
        "From 1 November 2026: closed on no holidays. "
        "From 1 November 2026: exceptions: 27 November 2026: closed. "
        "From 1 November 2026: parts of the day: morning 09:00–12:00. "
        "From 1 December 2026: no parts of the day. "
        "What has begun counts in the hours in force when it began."
    )


def test_an_amendment() -> None:
    """Which version it amends, who wants it, why, and what becomes of cases that run."""
    document = signed_document(amended())
    assert document.facts == ("Proposed", "Version 2026.2", "1 July 2026 to 31 December 2026")
    state, amendment, running = under(document, "Term and amendments")
    assert words(state)[0].endswith(
        "It is a proposal, and comes into force only once all parties have signed it."
    )
    assert words(amendment) == [
        "It amends version 2026.1, proposed by Sales on 12 June 2026: The form is answered by hand now."
    ]
    assert words(running) == [
        "Cases of “First response” that run on that day are reckoned anew under the new terms.",
        "Cases of “Persistence” that run on that day begin again under the new terms.",
        "All other cases that run on that day keep the terms under which they began.",
    ]
    plain_one = attrs.evolve(
        amended(), amends=attrs.evolve(amended().amends, by="", date=None, why="", running_clocks={})
    )
    _, amendment, running = under(signed_document(plain_one), "Term and amendments")
    assert words(amendment) == ["It amends version 2026.1."]
    assert words(running) == ["Cases that run on that day keep the terms under which they began."]


def test_who_has_signed() -> None:
    """Name, title, date and the digest in short; an empty place where nobody has."""
    [places] = [block for block in signatures(amended()) if isinstance(block, Signatures)]
    marketing, sales = places.places
    assert (marketing.name, marketing.title, marketing.date) == ("Ada Example", "Head", "20 June 2026")
    assert marketing.digest == "sha256:0123456789abcdef…"
    assert (sales.role, sales.name, sales.digest) == ("Head of sales", "", "")


def test_a_version_that_was_withdrawn() -> None:
    document = signed_document(attrs.evolve(examples.acme(), state="withdrawn"))
    assert document.facts[0] == "Withdrawn"
    assert "is to be in force from 1 January 2026 to 31 December 2026." in " ".join(all_words(document))


def test_an_agreement_that_says_little() -> None:
    """One party, no calendar, no clause: what is not there has no heading."""
    bare = ls.Agreement(
        agreement="bare",
        version="1",
        term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="UTC",
        parties={"sales": ls.Party("Sales")},
        lifecycle=ls.Lifecycle(),
        clauses=[],
    )
    document = signed_document(bare)
    assert headings(document) == ["Term and amendments", "Signatures"]
    assert words(document.blocks[0]) == [
        "This service level agreement, effective as of 1 January 2026, is made by Sales."
    ]
    assert document.title == "Service level agreement"


@pytest.mark.parametrize("name", shipped())
def test_no_name_of_the_language_is_left_in_words(name: str) -> None:
    """No code, no sign of a comparison, no event in its spelling for machines."""
    for text in all_words(signed_document(shipped()[name])):
        assert not {"`", "==", ">=", "event."} & {
            sign for sign in ("`", "==", ">=", "event.") if sign in text
        }, text


def test_hostile_text_is_on_one_line_and_can_be_seen() -> None:
    """Whatever it is written in."""
    document = signed_document(hostile())
    texts = list(all_words(document))
    assert any("onetwo[31m three" in text for text in texts)
    for text in texts:
        assert not {"\n", "\x00", "\x1b", "\u202e", "\u2028", "\ud800"} & set(text), text
    assert HOSTILE not in texts
