"""Versions of an agreement: which is in force when, and what is wrong with an amendment."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import attrs
import pytest
from tests.decisions.scenario import agree, answer

import leadsla as ls
from leadsla import examples
from leadsla.clauses import Cadence, Quota
from leadsla.errors import EntryError
from leadsla.versions import Amendment, RunningClocks, effective_on

FIRST = agree(answer(), version="1")
APRIL, JULY = dt.date(2026, 4, 1), dt.date(2026, 7, 1)
MICROSECOND = dt.timedelta(microseconds=1)


def faults(before: ls.Agreement, **given: Any) -> list[tuple[str, str, str | None]]:
    """(name, path, what to write) of what is wrong with an amendment."""
    with pytest.raises(ls.AgreementError) as error:
        before.amended(**({"version": "2", "effective": APRIL} | given))
    return [(fault.name, fault.path, fault.write) for fault in error.value.faults]


def in_force(agreement: ls.Agreement, date: str) -> str | None:
    version = agreement.version_at(dt.datetime.fromisoformat(f"{date}T00:00Z"))
    return None if version is None else version.version


def test_a_version_is_in_force_from_its_day_until_the_next_one() -> None:
    """From the first instant of the day in its zone, and within the term."""
    second = FIRST.amended("2", effective=APRIL, state="agreed", timezone="America/New_York")
    third = second.amended("3", effective=JULY, state="agreed")
    begins = dt.datetime(2026, 4, 1, 4, tzinfo=dt.UTC)
    assert third.version_at(begins - MICROSECOND) is FIRST
    assert third.version_at(begins) is second
    assert [in_force(third, date) for date in ("2025-12-31", "2026-07-02", "2027-01-02")] == [None, "3", None]
    assert [version.version for version in third.versions] == ["1", "2", "3"]


def test_only_agreed_versions_are_in_force() -> None:
    """Those proposed or withdrawn are passed over, and what amends them follows the last agreed one."""
    proposed = FIRST.amended("2", effective=APRIL)
    withdrawn = FIRST.amended("2", effective=APRIL, state="withdrawn")
    assert in_force(proposed, "2026-05-01") == in_force(withdrawn, "2026-05-01") == "1"
    third = withdrawn.amended("3", effective=dt.date(2026, 3, 1), state="agreed")
    assert [in_force(third, date) for date in ("2026-02-28", "2026-03-01", "2026-12-31")] == ["1", "3", "3"]
    assert in_force(attrs.evolve(FIRST, state="proposed"), "2026-05-01") is None


def test_a_version_signed_by_all_parties_is_agreed() -> None:
    signed = [ls.Signature(party, "A", APRIL, f"sha256:{0:064}") for party in ("sales", "marketing")]
    second = FIRST.amended("2", effective=APRIL)
    assert not attrs.evolve(second, signatures=signed[:1]).agreed
    assert in_force(attrs.evolve(second, signatures=signed), "2026-05-01") == "2"


def test_between_terms_nothing_is_in_force() -> None:
    """A first version may begin later than its term; where one term ends before the next begins is a gap."""
    late = agree(
        answer(), effective=dt.date(2026, 2, 1), term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    )
    second = late.amended(
        "2",
        effective=JULY,
        state="agreed",
        term=ls.Term(JULY, dt.date(2027, 6, 30)),
        running_clocks={"answer": "keep"},
    )
    dates = ("2026-01-15", "2026-02-01", "2026-03-31", "2026-04-01", "2026-07-01", "2027-06-30", "2027-07-01")
    assert [in_force(second, date) for date in dates] == [None, "1", "1", None, "2", "2", None]
    assert effective_on(FIRST) == dt.date(2026, 1, 1)
    assert second.amends is not None
    assert second.amends.running_clocks == {"answer": RunningClocks.KEEP}


def test_faults_of_a_date() -> None:
    assert faults(FIRST, effective=dt.date(2027, 1, 1))[0] == (
        "wrong-value", "effective", "a date from 2026-01-01 to 2026-12-31",
    )  # fmt: skip
    same = ("wrong-value", "effective", "a date after 2026-01-01")
    assert faults(FIRST, effective=dt.date(2026, 1, 1)) == [same]
    assert faults(FIRST, effective=None) == [("missing-key", "amends", "effective: DATE")]


def test_faults_of_names() -> None:
    """Versions of one agreement, each with a name of its own, and what is amended is what is named."""
    assert faults(FIRST, agreement="other") == [("wrong-value", "amends.document", "the document of other")]
    assert faults(FIRST, version="1")[0] == ("wrong-value", "amends.version", "the version before it")
    misnamed = Amendment("0", agreement=FIRST)
    assert faults(FIRST, amends=misnamed) == [("wrong-value", "amends.version", '"1"')]
    second = FIRST.amended("2", effective=APRIL, state="agreed")
    assert faults(second, version="1", effective=JULY) == [("duplicate-id", "version", "a name of its own")]


def test_faults_of_running_clocks() -> None:
    """What is said of running clocks is said of a clause that has some, and can be done."""
    quota = Quota(id="leads", owner="marketing", count="created", at_least=9, per="month")
    plan = Cadence(
        id="plan",
        owner="sales",
        from_="assigned",
        steps=[{"id": "call", "do": {"call": 1}, "within": "1 hour"}],
    )
    first = agree(answer(), answer(id="old"), quota, plan)
    now = [answer(), answer(id="new"), quota, plan]
    path = "amends.running_clocks."

    def said(**ways: str) -> list[tuple[str, str, str | None]]:
        return faults(first, clauses=now, running_clocks=ways)

    assert said(anser="keep") == [("unknown-name", f"{path}anser", "answer")]
    assert said(zzz="keep") == [("unknown-name", f"{path}zzz", "the id of a clause")]
    assert said(new="rescore", old="restart") == [
        ("wrong-value", f"{path}new", "keep"), ("wrong-value", f"{path}old", "keep"),
    ]  # fmt: skip
    assert said(leads="rescore") == [("wrong-value", f"{path}leads", "keep")]
    assert said(plan="rescore") == [("wrong-value", f"{path}plan", "keep or restart")]
    assert faults(
        first, clauses=[quota, attrs.evolve(plan, id="answer")], running_clocks={"answer": "rescore"}
    ) == [("wrong-value", f"{path}answer", "keep or restart")]
    first.amended(
        "2",
        effective=APRIL,
        clauses=now,
        running_clocks={"old": "keep", "new": "keep", "leads": "keep", "plan": "restart"},
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"effective": "2026-04-01"}, "'2026-04-01' is no date without a time"),
        ({"effective": dt.datetime(2026, 4, 1, tzinfo=dt.UTC)}, "is no date without a time"),
        ({"state": "agred"}, "'agred' is none of proposed, agreed, withdrawn"),
        ({"date": "today"}, "'today' is no date without a time"),
        ({"running_clocks": {"first-response": "rescor"}}, "'rescor' is none of keep, rescore, restart"),
    ],
)
def test_what_python_gives_wrongly_is_said_in_words(given: dict[str, Any], said: str) -> None:
    with pytest.raises(EntryError, match=re.escape(said)):
        examples.acme().amended("2026.2", **({"effective": dt.date(2026, 4, 1)} | given))
