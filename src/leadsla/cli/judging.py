"""From what stands on the command line to an evaluation: the agreement, the instant, the log."""

from __future__ import annotations

import contextlib
import datetime as dt
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.cli.failures import Refusal, warn
from leadsla.cli.terminal import Terminal

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.documents import Examination
    from leadsla.evaluation import Evaluation
    from leadsla.readers import EventLog
    from leadsla.reports.cases import CaseFile

#: Standard input among the event files.
STDIN: Final = "-"
#: From how many bytes on it is worth to say how far reading has come.
_SLOW: Final = 5_000_000


@attrs.frozen(kw_only=True)
class Case:
    """What is to be judged, as it was typed."""

    agreement: str
    events: tuple[str, ...]
    at: str | None = None
    mapping: str | None = None
    timezone: str | None = None
    strict: bool = False
    automatic: bool = True
    #: The name of a version, or another document, to judge by as if it had been in force all along.
    as_if: str | None = None

    @classmethod
    def of(
        cls,
        agreement: str,
        events: Sequence[str] | None,
        at: str | None,
        mapping: str | None,
        timezone: str | None,
        strict: bool,
        no_automatic: bool,
    ) -> Case:
        """A case from the arguments of a command. Without event files, the mapping says which they are."""
        if not events:
            if mapping is None:
                raise Refusal("name the log too: EVENTS, or a --mapping that names its files")
            events, mapping = [mapping], None
        return cls(
            agreement=agreement,
            events=tuple(events),
            at=at,
            mapping=mapping,
            timezone=timezone,
            strict=strict,
            automatic=not no_automatic,
        )

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read."""
        others = [self.mapping, self.as_if if self._as_if_is_a_file else None]
        return self.agreement, *self.events, *(path for path in others if path is not None)

    @property
    def _as_if_is_a_file(self) -> bool:
        return self.as_if is not None and Path(self.as_if).suffix.lower() in (
            ".yaml",
            ".yml",
            ".json",
            ".toml",
        )

    def evaluate(self) -> Evaluation:
        """Judge it; what reading the log has to report goes to standard error."""
        return self.judge()[0]

    def judge(self) -> tuple[Evaluation, EventLog]:
        """The same, with the log that was read."""
        from leadsla.errors import UnknownError
        from leadsla.evaluation import evaluate

        agreement = agreement_in(self.agreement)
        as_if: Agreement | str | None = self.as_if
        if as_if is not None and self._as_if_is_a_file:
            as_if = agreement_in(str(as_if))
        at = instant_of(self.at, agreement.timezone)
        log = read_log(self)
        try:
            evaluation = evaluate(
                agreement, log, at, automatic=self.automatic, strict=self.strict, as_if=as_if
            )
        except UnknownError as error:
            raise Refusal(f"--as-if: {error}") from None
        if as_if is None:
            report_not_in_force(agreement)
        report_ignored(evaluation)
        return evaluation, log

    def to_report(self, period: str, at: dt.datetime, *options: str) -> str:
        """The command that makes the same report of this case, whenever it is typed; with options of its own."""
        from leadsla.instants import instant, iso

        command = ["leadsla", "report", self.agreement, *self.events, "--period", period]
        command += ["--at", iso(instant(at)) or ""]
        if self.mapping is not None:
            command += ["--mapping", self.mapping]
        if self.timezone is not None:
            command += ["--timezone", self.timezone]
        return shlex.join([*command, *options, *([] if self.automatic else ["--no-automatic"])])

    def to_list(self, what: str, at: dt.datetime) -> str:
        """The command that lists all clocks of this case (`evaluate`), or what is owed (`due`), as of an instant."""
        from leadsla.instants import instant, iso

        command = ["leadsla", what, self.agreement, *self.events, "--at", iso(instant(at)) or ""]
        for option, value in (("--mapping", self.mapping), ("--timezone", self.timezone)):
            command += [] if value is None else [option, value]
        command += [] if self.automatic else ["--no-automatic"]
        return shlex.join([*command, "--format", "csv"])

    def to_explain(self, lead: str, clause: str, step: str | None = None) -> str:
        """The command that explains a clock of this case."""
        command = ["leadsla", "explain", self.agreement, self.events[0], lead, clause]
        if lead.startswith("-"):
            command.insert(2, "--")
        options = [word for file in self.events[1:] for word in ("--events", file)]
        for option, value in (("--at", self.at), ("--mapping", self.mapping), ("--timezone", self.timezone)):
            options += [] if value is None else [option, value]
        options += [] if self.automatic else ["--no-automatic"]
        options += [] if step is None else ["--step", step]
        return shlex.join(
            [*command[:2], *options, *command[2:]] if lead.startswith("-") else command + options
        )


def agreement_in(path: str) -> Agreement:
    """The agreement in a file; a file with faults is refused with the first of them."""
    from leadsla.documents import examine

    examination = examine(path)
    refuse_unreadable(path, examination)
    if examination.agreement is None:
        raise Refusal(
            "the agreement has faults, so nothing was judged; leadsla check shows them all\n"
            + str(examination.error)
        )
    report_signatures(examination)
    return examination.agreement


def report_signatures(examination: Examination) -> None:
    """Say which signatures do not count, of this version and of those before: what was signed is not what is judged."""
    for one in (*examination.earlier, examination):
        if one.signed is None:
            continue
        for fault in one.signed.all_faults:
            if not fault.warning:
                warn(f"{one.signed.document.source.name}: {fault.what}; leadsla check says more")


def refuse_unreadable(path: str, examination: Examination | CaseFile) -> None:
    """Refuse what is no document at all: a file that is missing, a folder, another encoding."""
    for fault in examination.faults:
        if fault.name == "unreadable" and fault.line is None:
            raise Refusal(f"{path}: {fault.what}" + (f"; write {fault.write}" if fault.write else ""))


def instant_of(text: str | None, timezone: str, option: str = "--at") -> dt.datetime:
    """The instant that an option names: a time with an offset, or a time or date in the agreement's zone.

    Without one it is now: the one place at which leadsla looks at a clock.
    """
    from leadsla.instants import moment
    from leadsla.readers.report import Reason, Unreadable
    from leadsla.readers.times import Times

    if text is None or text.strip() == "now":
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        found, doubt = Times(timezone).read(text)
    except Unreadable as fault:
        why = {Reason.UNREADABLE_TIME: "this is no time", Reason.OUTSIDE: "this lies outside 1970 to 2100"}
        raise Refusal(
            f"{option} {text!r}: {why.get(fault.reason, fault.what)}; write a time with its offset such as "
            f"2026-02-17T16:00-05:00, or a time or date in {timezone} such as 2026-02-17T16:00"
        ) from None
    if doubt is not None:
        warn(f"{option} {doubt}")
    return moment(found)


def read_log(case: Case) -> EventLog:
    """The events of all files of a case; what became of their rows is told on standard error."""
    from leadsla.errors import ReadError
    from leadsla.readers import read_events

    if case.events.count(STDIN) > 1:
        raise Refusal("standard input (-) can be read only once")
    with _files(case.events) as (paths, named), _progress(paths) as progress:
        try:
            # A single path may be a folder, or a mapping that names its files.
            source = paths[0] if len(paths) == 1 else paths
            log = read_events(
                source, case.mapping, timezone=case.timezone, strict=case.strict, progress=progress
            )
        except ReadError as error:
            raise Refusal(named(str(error))) from None
    for line in named(str(log.report)).split("\n"):
        warn(line)
    if log.report.rows and not log.report.kept:
        raise Refusal("no row could be read, so nothing was judged")
    return log


@contextlib.contextmanager
def _files(events: Sequence[str]) -> Iterator[tuple[list[Path], Callable[[str], str]]]:
    """The files to read, and how to speak of them: standard input is read from a copy, which people never see."""
    if STDIN not in events:
        yield [Path(path) for path in events], str
        return
    if sys.stdin is None or sys.stdin.isatty():
        raise Refusal("- reads events from standard input, and nothing is piped into it")
    with tempfile.TemporaryDirectory(prefix="leadsla-") as folder:
        copy = Path(folder, "stdin.csv")
        with copy.open("wb") as target:
            shutil.copyfileobj(sys.stdin.buffer, target)
        paths = [copy if path == STDIN else Path(path) for path in events]
        yield paths, lambda text: text.replace(str(copy), "standard input")


@contextlib.contextmanager
def _progress(paths: Sequence[Path]) -> Iterator[Callable[[int, int], object] | None]:
    """Shows how far reading has come, for large files and on a terminal only."""
    size = sum(path.stat().st_size for path in paths if path.is_file())
    if size < _SLOW or not Terminal(sys.stderr).interactive:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading events"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=size)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def report_not_in_force(agreement: Agreement) -> None:
    """Say which versions of the agreement are not what was judged by."""
    for version in agreement.versions:
        if not version.agreed:
            state, name = "proposed" if version.state is None else version.state.value, version.version
            warn(
                f"version {name} is {state}, so it is not in force; evaluate --as-if {name} judges as if it were"
            )


def report_ignored(evaluation: Evaluation) -> None:
    """Say which events were read and then left aside."""
    if evaluation.later:
        number = count(evaluation.later, "event")
        is_later = "is" if evaluation.later == 1 else "are"
        warn(f"{number} {is_later} later than the instant of the evaluation, and ignored")
    if evaluation.duplicates:
        warn(f"{count(evaluation.duplicates, 'event')} ignored, because an earlier one has the same id")


def count(number: int, what: str) -> str:
    """A number with what it counts: `1 lead`, `2,000 leads`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
