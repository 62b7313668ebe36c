"""What a replay cannot know, counted by hand: each doubt where there is cause for it, and none where there is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from tests.reports.policies.case import AGREEMENT, AT, LOG, MINUTE, at, lead, other

import leadsla as ls
from leadsla.reports.policies import Doubt


def doubts(
    new: ls.Agreement, old: ls.Agreement = AGREEMENT, log: list[ls.Event] | None = None, **options: Any
) -> dict[str, Doubt]:
    found = ls.compare(LOG if log is None else log, old, {"new": new}, at=AT, **options)
    assert len({doubt.name for doubt in found.doubts}) == len(found.doubts)
    return {doubt.name: doubt for doubt in found.doubts}


def test_nothing_is_doubted_where_nothing_differs() -> None:
    assert doubts(other()) == {}
    longer = ls.variations(AGREEMENT, "term.to", ["2027-12-31"])["2027-12-31"]
    assert doubts(longer) == {}


def test_deadlines_that_nobody_had() -> None:
    """Five clocks of ten; sooner, and later."""
    sooner = doubts(other(answer={"within": "1 hour"}))["deadlines"]
    assert (sooner.count, sooner.total, sooner.unit) == (5, 10, "clocks")
    assert sooner.what == (
        "5 clocks would have had another deadline; people had that of the baseline. Sooner: 5. Who has less time may "
        "hurry, so that 2 turn to breached is no forecast."
    )
    later = doubts(other(answer={"within": "3 hours"}))["deadlines"]
    assert "Later: 5. Who has more time may take it, and that 1 turn to met" in later.what
    assert "Sooner" not in later.what


def test_alerts_that_nobody_had_and_alerts_for_nothing() -> None:
    """In 1 hour L2 and L3 are alerted about, L4 and L5 sooner; in 3 hours L4 not at all, which was touched after."""
    come = doubts(other(answer={"within": "1 hour"}))["prompts"]
    assert (come.count, come.total) == (4, 4)
    assert (
        come.what == "Alerts and tasks that nobody had, or had later: 4. No touch of the log answers to them."
    )
    gone = doubts(other(answer={"within": "3 hours"}))["prompts"]
    assert gone.what == (
        "Alerts and tasks of the baseline that would not have been given, or later: 2. Touches after them, which may "
        "be due to them: 1."
    )


def test_leads_that_somebody_else_would_have_had() -> None:
    """L4 is touched an hour after it would have been passed on; `assigned` would have begun an answer anew."""
    passed = other(answer={"on_breach": [{"alert": "manager"}, {"reroute": "next_rep"}]})
    found = doubts(passed)["moved"]
    assert (found.count, found.total, found.unit) == (1, 4, "touches")
    assert found.what == (
        "2 reroutes would have come to 2 leads and did not, or later. Touches after that, by whoever had the lead in "
        "the log: 1 of 4; they count as they are. Of 2 of them the log has no `assigned`, with which clocks would have "
        "begun: Answer."
    )
    back = doubts(AGREEMENT, passed)
    assert "moved" not in back
    assert (back["not-moved"].count, back["not-moved"].total) == (1, len(LOG))
    assert back["not-moved"].what.startswith(
        "2 reroutes of the baseline would not have come, or later, to 2 leads."
    )


def test_only_up_to_when_it_happened_after_all() -> None:
    """Passed on at 10:00 and not at 11:00: of L4 nothing is in between, so no touch is by the wrong person."""
    passed = {"on_breach": [{"reroute": "next_rep"}]}
    sooner = other(answer=passed | {"within": "1 hour"})
    found = doubts(sooner, other(answer=passed))["moved"]
    assert (found.count, found.total) == (2, 4)
    assert found.what.startswith("4 reroutes would have come to 4 leads and did not, or later.")
    recorded = [*LOG, ls.Event("L4", at(5, 11, 30), "assigned", {"to": "bob"})]
    assert "Of 3 of them" in doubts(sooner, other(answer=passed), recorded)["moved"].what


def test_leads_that_the_agreement_itself_would_have_sent_back() -> None:
    """L2 is touched and won after it, L3 and L4 touched; the win no longer fits. Without it, the host would act."""
    strict = other(answer={"within": "1 hour", "on_breach": [{"recycle": "back", "automatic": True}]})
    found = doubts(strict)
    ended = found["ended-earlier"]
    assert (ended.count, ended.unit) == (1, "events")
    assert ended.what.startswith(
        "4 leads would have been sent back by the agreement itself, or sooner, and the log goes on as if they had not "
        "been: 4 events after it, of which 1 no longer fit the lifecycle."
    )
    assert "moved" not in found
    assert "anomalies" not in found
    told = other(answer={"within": "1 hour", "on_breach": [{"recycle": "back"}]})
    assert (
        doubts(strict, told)["ended-earlier"].count == 1
    )  # the same consequence, that the host did not act on
    logged = [*LOG, ls.Event("L2", at(3, 10, 5), "recycled", {"to": "back"})]
    assert doubts(strict, told, logged)["ended-earlier"].what.startswith("3 leads")
    by_hosts = doubts(strict, automatic=False)
    assert "ended-earlier" not in by_hosts
    assert by_hosts["moved"].what.startswith("4 recycles would have come to 4 leads")


def test_events_that_do_not_fit_another_lifecycle() -> None:
    [narrow] = ls.variations(AGREEMENT, "lifecycle.moves[2].from", ["back"]).values()
    assert doubts(narrow)["anomalies"].what == (
        "Events of the log that fit the lifecycle of the baseline and not this one: 2."
    )
    assert "No difference for any lead.\n\nWhat this replay" in str(ls.compare(LOG, AGREEMENT, narrow, at=AT))


def test_events_that_nobody_wrote_down() -> None:
    """What ends or begins a promise, where it is another than the baseline's; a stage that is entered is no event."""
    found = doubts(other(close={"until": ["proposed", "lost"]}))["unseen-events"]
    assert (found.count, found.total) == (5, 5)
    assert found.what == (
        "Close it waits for `lost` or `proposed` (`until`), and the log has none: it was not to be written down. 5 "
        "clocks of this promise."
    )
    begun = doubts(other(close={"from_": "demo_given"}))["unseen-events"]
    assert (begun.count, "`demo_given` (`from`)" in begun.what) == (0, True)
    assert "unseen-events" not in doubts(other(close={"until": ["proposed", "won"], "within": "1 day"}))
    assert "unseen-events" not in doubts(other(close={"from_": {"enters": "back"}}))
    assert "unseen-events" not in doubts(other(answer={"until": "connected"}))  # a touch may be one


def test_hours_in_which_nobody_had_to_work() -> None:
    """Assigned at 16:30, touched at 18:00 and the next morning: one touch lies in hours that are open here alone."""
    log = [*lead("A", at(2, 16, 30), 90 * MINUTE), *lead("B", at(3, 16, 30), 17 * 60 * MINUTE)]
    counted = other(answer={"within": "2 business hours", "calendar": "office"})
    found = doubts(other(counted, answer={"calendar": "late"}), counted, log)["hours"]
    assert (found.count, found.total) == (2, 2)
    assert found.what == (
        "2 clocks that stand otherwise count other hours. In those that are open here alone the log has 1 touch of 2: "
        "nobody had to work then."
    )


def test_all_hours_and_fewer_hours() -> None:
    """All time has more than the office, and the office has nothing that all time has not."""
    log = [*lead("A", at(2, 16, 30), 90 * MINUTE), *lead("B", at(3, 16, 30), 17 * 60 * MINUTE)]
    office = other(answer={"within": "2 business hours", "calendar": "office"})
    always = other(answer={"within": "2 hours"})
    assert "log has 1 touch of 2" in doubts(always, office, log)["hours"].what
    assert "hours" not in doubts(office, always, log)
    assert "hours" not in doubts(office, other(office, answer={"calendar": "late"}), log)


def test_windows_shorter_than_times_are_fine() -> None:
    """A dozen leads of which only the dates are known; and of which the hours are."""
    dates = [event for n in range(12) for event in lead(f"D{n}", at(2 + n, 0), n * dt.timedelta(days=1))]
    found = doubts(other(answer={"within": "1 hour"}), log=dates)["resolution"]
    assert (found.count, found.total) == (12, 12)
    assert found.what == (
        "The times of Answer are whole days in the log, and 12 clocks of 12 have less than that: whether they were met "
        "is not to be seen."
    )
    assert "resolution" not in doubts(other(answer={"within": "2 days"}), log=dates)
    hours = [event for n in range(12) for event in lead(f"H{n}", at(2 + n, n), n * dt.timedelta(hours=1))]
    assert "whole hours" in doubts(other(answer={"within": "5 minutes"}), log=hours)["resolution"].what
    assert "resolution" not in doubts(other(answer={"within": "5 minutes"}))  # too few to tell


def test_clocks_that_still_run() -> None:
    """L3 and L4 are never won: too late in 5 days, and not yet in 60."""
    found = doubts(other(close={"within": "60 days"}))["open"]
    assert (found.count, found.total) == (2, 10)
    assert found.what == "Judged under the baseline and still running here, so in no rate yet: 2 clocks."


def test_they_are_told_with_the_policy() -> None:
    found = ls.compare(
        LOG, AGREEMENT, ls.variations(AGREEMENT, "answer.within", ["1 hour", "3 hours"]), at=AT
    )
    assert [doubt.policy for doubt in found.doubts] == ["1 hour", "1 hour", "3 hours", "3 hours"]
    text = found.text(60)
    assert "What this replay cannot know\n  1 hour: 5 clocks would have had another deadline" in text
    assert "1 hour: 5 clocks" in found._repr_html_()


def test_hours_of_a_lead_in_its_own_zone_are_no_hours_of_an_agreement() -> None:
    """They are the office's in another place, and nothing is said of them."""
    zones = attrs.evolve(AGREEMENT, fields={"zone": "text"})
    counted = other(zones, answer={"within": "2 business hours", "calendar": "office"})
    local = other(counted, answer={"calendar_by": {"zone": "zone"}})
    log = [ls.Event("A", at(2, 9), "assigned", {"to": "ann", "zone": "Asia/Tokyo"})]
    log.append(ls.Event("A", at(2, 12), "touched", {"channel": "call"}))
    found = doubts(local, counted, log)
    assert "hours" not in found
    assert found["deadlines"].count == 1
