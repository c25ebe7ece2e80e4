"""One file an image: the source behind folders."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from augstudio.data import fingerprints
from augstudio.data.decoding import DecodedImage, decode
from augstudio.data.path_list import PathList
from augstudio.data.source import SplitName

_SPLITS = tuple(SplitName)


class ImageFileSource:
    """A `Source` over image files, each opened and decoded when it is asked for.

    Args:
        name: What the user calls it.
        root: The folder that the names are relative to.
        names: The files.
        classes: Class names; empty without labels.
        labels: (N,) positions in `classes`; None without labels.
        splits: (N,) positions in `SplitName`; None where the data are not divided.
        fingerprint: Instead of the one made of names, sizes, times and labels.
        notes: See `DetailedSource`.
    """

    def __init__(
        self,
        *,
        name: str,
        root: Path,
        names: PathList,
        classes: Sequence[str] = (),
        labels: NDArray[np.int32] | None = None,
        splits: NDArray[np.int8] | None = None,
        fingerprint: str | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self._name = name
        self._root = root
        self._names = names
        self._classes = tuple(classes)
        self._labels = labels
        self._splits = splits
        self._given_fingerprint = fingerprint
        self._notes = tuple(notes)

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self._name

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, in the order of the labels; empty where images have no labels."""
        return self._classes

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a file or a label does; asks for every file's size and time, once."""
        if self._given_fingerprint is not None:
            return self._given_fingerprint
        labels = b"" if self._labels is None else self._labels.tobytes()
        splits = b"" if self._splits is None else self._splits.tobytes()
        paths = (self._root / name for name in self._names)
        return fingerprints.of_files(paths, "\0".join(self._classes).encode("utf-8", "surrogateescape"), labels, splits)

    def __len__(self) -> int:
        return len(self._names)

    def image(self, index: int) -> NDArray[np.uint8]:
        """One image, (H, W, C) uint8, decoded now.

        Raises:
            DataError: The file is no image, or damaged.
        """
        return self.read(index).pixels

    def label(self, index: int) -> int | None:
        """The class of one image as a position in `classes`; None without labels."""
        return None if self._labels is None else int(self._labels[index])

    def read(self, index: int) -> DecodedImage:
        """One image and what was done to its pixels.

        Raises:
            DataError: The file is no image, or damaged.
        """
        path = self._root / self._names[index]
        return decode(path, str(path))

    def location(self, index: int) -> str:
        """The path of one image."""
        return str(self._root / self._names[index])

    def labels(self) -> NDArray[np.int64]:
        """All labels, (N,); -1 without labels."""
        return np.full(len(self), -1, dtype=np.int64) if self._labels is None else self._labels.astype(np.int64)

    def split_of(self, index: int) -> SplitName | None:
        """The part whose folder one image lies in; None where there are no such folders."""
        return None if self._splits is None else _SPLITS[self._splits[index]]

    def notes(self) -> tuple[str, ...]:
        """What was left out, and why."""
        return self._notes
