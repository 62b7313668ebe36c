"""Where the leads of a table are before and after each of their events, by the table of moves that the fold follows."""

from __future__ import annotations

import numpy as np

from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.reads import Reads, of_criterion, together
from leadsla.evaluation.columns.situations import Situations
from leadsla.evaluation.compile import Edition
from leadsla.lifecycle import CompiledMove, find_move


def reads_of(moves: tuple[CompiledMove, ...]) -> Reads:
    """What the moves of an event look at, beside the stage that the lead is in."""
    found = []
    for compiled in moves:
        move = compiled.move
        found += [of_criterion(move.when), of_criterion(compiled.definition)]
        found.append(Reads(frozenset(move.requires), frozenset(() if move.to is not None else ("to",))))
        if compiled.test is not None:
            found.append(Reads(data=frozenset({"direction", "outcome"})))
    return together(found)


def walk(situations: Situations, edition: Edition, keys: list[Array]) -> None:
    """Go through the events of all rows in their order, and note the stages before and after each."""
    names = [None, *edition.order]
    numbers = {name: number for number, name in enumerate(names)}
    size, columns = situations.table.size, range(len(keys))
    steps, base = [], np.zeros((size, len(keys)), np.int64)
    offset = 0
    for place in columns:
        handler = edition.handlers.get(situations.table.names[place], edition.other)
        reads = reads_of(handler.moves)
        code, rows = situations.codes(place, reads) or (0, [0] if size else [])
        for row in rows:
            lead, event = situations.situation(place, reads, row)
            for stage in names:
                lead.stage = stage
                moved = find_move(handler.moves, edition.order, lead, event)
                steps.append(numbers[stage if moved is None else moved[1]])
        base[:, place] = offset + np.asarray(code) * len(names)
        offset += len(rows) * len(names)
    table = np.array(steps, np.int16)
    ranked = np.stack(keys, axis=1)
    order = np.argsort(ranked, axis=1)
    before, after = (np.zeros((size, len(keys)), np.int16) for _ in range(2))
    now, every = np.zeros(size, np.int16), np.arange(size)
    for number in columns:
        place_of = order[:, number]
        # What has not happened comes last, so that it moves nothing that has.
        following = table[base[every, place_of] + now]
        before[every, place_of], after[every, place_of] = now, following
        now = following
    situations.stages = names
    situations.before = [np.ascontiguousarray(before[:, place]) for place in columns]
    situations.after = [np.ascontiguousarray(after[:, place]) for place in columns]
