"""Work that waits for others, done by a bounded number of threads."""

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Pool(Generic[T, R]):
    """Does something with each item that it is given, many at a time, and hands back what came out, as it comes.

    Its threads are daemons, which those of `concurrent.futures` are not: a program that is interrupted does not wait
    until calls are answered that nobody wants any more.

    Args:
        work: what is done with an item.
        size: how many threads there are at most; one is started where an item finds none idle.
    """

    def __init__(self, work: Callable[[T], R], size: int) -> None:
        self._work = work
        self._size = size
        self._items: SimpleQueue[tuple[T] | None] = SimpleQueue()
        self._done: SimpleQueue[R | BaseException] = SimpleQueue()
        self._threads = 0
        self._open = 0

    def run(self, items: Iterable[T], following: Callable[[R], Iterable[T]]) -> Iterator[R]:
        """Yields each result; what follows from one is done as well.

        Args:
            items: where it begins.
            following: the items that follow from a result.
        """
        try:
            self._give(items)
            while self._open:
                result = self._done.get()
                self._open -= 1
                if isinstance(result, BaseException):
                    raise result
                self._give(following(result))
                yield result
        finally:
            for _ in range(self._threads):
                self._items.put(None)

    def _give(self, items: Iterable[T]) -> None:
        for item in items:
            self._open += 1
            self._items.put((item,))
            if self._threads < min(self._open, self._size):
                self._threads += 1
                threading.Thread(target=self._serve, daemon=True, name="vpclint").start()

    def _serve(self) -> None:
        while item := self._items.get():
            try:
                self._done.put(self._work(item[0]))
            except BaseException as error:  # noqa: BLE001 - it is raised where the results are taken
                self._done.put(error)
