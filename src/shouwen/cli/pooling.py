"""Runs batches of work in order over several processes, with as few in flight as keep them busy.

The phrase engine does not release the interpreter's lock, so that processes are what helps. They
are forked: the compiled handbook is shared and never copied through a pipe.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any


class WorkerLost(Exception):
    """A process was ended from outside, mostly for want of memory."""


_work: list[Callable[[Any], Any]] = []


def _run(batch: Any) -> Any:
    return _work[-1](batch)


def in_order[B, A](work: Callable[[B], A], batches: Iterable[B], jobs: int) -> Iterator[A]:
    """`work(batch)` for each batch, in their order; memory holds about two batches a process.
    Raises :class:`WorkerLost`."""
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, batches)
        return
    _work.append(work)
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            flying: deque[Future[A]] = deque()
            for batch in batches:
                flying.append(pool.submit(_run, batch))
                if len(flying) > 2 * jobs:
                    yield flying.popleft().result()
            while flying:
                yield flying.popleft().result()
    except BrokenProcessPool:
        raise WorkerLost from None
    finally:
        _work.pop()
