"""What a row means: one event of a long file, several of a wide one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from leadsla.errors import ReadError
from leadsla.events import Event
from leadsla.readers import EventLog, read_events

AT = "2026-03-02T09:00:00Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def csv(folder: Path, text: str, mapping: dict[str, Any] | None = None, **options: Any) -> EventLog:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return read_events(path, mapping, **options)


def jsonl(folder: Path, text: str, mapping: dict[str, Any] | None = None, **options: Any) -> EventLog:
    path = folder / "log.jsonl"
    path.write_text(text, encoding="utf-8")
    return read_events(path, mapping, **options)


def left_out(log: EventLog) -> list[str]:
    return [f"{problem.line}: {problem.reason}" for problem in log.report.problems if not problem.kept]


class TestStandardFile:
    """The long file that needs no mapping."""

    def test_every_column(self, folder: Path) -> None:
        """The standard columns are the event's own; the others are data."""
        (event,) = csv(
            folder,
            "lead,at,event,id,actor,seq,recorded_at,channel,note\n"
            "L1,2026-03-02T10:00+01:00,touched,e1,rep7,3,2026-03-02T09:30Z,call,\n",
        )
        assert event.lead == "L1"
        assert event.at.isoformat() == "2026-03-02T09:00:00+00:00"
        assert (event.id, event.actor, event.seq) == ("e1", "rep7", 3)
        assert event.recorded_at is not None
        assert event.recorded_at.isoformat() == "2026-03-02T09:30:00+00:00"
        assert event.data == {"channel": "call", "direction": "outbound", "outcome": "unknown"}

    def test_blanks_around_names_are_none_of_them(self, folder: Path) -> None:
        """Ids and names are stripped; data stay as they stand."""
        (event,) = csv(folder, f" lead ,at, event,note\n L1 ,{AT}, assigned , hello \n")
        assert (event.lead, event.name, event.data) == ("L1", "assigned", {"note": " hello "})

    def test_empty_cells_are_not_data(self, folder: Path) -> None:
        """Nothing, and blanks alone, say nothing."""
        (event,) = csv(folder, f"lead,at,event,a,b\nL1,{AT},updated,,  \n")
        assert event.data == {}

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("L1,,assigned,,", "no time"),
            ("L1,soon,assigned,,", "unreadable time"),
            ("L1,1969-01-01T00:00Z,assigned,,", "time outside 1970 to 2100"),
            ("L1,2026-03-02T09:00,assigned,,", "no time zone"),
            (f",{AT},assigned,,", "no lead id"),
            (f"L1,{AT},,,", "no event name"),
            (f"L1,{AT},assigned,x,", "unreadable seq"),
            (f"L1,{AT},assigned,{'9' * 5000},", "unreadable seq"),
            (f"L1,{AT},assigned,,soon", "unreadable time"),
        ],
    )
    def test_a_row_that_cannot_be_read_is_left_out(self, folder: Path, row: str, expected: str) -> None:
        """It is reported, and the rows around it are read."""
        log = csv(folder, f"lead,at,event,seq,recorded_at\nL1,{AT},created,,\n{row}\nL1,{AT},won,,\n")
        assert [event.name for event in log] == ["created", "won"]
        assert left_out(log) == [f"3: {expected}"]
        assert (log.report.rows, log.report.kept, log.report.left_out) == (3, 2, 1)

    def test_events_of_a_team_have_no_lead(self, folder: Path) -> None:
        """A meeting is nobody's."""
        log = csv(folder, f"lead,at,event\n,{AT},meeting_held\n,{AT},status_reported\n,{AT},assigned\n")
        assert [(event.lead, event.name) for event in log] == [("", "meeting_held"), ("", "status_reported")]
        assert left_out(log) == ["4: no lead id"]
        assert log.report.leads == 0

    def test_a_time_that_comes_twice_is_kept_and_reported(self, folder: Path) -> None:
        """In either of the two columns of times."""
        text = (
            "lead,at,event,recorded_at\nL1,2026-11-01T01:30,won,\nL2,2026-11-02T01:30,won,2026-11-01T01:30\n"
        )
        log = csv(folder, text, timezone="America/New_York")
        assert len(log) == 2
        assert [(found.line, found.reason.value, found.kept) for found in log.report.problems] == [
            (2, "ambiguous time", True),
            (3, "ambiguous time", True),
        ]

    def test_the_mapping_s_zone_wins(self, folder: Path) -> None:
        """The zone given beside the mapping is for mappings that have none."""
        text = "lead,at,event\nL1,2026-03-02,won\n"
        (event,) = csv(folder, text, {"timezone": "Asia/Tokyo"}, timezone="America/New_York")
        assert event.at.isoformat() == "2026-03-01T15:00:00+00:00"


class TestLongMapping:
    """A row an event, in an export's own words."""

    MAPPING: dict[str, Any] = {  # noqa: RUF012 - nothing changes it
        "lead": "case",
        "at": "time",
        "event": ["activity", "lifecycle"],
        "names": {"call:START": "touched"},
    }

    def test_names_are_joined_and_turned_into_ours(self, folder: Path) -> None:
        """What is not named keeps its own name; an empty part is no part."""
        text = f"case,time,activity,lifecycle\n1,{AT},call,START\n2,{AT},call,END\n3,{AT},mail,\n"
        log = csv(folder, text, self.MAPPING)
        assert [event.name for event in log] == ["touched", "call:END", "mail"]

    def test_only_named_rows_count_as_left_out(self, folder: Path) -> None:
        """They are left out on purpose: counted, even where nothing else in them can be read; no fault."""
        text = f"case,time,activity,lifecycle\n1,{AT},call,START\n2,never,call,END\n"
        log = csv(folder, text, {**self.MAPPING, "only_named": True}, strict=True)
        assert [event.name for event in log] == ["touched"]
        assert left_out(log) == ["3: not named in the mapping"]

    def test_columns_become_data_unless_they_are_something_else(self, folder: Path) -> None:
        """Renamed, dropped, or under their own name; `id` is a column like any other here."""
        text = f"case,time,name,id,Deal Size,secret\n1,{AT},won,c1,50,x\n"
        mapping = {"lead": "case", "at": "time", "event": "name", "data": {"Deal Size": "amount"}}
        (event,) = csv(folder, text, {**mapping, "drop": "secret"})
        assert event.data == {"id": "c1", "amount": "50"}
        assert event.id is None
        (event,) = csv(folder, text, {**mapping, "drop": "*", "id": "id"})
        assert event.data == {"amount": "50"}
        assert event.id == "c1"

    def test_constants_say_what_the_file_does_not(self, folder: Path) -> None:
        """A cell that says something is heard first."""
        text = f"lead,at,event,outcome\n1,{AT},touched,connected\n2,{AT},touched,\n"
        log = csv(folder, text, {"constants": {"channel": "email", "outcome": "sent"}})
        assert [(event.data["channel"], event.data["outcome"]) for event in log] == [
            ("email", "connected"),
            ("email", "sent"),
        ]

    def test_all_columns_that_are_missing_are_named(self, folder: Path) -> None:
        """With what was probably meant, and what there is."""
        mapping = {"lead": "cas", "at": "when", "event": "name", "data": {"x": "y"}, "drop": ["z"]}
        with pytest.raises(ReadError) as caught:
            csv(folder, "case,time,name\n", mapping)
        assert "log.csv" in str(caught.value)
        assert list(caught.value.faults) == [
            "`lead`: no column 'cas'; did you mean 'case'?",
            "`at`: no column 'when'",
            "`data`: no column 'x'",
            "`drop`: no column 'z'",
            "the columns are 'case', 'time', 'name'",
        ]

    def test_two_columns_under_one_key(self, folder: Path) -> None:
        """A renamed column may not hide another."""
        with pytest.raises(ReadError, match="'size' and 'amount' both become 'amount'"):
            csv(folder, "lead,at,event,size,amount\n", {"data": {"size": "amount"}})


class TestWideMapping:
    """A row a lead."""

    MAPPING: dict[str, Any] = {  # noqa: RUF012 - nothing changes it
        "shape": "wide",
        "lead": "id",
        "timezone": "America/New_York",
        "events": {
            "created": "made",
            "touched": ["call", {"column": "mail", "data": {"via": "channel"}, "actor": "rep"}],
            "won": {"column": "won", "timezone": "UTC", "format": "%d.%m.%Y", "data": {"size": "amount"}},
        },
        "fields": {"origin": "source", "size": "size"},
    }
    HEADER = "id,made,call,mail,via,rep,won,size,origin\n"

    def test_a_row_is_all_its_events(self, folder: Path) -> None:
        """Each with its own zone, format, actor and data; the fields go with the earliest."""
        row = "1,2026-03-02,2026-03-03 09:00,2026-03-02 12:00,email,rep7,05.03.2026,50,social\n"
        log = csv(folder, self.HEADER + row, self.MAPPING)
        rest = "direction='outbound', outcome='unknown'"
        assert [repr(event) for event in log] == [
            "Event('1', 2026-03-02T05:00:00Z, 'created', source='social', size='50')",
            f"Event('1', 2026-03-02T17:00:00Z, 'touched', channel='email', {rest})",
            f"Event('1', 2026-03-03T14:00:00Z, 'touched', channel='other', {rest})",
            "Event('1', 2026-03-05T00:00:00Z, 'won', amount='50')",
        ]
        assert [event.actor for event in log] == [None, "rep7", None, None]
        assert (log.report.rows, log.report.kept, log.report.events, log.report.leads) == (1, 1, 4, 1)

    def test_what_did_not_happen_is_no_event(self, folder: Path) -> None:
        """An empty time is no time; an empty field is no data."""
        (event,) = csv(folder, self.HEADER + "1,2026-03-02,,,email,,,,\n", self.MAPPING)
        assert event.data == {}

    def test_a_row_without_any_time_is_left_out(self, folder: Path) -> None:
        """It says that there is a lead, and not since when."""
        log = csv(folder, self.HEADER + "1,,,,,,,,social\n", self.MAPPING)
        assert left_out(log) == ["2: no time"]

    def test_a_row_with_one_bad_time_is_left_out_whole(self, folder: Path) -> None:
        """Half a lead would be judged as if the other half had not happened."""
        log = csv(folder, self.HEADER + "1,2026-03-02,,,,,2026-03-05,,\n", self.MAPPING)
        assert len(log) == 0
        (problem,) = log.report.problems
        assert str(problem).endswith(
            "line 2: unreadable time: won: '2026-03-05' is not in the format '%d.%m.%Y'"
        )

    def test_an_impossible_order_is_kept_and_reported(self, folder: Path) -> None:
        """Won before created: the events stand, the report says so; the fields go with what came first."""
        log = csv(folder, self.HEADER + "1,2026-03-02,,,,,01.03.2026,50,social\n", self.MAPPING)
        assert [event.name for event in log] == ["won", "created"]
        assert log[0].data == {"amount": "50", "source": "social", "size": "50"}
        (problem,) = log.report.problems
        assert problem.kept
        assert str(problem).endswith(
            "impossible order: lead '1': won (2026-03-01T00:00:00Z) before created (2026-03-02T05:00:00Z)"
        )

    def test_the_same_instant_is_no_impossible_order(self, folder: Path) -> None:
        """The boundary; events of one instant stand as the mapping lists them."""
        mapping = {**self.MAPPING, "timezone": "UTC"}
        log = csv(folder, self.HEADER + "1,2026-03-02,,,,,02.03.2026,,\n", mapping)
        assert [event.name for event in log] == ["created", "won"]
        assert not log.report.problems

    def test_a_time_that_comes_twice_names_its_column(self, folder: Path) -> None:
        """A wide row has several times."""
        log = csv(folder, self.HEADER + "1,2026-11-01 01:30,2026-11-01 01:45,,,,,,\n", self.MAPPING)
        assert [found.what.split(":")[0] for found in log.report.problems] == ["made", "call"]
        assert log.report.kept == 1

    def test_a_lead_may_stand_in_several_rows(self, folder: Path) -> None:
        """Each row is a pass of its own."""
        log = csv(folder, self.HEADER + "1,2026-03-02,,,,,,,\n1,2026-04-02,,,,,,,\n", self.MAPPING)
        assert (len(log), log.report.leads) == (2, 1)

    def test_columns_of_events_must_be_there(self, folder: Path) -> None:
        """The key says which event."""
        with pytest.raises(ReadError) as caught:
            csv(
                folder,
                "id,made\n",
                {**self.MAPPING, "events": {"won": {"column": "won", "actor": "rep", "data": {"x": "y"}}}},
            )
        assert [fault.split(":")[0] for fault in caught.value.faults[:-1]] == [
            "`events.won.column`",
            "`events.won.actor`",
            "`events.won.data`",
            "`fields`",
            "`fields`",
        ]


class TestJsonRows:
    """Rows with columns of their own."""

    def test_other_keys_and_nested_data_are_data(self, folder: Path) -> None:
        """`data` may be an object; ids that are numbers are text."""
        text = (
            f'{{"lead": 7, "at": "{AT}", "event": "won", "amount": 5.5, "data": {{"id": "d1", "n": " "}}}}\n'
            f'{{"event": "created", "lead": "8", "at": "{AT}", "id": 3, "data": "plain"}}\n'
        )
        log = jsonl(folder, text)
        assert log[0] == Event("7", log[0].at, "won", {"amount": 5.5, "id": "d1"})
        assert (log[1].id, log[1].data) == ("3", {"data": "plain"})

    def test_a_key_that_is_not_there_is_empty(self, folder: Path) -> None:
        """As an empty cell is."""
        log = jsonl(folder, f'{{"lead": "1", "at": "{AT}"}}\n{{"lead": "1", "at": null, "event": "x"}}\n')
        assert left_out(log) == ["1: no event name", "2: no time"]

    @pytest.mark.parametrize("lead", ["true", "[1]", "{}", "null", '" "', "NaN"])
    def test_what_is_no_id(self, folder: Path, lead: str) -> None:
        """An id is text or a number."""
        log = jsonl(folder, f'{{"lead": {lead}, "at": "{AT}", "event": "x"}}\n')
        assert left_out(log) == ["1: no lead id"]

    @pytest.mark.parametrize("name", ["true", '["a"]', "{}"])
    def test_what_is_no_name(self, folder: Path, name: str) -> None:
        """A name is text."""
        log = jsonl(folder, f'{{"lead": "1", "at": "{AT}", "event": {name}}}\n')
        assert left_out(log) == ["1: no event name"]

    def test_a_column_that_no_row_has_is_a_fault(self, folder: Path) -> None:
        """One row that has it is enough."""
        mapping = {"lead": "who", "at": "at", "event": "event", "actor": "rep"}
        text = f'{{"who": "1", "at": "{AT}", "event": "x"}}\n'
        with pytest.raises(ReadError, match="`actor`: no column 'rep'"):
            jsonl(folder, text, mapping)
        log = jsonl(folder, text + f'{{"who": "1", "at": "{AT}", "event": "y", "rep": "r"}}\n', mapping)
        assert [event.actor for event in log] == [None, "r"]

    def test_rows_of_very_many_shapes(self, folder: Path) -> None:
        """What is remembered of the shapes of rows does not grow for ever."""
        text = "".join(f'{{"lead": "1", "at": "{AT}", "event": "x", "k{n}": {n}}}\n' for n in range(2_500))
        log = jsonl(folder, text)
        assert [event.data for event in log] == [{f"k{n}": n} for n in range(2_500)]

    def test_wide_rows(self, folder: Path) -> None:
        """The shapes do not depend on the format."""
        mapping = {"shape": "wide", "lead": "id", "events": {"created": "made", "won": "won"}}
        log = jsonl(folder, f'{{"id": 1, "made": "{AT}"}}\n{{"id": 2, "won": "{AT}"}}\n', mapping)
        assert [(event.lead, event.name) for event in log] == [("1", "created"), ("2", "won")]
