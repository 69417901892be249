"""How the threads behind the web share the write lock with those who wait for a page."""

from __future__ import annotations

from collections.abc import Callable

# A batch ends after so long, so that nobody waits noticeably for what runs behind the web; after a
# stop of days there may be minutes of work.
BATCH_SECONDS = 0.03

Between = Callable[[], object]


def nothing() -> None:
    """What happens between two batches where nobody waits."""
