"""Whose row is it? The leads of several systems become one set of leads.

The rule, exactly:

1. A file whose mapping names neither `key` nor `aliases` holds leads' ids as they are. The same id in two
   such files is the same lead.
2. A file with `key` or `aliases` has ids of its own system, which mean nothing elsewhere. Its rows belong to
the lead

   * that the alias table gives for their id (one step, never further), and
   * that an earlier file gives to their key; keys are compared without surrounding blanks and without case.

   Where both are known and differ, or where an id has been found to be another lead's by an earlier row, the
   row has two ids: it is left out. A row without either belongs to the lead that other rows of its id belong
   to.
3. A lead that no alias and no earlier file knows keeps the id of its own file; where another lead has that
   very id already, it becomes `file:id`, and that is reported. So the id of a lead is the one of the first
   file that knows its key.
4. Reported, and used: an id with a second key (both keys are that lead's), a key with a second id of the same
   file (it stands for the first of them), an alias whose target no other file knows but the alias table
   itself translates further (a chain, or a circle). An id for which the alias table gives two leads has two
   ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

import attrs

from leadsla.readers.report import Findings, Reason
from leadsla.readers.rows import Draft, RowReader, too_early


@attrs.frozen
class AliasTable:
    """What an alias file says: for each id the leads, with the line of each."""

    file: str
    targets: Mapping[str, Mapping[str, int]]

    def lead(self, own: str) -> str | None:
        """The lead of an id, if the table knows exactly one."""
        found = self.targets.get(own, {})
        return next(iter(found)) if len(found) == 1 else None


NO_ALIASES = AliasTable("", {})


def join(files: Sequence[RowReader], tables: Sequence[AliasTable]) -> None:
    """Gives every draft the lead it belongs to, and reports what contradicts itself."""
    plain = {draft[5] for rows in files if rows.identities is None for draft in rows.drafts}
    taken, keys = set(plain), dict[str, str]()
    for rows, table in zip(files, tables, strict=True):
        if rows.identities is None:
            continue
        elsewhere = plain | {
            lead
            for other in files
            if other is not rows and other.identities is not None
            for lead in other.leads
        }
        _report_chains(table, elsewhere, rows.findings)
        leads, left_out = _settled(rows, table, keys)
        _own_ids(rows, leads, left_out, taken)
        _learn_keys(rows, leads, left_out, keys)
        taken.update(leads.values())
        rows.findings.kept -= len(left_out)
        rows.drafts = [
            (*draft[:5], leads[draft[5]], *draft[6:]) if draft[5] else draft
            for draft in rows.drafts
            if draft[3] not in left_out
        ]


def _settled(rows: RowReader, table: AliasTable, keys: Mapping[str, str]) -> tuple[dict[str, str], set[int]]:
    """The lead of each id that an alias or an earlier file's key knows, and the lines of rows with two."""
    assert rows.identities is not None
    leads: dict[str, str] = {}
    left_out: set[int] = set()
    for line, (own, key) in rows.identities.items():
        known = {
            "by its alias": table.lead(own),
            "by its key": keys.get(key) if key else None,
            "by an earlier row": leads.get(own),
        }
        found = {how: lead for how, lead in known.items() if lead is not None}
        for lead in table.targets.get(own, ()) if not known["by its alias"] else ():
            found[f"by line {table.targets[own][lead]} of {table.file}"] = lead
        if len(set(found.values())) > 1:
            left_out.add(line)
            what = ", ".join(f"{lead!r} {how}" for how, lead in found.items())
            rows.findings.leave_out(line, Reason.TWO_IDS, f"id {own!r} is lead {what}")
        elif found:
            leads[own] = next(iter(found.values()))
    return leads, left_out


def _own_ids(rows: RowReader, leads: dict[str, str], left_out: set[int], taken: set[str]) -> None:
    """Adds the leads that this file alone knows, or knows first, under their own ids."""
    assert rows.identities is not None
    others = taken | set(leads.values())
    for line, (own, _) in rows.identities.items():
        if own in leads or line in left_out:
            continue
        leads[own] = own
        if own in others:
            leads[own] = _unlike(others, f"{PurePath(rows.findings.file).name}:{own}")
            what = f"id {own!r} is already another lead's; this one becomes {leads[own]!r}"
            rows.findings.note(line, Reason.SAME_ID, what)


def _unlike(others: Iterable[str], lead: str) -> str:
    """`lead`, made longer until no other lead has that id."""
    while lead in others:
        lead += "'"
    return lead


def _learn_keys(rows: RowReader, leads: Mapping[str, str], left_out: set[int], keys: dict[str, str]) -> None:
    """Remembers for later files which lead each key of this one means."""
    assert rows.identities is not None
    key_of: dict[str, str] = {}
    own_of: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for line, (own, key) in rows.identities.items():
        if key is None or line in left_out or (own, key) in seen:
            continue
        seen.add((own, key))
        if (first := key_of.setdefault(own, key)) != key:
            rows.findings.note(line, Reason.TWO_KEYS, f"id {own!r} has the keys {first!r} and {key!r}")
        if (first := own_of.setdefault(key, own)) != own:
            rows.findings.note(line, Reason.SHARED_KEY, f"key {key!r} has the ids {first!r} and {own!r}")
        keys.setdefault(key, leads[own])


def _report_chains(table: AliasTable, elsewhere: set[str], findings: Findings) -> None:
    """Reports aliases that contradict each other, or whose target looks like one more id to translate."""
    for own, targets in table.targets.items():
        if len(targets) > 1:
            what = f"{own!r} stands for {' and '.join(map(repr, targets))}"
            findings.note(max(targets.values()), Reason.ALIAS, what, table.file)
        for lead, line in targets.items():
            if lead != own and lead in table.targets and lead not in elsewhere:
                findings.note(line, Reason.ALIAS, _chain(table, own), table.file)


def _chain(table: AliasTable, own: str) -> str:
    """The sentence of an alias that leads to another one."""
    steps = [own]
    while (step := table.lead(steps[-1])) is not None and len(steps) < 5:
        steps.append(step)
        if step in steps[:-1]:
            return f"{' -> '.join(map(repr, steps))} goes round; only the first step is taken"
    return f"{' -> '.join(map(repr, steps))} is a chain; only the first step is taken"


def report_order_between(files: Sequence[RowReader]) -> None:
    """Reports events of wide files older than what is listed first for their lead, in another file."""
    wide = [rows for rows in files if rows.mapping.shape == "wide"]
    if len(wide) < 2:
        return
    firsts: dict[str, Draft] = {}
    for rows in wide:
        for draft in rows.drafts:
            first = firsts.get(draft[5])
            if first is None or (draft[2], draft[4], draft[0]) < (first[2], first[4], first[0]):
                firsts[draft[5]] = draft
    for rows in wide:
        reported: set[int] = set()
        for draft in rows.drafts:
            first = firsts[draft[5]]
            if draft[2] != first[2] and draft[0] < first[0] and draft[3] not in reported:
                reported.add(draft[3])
                rows.findings.note(draft[3], Reason.ORDER, too_early(draft, first))
