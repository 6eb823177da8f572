"""A mapping that holds so many bytes and no more."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """What came in first goes first. `held` is read without an intermediary: it stands on the hot path."""

    def __init__(self, most: int, weigh: Callable[[V], int]) -> None:
        self.most, self.weigh, self.bytes = most, weigh, 0
        self.held: OrderedDict[K, V] = OrderedDict()

    def put(self, key: K, value: V) -> None:
        """Takes a value in, and lets go of the oldest ones that do not fit any more."""
        self.drop(key)
        self.held[key] = value
        self.bytes += self.weigh(value)
        while self.bytes > self.most:
            self.drop(next(iter(self.held)))

    def drop(self, key: K) -> None:
        """Lets go of a value, where it is held."""
        if key in self.held:
            self.bytes -= self.weigh(self.held.pop(key))
