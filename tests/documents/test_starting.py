"""New agreements: every one is sound, whatever was answered, and says in comments what to change."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.documents.schema.trees import as_json

import leadsla
from leadsla.documents import dump, examine_text
from leadsla.documents.faults import FAULTS
from leadsla.documents.reading import read_text
from leadsla.documents.starting import CADENCES, DEFAULTS, READERS, a_term, new_agreement_text
from leadsla.documents.starting.answers import a_country, some_hours
from leadsla.documents.starting.clauses import FLOWS
from leadsla.errors import CalendarError, EntryError, LeadSLAError, WindowError
from leadsla.funnels import FUNNELS

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
#: What the starting agreement is told all the same: its quota stands in it, because it has to begin somewhere.
ADVICE = {"quota-inside"}
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("funnel", "cadence"), list(itertools.product(FUNNELS, CADENCES)))
def test_every_funnel_with_every_cadence_is_sound(funnel: str, cadence: str) -> None:
    found = examine_text(new_agreement_text(*YEAR, funnel=funnel, cadence=cadence))
    assert found.agreement is not None
    assert found.faults == ()
    assert {advice.name for advice in found.advice} == ADVICE <= FAULTS.keys()
    assert ("cadence" in {clause.kind for clause in found.agreement.clauses}) == (cadence != "none")


def test_there_is_a_flow_for_every_funnel() -> None:
    assert FLOWS.keys() == FUNNELS.keys()
    for name, flow in FLOWS.items():
        assert {*flow.delivered, flow.worked, flow.back} <= FUNNELS[name].order.keys()


_HOURS = (
    "mon-fri 09:00-17:00",
    "mon-sun 00:00-24:00",
    "mon-fri 22:00-06:00",
    "mon,wed 9:00-12:00, 13:00-17:30; sat closed",
)
_WINDOWS = ("5 minutes", "1 Business Hour", "PT1H30M", "close of business", "2 business days", "90 days")


@settings(max_examples=settings().max_examples // 5)
@given(
    answers=st.fixed_dictionaries(
        {
            "organisation": st.text(max_size=30).map(lambda text: "".join(filter(str.isprintable, text))),
            "funnel": st.sampled_from(sorted(FUNNELS)),
            "timezone": st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"]),
            "country": st.sampled_from(["none", "US", "us-oh", "GB-ENG", "DE"]),
            "hours": st.sampled_from(_HOURS),
            "first_response": st.sampled_from(_WINDOWS),
            "accept_within": st.sampled_from(_WINDOWS),
            "cadence": st.sampled_from(CADENCES),
        }
    ),
    first=st.dates(dt.date(1970, 1, 1), dt.date(2099, 12, 31)),
    days=st.integers(0, 400),
    schema=st.sampled_from([None, "agreement.schema.json"]),
)
def test_every_answer_that_can_be_read_makes_a_sound_agreement(
    answers: dict[str, str], first: dt.date, days: int, schema: str | None
) -> None:
    last = min(first + dt.timedelta(days=days), dt.date(2099, 12, 31))
    text = new_agreement_text(first, last, schema=schema, **answers)
    agreement = leadsla.loads(text)
    assert agreement.organisation == answers["organisation"].strip()
    assert (agreement.term.from_, agreement.term.to) == (first, last)
    assert leadsla.loads(dump(agreement)) == agreement


def test_it_is_valid_by_the_schema() -> None:
    validator = Draft202012Validator(leadsla.schema())
    for funnel, cadence in itertools.product(FUNNELS, CADENCES):
        tree = as_json(read_text(new_agreement_text(*YEAR, funnel=funnel, cadence=cadence)).tree)
        assert not list(validator.iter_errors(tree))


@pytest.mark.parametrize(
    "name", ["Acme: \"the\" #1 'best'", "x\ny: 1", "- a", "1", "no", "{a}", "Ü & Søn", "営業", "# x"]
)
def test_an_organisation_may_be_called_anything(name: str) -> None:
    agreement = leadsla.loads(new_agreement_text(*YEAR, organisation=name))
    assert agreement.organisation == name
    assert all(sign in "abcdefghijklmnopqrstuvwxyz0123456789-" for sign in agreement.agreement)


def test_the_text_as_people_see_it() -> None:
    text = new_agreement_text(
        *YEAR,
        organisation="Acme",
        timezone="America/New_York",
        country="US-OH",
        hours="mon-fri 9:00-12:00, 13:00-17:00",
        first_response="5 business minutes",
        schema="agreement.schema.json",
    )
    path = GOLDEN / "new-agreement.yaml"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize(
    "section", ["parties", "fields", "calendars", "lifecycle", "responsibilities", "clauses", "statements"]
)
def test_every_section_says_what_it_is_for(section: str) -> None:
    lines = new_agreement_text(*YEAR).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{section}:"))
    assert lines[at - 1].startswith("# ")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "funnel",
            "subscriber-mql",
            "there is no ready-made lifecycle `subscriber-mql`; write subscriber-mql-sql",
        ),
        ("funnel", "x", "there is no ready-made lifecycle `x`; write one of subscriber-mql-sql, "),
        ("timezone", "America/NewYork", "there is no time zone `America/NewYork`; write America/New_York"),
        ("country", "US-OHI", "`holidays` names the subdivision 'OHI' of US"),
        ("country", "", "`holidays` names the country ''"),
        ("hours", "always", "`hours` is 'always'; write days and intervals such as mon-fri 09:00-17:00"),
        ("hours", "mo-fr 9-5", "`hours` of 'mo-fr' is '9-5', which is no interval of a day"),
        ("hours", "mon closed", "`hours` is never open"),
        ("hours", "mon 9:00-12:00, 11:00-13:00", "`hours` of 'mon': 09:00-12:00 and 11:00-13:00 cross"),
        ("first_response", "5 buisness minutes", "unknown unit of time `buisness`"),
        ("accept_within", "soon", "this is not a window: 'soon'"),
        ("cadence", "weekly", "there is no cadence `weekly`; write one of three-days-then-weekly, none"),
    ],
)
def test_an_answer_that_cannot_be_read_is_said_as_by_the_loader(name: str, text: str, said: str) -> None:
    with pytest.raises(LeadSLAError) as caught:
        READERS[name](text)
    assert str(caught.value).startswith(said)
    with pytest.raises(LeadSLAError):
        new_agreement_text(*YEAR, **{name: text})


def test_what_is_asked_for_is_known() -> None:
    assert DEFAULTS.keys() == READERS.keys()
    for name, text in DEFAULTS.items():
        READERS[name](text)
    with pytest.raises(TypeError):
        new_agreement_text(*YEAR, colour="red")
    json.dumps(dict(DEFAULTS))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("", ("2026-11-22", "2026-12-31")),
        ("2027-03-01", ("2027-03-01", "2027-12-31")),
        ("2026-01-01..2026-06-30", ("2026-01-01", "2026-06-30")),
        (" 2026-01-01 .. 2026-01-01 ", ("2026-01-01", "2026-01-01")),
        ("2026-01-01 to 2027-12-31", ("2026-01-01", "2027-12-31")),
    ],
)
def test_a_term(text: str, term: tuple[str, str]) -> None:
    assert tuple(map(str, a_term(text, dt.date(2026, 11, 22)))) == term


@pytest.mark.parametrize(
    "text", ["soon", "2026-02-30", "2026-01-01..", "2026-01-01..2025-01-01", "2026-01-01-2026-02-01"]
)
def test_no_term(text: str) -> None:
    with pytest.raises(EntryError, match=r"no term|before it begins"):
        a_term(text, dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("none", None),
        (" None ", None),
        ("us", {"country": "US"}),
        ("US-oh", {"country": "US", "subdivision": "OH"}),
    ],
)
def test_a_country(text: str, country: Any) -> None:
    assert a_country(text) == country


def test_hours() -> None:
    assert some_hours(" mon - wed,fri 9:00-12:00,13:00-17:00 ; Saturday 10:00-14:00; sun Closed") == {
        "mon-wed": ["09:00-12:00", "13:00-17:00"],
        "fri": ["09:00-12:00", "13:00-17:00"],
        "sat": ["10:00-14:00"],
    }
    for wrong, error in (("", CalendarError), ("mon 09:00-17:00;", CalendarError)):
        with pytest.raises(error):
            some_hours(wrong)


def test_a_window_keeps_its_plainest_spelling() -> None:
    assert "within: 5 minutes\n" in new_agreement_text(*YEAR, first_response=" PT5M")
    with pytest.raises(WindowError):
        READERS["first_response"]("0 minutes")
