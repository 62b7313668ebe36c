"""`leadsla init`: a new agreement by a few questions, or by options, sound and commented."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded, warn
from leadsla.cli.results import destination
from leadsla.cli.terminal import Styled, Terminal
from leadsla.errors import LeadSLAError

HELP: Final = """Write a new agreement between marketing and sales, sound and commented, to begin with.

On a terminal it asks for what no option says; Enter takes what stands in brackets. Elsewhere, and with --yes, it asks
nothing, and says what it took. An answer that cannot be read is said at once, in the words of `leadsla check`. No file
is overwritten without --force. What you change afterwards stands in the comments.

\b
Examples:
  leadsla init
  leadsla init acme.yaml --organisation Acme --timezone America/New_York --country US-OH
  leadsla init --yes --funnel aql-tql-sal-sql --first-response "5 business minutes"
  leadsla init - --yes | less
"""
#: What is asked, and a word of help where the question is not enough.
_QUESTIONS: Final[Mapping[str, str]] = {
    "organisation": "Organisation",
    "funnel": "Funnel",
    "timezone": "Time zone",
    "country": "Holidays of the country, such as US or US-OH, or none",
    "hours": "Opening hours",
    "first_response": "First response within",
    "accept_within": "Accept or reject within",
    "cadence": "Cadence of touches, three-days-then-weekly or none",
}
_TERM: Final = "In force from, or FROM..TO"
_ENDINGS: Final = (".yaml", ".yml")


def _option(what: str, *names: str, metavar: str) -> Any:
    return typer.Option(*names, metavar=metavar, show_default=False, help=what)


@guarded
def init(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Where to write it, as YAML; - is standard output."),
    ] = "agreement.yaml",
    organisation: Annotated[str | None, _option("Whose agreement it is.", metavar="NAME")] = None,
    funnel: Annotated[
        str | None, _option("One of the ready-made lifecycles, such as subscriber-mql-sql.", metavar="NAME")
    ] = None,
    timezone: Annotated[
        str | None, _option("The zone of dates and days, such as America/New_York.", metavar="ZONE")
    ] = None,
    country: Annotated[
        str | None,
        _option("The country or part of one whose holidays count: US, US-OH, or none.", metavar="CODE"),
    ] = None,
    hours: Annotated[
        str | None,
        _option(
            'When business time runs: "mon-fri 09:00-12:00, 13:00-17:00; sat 10:00-14:00".', metavar="HOURS"
        ),
    ] = None,
    first_response: Annotated[
        str | None, _option("The window for the first answer, such as 1 business hour.", metavar="WINDOW")
    ] = None,
    accept_within: Annotated[
        str | None, _option("The window in which sales accepts or rejects a lead.", metavar="WINDOW")
    ] = None,
    cadence: Annotated[
        str | None, _option("How a lead is tried: three-days-then-weekly or none.", metavar="NAME")
    ] = None,
    term: Annotated[
        str | None,
        _option("FROM..TO, or FROM alone: from today to the end of the year, if left out.", metavar="DATES"),
    ] = None,
    schema: Annotated[
        str | None, _option("Where editors find the schema, for the first line.", metavar="PATH")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take what is usual.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
) -> int:
    """Ask what is not said, and write the agreement."""
    given = {
        "organisation": organisation,
        "funnel": funnel,
        "timezone": timezone,
        "country": country,
        "hours": hours,
        "first_response": first_response,
        "accept_within": accept_within,
        "cadence": cadence,
        "term": term,
    }
    _check_place(file, force)
    answers = _answered(given, asking=not yes and _has_people())
    text = _written(answers, schema)
    with destination(None if file == "-" else file) as terminal:
        terminal.write(text)
    if file != "-":
        warn(f"{file} is written; go through it from the top, then:  leadsla check {file}")
    return DONE


def _check_place(file: str, force: bool) -> None:
    """Refuse, before anything is asked, a file that cannot be written or is there."""
    if file == "-":
        return
    path = Path(file)
    if path.is_dir():
        raise Refusal(f"{file}: this is a directory; name a file in it")
    if not path.parent.is_dir():
        raise Refusal(f"{file}: there is no directory {path.parent}")
    if not file.lower().endswith(_ENDINGS):
        raise Refusal(f"{file}: a new agreement is YAML; name a file that ends in .yaml")
    if os.path.lexists(file) and not force:
        raise Refusal(f"{file} is there already; name another file, or overwrite it with --force")


def _has_people() -> bool:
    """Whether somebody can be asked: questions go to standard error, answers come from standard input."""
    return all(stream is not None and Terminal(stream).interactive for stream in (sys.stdin, sys.stderr))


def _answered(given: Mapping[str, str | None], *, asking: bool) -> dict[str, Any]:
    """What is said, asked or taken, by the name of the answer; the term as two dates."""
    from leadsla.documents.starting import DEFAULTS, READERS, a_term

    today = dt.datetime.now().astimezone().date()
    readers: dict[str, Callable[[str], Any]] = {**READERS, "term": lambda text: a_term(text, today)}
    usual = {**DEFAULTS, "term": f"{today}..{today.year}-12-31"}
    for name, text in given.items():
        if text is not None:
            _read(readers[name], text, name)
    if asking:
        return _asked(given, usual, readers)
    taken = {name: usual[name] for name, text in given.items() if text is None and usual[name]}
    if taken:
        said = ", ".join(f"{_flag(name)} {_quoted(text)}" for name, text in taken.items())
        warn(f"taken, because nothing else was said: {said}")
    answers: dict[str, Any] = {name: usual[name] if text is None else text for name, text in given.items()}
    return answers | {"term": readers["term"](answers["term"])}


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _read(reader: Callable[[str], Any], text: str, name: str) -> Any:
    try:
        return reader(text)
    except LeadSLAError as error:
        raise Refusal(f"{_flag(name)}: {error}") from None


def _asked(
    given: Mapping[str, str | None], usual: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]
) -> dict[str, Any]:
    """The answers of whoever sits at the terminal."""
    from leadsla.funnels import FUNNELS

    terminal = Terminal(sys.stderr)
    terminal.line("A new agreement between marketing and sales. Enter takes what stands in brackets.")
    answers: dict[str, Any] = {}
    for name, text in given.items():
        if text is None and name == "funnel":
            terminal.line("Ready-made funnels; yours can be written later:")
            for number, (funnel, lifecycle) in enumerate(FUNNELS.items(), 1):
                terminal.line(f"  {number}  {funnel}: {', '.join(lifecycle.order)}")
        if text is None:
            text = _ask(terminal, name, usual[name], readers[name])
        answers[name] = readers["term"](text) if name == "term" else text
    return answers


def _ask(terminal: Terminal, name: str, usual: str, reader: Callable[[str], Any]) -> str:
    """One answer, asked for until it can be read."""
    from leadsla.funnels import FUNNELS

    question = _QUESTIONS.get(name, _TERM)
    while True:
        # A line of its own ends with the answer, so the question is written without a break.
        terminal.write(f"{question} [{usual}]: " if usual else f"{question}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            terminal.line()
            raise Refusal(
                "the questions were not answered to the end, so nothing is written; --yes asks none"
            )
        text = line.strip() or usual
        numbers = dict(enumerate(FUNNELS, 1)) if name == "funnel" else {}
        text = numbers.get(int(text), text) if text.isdecimal() and len(text) < 3 else text
        try:
            reader(text)
        except LeadSLAError as error:
            terminal.line(Styled("  no: ", "bold red"), str(error))
        else:
            return text


def _written(answers: dict[str, Any], schema: str | None) -> str:
    """The text, of which every fault that comes of its answers together is said as `check` would."""
    from leadsla.documents import examine_text
    from leadsla.documents.starting import new_agreement_text

    first, last = answers.pop("term")
    text = new_agreement_text(first, last, schema=schema, **answers)
    examination = examine_text(text, name="the new agreement")
    if examination.agreement is None:
        raise Refusal(f"these answers make no agreement\n{examination.error}")
    return text
