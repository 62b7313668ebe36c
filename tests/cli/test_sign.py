"""`leadsla sign`, and what `leadsla check` says of signatures."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.documents.keys import OTHER, SALES, SALES_PUBLIC

import leadsla as ls
from leadsla.cli import sign as sign_command
from leadsla.documents.signing import public_key

HERE = Path(__file__).parent / "case"
BESIDE = Path("agreement.signatures.yaml")
MARKETING = ("--party", "marketing", "--name", "Head of marketing", "--date", "2026-01-02")
BY_SALES = (
    "--party",
    "sales",
    "--name",
    "Head of sales",
    "--title",
    "Sales team lead",
    "--date",
    "2026-01-05",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> Path:
    """A working directory with an agreement, and the private key of sales."""
    monkeypatch.chdir(tmp_path)
    Path("agreement.yaml").write_text((HERE / "agreement.yaml").read_text())
    Path("sales.pem").write_text(SALES)
    return tmp_path


def change(before: str, after: str, file: str = "agreement.yaml") -> None:
    text = Path(file).read_text()
    assert before in text
    Path(file).write_text(text.replace(before, after))


def declare(key: str = SALES_PUBLIC) -> None:
    change("sales: {", f"sales: {{key: '{key}', ")


def without_versions(text: str) -> str:
    """A text without the versions of tables, which are those of the machine."""
    return re.sub(r"tables: {.*}", "tables: {...}", text)


def test_signing_by_name(here: Path, run: Any, golden: Callable[[str, str], None]) -> None:
    first = run("sign", "agreement.yaml", *MARKETING)
    second = run("sign", "agreement.yaml", *BY_SALES)
    assert (first.status, first.err, second.status, second.err) == (0, "", 0, "")
    golden("sign.txt", first.out + "\n" + second.out)
    golden("sign-file.txt", without_versions(BESIDE.read_text()))
    agreement = ls.load("agreement.yaml")
    assert [one.party for one in agreement.signatures] == ["marketing", "sales"]
    assert sorted(os.listdir()) == ["agreement.signatures.yaml", "agreement.yaml", "sales.pem"]


def test_check_says_who_signed(here: Path, run: Any, golden: Callable[[str, str], None]) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    found = run("check", "agreement.yaml", "--no-advice")
    assert (found.status, found.err) == (0, "")
    golden("check-signed.txt", found.out)


def test_check_says_what_was_changed_after_signing(
    here: Path, run: Any, golden: Callable[[str, str], None]
) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    run("sign", "agreement.yaml", *BY_SALES)
    change("80% per month", "70% per month")
    found = run("check", "agreement.yaml", "--no-advice", columns=80, env={"NO_COLOR": "1"})
    assert (found.status, found.err) == (1, "")
    golden("check-changed.txt", found.out)


def test_signed_again_the_earlier_signatures_are_history(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    change("80% per month", "70% per month")
    assert run("check", "agreement.yaml", "--no-advice").status == 1
    run("sign", "agreement.yaml", *MARKETING)
    found = run("check", "agreement.yaml", "--no-advice")
    assert found.status == 0
    assert "  marketing: Head of marketing, 2026-01-02: for another text\n" in found.out
    assert "  marketing: Head of marketing, 2026-01-02: recorded\n" in found.out


def test_layout_and_state_change_nothing(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    change("leadsla: 1\n", "# signed\nstate: agreed\nleadsla:   1\n")
    found = run("check", "agreement.yaml", "--no-advice")
    assert found.status == 0
    assert "warning[not-signed]: `state` is agreed, and sales did not sign this text" in found.out


def test_faults_of_signatures_in_the_other_formats(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    change("80% per month", "70% per month")
    [fault] = json.loads(run("check", "agreement.yaml", "--no-advice", "--format", "json").out)
    assert (fault["file"], fault["name"], fault["line"]) == (str(BESIDE), "changed-after-signing", 6)
    concise = run("check", "agreement.yaml", "--no-advice", "--format", "concise")
    assert concise.out.startswith(
        "agreement.signatures.yaml:6:13: fault[changed-after-signing]: Head of marketing"
    )
    github = run("check", "agreement.yaml", "--no-advice", "--format", "github").out
    assert github.startswith("::error file=agreement.signatures.yaml,line=6,col=13,")


def test_signatures_alone(here: Path, run: Any) -> None:
    nobody = run("check", "agreement.yaml", "--signatures")
    assert (nobody.status, nobody.err) == (1, "")
    assert (
        nobody.out
        == "signed by none of 2 parties: version 2026.1\n  marketing: not signed\n  sales: not signed\n"
    )
    run("sign", "agreement.yaml", *MARKETING)
    assert run("check", "agreement.yaml", "--signatures").status == 1
    run("sign", "agreement.yaml", *BY_SALES)
    both = run("check", "agreement.yaml", "--signatures")
    assert both.status == 0
    assert both.out.splitlines() == [
        "signed by all of 2 parties: version 2026.1",
        "  marketing: Head of marketing, 2026-01-02: recorded",
        "  sales: Head of sales, Sales team lead, 2026-01-05: recorded",
    ]


def test_signatures_as_json(here: Path, run: Any) -> None:
    declare()
    run("sign", "agreement.yaml", *MARKETING)
    run("sign", "agreement.yaml", *BY_SALES, "--key", "sales.pem")
    change("Sales team lead", "Chief", str(BESIDE))
    found = run("check", "agreement.yaml", "--signatures", "--format", "json")
    data = json.loads(found.out)
    assert found.status == 1
    digest = ls.digest(ls.load("agreement.yaml"))
    assert (data["agreement"], data["version"], data["digest"]) == ("acme-inbound", "2026.1", digest)
    assert (data["agreed"], data["missing"]) == (True, ["sales"])
    assert data["signatures"] == [
        {
            "party": "marketing",
            "name": "Head of marketing",
            "title": "",
            "date": "2026-01-02",
            "version": "2026.1",
            "digest": digest,
            "key": None,
            "standing": "recorded",
            "counts": True,
        },
        {
            "party": "sales",
            "name": "Head of sales",
            "title": "Chief",
            "date": "2026-01-05",
            "version": "2026.1",
            "digest": digest,
            "key": SALES_PUBLIC,
            "standing": "forged",
            "counts": False,
        },
    ]
    assert [fault["name"] for fault in data["faults"]] == ["signature-forged"]


def test_signatures_of_an_agreement_with_faults(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    change("owner: sales", "owner: salez")
    found = run("check", "agreement.yaml", "--signatures", "--format", "json")
    data = json.loads(found.out)
    assert (found.status, data["digest"], data["signatures"]) == (1, None, [])
    assert {fault["name"] for fault in data["faults"]} == {"unknown-name"}


def test_a_broken_file_of_signatures(here: Path, run: Any) -> None:
    BESIDE.write_text("signatures:\n  - {party: marketing, nam: Head of marketing}\n")
    found = run("check", "agreement.yaml", "--no-advice")
    assert (found.status, found.err) == (1, "")
    assert "  --> agreement.signatures.yaml:2:24   signatures[0].nam" in found.out
    assert "not signed" not in found.out
    judged = run("evaluate", "agreement.yaml", HERE / "events.csv", "--at", "2026-02-17T16:00")
    assert judged.status == 2
    assert "unknown key `nam`" in judged.err
    signed = run("sign", "agreement.yaml", *MARKETING)
    assert (signed.status, signed.out) == (2, "")
    assert signed.err.startswith(
        "error: there are faults, so nothing was signed; leadsla check shows them all"
    )


# With keys


def test_a_declared_key(here: Path, run: Any) -> None:
    declare()
    done = run("sign", "agreement.yaml", *BY_SALES, "--key", "sales.pem")
    assert (done.status, done.err) == (0, "")
    assert "  sales: Head of sales, Sales team lead, 2026-01-05: valid\n" in done.out
    assert ls.load("agreement.yaml").signatures[0].key == SALES_PUBLIC


def test_a_key_that_is_not_known_is_shown_as_such(here: Path, run: Any) -> None:
    done = run("sign", "agreement.yaml", *BY_SALES, "--key", "sales.pem")
    assert done.status == 0
    assert f"write parties.sales.key: {SALES_PUBLIC} before it is signed" in done.err
    found = run("check", "agreement.yaml", "--no-advice")
    assert found.status == 1
    assert "Head of sales, Sales team lead, 2026-01-05: unknown key\n" in found.out
    assert "fault[signature-key]" in found.out
    assert "valid" not in found.out


def test_keys_that_are_known_from_elsewhere(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", *BY_SALES, "--key", "sales.pem")
    Path("keys").mkdir()
    Path("keys/sales.2026.pub").write_text(f"# of this year\n{SALES_PUBLIC}\n")
    for keys in ("keys", "keys/sales.2026.pub"):
        found = run("check", "agreement.yaml", "--no-advice", "--keys", keys)
        assert (found.status, found.err) == (0, "")
        assert "2026-01-05: valid\n" in found.out
    Path("keys/sales.2026.pub").write_text(public_key(OTHER))
    assert run("check", "agreement.yaml", "--no-advice", "--keys", "keys").status == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sales.pem", "x", "--keys sales.pem: the name says no party; call it PARTY.pub"),
        ("legal.pub", SALES_PUBLIC, "there is no key of a party in it; call it marketing.pub or sales.pub"),
        ("sales.pub", "x", "a public key is a line such as ed25519:..., and there is none or another"),
        ("sales.pub", "# none", "--keys sales.pub: a public key is a line such as"),
        ("sales.pub", b"\xff\xfe\x00", "--keys sales.pub: a public key is a line such as"),
    ],
)
def test_keys_of_no_use(here: Path, run: Any, name: str, text: str | bytes, said: str) -> None:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = run("check", "agreement.yaml", "--keys", name)
    assert (found.status, found.out) == (2, "")
    assert said in found.err


def test_a_folder_without_keys(here: Path, run: Any) -> None:
    found = run("check", "agreement.yaml", "--keys", ".")
    assert (found.status, found.err) == (
        2,
        "error: --keys .: there is no file in it whose name ends in .pub\n",
    )
    for name in ("none.pub", "none"):
        found = run("check", "agreement.yaml", "--keys", name)
        assert (found.status, found.err) == (2, f"error: --keys {name}: there is no such file or folder\n")


def test_a_new_key(here: Path, run: Any) -> None:
    done = run("sign", "--new-key", "mine.pem")
    assert (done.status, done.err) == (0, "")
    public = Path("mine.pub").read_text().strip()
    assert public_key(Path("mine.pem").read_text()) == public
    assert f"mine.pub: {public}\n" in done.out
    assert "PRIVATE" not in done.out
    if os.name == "posix":
        assert stat.S_IMODE(Path("mine.pem").stat().st_mode) == 0o600
    again = run("sign", "--new-key", "mine.pem")
    assert again.status == 2
    assert "there is a file mine.pem already, and a key is never overwritten" in again.err
    Path("mine.pem").unlink()
    assert "there is a file mine.pub already" in run("sign", "--new-key", "mine.pem").err
    assert not Path("mine.pem").exists()


def test_a_new_key_in_a_place_that_cannot_be(here: Path, run: Any) -> None:
    assert "name it sales.pem, for example" in run("sign", "--new-key", "mine.pub").err
    nowhere = run("sign", "--new-key", "no/mine.pem")
    assert (nowhere.status, nowhere.err) == (2, "error: no/mine.pem: No such file or directory\n")


# What cannot be signed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name the agreement to be signed, or with --new-key the file of a key to be made"),
        (("agreement.yaml", "--new-key", "x.pem"), "name the agreement to be signed, or with --new-key"),
        (("agreement.yaml",), "--party says for whom it is signed: marketing or sales"),
        (("agreement.yaml", "--party", "sales"), "--name says who signs"),
        (("agreement.yaml", "--party", "sals", "--name", "x"), "there is no party `sals`; write sales"),
        (("agreement.yaml", "--party", "sales", "--name", " "), "`name` is empty"),
        (("agreement.yaml", *BY_SALES[:-1], "soon"), "--date 'soon' is no date; write it as 2026-01-31"),
        (("agreement.yaml", *BY_SALES, "--key", "none.pem"), "none.pem: No such file or directory"),
        (("agreement.yaml", *BY_SALES, "--key", "agreement.yaml"), "this is no private key in PEM"),
        (("none.yaml", *BY_SALES), "none.yaml: there is no such file"),
    ],
)
def test_what_cannot_be_done_so(here: Path, run: Any, words: tuple[str, ...], said: str) -> None:
    found = run("sign", *words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
    assert not BESIDE.exists()


def test_only_a_sound_agreement_is_signed(here: Path, run: Any) -> None:
    change("owner: sales", "owner: salez")
    found = run("sign", "agreement.yaml", *MARKETING)
    assert (found.status, found.out) == (2, "")
    assert "salez" in found.err
    assert not BESIDE.exists()


def test_a_withdrawn_version_is_not_signed(here: Path, run: Any) -> None:
    change("leadsla: 1\n", "leadsla: 1\nstate: withdrawn\n")
    found = run("sign", "agreement.yaml", *MARKETING)
    assert (found.status, found.err) == (
        2,
        "error: version 2026.1 is withdrawn, and not signed any more; see its `state`\n",
    )


def test_a_second_signature_of_a_party_replaces_the_first_only_by_force(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", *MARKETING)
    run("sign", "agreement.yaml", *BY_SALES)
    before = BESIDE.read_text()
    words = ("sign", "agreement.yaml", "--party", "marketing", "--name", "Deputy", "--date", "2026-02-01")
    refused = run(*words)
    assert refused.status == 2
    assert refused.err == (
        "error: marketing has signed this text already: Head of marketing, 2026-01-02 (recorded); "
        "with --force that signature is replaced\n"
    )
    assert BESIDE.read_text() == before
    assert run(*words, "--force").status == 0
    assert [one.name for one in ls.load("agreement.yaml").signatures] == ["Head of sales", "Deputy"]


def test_a_party_with_a_key_signs_with_it(here: Path, run: Any) -> None:
    declare()
    found = run("sign", "agreement.yaml", *BY_SALES)
    assert "the agreement declares a key for `sales`, so it is signed with that key" in found.err
    Path("other.pem").write_text(OTHER)
    found = run("sign", "agreement.yaml", *BY_SALES, "--key", "other.pem")
    assert "this is not the key that the agreement declares for `sales`" in found.err
    assert not BESIDE.exists()


def test_without_the_extra_a_key_says_what_to_install(
    here: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    for words in (("agreement.yaml", *BY_SALES, "--key", "sales.pem"), ("--new-key", "x.pem")):
        found = run("sign", *words)
        assert found.status == 2
        assert "pip install 'leadsla[signing]'" in found.err
    assert run("sign", "agreement.yaml", *BY_SALES).status == 0


def test_the_date_is_today_in_the_zone_of_the_agreement(
    here: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC).astimezone(tz)

    monkeypatch.setattr(sign_command.dt, "datetime", Clock)
    assert run("sign", "agreement.yaml", *MARKETING[:-2]).status == 0
    assert ls.load("agreement.yaml").signatures[0].date == dt.date(2026, 3, 1)  # in New York


def test_names_cannot_steer_the_terminal(here: Path, run: Any) -> None:
    run("sign", "agreement.yaml", "--party", "sales", "--name", "Head\u202eof sales")
    for words in (("check", "agreement.yaml"), ("check", "agreement.yaml", "--signatures")):
        assert "\u202e" not in run(*words).out
    assert run("sign", "agreement.yaml", "--party", "sales", "--name", "a\x1b[2J").status == 2


def test_an_earlier_version_that_was_changed_after_signing(here: Path, run: Any) -> None:
    amends = 'state: agreed\neffective: 2026-02-05\namends: {version: "2026.1", document: agreement.yaml}'
    text = Path("agreement.yaml").read_text()
    Path("later.yaml").write_text(text.replace('version: "2026.1"', f'version: "2026.2"\n{amends}'))
    run("sign", "agreement.yaml", *MARKETING)
    assert run("check", "later.yaml", "--no-advice").status == 0
    change("title: Sales", "title: sales")
    for options in ((), ("--signatures",)):
        found = run("check", "later.yaml", "--no-advice", *options)
        assert found.status == 1
        assert "fault[changed-after-signing]: Head of marketing signed version 2026.1" in found.out
        assert "agreement.signatures.yaml: 1 fault" in found.out


def test_who_judges_by_a_changed_text_is_told(here: Path, run: Any) -> None:
    """What was signed is not what is judged; the earlier versions are looked at too."""
    Path("events.csv").write_text((HERE / "events.csv").read_text())
    judging = ("evaluate", "agreement.yaml", "events.csv", "--at", "2026-02-17T16:00")
    run("sign", "agreement.yaml", *BY_SALES)
    assert "signed" not in run(*judging).err
    change("within: 8 business hours", "within: 9 business hours")
    told = run(*judging)
    assert told.status == 0
    assert "agreement.signatures.yaml: " in told.err
    assert "with another text than this; leadsla check says more" in told.err
    tree = json.loads(ls.dump(ls.load("agreement.yaml"), "json"))
    tree |= {"version": "2026.2", "effective": "2026-06-01", "state": "agreed"}
    tree["amends"] = {"version": tree_version(), "document": "agreement.yaml"}
    Path("later.json").write_text(json.dumps(tree))
    told = run("due", "later.json", "events.csv", "--at", "2026-02-17T16:00")
    assert "agreement.signatures.yaml: " in told.err


def test_every_version_that_is_not_in_force_is_named(here: Path, run: Any) -> None:
    """Also one in the middle that is not signed by all."""
    Path("events.csv").write_text((HERE / "events.csv").read_text())
    tree = json.loads(ls.dump(ls.load("agreement.yaml"), "json"))
    first = tree_version()
    for version, before, document, month in (
        ("b", first, "agreement.yaml", "05"),
        ("c", "b", "b.json", "06"),
    ):
        own = {
            "version": version,
            "effective": f"2026-{month}-01",
            "amends": {"version": before, "document": document},
        }
        state = {"state": "agreed"} if version == "c" else {}
        Path(f"{version}.json").write_text(json.dumps(tree | own | state))
    told = run("evaluate", "c.json", "events.csv", "--at", "2026-02-17T16:00")
    assert "version b is proposed, so it is not in force" in told.err
    assert "version c" not in told.err


def tree_version() -> str:
    return ls.load("agreement.yaml").version
