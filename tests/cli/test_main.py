"""The command line as a process of its own: what it loads, how it ends, what its help says."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "case"
LEADSLA = (sys.executable, "-m", "leadsla")
CASE = ("agreement.yaml", "events.csv", "--at", "2026-02-17T16:00")
COMMANDS = ("check", "evaluate", "due", "explain", "init", "schema")


def process(
    *words: str, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LEADSLA, *words],
        cwd=HERE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
    )


@pytest.mark.parametrize("words", [("--help",), ("evaluate", "--help"), ("--version",)])
def test_help_loads_nothing_that_it_does_not_need(words: tuple[str, ...]) -> None:
    code = (
        "import sys; from leadsla.cli import main; status = main(sys.argv[1:]); "
        "heavy = {'holidays', 'ruamel', 'ruamel.yaml', 'pandas', 'numpy', 'narwhals', 'rich.console', 'cattrs',"
        " 'leadsla.evaluation', 'leadsla.documents', 'leadsla.readers'}; "
        "print(heavy & set(sys.modules), file=sys.stderr); sys.exit(status)"
    )
    found = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "set()\n")


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from leadsla.cli import main; sys.exit(main(['--help']))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (2, "")
    assert (
        found.stderr == "error: the command line is an extra; install it with: pip install 'leadsla[cli]'\n"
    )


def test_python_m_is_the_command() -> None:
    found = process("check", "agreement.yaml", "--no-advice")
    assert (found.returncode, found.stdout) == (0, "agreement.yaml: 0 faults in 3 clauses\n")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    found = process("evaluate", *CASE, stdout=writing)
    os.close(writing)
    assert found.returncode == 141
    assert "rror" not in found.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_one_message() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        found = process("evaluate", *CASE, stdout=full)
    assert found.returncode == 2
    assert found.stderr.endswith("error: cannot write the result: No space left on device\n")


def test_an_encoding_without_the_marks_has_plainer_ones() -> None:
    found = process("due", *CASE, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert found.returncode == 0
    assert found.stdout.isascii()
    assert "x Tue 17 Feb 14:20" in found.stdout.replace("x  Tue", "x Tue")


def test_on_a_real_terminal_it_is_as_wide_and_coloured() -> None:
    found = on_terminal("due", *CASE)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", found).splitlines()
    table = lines[lines.index("") - 9 : lines.index("")]
    assert "\x1b[1;31m✕" in found
    assert max(map(len, table)) <= 72
    assert any("…" in line for line in table)


def on_terminal(*words: str) -> str:
    """What a command writes to a terminal of 72 columns."""
    main, follower = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    command = subprocess.Popen(
        [*LEADSLA, *words],
        cwd=HERE,
        stdin=follower,
        stdout=follower,
        stderr=subprocess.DEVNULL,
        env={**env, "TERM": "xterm-256color", "COLUMNS": "72", "PYTHONIOENCODING": "utf-8"},
    )
    os.close(follower)
    written = b""
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:  # the end of the other side, on Linux
            break
        if not part:
            break
        written += part
    os.close(main)
    assert command.wait(timeout=60) == 0
    return written.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example(run: Any, command: str) -> None:
    found = run(command, "--help")
    assert (found.status, found.err) == (0, "")
    assert f"\n    leadsla {command} " in found.out
    assert max(map(len, found.out.splitlines())) <= 100


def test_the_help_names_every_command(run: Any) -> None:
    out = run("--help").out
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\w", out, re.MULTILINE)


def test_the_version_is_that_of_the_package(run: Any) -> None:
    import leadsla

    assert run("--version").out == f"leadsla {leadsla.__version__}\n"


def test_without_a_command_there_is_help(run: Any) -> None:
    found = run()
    assert "Usage: leadsla" in found.out + found.err
    assert found.status == 2
