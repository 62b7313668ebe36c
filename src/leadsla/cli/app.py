"""The commands and their help, as one application."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

from leadsla.cli import (
    check,
    compare,
    diff,
    due,
    evaluate,
    explain,
    funnel,
    history,
    init,
    plan,
    render,
    report,
    review,
    schema,
    sign,
    simulate,
)
from leadsla.cli.failures import DONE, status_of

HELP: Final = """The agreement between marketing and sales, executable.

What is owed on every lead, by whom, by when, and why.

Exit status: 0 done, 1 the answer is no (a document with faults, a breach with --fail-on-breach, an unknown lead), 2 it
could not be done as it was asked. Results go to standard output, everything else to standard error.

\b
Examples:
  leadsla init agreement.yaml
  leadsla check agreement.yaml
  leadsla render agreement.yaml --to html --output agreement.html
  leadsla evaluate agreement.yaml events.csv
  leadsla due agreement.yaml events.csv --owner sales
  leadsla explain agreement.yaml events.csv L-4821 first-response
  leadsla plan agreement.yaml events.csv L-4821
  leadsla diff agreement.yaml proposal.yaml
  leadsla compare agreement.yaml events.csv --alternative proposal.yaml
  leadsla sign agreement.yaml --party sales --name "Head of sales"
  leadsla review agreement.yaml events.csv --period 2026-Q1
  leadsla report agreement.yaml events.csv -o report.html
  leadsla funnel funnel.yaml
  leadsla history agreement.yaml events.csv --deals 50 -o funnel.yaml
  leadsla simulate scenario.yaml --agreement agreement.yaml
"""


class Command(TyperCommand):
    """A command whose usage names its arguments as its help does: newer typer puts braces round them."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words of the line `Usage:`."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]


# Plain help: it reads the same in a pipe, a log and a narrow window.
app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("check", cls=Command, help=check.HELP, short_help="Find every fault in an agreement.")(
    check.check
)
app.command("render", cls=Command, help=render.HELP, short_help="Write the agreement as people sign it.")(
    render.render
)
app.command("evaluate", cls=Command, help=evaluate.HELP, short_help="Judge a log: which promises were kept.")(
    evaluate.evaluate
)
app.command("due", cls=Command, help=due.HELP, short_help="List what is owed, soonest first.")(due.due)
app.command("explain", cls=Command, help=explain.HELP, short_help="Say why a clock stands as it does.")(
    explain.explain
)

app.command("diff", cls=Command, help=diff.HELP, short_help="Say what two agreements promise differently.")(
    diff.diff
)
app.command("compare", cls=Command, help=compare.HELP, short_help="Judge a log under several agreements.")(
    compare.compare
)
app.command("plan", cls=Command, help=plan.HELP, short_help="Say what to do for a lead and when.")(plan.plan)
app.command("init", cls=Command, help=init.HELP, short_help="Write a new agreement to begin with.")(init.init)
app.command(
    "schema", cls=Command, help=schema.HELP, short_help="Write the schema of agreements, for editors."
)(schema.schema)
app.command("sign", cls=Command, help=sign.HELP, short_help="Sign an agreement for a party.")(sign.sign)
app.command("review", cls=Command, help=review.HELP, short_help="Write the agenda of the review meeting.")(
    review.review
)
app.command("report", cls=Command, help=report.HELP, short_help="Write what became of a period, as a page.")(
    report.report
)
app.command("funnel", cls=Command, help=funnel.HELP, short_help="Say what a revenue goal takes.")(
    funnel.funnel
)
app.command("history", cls=Command, help=history.HELP, short_help="Say what a log says of the funnel.")(
    history.history
)
app.command("simulate", cls=Command, help=simulate.HELP, short_help="Try an agreement on a model.")(
    simulate.simulate
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"leadsla {version('leadsla')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """What stands before the name of a command."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    return status_of(lambda: _run(sys.argv[1:] if arguments is None else list(arguments)))


def _run(arguments: list[str]) -> int:
    try:
        typer.main.get_command(app)(arguments, prog_name="leadsla")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else DONE
    return DONE
