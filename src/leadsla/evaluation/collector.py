"""The collector of reference cycles, kept out of long folds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Spare a long fold the collector of cycles, which would go through the whole log again and again.

    The fold makes no cycles, so there is nothing to collect; what it drops is freed by reference counts as ever.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                # Count what was made among the old objects, so that it is not gone through at the next allocation.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
