"""Whose row is it: the leads of several systems become one set."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.errors import ReadError
from leadsla.readers import EventLog, read_events

LONG: dict[str, Any] = {"lead": "id", "at": "at", "event": "event", "drop": "*"}
KEYED = {**LONG, "key": "email"}
WIDE: dict[str, Any] = {"shape": "wide", "timezone": "UTC", "lead": "id"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def table(folder: Path, name: str, *rows: str, header: str = "id,at,event,email") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def day(number: int) -> str:
    return f"2026-03-{number:02}T09:00Z"


def leads(log: EventLog) -> list[tuple[str, str]]:
    return [(event.lead, event.name) for event in log]


def problems(log: EventLog) -> list[str]:
    return [str(problem).split("/")[-1] for problem in log.report.problems]


class TestKeys:
    """Two systems, two ids, one email."""

    def test_the_id_is_that_of_the_first_file(self, folder: Path) -> None:
        """Keys are compared without blanks and case."""
        log = read_events(
            [
                (
                    table(
                        folder,
                        "marketing.csv",
                        f"M1,{day(1)},created,Ann@x.org",
                        f"M2,{day(2)},created,bob@x.org",
                    ),
                    KEYED,
                ),
                (
                    table(folder, "crm.csv", f"17,{day(3)},won, ann@X.org ", f"18,{day(4)},won,eve@x.org"),
                    KEYED,
                ),
            ]
        )
        assert leads(log) == [("M1", "created"), ("M2", "created"), ("M1", "won"), ("18", "won")]
        assert [(part.leads, part.only_here) for part in log.report.files] == [(2, 1), (2, 1)]
        assert not log.report.problems

    def test_rows_without_a_key_follow_their_id(self, folder: Path) -> None:
        """Before and after the row that has it."""
        log = read_events(
            [
                (table(folder, "marketing.csv", f"M1,{day(1)},created,a"), KEYED),
                (table(folder, "crm.csv", f"17,{day(2)},b,", f"17,{day(3)},c,a", f"17,{day(4)},d,"), KEYED),
            ]
        )
        assert {lead for lead, _ in leads(log)} == {"M1"}

    def test_ids_of_two_systems_are_never_compared(self, folder: Path) -> None:
        """Both count from 1: the same number is another lead, and says so."""
        log = read_events(
            [
                (table(folder, "marketing.csv", f"1,{day(1)},created,a"), KEYED),
                (table(folder, "crm.csv", f"1,{day(2)},won,b", f"2,{day(3)},won,a"), KEYED),
            ]
        )
        assert leads(log) == [("1", "created"), ("crm.csv:1", "won"), ("1", "won")]
        assert problems(log) == [
            (
                "crm.csv line 2: one id for two leads: "
                "id '1' is already another lead's; this one becomes 'crm.csv:1'"
            )
        ]

    def test_a_third_lead_of_that_id_is_no_other_s_either(self, folder: Path) -> None:
        """Whatever it is called, no two leads become one."""
        log = read_events(
            [
                (table(folder, "marketing.csv", f"1,{day(1)},x,a", f"crm.csv:1,{day(2)},x,b"), KEYED),
                (table(folder, "crm.csv", f"1,{day(3)},won,c"), KEYED),
            ]
        )
        assert leads(log) == [("1", "x"), ("crm.csv:1", "x"), ("crm.csv:1'", "won")]

    def test_one_id_with_two_keys_is_reported_and_both_are_its(self, folder: Path) -> None:
        """People change their address."""
        log = read_events(
            [
                (
                    table(
                        folder, "marketing.csv", f"M1,{day(1)},x,a", f"M1,{day(2)},y,b", f"M1,{day(3)},z,b"
                    ),
                    KEYED,
                ),
                (table(folder, "crm.csv", f"17,{day(4)},won,b"), KEYED),
            ]
        )
        assert {lead for lead, _ in leads(log)} == {"M1"}
        assert problems(log) == [
            "marketing.csv line 3: one id with two keys: id 'M1' has the keys 'a' and 'b'"
        ]

    def test_one_key_with_two_ids_is_reported_and_stands_for_the_first(self, folder: Path) -> None:
        """Two contacts with the same address in one system."""
        log = read_events(
            [
                (table(folder, "marketing.csv", f"M1,{day(1)},x,a", f"M2,{day(2)},x,a"), KEYED),
                (table(folder, "crm.csv", f"17,{day(3)},won,a"), KEYED),
            ]
        )
        assert leads(log) == [("M1", "x"), ("M2", "x"), ("M1", "won")]
        assert problems(log) == [
            "marketing.csv line 3: one key with two ids: key 'a' has the ids 'M1' and 'M2'"
        ]

    def test_an_id_with_the_keys_of_two_leads_has_two_ids(self, folder: Path) -> None:
        """The row that contradicts is left out, and counted so."""
        log = read_events(
            [
                (table(folder, "marketing.csv", f"M1,{day(1)},x,a", f"M2,{day(2)},x,b"), KEYED),
                (table(folder, "crm.csv", f"17,{day(3)},won,a", f"17,{day(4)},won,b"), KEYED),
            ]
        )
        assert leads(log) == [("M1", "x"), ("M2", "x"), ("M1", "won")]
        assert problems(log) == [
            "crm.csv line 3: two ids: id '17' is lead 'M2' by its key, 'M1' by an earlier row"
        ]
        assert [(part.rows, part.kept, part.left_out) for part in log.report.files] == [(2, 2, 0), (2, 1, 1)]

    def test_where_the_id_is_the_key_it_is_compared_as_one(self, folder: Path) -> None:
        """A form knows its leads by nothing but their address."""
        mapping = {"lead": "email", "at": "at", "event": "event", "key": "email", "drop": "*"}
        path = table(folder, "form.csv", f"x,{day(1)},created,Ann@x.org", f"x,{day(2)},requested,ann@x.org ")
        assert leads(read_events(path, mapping)) == [("ann@x.org", "created"), ("ann@x.org", "requested")]

    def test_a_row_that_is_left_out_teaches_nothing(self, folder: Path) -> None:
        """Its key joins no one."""
        log = read_events(
            [
                (table(folder, "marketing.csv", "M1,never,created,a", f"M2,{day(1)},created,b"), KEYED),
                (table(folder, "crm.csv", f"17,{day(2)},won,a"), KEYED),
            ]
        )
        assert leads(log) == [("M2", "created"), ("17", "won")]

    def test_a_key_in_one_file_alone_joins_nothing(self, folder: Path) -> None:
        """That is a fault of the mappings."""
        with pytest.raises(ReadError, match=r"crm\.csv: `key`: no other file has one to join by"):
            read_events([(table(folder, "marketing.csv"), LONG), (table(folder, "crm.csv"), KEYED)])

    def test_events_of_a_team_belong_to_no_system(self, folder: Path) -> None:
        """They pass by the joining."""
        path = table(folder, "crm.csv", f",{day(1)},meeting_held,", f"17,{day(2)},won,a")
        assert leads(read_events(path, KEYED)) == [("", "meeting_held"), ("17", "won")]


class TestAliases:
    """A table says whose the ids are."""

    def log(
        self, folder: Path, *aliases: str, crm: tuple[str, ...] = (), first: str = "marketing"
    ) -> EventLog:
        table(folder, "alias.csv", *aliases, header="crm_id,lead_id")
        told = {**LONG, "aliases": {"file": str(folder / "alias.csv"), "from": "crm_id", "to": "lead_id"}}
        files = [
            (table(folder, "marketing.csv", f"1,{day(1)},created,a", f"2,{day(2)},created,b"), LONG),
            (table(folder, "crm.csv", *(crm or (f"17,{day(3)},won,a", f"18,{day(4)},won,b"))), told),
        ]
        return read_events(files if first == "marketing" else files[::-1])

    @pytest.mark.parametrize("first", ["marketing", "crm"])
    def test_an_alias_is_the_lead_s_id(self, folder: Path, first: str) -> None:
        """Whatever order the files come in."""
        log = self.log(folder, "17,2", "18,1", first=first)
        assert leads(log) == [("1", "created"), ("2", "created"), ("2", "won"), ("1", "won")]
        assert not log.report.problems

    @pytest.mark.parametrize("first", ["marketing", "crm"])
    def test_an_id_that_the_table_lacks_is_never_taken_for_another_s(self, folder: Path, first: str) -> None:
        """1 of the one system is not 1 of the other."""
        log = self.log(folder, "17,2", crm=(f"1,{day(3)},won,", f"17,{day(4)},won,"), first=first)
        assert leads(log)[2:] == [("crm.csv:1", "won"), ("2", "won")]

    def test_one_step_and_never_further(self, folder: Path) -> None:
        """Numbers of two systems may look like a chain: 17 is 2 there, and 2 here is 1 there."""
        log = self.log(folder, "17,2", "2,1", crm=(f"17,{day(3)},won,", f"2,{day(4)},lost,"))
        assert leads(log)[2:] == [("2", "won"), ("1", "lost")]
        assert not log.report.problems

    def test_chains_and_circles_are_reported(self, folder: Path) -> None:
        """Where the target is known to no other file it is most likely one more id of this one."""
        log = self.log(folder, "17,18", "18,19", "30,31", "31,30", "40,40")
        assert [found.replace("aliases that contradict: ", "") for found in problems(log)] == [
            "alias.csv line 2: '17' -> '18' -> '19' is a chain; only the first step is taken",
            "alias.csv line 4: '30' -> '31' -> '30' goes round; only the first step is taken",
            "alias.csv line 5: '31' -> '30' -> '31' goes round; only the first step is taken",
        ]

    def test_two_targets_are_two_ids(self, folder: Path) -> None:
        """The table contradicts itself: nobody can say whose the row is."""
        log = self.log(folder, "17,1", "17,2", "18,2")
        assert leads(log)[2:] == [("2", "won")]
        assert [(Path(found.file).name, found.line, found.what) for found in log.report.problems] == [
            (
                "crm.csv",
                2,
                f"id '17' is lead '1' by line 2 of {folder}/alias.csv, '2' by line 3 of {folder}/alias.csv",
            ),
            ("alias.csv", 3, "'17' stands for '1' and '2'"),
        ]

    def test_an_alias_and_a_key_that_disagree(self, folder: Path) -> None:
        """Two ids; where they agree, none is lost."""
        table(folder, "alias.csv", "17,M1", "18,M1", header="crm_id,lead_id")
        told = {**KEYED, "aliases": {"file": str(folder / "alias.csv"), "from": "crm_id", "to": "lead_id"}}
        log = read_events(
            [
                (table(folder, "marketing.csv", f"M1,{day(1)},x,a", f"M2,{day(2)},x,b"), KEYED),
                (table(folder, "crm.csv", f"17,{day(3)},won,a", f"18,{day(4)},won,b"), told),
            ]
        )
        assert leads(log)[2:] == [("M1", "won")]
        assert problems(log) == [
            "crm.csv line 3: two ids: id '18' is lead 'M1' by its alias, 'M2' by its key"
        ]

    def test_the_table_must_have_its_columns(self, folder: Path) -> None:
        """As any file must."""
        alias = table(folder, "alias.csv", header="crm_id,lead")
        told = {**LONG, "aliases": {"file": str(alias), "from": "crm_id", "to": "lead_id"}}
        with pytest.raises(ReadError, match=r"`aliases\.to`: no column 'lead_id'; did you mean 'lead'\?"):
            read_events(table(folder, "crm.csv"), told)
        told["aliases"]["file"] = str(folder / "none.csv")
        with pytest.raises(ReadError, match=r"none\.csv: there is no such file"):
            read_events(table(folder, "crm.csv"), told)

    def test_a_table_of_json_lines(self, folder: Path) -> None:
        """Its rows have columns of their own, and so it is their lack in all of them that is a fault."""
        alias = folder / "alias.jsonl"
        alias.write_text('{"crm_id": 17, "lead_id": 1}\n{"other": 5}\n')
        told = {**LONG, "aliases": {"file": str(alias), "from": "crm_id", "to": "lead_id"}}
        path = table(folder, "crm.csv", f"17,{day(1)},won,")
        assert leads(read_events(path, told)) == [("1", "won")]
        alias.write_text('{"crm_id": 17}\n')
        with pytest.raises(ReadError, match=r"`aliases\.to`: no column 'lead_id'"):
            read_events(path, told)

    def test_rows_of_the_table_that_cannot_be_read_are_reported(self, folder: Path) -> None:
        """They count as nobody's rows."""
        log = self.log(folder, "17,2", "18", "18,1,1", ",5")
        assert problems(log) == [
            "alias.csv line 3: wrong cell count: 1 cells where the header has 2",
            "alias.csv line 4: wrong cell count: 3 cells where the header has 2",
        ]
        assert log.report.left_out == 0


class TestOrderBetweenFiles:
    """What must come first may stand in another file."""

    def log(self, folder: Path, created: str, won: str, key: bool = False) -> EventLog:
        ids = ("M1", "17") if key else ("M1", "M1")
        first = table(folder, "marketing.csv", f"{ids[0]},{created},a", header="id,made,email")
        second = table(folder, "crm.csv", f"{ids[1]},{won},a", header="id,won,email")
        extra = {"key": "email"} if key else {}
        return read_events(
            [
                (first, {**WIDE, **extra, "events": {"created": "made"}}),
                (second, {**WIDE, **extra, "events": {"won": "won"}}),
            ]
        )

    @pytest.mark.parametrize("key", [False, True])
    def test_won_before_created(self, folder: Path, key: bool) -> None:
        """Reported at the row of the event that came too early; both events stand."""
        log = self.log(folder, "2026-03-02", "2026-03-01", key)
        assert leads(log) == [("M1", "won"), ("M1", "created")]
        assert problems(log) == [
            (
                "crm.csv line 2: impossible order: "
                "lead 'M1': won (2026-03-01T00:00:00Z) before created (2026-03-02T00:00:00Z)"
            )
        ]
        assert log.report.left_out == 0

    def test_the_same_instant_is_possible(self, folder: Path) -> None:
        """The boundary: the files' order decides."""
        log = self.log(folder, "2026-03-02", "2026-03-02")
        assert leads(log) == [("M1", "created"), ("M1", "won")]
        assert not log.report.problems


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["marketing", "crm"]), st.integers(1, 28)),
        max_size=20,
    )
)
def test_joined_by_key_is_as_if_there_were_one_id(facts: list[tuple[str, str, int]]) -> None:
    """Law: two systems with ids of their own and a key tell the same story as one system."""
    rows: dict[str, list[str]] = {"marketing": [], "crm": []}
    for person, system, number in facts:
        rows[system].append(f"{system[0]}{person},{day(number)},{system},{person}")
    with TemporaryDirectory() as name:
        folder = Path(name)
        log = read_events([(table(folder, f"{system}.csv", *rows[system]), KEYED) for system in rows])
    known = {person for person, system, _ in facts if system == "marketing"}
    expected = sorted(
        (number, system, f"{'m' if person in known else 'c'}{person}") for person, system, number in facts
    )
    assert sorted((event.at.day, event.name, event.lead) for event in log) == expected
    assert not log.report.problems
