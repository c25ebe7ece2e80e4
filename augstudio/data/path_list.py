"""A million file names in the space that their bytes take."""

import os
from array import array
from collections.abc import Iterable, Iterator

import numpy as np


class PathList:
    """Names packed end to end: their bytes plus 8 each, less than half of a list of strings, and quick to pickle."""

    def __init__(self, names: Iterable[str]) -> None:
        packed = bytearray()
        ends = array("q", [0])
        for name in names:
            packed += os.fsencode(name)
            ends.append(len(packed))
        self._packed = bytes(packed)
        self._ends = np.array(ends)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        return os.fsdecode(self._packed[self._ends[position] : self._ends[position + 1]])

    def __iter__(self) -> Iterator[str]:
        return (self[index] for index in range(len(self)))
