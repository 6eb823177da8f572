"""Work on very many items: in several processes, and without the search for cycles, of which it makes none."""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import parent_process
from threading import Thread
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_work: Callable[[Any], Any]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps Python from looking for cycles, which takes a third of the time where millions of objects come and go."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def in_parallel(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What `work` makes of each item, in order and in as many processes as there are processors. Few wait at once."""
    processes = os.cpu_count() or 1
    with ProcessPoolExecutor(processes, initializer=_start, initargs=(work,)) as pool:
        pool.submit(int).result()  # the processes start now, before `items` may have started threads
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(_do, item))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _start(work: Callable[[Any], Any]) -> None:
    global _work
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that writes ends the others
    Thread(target=_end_with_parent, daemon=True).start()
    _work = work


def _end_with_parent() -> None:
    """Whatever ended it. Processes that stayed would keep its connection to PostgreSQL open, and so its transaction."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _do(item: Any) -> Any:
    return _work(item)
