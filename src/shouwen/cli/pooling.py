"""Runs batches of work in order over several processes, with as few in flight as keep them busy.

The phrase engine does not release the interpreter's lock, so that processes are what helps. They
are forked: the compiled handbook is shared and never copied through a pipe.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any


class WorkerLost(Exception):
    """A process was ended from outside, mostly for want of memory."""


def jobs(text: str) -> int:
    """The number of processes that `--jobs` asks for; 0 asks for one a core."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("请写整数，如 4") from None
    if not 0 <= number <= 256:
        raise argparse.ArgumentTypeError("请写 0 到 256 之间的整数")
    return number or os.cpu_count() or 1


_work: list[Callable[[Any], Any]] = []


def _run(batch: Any) -> Any:
    return _work[-1](batch)


def in_order[B, A](work: Callable[[B], A], batches: Iterable[B], processes: int) -> Iterator[A]:
    """`work(batch)` for each batch, in their order; memory holds about two batches a process.

    Raises :class:`WorkerLost`.
    """
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, batches)
        return
    _work.append(work)
    pool = _pool(processes)
    try:
        flying: deque[Future[A]] = deque()
        for batch in batches:
            flying.append(pool.submit(_run, batch))
            if len(flying) > 2 * processes:
                yield flying.popleft().result()
        while flying:
            yield flying.popleft().result()
    except BrokenProcessPool:
        raise WorkerLost from None
    finally:
        pool.shutdown(cancel_futures=True)
        _work.pop()


def _pool(processes: int) -> ProcessPoolExecutor:
    """A pool whose processes leave Ctrl-C to this one: one that stopped halfway through taking
    a batch would hold the others up for ever. They are born with the signal blocked."""
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_die_with_parent, initargs=(os.getpid(),)
    )
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        pool.submit(os.getpid).result()  # the first one starts all processes
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pool


def _die_with_parent(parent: int) -> None:
    """End this process when the one that started it is gone, however it ended: look every second.

    `parent` is told by the parent itself: it may be gone before this process first looks. A signal
    and not a thread: the core has no threads (import law).
    """

    def look(_number: int, _frame: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 1.0, 1.0)
