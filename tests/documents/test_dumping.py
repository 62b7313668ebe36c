"""What is written is read as the same agreement, in every format."""

from __future__ import annotations

import datetime as dt
import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.cases import SOUND

from leadsla import examples
from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import CalendarBy, RequiredInformation, ResponseWindow, StalledLead
from leadsla.documents import dump, loads
from leadsla.documents.dumping import to_tree
from leadsla.errors import AgreementError
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Statement, Term
from leadsla.qualification import Disqualification, Rule, Scorecard, Scorecards
from leadsla.responsibilities import Goal, Handoff, Responsibility
from leadsla.testing import agreements
from leadsla.triggers import FORWARD, NOTHING

FORMATS = ("yaml", "json", "toml")
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
NAMES = st.sampled_from(
    ["no", "9:00", "2026.1", "null", "a b", "x: y", "- a", "# b", "~", "'", '"', "é", "0x1", "1e3"]
)
PLAIN = st.recursive(
    st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT.filter(bool), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=settings().max_examples // 2)
@given(agreements(), st.sampled_from(FORMATS))
def test_an_agreement_survives(agreement: Agreement, form: str) -> None:
    assert loads(dump(agreement, form), form) == agreement


@settings(max_examples=settings().max_examples // 2)
@given(
    TEXT | NAMES,
    st.dictionaries(TEXT.filter(bool) | NAMES, st.builds(Party, TEXT, TEXT), max_size=3),
    st.lists(TEXT | NAMES, max_size=3),
    st.dictionaries(TEXT.filter(bool), PLAIN, max_size=3),
    st.sampled_from(FORMATS),
)
def test_every_text_survives(
    text: str, parties: dict[str, Party], objectives: list[str], plain: dict[str, object], form: str
) -> None:
    agreement = attrs.evolve(
        loads(SOUND),
        title=text,
        notes=text + "\n" + text,
        version=text.strip() or "1",
        parties={"marketing": Party("M"), "sales": Party("S")} | parties,
        objectives=objectives,
        kpis=list(plain.values()),
        goals=[Goal("sales", text or "x")] if text.strip() else [],
        statements=[Statement("both", text, text)],
    )
    assert loads(dump(agreement, form), form) == agreement


@pytest.mark.parametrize("form", FORMATS)
def test_the_example_survives(form: str) -> None:
    assert loads(dump(examples.acme(), form), form) == examples.acme()


def rich() -> Agreement:
    """An agreement with everything that can be written."""
    return Agreement(
        agreement="rich",
        version="2026.1",
        term=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="Europe/Berlin",
        parties={"sales": Party("Sales", "Head"), "marketing": Party("Marketing")},
        roles={"boss": "sales"},
        fields={"score": "number", "zone": "text", "email": "text", "region": "text"},
        calendar="night",
        calendars={
            "night": BusinessCalendar(
                "Europe/Berlin", {"mon-thu": "22:00-06:00", "fri": ["09:00-09:00"]}, name="night"
            ),
            "empty": BusinessCalendar("UTC", {"mon": "09:00-09:00"}),
            "full": BusinessCalendar(
                "UTC",
                {"mon,wed": "9:00-12:00"},
                [
                    {"market": "XNYS"},
                    {"country": "DE", "except": ["2026-01-01"]},
                    {"2026-05-05": "Feast"},
                    "2026-06-06",
                ],
                {"2026-12-24": "closed", "2026-12-25": ["10:00-11:00"]},
                {"early": "05:00-07:00"},
            ),
        },
        lifecycle=Lifecycle(
            [Stage("a", "sales", "A"), Stage("b", criterion='points("fit") >= 2')],
            [Move("created", "a"), Move("recycled", from_=["a", "b"])],
        ),
        clauses=[
            ResponseWindow(
                id="r",
                owner="both",
                title="R",
                when="score > 1",
                from_={"event": "x", "when": "event.y == 1"},
                until=[{"enters": "b"}, {"leaves": "a", "when": "score < 3"}],
                within=[{"when": "score > 5", "is": "close of next business day"}, {"is": "1 month 2 days"}],
                calendar="full",
                calendar_by=CalendarBy("region", {"de": "night"}),
                pause_while="score == 2",
                void_on="lost",
                repeat="each",
                count_from="created",
                per="event.content",
                target="99.5% per quarter",
                warn_at=["12.5%", "1 business hour"],
                on_start={"assign_task": "x"},
                on_warning={"alert": "boss"},
                on_met={"escalate": "sales"},
                on_breach=[{"recycle": "a", "automatic": True}, {"reroute": "boss", "after": "90 minutes"}],
                on_missed={"review": "joint", "within": "2 weeks"},
            ),
            StalledLead(
                id="s", owner="sales", from_="x", within="60 days", calendar_by=CalendarBy(zone="zone")
            ),
            RequiredInformation(
                id="i", owner="sales", at="x", fields=["email", "zone"], at_least=1, valid={"email": "email"}
            ),
        ],
        statements=[Statement("both", "Be kind", "always")],
        scorecards=Scorecards(
            {
                "fit": Scorecard(
                    [
                        Rule(when="score >= 40", points=20, because="Score"),
                        Rule(when="has(zone)", points=-2.5),
                    ],
                    most=60,
                    means="Whom we can serve",
                ),
                "intent": Scorecard(
                    [
                        Rule(event="pricing_page", within="2 weeks", points=10, most=30),
                        Rule(event="x", when="event.y == 1", half_life="30 days", points=0.25),
                    ],
                    least=-5,
                ),
            },
            ready={"fit": 30, "intent": 2.5, "total": 40, "when": 'grade() == "A" or points("fit") > 3'},
            grades={"B": 0.5, "A": 80, "C": -7},
        ),
        disqualification=[
            Disqualification("competitor", 'event.who == "us" and score < 1', "Works for a competitor"),
            Disqualification("no_budget"),
        ],
        responsibilities={
            "a": {
                "sales": Responsibility(
                    owes=["Call", {"clause": "i"}, {"words": "Both", "clause": ["s", "i"]}]
                ),
                "marketing": Responsibility(owes_not="Calling"),
            },
            "b": {},
        },
        goals=[Goal("sales", "Win"), Goal("both", clause=["s", "i"]), Goal("sales", "x", clause="i")],
        handoff=Handoff("By hand", [{"clause": "i"}], unmet=["It stays", "Or goes"]),
        kpis=[["x"], {"a": {"b": [1, {"c": 2.5}]}}],
        notes="several\nlines",
    )


@pytest.mark.parametrize("form", FORMATS)
def test_everything_that_can_be_written_survives(form: str) -> None:
    assert loads(dump(rich(), form), form) == rich()


def test_defaults_are_left_out_and_keys_stand_in_their_order() -> None:
    tree = to_tree(loads(SOUND))
    keys = "leadsla agreement version term timezone calendar parties roles fields calendars lifecycle clauses"
    assert list(tree) == keys.split()
    assert list(tree["clauses"][0]) == [
        "id",
        "kind",
        "owner",
        "from",
        "within",
        "pause_while",
        "target",
        "warn_at",
        "on_breach",
    ]
    assert "timezone" not in tree["calendars"]["office"]
    assert tree["lifecycle"]["stages"][0] == {"name": "mql"}


def test_writing_twice_is_the_same() -> None:
    for form in FORMATS:
        once = dump(rich(), form)
        assert dump(loads(once, form), form) == once


def test_json_is_json() -> None:
    assert json.loads(dump(rich(), "json"))["term"] == {"from": "2026-01-01", "to": "2026-12-31"}


def test_a_reader_of_yaml_1_1_reads_the_same() -> None:
    yaml = pytest.importorskip("yaml")
    text = dump(
        attrs.evolve(loads(SOUND), title="no", organisation="9:00", currency="on", notes="2026-01-01")
    )
    found = yaml.safe_load(text)
    assert (found["title"], found["organisation"], found["currency"], found["notes"]) == (
        "no",
        "9:00",
        "on",
        "2026-01-01",
    )
    assert found["calendars"]["office"]["hours"]["mon-fri"] == ["09:00-12:00", "13:00-17:00"]


def test_what_no_document_can_say_is_refused() -> None:
    office = loads(SOUND).calendars["office"]
    sound = loads(SOUND)
    clause = sound.clauses[0]
    for agreement, path in (
        (attrs.evolve(sound, calendars={"office": office | office}), "calendars.office"),
        (attrs.evolve(sound, clauses=[attrs.evolve(clause, until=NOTHING)]), "clauses[0].until"),
        (attrs.evolve(sound, clauses=[attrs.evolve(clause, until=FORWARD)]), "clauses[0].until"),
    ):
        with pytest.raises(AgreementError) as caught:
            dump(agreement)
        assert caught.value.faults[0].path == path
    with pytest.raises(AgreementError, match="no word for nothing"):
        dump(attrs.evolve(sound, kpis=[{"a": None}]), "toml")
    with pytest.raises(ValueError, match="write yaml, json or toml"):
        dump(sound, "xml")


def test_holidays_of_a_class_of_ones_own_are_refused() -> None:
    import holidays

    class Ours(holidays.HolidayBase):
        country = "QQ"

        def _populate(self, year: int) -> None:
            super()._populate(year)
            self[dt.date(year, 6, 1)] = "Founders"

    calendar = BusinessCalendar("UTC", {"mon": "09:00-17:00"}, Ours(years=2026))
    with pytest.raises(AgreementError):
        dump(attrs.evolve(loads(SOUND), calendars={"office": calendar}))


def test_an_empty_void_on_is_written_and_read() -> None:
    """Nothing voids; no other trigger may be empty."""
    sound = loads(SOUND)
    never = attrs.evolve(sound, clauses=[attrs.evolve(sound.clauses[0], void_on=[])])
    for form in ("yaml", "json", "toml"):
        assert loads(dump(never, form), form) == never
    with pytest.raises(AgreementError) as caught:
        loads(dump(never, "json").replace('"void_on": []', '"until": []'), "json")
    assert caught.value.faults[0].path == "clauses[0].until"


def test_what_is_owed_is_written_and_read() -> None:
    """Who owes it, within what, done by what."""
    sound = loads(SOUND)
    owed = [
        {"remediate": "coaching", "by": "sales", "within": "2 weeks", "done_by": "trained"},
        {
            "flag": "variance",
            "within": "1 day",
            "done_by": [{"event": "updated", "when": "event.noted"}, "noted"],
        },
        {"review": "joint", "after": "1 day", "within": "1 week"},
    ]
    agreement = attrs.evolve(sound, clauses=[attrs.evolve(sound.clauses[0], on_breach=owed)])
    for form in ("yaml", "json", "toml"):
        assert loads(dump(agreement, form), form) == agreement
