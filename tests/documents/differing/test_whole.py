"""Every wording by hand: an edit of the text of an agreement, and the sentences that say it."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from tests.documents.differing.base import BASE, TEXT, edited, sentences

import leadsla as ls
from leadsla.clauses import LeadClause
from leadsla.clauses.base import a_trigger
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.versions import RunningClocks
from leadsla.windows import Window

AGREEMENT = [
    ('version: "1"', 'version: "2"', ["Version: 2, was 1"]),
    ("agreement: inbound", "agreement: outbound", ["Id of the agreement: outbound, was inbound"]),
    ("currency: USD", "currency: USD\ntitle: Our agreement", ["Title: “Our agreement”, was none"]),
    ("currency: USD", "currency: USD\nstate: proposed", ["State: proposed, was none"]),
    (
        "currency: USD",
        "currency: USD\neffective: 2026-07-01",
        ["In force from 1 July 2026, was from the first day of its term"],
    ),
    ("to: 2026-12-31}", "to: 2027-06-30}", ["The term ends on 30 June 2027, was 31 December 2026"]),
    ("{from: 2026-01-01", "{from: 2026-02-01", ["The term begins on 1 February 2026, was 1 January 2026"]),
    ("currency: USD", "currency: EUR", ["Currency: EUR, was USD"]),
    ("Good leads, Quick", "Good leads, Fair play, Quick", ["New objective: Fair play"]),
    ("Good leads, ", "", ["No longer an objective: Good leads"]),
    (
        "[Good leads, Quick answers]",
        "[Quick answers, Good leads]",
        ["The objectives stand in another order"],
    ),
    ("Head of sales", "Chief of sales", ["Who signs for Sales: “Chief of sales”, was “Head of sales”"]),
    ("{name: Sales,", "{name: Sellers,", ["Name of the party `sales`: Sellers, was Sales"]),
    (
        "roles:",
        "  partners: {name: Partners, signatory: Owner}\nroles:",
        ["New party: Partners, for whom the Owner signs"],
    ),
    ("next_rep: sales}", "next_rep: marketing}", ["The next rep belongs to Marketing, was to Sales"]),
    ("next_rep: sales}", "next_rep: sales, desk: sales}", ["New role: desk, of Sales"]),
    ("employees: number", "employees: money", ["Field of a lead, employees: money, was number"]),
    ("amount: money}", "amount: money, phone: text}", ["New field of a lead: phone (text)"]),
    (", amount: money}", "}", ["No longer a field of a lead: amount (money)"]),
    ("every week", "every month", ["“Meet with an open mind”, when: “every month”, was “every week”"]),
    ("notes: Ours", "notes: Ours and theirs", ["Notes: “Ours and theirs”, was “Ours”"]),
    (
        "notes:",
        "  - {owner: sales, activity: Say thanks}\nnotes:",
        ["New statement: Sales: Say thanks"],
    ),
]
CALENDARS = [
    (
        'fri: ["09:00-12:00", "13:00-17:00"]',
        'fri: ["09:00-12:00", "13:00-16:00"]',
        ["The office closes at 16:00 on Fridays, was 17:00"],
    ),
    (
        'mon-thu: ["09:00',
        'mon-thu: ["08:00',
        ["The office opens at 08:00 on Mondays to Thursdays, was 09:00"],
    ),
    (
        'fri: ["09:00-12:00", "13:00-17:00"]',
        'sat: ["09:00-12:00", "13:00-17:00"]',
        [
            "The office is closed on Fridays, was open 09:00-12:00, 13:00-17:00",
            "The office is open on Saturdays, 09:00-12:00, 13:00-17:00, was closed",
        ],
    ),
    (
        'fri: ["09:00-12:00", "13:00-17:00"]',
        'fri: ["10:00-18:00"]',
        ["The office is open 10:00-18:00 on Fridays, was 09:00-12:00, 13:00-17:00"],
    ),
    (
        'fri: ["09:00-12:00", "13:00-17:00"]',
        'fri: ["09:00-12:00", "13:00-02:00"]',
        ["The office closes at 02:00 the next day on Fridays, was 17:00"],
    ),
    (
        "subdivision: OH}",
        "subdivision: OH, except: [2026-02-16]}",
        ["Washington-Lincoln Day, 16 February 2026, is no longer a holiday"],
    ),
    (
        "{country: US, subdivision: OH}",
        "[{country: US, subdivision: OH}, {2026-04-03: Good Friday}]",
        ["Good Friday, 3 April 2026, is a holiday now"],
    ),
    (
        "{country: US, subdivision: OH}",
        "[{country: US, subdivision: OH}, {2029-04-03: Late}]",
        ["Holidays of the office outside the term: Late, 3 April 2029, were none"],
    ),
    (
        "{country: US, subdivision: OH}",
        "{market: XNYS}",
        [
            "Holidays of the office: those of XNYS, were those of US-OH",
            "Name of the holiday on 16 February 2026: “Washington's Birthday”, was “Washington-Lincoln Day”",
            "Good Friday, 3 April 2026, is a holiday now",
            "Independence Day, 4 July 2026, is no longer a holiday",
            "Columbus Day, 12 October 2026, is no longer a holiday",
            "Veterans Day, 11 November 2026, is no longer a holiday",
        ],
    ),
    (
        "{2026-12-24: closed}",
        "{2026-12-24: 09:00-12:00, 2026-12-31: closed}",
        [
            "The office is open 09:00-12:00 on 24 December 2026, was closed",
            "The office is closed on 31 December 2026, was open as usual",
        ],
    ),
    (
        "    exceptions: {2026-12-24: closed}\n",
        "",
        ["The office is open as usual on 24 December 2026, was closed"],
    ),
    ('morning: "09:00', 'morning: "08:00', ["The morning of the office: 08:00-12:00, was 09:00-12:00"]),
    ("dayparts: {", 'dayparts: {noon: "12:00-13:00", ', ["The noon of the office: 12:00-13:00 (new)"]),
    (
        "  office:",
        "  desk: {hours: {mon: 09:00-17:00}}\n  office:",
        ["New calendar: desk, mon 09:00-17:00"],
    ),
    (
        "timezone: America/New_York",
        "timezone: America/Chicago",
        [
            "Time zone: America/Chicago, was America/New_York",
            "Time zone of the office: America/Chicago, was America/New_York",
        ],
    ),
]
LIFECYCLE = [
    (
        "{name: sql, owner: sales}",
        "{name: sql, owner: both}",
        ["The stage SQL is owned by both, was by Sales"],
    ),
    ("{name: sql, owner: sales}", "{name: sql}", ["The stage SQL is owned by nobody, was by Sales"]),
    ("means: Fits", "means: Fits well", ["Meaning of the stage MQL: “Fits well”, was “Fits”"]),
    (
        "{name: sql, owner: sales}",
        "{name: sql, owner: sales, criterion: has(email)}",
        ["Criterion of the stage SQL: email is given, was none"],
    ),
    (
        "{name: sql, owner: sales}",
        "{name: sal, owner: sales, means: Accepted}\n    - {name: sql, owner: sales}",
        ["New stage: SAL, owned by Sales. Accepted"],
    ),
    (
        "employees >= 50}\n    - {event: acc",
        "has(email)}\n    - {event: acc",
        [
            "The move on qualification from lead to MQL, condition: email is given, was employees are at least 50"
        ],
    ),
    (
        "from: mql, to: sql}",
        "from: mql, to: sql, requires: email}",
        ["The move on acceptance from MQL to SQL, required: email, was none"],
    ),
    (
        "from: mql, to: sql}",
        "from: [lead, mql], to: sql}",
        ["The move on acceptance leads from lead or MQL to SQL, was from MQL to SQL"],
    ),
    (
        "    - {event: recycled, from: [mql, sql], to: lead}\n",
        "",
        ["No longer a move: on recycling from MQL or SQL to lead"],
    ),
    (
        "    - {event: recycled,",
        "    - {event: won, from: sql, to: lead, when: has(email)}\n    - {event: recycled,",
        ["New move: on the sale from SQL to lead, where email is given"],
    ),
]
QUALIFICATION = [
    (
        "points: 20",
        "points: 30",
        [
            (
                "Fit: 30 points where employees are at least 50 (Size), "
                "was 20 points where employees are at least 50 (Size)"
            )
        ],
    ),
    (
        ", {event: pricing_page, points: 10, because: Price}",
        "",
        ["Fit: no longer a rule, 10 points for each `pricing_page` (Price)"],
    ),
    (
        "ready: {fit: 20}",
        "ready: {fit: 30}",
        ["A lead is sales ready with: at least 30 of `fit`, was at least 20 of `fit`"],
    ),
    ("{A: 40,", "{A: 50,", ["Points from which on a grade is given, A: 50, was 40"]),
    (
        "  ready: {fit",
        "  intent: {rules: [{event: demo, points: 5}]}\n  ready: {fit",
        ["New scorecard: intent, 5 points for each `demo`"],
    ),
    ("because: Price}]}", "because: Price}], most: 25}", ["Fit, most: 25, was none"]),
    (
        "means: A school",
        "means: Writes from a school",
        ["Meaning of student: “Writes from a school”, was “A school”"],
    ),
    (
        '".edu")',
        '".org")',
        ["Disqualified as student where: email ends with “.org”, was email ends with “.edu”"],
    ),
    (
        "responsibilities:",
        "  - {reason: no need}\nresponsibilities:",
        ["New reason to disqualify: no need"],
    ),
]
OWED = [
    (
        "{owes: Nurture it}",
        "{owes: [Nurture it, {clause: complete}]}",
        ["At MQL Marketing owes also “Complete handoff”"],
    ),
    ("{owes: Nurture it}, ", "{owes_not: Call it}, ", None),
    ("sales: {owes_not: Call it}", "sales: {owes: Call it}", None),
    ("words: Many leads", "words: More leads", None),
    ("marketing, words: Many", "both, words: Many", ["Goal “Many leads”: of both, was of Marketing"]),
    ("passed: By the router", "passed: {words: By the router, clause: complete}", None),
    (
        "passed: By the router",
        "passed: By the router, notified: By email",
        ["How sales is notified: “By email”"],
    ),
    (
        "Leads that go on",
        "Leads that go",
        ["Figure conversion, words: “Leads that go”, was “Leads that go on”"],
    ),
    (
        "  - {metric: conversion",
        "  - {metric: leakage, owner: sales}\n  - {metric: conversion",
        ["New figure of Sales: leakage"],
    ),
]
OWED_SAID = {
    "{owes: Nurture it}, ": [
        "At MQL Marketing no longer owes “Nurture it”",
        "At MQL Marketing does not owe “Call it”",
    ],
    "sales: {owes_not: Call it}": [
        "At MQL Sales owes “Call it”",
        "At MQL Sales is no longer said not to owe “Call it”",
    ],
    "words: Many leads": [
        "No longer a goal of Marketing: “Many leads”",
        "New goal of Marketing: “More leads”",
    ],
    "passed: By the router": [
        "How leads are passed: “By the router” (Complete handoff), was “By the router”"
    ],
}
CLAUSES = [
    ("is: 5 minutes", "is: 3 minutes", ["First response where source is “demo”: 3 minutes, was 5 minutes"]),
    ("{is: 1 hour}", "{is: 30 minutes}", ["First response otherwise: 30 minutes, was 1 hour"]),
    (
        "      - {is: 1 hour}",
        '      - {when: source == "event", is: 2 hours}\n      - {is: 1 hour}',
        ["First response where source is “event”: 2 hours (new)"],
    ),
    (
        'within:\n      - {when: source == "demo", is: 5 minutes}\n      - {is: 1 hour}',
        "within: 1 hour",
        ["First response where source is “demo”: 1 hour as for all, was 5 minutes"],
    ),
    ("80% per month", "90% per month", ["Target of first response: 90% per month, was 80% per month"]),
    ("    target: 80% per month\n", "", ["Target of first response: none, was 80% per month"]),
    ("warn_at: 80%", "warn_at: [50%, 80%]", ["Warnings of first response: also 50%"]),
    ("from: assigned", "from: notified", ["First response begins with notification, was with assignment"]),
    ("until: touched", "until: replied", ["First response is done by the reply, was by contact"]),
    (
        "    warn_at:",
        "    when: has(email)\n    warn_at:",
        ["First response applies where email is given, was to all"],
    ),
    (
        "    warn_at:",
        '    pause_while: source == "hold"\n    warn_at:',
        ["First response pauses while source is “hold”, was never"],
    ),
    (
        "    warn_at:",
        "    repeat: each\n    warn_at:",
        ["First response is owed each time anew, was once"],
    ),
    (
        "    warn_at:",
        "    void_on: []\n    warn_at:",
        ["First response is void on nothing, was on what takes a lead out"],
    ),
    (
        "    warn_at:",
        "    per: event.content\n    warn_at:",
        ["First response is owed for each content, was once"],
    ),
    (
        "    warn_at:",
        "    count_from: created\n    warn_at:",
        ["First response counts from creation, was from its start"],
    ),
    (
        "    warn_at:",
        "    calendar: office\n    warn_at:",
        ["First response counts the hours of the office, was of the agreement's calendar"],
    ),
    (
        "    warn_at:",
        "    calendar_by: {zone: source}\n    warn_at:",
        [
            (
                "First response counts the hours of its own in the zone of source, "
                "was of the same calendar for all leads"
            )
        ],
    ),
    (
        "    warn_at:",
        "    line: a\n    warn_at:",
        ["First response is on line “a”, was on a line of its own"],
    ),
    (
        "title: First response",
        "title: Quick answer",
        ["`first-response` is called “Quick answer”, was “First response”"],
    ),
    (
        "{alert: sales_manager}, {reroute",
        "{escalate: sales_manager, after: 2 hours}, {reroute",
        [
            "When first response is late: no longer alert the sales manager",
            "When first response is late: also escalate to the sales manager after 2 hours",
        ],
    ),
    (
        "next_rep, after: 1 hour",
        "next_rep, after: 2 hours",
        [
            (
                "When first response is late: reroute to the next rep after 2 hours, "
                "was: reroute to the next rep after 1 hour"
            )
        ],
    ),
    (
        "[{alert: sales_manager}, {reroute: next_rep, after: 1 hour}]",
        "[{reroute: next_rep, after: 1 hour}, {alert: sales_manager}]",
        [
            (
                "When first response is late: in another order, reroute to the next rep after 1 hour, "
                "alert the sales manager"
            )
        ],
    ),
    (
        "    warn_at:",
        "    on_missed: {review: joint, within: 2 weeks}\n    warn_at:",
        ["When the target of first response is missed: review by both parties within 2 weeks"],
    ),
    (
        "    per: month",
        "    per: month\n    on_breach: {remediate: coaching, by: sales_manager, within: 1 week}",
        ["When volume is not kept: remedy “coaching” by the sales manager within 1 week"],
    ),
    ("call: 3,", "call: 4,", ["Attempts, touches, call: 4, was 3"]),
    ("apart: 4 hours", "apart: 2 hours", ["Attempts, apart: 2 hours, was 4 hours"]),
    ("within: 2 weeks", "within: 3 weeks", ["Attempts: 3 weeks, was 2 weeks"]),
    ("fields: [email, source]", "fields: [email, source, amount]", ["Complete handoff, fields: also amount"]),
    (
        "fields: [email, source]",
        "fields: [email, source]\n    within: 1 hour",
        ["Complete handoff: 1 hour, was at once"],
    ),
    ("at: assigned", "at: accepted", ["Complete handoff is judged on acceptance, was on assignment"]),
    ("at_least: 100", "at_least: 120", ["Volume, at least: 120, was 100"]),
    ("per: month", "per: quarter", ["Volume is owed for each quarter, was for each month"]),
    (
        "days: [2, 3]",
        "days: [2, 3, 4]",
        ["Step `morning` of plan, days: also 4"],
    ),
    ("within: 5 minutes}", "within: 9 minutes}", ["Step `call` of plan, within: 9 minutes, was 5 minutes"]),
    (
        "      - {id: morning, days: [2, 3], daypart: morning, do: {call: 1}}\n",
        "",
        [
            "No longer a step `morning` of plan: on days 2 and 3 in the morning: 1 call, by the end of the morning"
        ],
    ),
    (
        "      - {id: morning",
        "      - {id: again, after: call, do: {email: 1}}\n      - {id: morning",
        ["New step `again` of plan: after “call”: 1 email"],
    ),
    ("id: complete", "id: whole", ["The promise `complete` is now called `whole` and says the same"]),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), [*AGREEMENT, *CALENDARS, *LIFECYCLE, *QUALIFICATION, *CLAUSES]
)
def test_what_is_said(old: str, new: str, said: list[str]) -> None:
    assert sentences((old, new)) == said


@pytest.mark.parametrize(("old", "new", "said"), OWED)
def test_what_is_owed_in_words(old: str, new: str, said: list[str] | None) -> None:
    assert sentences((old, new)) == (OWED_SAID[old] if said is None else said)


def test_a_promise_that_is_new_or_gone_is_said_by_its_sentence() -> None:
    start = TEXT.index("  - id: volume")
    text = TEXT[start : TEXT.index("statements:")]
    volume = BASE.clauses_by_id["volume"]
    assert sentences((text, "")) == [f"No longer promised: Volume. {volume.sentence().removesuffix('.')}"]
    back = ls.diff(edited((text, "")), BASE)
    assert [str(change) for change in back.changes] == [
        f"New promise: Volume. {volume.sentence().removesuffix('.')}"
    ]
    assert [(change.path, change.old) for change in back.changes] == [("clauses[volume]", None)]


def test_a_promise_of_another_kind() -> None:
    change, *rest = ls.diff(
        BASE,
        edited(
            ("kind: minimum_touches", "kind: response_window"),
            ("    touches: {call: 3, email: 3}\n    apart: 4 hours\n", ""),
        ),
    ).changes
    assert rest == []
    assert (change.path, change.old, change.new) == (
        "clauses[attempts].kind",
        "minimum_touches",
        "response_window",
    )
    assert change.sentence.startswith("Attempts is another kind of promise: Sales ")
    assert "It was: Sales " in change.sentence


def test_promises_and_segments_in_another_order() -> None:
    turned = attrs.evolve(BASE, clauses=BASE.clauses[::-1])
    assert [str(change) for change in ls.diff(BASE, turned).changes] == [
        "The promises stand in another order: volume, complete, plan, attempts, first-response"
    ]
    cases = '- {when: source == "demo", is: 5 minutes}'
    more = f"- {{when: employees > 9, is: 2 hours}}\n      {cases}"
    less = f"{cases}\n      - {{when: employees > 9, is: 2 hours}}"
    [change] = ls.diff(edited((cases, more)), edited((cases, less))).changes
    assert change.path == "clauses[first-response].within"
    assert change.sentence.startswith(
        "First response: the segments are asked in another order, 5 minutes where"
    )


def test_a_stage_with_another_name_is_the_same_stage() -> None:
    """Where it is said what it means; the rest follows by itself."""
    said = sentences(
        ("{name: mql, owner", "{name: qualified, owner"),
        ("from: lead, to: mql", "from: lead, to: qualified"),
        ("from: mql, to: sql}", "from: qualified, to: sql}"),
        ("from: [mql, sql]", "from: [qualified, sql]"),
        ("  mql: {marketing: {owes", "  qualified: {marketing: {owes"),
        ("count: {enters: mql}", "count: {enters: qualified}"),
    )
    assert said[0] == "The stage MQL is now called qualified"
    assert not any(text.startswith(("New stage", "No longer a stage")) for text in said)


def test_an_amendment() -> None:
    """Who changed what, why, and what becomes of clocks that run."""
    amendment = ls.Amendment(
        "1",
        "inbound-1.yaml",
        "RevOps",
        dt.date(2026, 6, 1),
        "Slow",
        {"first-response": RunningClocks.RESCORE},
    )
    amended = attrs.evolve(BASE, version="2", amends=amendment)
    _, change = ls.diff(BASE, amended).changes
    assert change.sentence == (
        "Amends version 1 by RevOps on 1 June 2026: Slow\n"
        "Clocks of first response that run then: they are reckoned anew"
    )
    other = attrs.evolve(amended, amends=attrs.evolve(amendment, why="Too slow", running_clocks={}))
    assert [(change.path, str(change)) for change in ls.diff(amended, other).changes] == [
        ("amends.why", "Amendment, why: “Too slow”, was “Slow”"),
        (
            "amends.running_clocks.first-response",
            "Amendment, running clocks, first response: no longer rescore",
        ),
    ]


@attrs.frozen(kw_only=True)
class Greeting(LeadClause):
    """A kind of a user's own."""

    kind = "greeting"
    from_: Trigger = attrs.field(converter=a_trigger)
    language: str = "English"
    politeness: int = 1

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return Trigger.of("greeted")

    def window(self) -> Segments[Window]:
        return Segments.of("1 day", Window.parse)

    def promise(self) -> str:
        return f"greets in {self.language}"


def test_a_kind_of_a_users_own_is_said_by_its_keys() -> None:
    clause = Greeting(id="hello", owner="sales", from_="created")
    agreement = attrs.evolve(BASE, clauses=[clause])
    other = attrs.evolve(BASE, clauses=[attrs.evolve(clause, language="French", politeness=2)])
    assert [(change.path, str(change)) for change in ls.diff(agreement, other).changes] == [
        ("clauses[hello].language", "Hello, language: French, was English"),
        ("clauses[hello].politeness", "Hello, politeness: 2, was 1"),
    ]


def test_a_calendar_that_no_document_can_write_is_compared_too() -> None:
    office = BASE.calendars["office"]
    desk = ls.BusinessCalendar("America/New_York", {"mon": "09:00-17:00"}, name="desk")
    found = ls.diff(BASE, attrs.evolve(BASE, calendars={"office": office | desk})).changes
    assert [change.path for change in found] == ["calendars.office"]
    assert found[0].sentence.startswith("Hours of the office: ")


def test_holidays_of_several_calendars_say_whose() -> None:
    two = ("  office:", "  desk: {hours: {mon: 09:00-17:00}}\n  office:")
    desk = ("  office:", "  desk: {hours: {mon: 09:00-17:00}, holidays: [2026-05-04]}\n  office:")
    assert [str(change) for change in ls.diff(edited(two), edited(desk)).changes] == [
        "4 May 2026 is a holiday of the desk now"
    ]


def test_the_calendar_of_promises_that_name_none() -> None:
    desk = ("  office:", "  desk: {hours: {mon: 09:00-17:00}, dayparts: {morning: 09:00-12:00}}\n  office:")
    [change] = ls.diff(edited(desk), edited(desk, ("calendar: office\n", "calendar: desk\n"))).changes
    assert str(change) == "Calendar of promises that name none: desk, was office"


def test_a_kind_of_a_users_own_may_call_its_keys_as_it_likes() -> None:
    @attrs.frozen(kw_only=True)
    class Odd(Greeting):
        kind = "odd"
        on_time: bool = True
        steps: int = 1

    agreement, other = (
        attrs.evolve(BASE, clauses=[Odd(id="odd", owner="sales", from_="created", on_time=yes, steps=steps)])
        for yes, steps in ((True, 1), (False, 2))
    )
    assert [str(change) for change in ls.diff(agreement, other).changes] == [
        "Odd, on time: no, was yes",
        "Odd, steps: 2, was 1",
    ]


def test_values_that_are_said_alike_are_said_as_they_are_written() -> None:
    """`lower(email)` is said as the email, and yes and 1 are equal in Python."""
    exact = sentences(
        ("when: employees >= 50}\n    - {event: acc", 'when: source == "a"}\n    - {event: acc')
    )
    one = edited(("when: employees >= 50}\n    - {event: acc", 'when: source == "a"}\n    - {event: acc'))
    two = edited(
        ("when: employees >= 50}\n    - {event: acc", 'when: lower(source) == "a"}\n    - {event: acc')
    )
    assert "source is “a”" in exact[0]
    [change] = ls.diff(one, two).changes
    assert change.sentence.endswith('condition: `lower(source) == "a"`, was `source == "a"`')
    figures = [{"metric": "leads", "shown": True}], [{"metric": "leads", "shown": 1}]
    yes, number = (attrs.evolve(BASE, kpis=one) for one in figures)
    assert yes == number
    assert ls.digest(yes) != ls.digest(number)
    assert [str(change) for change in ls.diff(yes, number).changes] == ["Figure leads, shown: 1, was yes"]


def test_responsibilities_that_name_nothing() -> None:
    cases = ("  mql: {marketing", "  sql: {}\n  mql: {marketing")
    assert sentences(cases) == ["At SQL it is left open who owes what"]
    cases = ("  mql: {marketing", "  sql: {sales: {}}\n  mql: {marketing")
    assert sentences(cases) == ["At SQL nothing is said of what Sales owes"]
    back = ls.diff(edited(cases), BASE).changes
    assert [(str(change), change.old, change.new) for change in back] == [
        ("At SQL it is no longer said of what Sales owes", {}, None)
    ]


def test_what_is_gone_is_said_too() -> None:
    """The other way round: goals by their promises, roles, scorecards, moves, figures without a class."""
    said = [
        (("next_rep: sales}", "next_rep: sales, desk: sales}"), "No longer a role: desk, of Sales"),
        (("words: Many leads}", "clause: volume}"), "No longer a goal of Marketing: “Volume”"),
        (
            ("  ready: {fit", "  intent: {rules: [{event: demo, points: 5}]}\n  ready: {fit"),
            "No longer a scorecard: intent, 5 points for each `demo`",
        ),
        (("  - {metric: conversion", "  - speed\n  - {metric: conversion"), "No longer a figure: speed"),
        (
            ("  office:", "  desk: {hours: {mon: 09:00-17:00}}\n  office:"),
            "No longer a calendar: desk, mon 09:00-17:00",
        ),
    ]
    for edit, sentence in said:
        assert sentence in [str(change) for change in ls.diff(edited(edit), BASE).changes]


def test_a_goal_with_another_promise_or_words() -> None:
    """Known again by its words, else by its promise."""
    words = ("words: Many leads}", "words: Many leads, clause: volume}")
    assert sentences(words) == ["Goal of Marketing: “Many leads” (Volume), was “Many leads”"]
    one, two = edited(words), edited(("words: Many leads}", "words: More leads, clause: volume}"))
    assert [str(change) for change in ls.diff(one, two).changes] == [
        "Goal of Marketing: “More leads” (Volume), was “Many leads” (Volume)"
    ]


CHANGES = """    changes:
      - {from: 2026-07-01, hours: {mon-thu: "08:00-14:00"}}
      - {from: 2026-09-01, hours: {mon-thu: "09:00-17:00"}}
lifecycle:"""


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], []),
        (
            [('"08:00-14:00"', '"08:00-15:00"')],
            ["The office from 1 July 2026 on closes at 15:00 on Mondays to Thursdays, was 14:00"],
        ),
        (
            [("2026-07-01", "2026-07-06")],
            [
                (
                    "Hours of the office change on 6 July 2026 and 1 September 2026, "
                    "was on 1 July 2026 and 1 September 2026"
                ),
                (
                    "The office from 1 July 2026 on is open 09:00-12:00, 13:00-17:00 on Mondays to Thursdays, "
                    "was 08:00-14:00"
                ),
                "The office from 1 July 2026 on is open on Fridays, 09:00-12:00, 13:00-17:00, was closed",
            ],
        ),
        (
            [
                (
                    "2026-09-01,",
                    "2026-09-01, holidays: [{country: US, subdivision: OH, except: [2026-09-07]}, 2026-09-03],",
                )
            ],
            [
                "3 September 2026 is a holiday of the office from 1 September 2026 on now",
                "Labor Day, 7 September 2026, is no longer a holiday of the office from 1 September 2026 on",
            ],
        ),
        (
            [("2026-07-01,", "2026-07-01, version: summer,")],
            ["Version of the hours of the office from 1 July 2026 on: summer, was none"],
        ),
        # What a change takes from the hours before it is said once.
        (
            [("2026-12-24: closed", "2026-12-23: closed")],
            [
                "The office is closed on 23 December 2026, was open as usual",
                "The office is open as usual on 24 December 2026, was closed",
            ],
        ),
    ],
)
def test_hours_that_change_by_date(edits: list[tuple[str, str]], expected: list[str]) -> None:
    before = edited(("lifecycle:", CHANGES))
    text = CHANGES
    inner = [pair for pair in edits if pair[0] in CHANGES]
    for old, new in inner:
        text = text.replace(old, new)
    after = edited(("lifecycle:", text), *(pair for pair in edits if pair not in inner))
    assert [change.sentence for change in ls.diff(before, after).changes] == expected


def test_the_version_of_hours_is_said() -> None:
    said = sentences(("    hours: {mon-thu", "    version: winter\n    hours: {mon-thu"))
    assert said == ["Version of the hours of the office: winter, was none"]
