"""Threads: parts side by side; and reading ahead and writing behind, which overlap with what is computed."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Full, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")
DEPTH = 2  # pieces that wait
PAUSE = 1 / 10  # seconds between looks whether anybody still waits


def processors() -> int:
    """Return how many threads may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(work: Callable[[T], R], parts: Sequence[T]) -> list[R]:
    """Return what *work* makes of each of *parts*, each in a thread of its own where there are several."""
    if len(parts) < 2:  # noqa: PLR2004
        return [work(part) for part in parts]
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(work, parts))


def ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """Yield *items*, the next of which are made meanwhile in a thread of their own."""
    queue: Queue[tuple[bool, Any]] = Queue(DEPTH)
    stopped = Event()

    def put(entry: tuple[bool, Any]) -> None:
        while not stopped.is_set():
            try:
                queue.put(entry, timeout=PAUSE)
            except Full:
                continue
            return

    def work() -> None:
        try:
            for item in items:
                put((True, item))
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  (raised again where the items are taken)
            put((False, error))
            return
        put((False, None))

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        while True:
            goes_on, item = queue.get()
            if goes_on:
                yield item
                continue
            if item is not None:
                raise item
            return
    finally:
        stopped.set()
        thread.join()


class Behind(Generic[T]):
    """Hands items to *work* in a thread of its own, one after the other."""

    def __init__(self, work: Callable[[T], object]) -> None:
        self._work = work
        self._queue: Queue[tuple[bool, Any]] = Queue(DEPTH)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def _run(self) -> None:
        while True:
            goes_on, item = self._queue.get()
            if not goes_on:
                return
            if self._error is None:
                try:
                    self._work(item)
                except BaseException as error:  # noqa: BLE001  (raised again by `put` and at the end)
                    self._error = error

    def put(self, item: T) -> None:
        """Hand over an item.

        Raises:
            Exception: whatever the work on an earlier item raised.
        """
        if self._error is not None:
            raise self._error
        self._queue.put((True, item))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the work that is left."""
        self._queue.put((False, None))
        self._thread.join()
        if error is None and self._error is not None:
            raise self._error
