"""Scenarios as people write them: every fault at once with its place, and the same runs from any form."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from tests.simulation.scenario.situations import BEGIN, CADENCE, END, agreement, scenario

from leadsla.errors import ScenarioError
from leadsla.instants import HOUR, instant, zone
from leadsla.simulation import Arrivals, Representative, Scenario, Work, load, loads
from leadsla.simulation.host.arriving import Crowd, sources_of
from leadsla.simulation.model.arrivals import profile, stretches
from leadsla.simulation.model.values import values
from leadsla.simulation.streams import Streams

WHOLE = """
title: Spring
timezone: America/New_York
arrivals:
  - name: web
    per_hour: {mon-fri: {"09:00-17:00": 12, "17:00-18:00": 3}, sat: 1}
    months: {aug: 0.5}
    fields: {source: demo, region: {choices: {emea: 3, apac: 1}}}
    events: [created, {requested: {content: guide}}]
    campaigns:
      - {at: "2026-03-03T14:00", leads: 30, over: 2 hours, fields: {source: webinar}}
representatives:
  - {name: ann, skills: [emea], calendar: office}
  - {number: 2, skills: [emea, apac], hours: {mon-fri: "08:00-16:00"}, absent: [2026-03-04]}
routing: {to: round_robin, skill: region, delay_minutes: 2, order: newest_first}
work:
  handling_minutes: {lognorm: {s: 1.2, scale: 4.87}}
  contact: {call: [40%, 25%], email: 5%}
  patience_hours: 48
acceptance: {probability: 80%, reasons: {no_budget: 3, duplicate: 1}}
qualification: {probability: 50%, after_hours: 48}
deal: {probability: 30%, after_hours: 100, amount: {lognorm: {s: 1, scale: 10000}}}
returning: {probability: 10%, after_hours: 500}
"""


def test_a_document_is_the_same_from_yaml_json_and_python(tmp_path: Path) -> None:
    from ruamel.yaml import YAML

    tree = json.loads(json.dumps(YAML(typ="safe").load(WHOLE), default=str))
    (tmp_path / "scenario.json").write_text(json.dumps(tree))
    (tmp_path / "scenario.yaml").write_text(WHOLE)
    runs = [
        found.simulate(agreement(), BEGIN, END, rng=7).events
        for found in (
            loads(WHOLE),
            load(tmp_path / "scenario.yaml"),
            load(tmp_path / "scenario.json"),
            Scenario.of(tree),
            Scenario(**tree),
        )
    ]
    assert len(runs[0]) > 1000
    assert all(run == runs[0] for run in runs)


def faults(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(ScenarioError) as told:
        loads(text)
    return [(fault.path, fault.line) for fault in told.value.faults]


def test_all_faults_are_told_at_once_each_with_its_line() -> None:
    assert faults(
        """
arrivals:
  - {name: web, per_hour: {mon-fri: {"09:00-17:00": -12}}, months: {foo: 1}}
representatives:
  - {name: ann, hours: {mon-fri: "09:00-17:00"}, nme: 3, capacity: 0}
work: {handling_minutes: {lognorm: {s: 1.2}}, contact: [140%, 0.2]}
acceptance: {probability: 1.5, reasons: {}}
routing: {to: pol}
"""
    ) == [
        ("arrivals[0].per_hour.mon-fri.09:00-17:00", 3),
        ("arrivals[0].months.foo", 3),
        ("representatives[0].nme", 5),
        ("representatives[0].capacity", 5),
        ("work.contact[0]", 6),
        ("acceptance.probability", 7),
        ("acceptance.reasons", 7),
        ("routing.to", 8),
    ]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"arrivals": []}, "arrivals"),
        ({"arrivals": {"per_hour": -1}}, "arrivals.per_hour"),
        ({"arrivals": {"per_hour": [1, 2]}}, "arrivals.per_hour"),
        ({"arrivals": {"per_hour": 0}}, "arrivals"),
        ({"arrivals": {"per_hour": {"mon": {"09:30-10:00": 1}}}}, "arrivals.per_hour.mon.09:30-10:00"),
        ({"arrivals": {"per_hour": {"mon-wed": 1, "tue": 2}}}, "arrivals.per_hour.tue"),
        ({"arrivals": [{"per_hour": 1}, {"per_hour": 2}]}, "arrivals[1].name"),
        ({"arrivals": {"campaigns": {"at": "soon", "leads": 1, "over": "1 hour"}}}, "arrivals.campaigns.at"),
        (
            {"arrivals": {"campaigns": {"at": "2026-03-03", "leads": 0, "over": "1 hour"}}},
            "arrivals.campaigns.leads",
        ),
        (
            {"arrivals": {"campaigns": {"at": "2026-03-03", "leads": 1, "over": "1 business hour"}}},
            "arrivals.campaigns.over",
        ),
        ({"arrivals": {"per_hour": 1, "events": []}}, "arrivals.events"),
        ({"arrivals": {"per_hour": 1, "fields": {"a": []}}}, "arrivals.fields.a"),
        (
            {"arrivals": {"per_hour": 1, "fields": {"a": {"choices": {"b": -1}}}}},
            "arrivals.fields.a.choices.b",
        ),
        ({"arrivals": {"per_hour": 1, "fields": {"a": {"choices": {"b": 0}}}}}, "arrivals.fields.a.choices"),
        ({"representatives": 0}, "representatives"),
        ({"representatives": {"hours": {"mon": "9-5"}}}, "representatives.hours"),
        (
            {"representatives": {"hours": {"mon": "09:00-10:00"}, "calendar": "office"}},
            "representatives.hours",
        ),
        ({"representatives": {"ramp": {1: 0.5}}}, "representatives.ramp"),
        ({"representatives": {"since": "2026-03-01", "ramp": {0: 0.5, 2: 0}}}, "representatives.ramp.0"),
        (
            {"representatives": {"absent": {"from": "2026-03-02", "to": "2026-03-01"}}},
            "representatives.absent.to",
        ),
        ({"representatives": ["ann", "ann"]}, "representatives[1]"),
        ({"work": {}}, "work"),
        ({"work": {"handling_minutes": 0}}, "work.handling_minutes"),
        ({"work": {"handling_minutes": [5, -1]}}, "work.handling_minutes"),
        ({"work": {"handling_minutes": "ten"}}, "work.handling_minutes"),
        ({"work": {"handling_minutes": {"norm": {"loc": 5}}}}, "work.handling_minutes"),
        ({"work": {"handling_minutes": {"lognrm": {"s": 5}}}}, "work.handling_minutes.lognrm"),
        ({"work": {"handling_minutes": {"lognorm": {}}}}, "work.handling_minutes.lognorm"),
        ({"work": {"handling_minutes": {"lognorm": {"s": -1}}}}, "work.handling_minutes.lognorm"),
        ({"work": {"handling_minutes": 1, "contact": {"cal": 0.5}}}, "work.contact.cal"),
        ({"work": {"handling_minutes": 1, "contact": []}}, "work.contact"),
        ({"routing": {"acts_on": "alert"}}, "routing.acts_on[0]"),
        ({"routing": {"skill": "region"}}, "arrivals[0]"),
        ({"routing": {"order": "by_score"}}, "arrivals[0]"),
        ({"timezone": "Mars"}, "timezone"),
        ({"deal": {"probability": -0.1}}, "deal.probability"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(given: dict[str, Any], path: str) -> None:
    with pytest.raises(ScenarioError) as told:
        scenario(**given)
    assert told.value.field == path


def test_an_empty_text_and_what_is_no_mapping_are_told() -> None:
    for text in ("", "[1, 2]"):
        with pytest.raises(ScenarioError, match="scenario"):
            loads(text)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"representatives": {"calendar": "offce"}}, "representatives[0].calendar", "office"),
        (
            {"representatives": {"hours": {"sun": "01:00-01:30"}, "since": "2026-04-01"}},
            "representatives",
            "nobody",
        ),
        ({"representatives": {"hours": {"mon-fri": "13:00-17:00"}}}, "representatives", "`morning`"),
    ],
)
def test_what_does_not_go_with_the_agreement_is_refused_before_anything_is_run(
    given: dict[str, Any], field: str, words: str
) -> None:
    found = scenario(**given)
    for start in (found.simulate, found.trial):
        with pytest.raises(ScenarioError, match=words) as told:
            start(agreement("", CADENCE), BEGIN, END)
        assert told.value.field == field
    with pytest.raises(ScenarioError, match="`end`"):
        found.simulate(agreement(), END, BEGIN)


def test_nobody_with_a_skill_is_told_with_the_value() -> None:
    given = {
        "arrivals": {"per_hour": 1, "fields": {"region": {"choices": {"emea": 1, "apac": 1, "none": 0}}}},
        "representatives": {"skills": "emea"},
        "routing": {"skill": "region"},
    }
    with pytest.raises(ScenarioError, match="`apac`") as told:
        scenario(**given)
    assert [fault.path for fault in told.value.faults] == ["arrivals[0].fields.region"]


# -- when leads come ---------------------------------------------------------------------------------------------------


def times(
    arrivals: Arrivals, begin: dt.datetime, end: dt.datetime, timezone: str = "UTC", seed: int = 7
) -> list[int]:
    sources = sources_of([arrivals], instant(begin), instant(end), zone(timezone))
    return Crowd.of(sources, Streams.of(seed)).arrived


def test_leads_come_at_the_rate_of_each_hour() -> None:
    begin, end = dt.datetime(2026, 1, 5, tzinfo=dt.UTC), dt.datetime(2026, 6, 29, tzinfo=dt.UTC)
    given = Arrivals(per_hour={"mon-fri": {"09:00-17:00": 12}, "sat": 1})
    found = times(given, begin, end)
    counts = [0] * 168
    for at in found:
        counts[(at - instant(begin)) // HOUR % 168] += 1
    weeks = 25
    for hour, rate in enumerate(given.per_hour):
        assert abs(counts[hour] - weeks * rate) <= 5 * (weeks * rate) ** 0.5
    assert abs(len(found) - weeks * sum(given.per_hour)) <= 4 * (weeks * sum(given.per_hour)) ** 0.5


def test_a_log_gives_back_the_rates_that_made_it() -> None:
    found = scenario(arrivals={"per_hour": {"mon-fri": {"09:00-17:00": 30}}})
    end = BEGIN + dt.timedelta(weeks=6)
    run = found.simulate(agreement(), BEGIN, end, rng=7)
    again = Arrivals.from_events(run.events, "America/New_York", begin=BEGIN, end=end, name="web")
    assert again.name == "web"
    for hour, rate in enumerate(found.arrivals[0].per_hour):
        assert abs(again.per_hour[hour] - rate) <= 5 * (rate / 6) ** 0.5
    with pytest.raises(ScenarioError, match="no lead"):
        Arrivals.from_events([], "UTC")


def test_more_leads_in_one_month_change_no_lead_before_it() -> None:
    begin, end = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    april = instant(dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    few = times(Arrivals(per_hour=2), begin, end)
    many = times(Arrivals(per_hour=2, months={"apr": 2}), begin, end)
    assert [at for at in few if at < april] == [at for at in many if at < april]
    assert len([at for at in many if at >= april]) > 1.7 * len([at for at in few if at >= april])


def test_a_source_more_leaves_the_others_as_they_are() -> None:
    web = {"name": "web", "per_hour": 2, "fields": {"size": {"lognorm": {"s": 1}}}}
    fair = {"name": "fair", "campaigns": {"at": "2026-03-03T10:00", "leads": 50, "over": "1 day"}}
    people = {"number": 90, "hours": {"mon-sun": "00:00-24:00"}}
    one, two = (
        scenario(arrivals=given, representatives=people).simulate(agreement(), BEGIN, END, rng=7)
        for given in ([web], [web, fair])
    )
    assert list(one.leads) == [lead for lead in two.leads if lead.source == "web"]
    assert sum(lead.source == "fair-campaign-1" for lead in two.leads) == 50
    made = {event.lead: event.data for event in two.events if event.name == "created"}
    assert all(event.data == made[event.lead] for event in one.events if event.name == "created")


def test_a_campaign_comes_while_it_lasts() -> None:
    given = Arrivals(campaigns=[{"at": "2026-03-03T10:00", "leads": 100, "over": "2 hours"}])
    found = times(given, BEGIN, END, "America/New_York")
    first = instant(dt.datetime(2026, 3, 3, 15, tzinfo=dt.UTC))
    assert len(found) == 100
    assert all(first <= at < first + 2 * HOUR for at in found)


def test_the_hours_of_a_day_on_which_the_clocks_change_are_those_of_the_wall() -> None:
    tz = zone("America/New_York")
    spring = [dt.datetime(2026, 3, day, 5 - (day == 9), tzinfo=dt.UTC) for day in (8, 9)]
    found = stretches(instant(spring[0]), instant(spring[1]), tz)
    assert [hour % 24 for _, _, hour, _ in found] == [0, 1, *range(3, 24)]
    autumn = [dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, 5, tzinfo=dt.UTC)]
    found = stretches(instant(autumn[0]), instant(autumn[1]), tz)
    assert [hour % 24 for _, _, hour, _ in found] == [0, 1, 1, *range(2, 24)]
    assert all(stop - start == HOUR for start, stop, _, _ in found)


def test_stretches_begin_and_end_with_the_time_that_is_asked_for() -> None:
    begin = dt.datetime(2026, 3, 2, 9, 40, tzinfo=dt.UTC)
    found = stretches(instant(begin), instant(begin) + HOUR, zone("Asia/Kolkata"))
    assert [(stop - start) // 60_000_000 for start, stop, _, _ in found] == [50, 10]


def test_a_profile_may_be_a_number_or_168_of_them() -> None:
    assert profile(3) == (3.0,) * 168
    assert profile(list(range(168)))[167] == 167
    assert Arrivals(per_hour=profile(3)).per_hour == profile(3)


def test_values_of_fields_are_drawn_as_they_are_written() -> None:
    generator = Streams.of(7).generator("field")
    assert values(5).draw(generator, 2) == [5, 5]
    assert set(values(["a", "b"]).draw(generator, 50)) == {"a", "b"}
    weighed = values({"choices": {"a": 9, "b": 1}}).draw(generator, 1000)
    assert 850 < weighed.count("a") < 950
    assert all(isinstance(one, float) for one in values({"norm": {"loc": 3}}).draw(generator, 3))
    assert values({"poisson": {"mu": 3}}).draw(generator, 1)[0] >= 0


def test_representatives_are_named_or_numbered() -> None:
    assert list(Representative.of(3).names(2)) == ["rep2", "rep3", "rep4"]
    assert list(Representative.of("ann").names(1)) == ["ann"]
    assert list(Representative(name="late", number=2).names(1)) == ["late1", "late2"]
    assert Work(handling_minutes=5).chances("voicemail") == ("any", (0.0,))
    assert Work(handling_minutes=5).chances("call") == ("any", (1.0,))
