"""What a data set holds: counts, sizes, means and standard deviations, duplicates, what cannot be read."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augstudio.data.decoding import Conversion
from augstudio.data.loading import (
    Indices,
    Unreadable,
    labels_of,
    location_of,
    notes_of,
    official_splits,
    read_each,
)
from augstudio.data.source import ArrayBackedSource, Source
from augstudio.errors import DataError

_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class SizeCount:
    """How many images have one height and width, in pixels."""

    height: int
    width: int
    count: int


@dataclass(frozen=True, slots=True)
class DatasetStatistics:
    """What a data set holds.

    Attributes:
        name: What the user calls it.
        fingerprint: The state of the data that this describes.
        count: Images, unreadable ones included.
        classes: Images by class name; empty without labels.
        splits: Images by official part (train, validation, test); empty where there are none.
        sizes: Images by size, the most frequent first.
        channels: Readable images by number of channels, 1 or 3.
        mean: Per channel, on [0, 1], over all pixels of all readable images; gray counts as RGB if any is RGB.
        std: Standard deviation, likewise (of the population, not divided by n - 1).
        duplicates: Groups of images with the same pixels, by location.
        unreadable: Images that cannot be read, and why.
        conversions: Images by what was done to bring them to 8-bit gray or RGB, by rule.
        notes: How the data were understood, where that is not obvious.
    """

    name: str
    fingerprint: str
    count: int
    classes: dict[str, int]
    splits: dict[str, int]
    sizes: tuple[SizeCount, ...]
    channels: dict[int, int]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    duplicates: tuple[tuple[str, ...], ...]
    unreadable: tuple[Unreadable, ...]
    conversions: dict[str, int]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain dictionaries, lists, numbers and strings."""
        plain = asdict(self)
        plain["channels"] = {str(channels): count for channels, count in self.channels.items()}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}


def statistics(
    source: Source,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DatasetStatistics:
    """Read every image once and count.

    Args:
        source: The data set.
        progress: Called after each image with how many are done, and how many there are.
        cancelled: Asked before each image.

    Raises:
        concurrent.futures.CancelledError: `cancelled` said so.
    """
    levels = _Levels()
    sizes: Counter[tuple[int, int]] = Counter()
    channels: Counter[int] = Counter()
    conversions: Counter[Conversion] = Counter()
    unreadable: list[Unreadable] = []
    same = _SamePixels()
    for done, (index, outcome) in enumerate(read_each(source), start=1):
        if cancelled is not None and cancelled():
            raise CancelledError
        if isinstance(outcome, Unreadable):
            unreadable.append(outcome)
        else:
            height, width, depth = outcome.pixels.shape
            sizes[height, width] += 1
            channels[depth] += 1
            conversions.update(outcome.conversions)
            levels.add(outcome.pixels)
            same.add(index, outcome.pixels)
        if progress is not None:
            progress(done, len(source))
    mean, std = levels.mean_and_std()
    labels = Counter(labels_of(source).tolist())
    return DatasetStatistics(
        name=source.name,
        fingerprint=source.fingerprint,
        count=len(source),
        classes={name: labels[position] for position, name in enumerate(source.classes)},
        splits={split.value: len(members) for split, members in official_splits(source).items()},
        sizes=tuple(SizeCount(*size, count) for size, count in sizes.most_common()),
        channels=dict(sorted(channels.items())),
        mean=mean,
        std=std,
        duplicates=tuple(tuple(location_of(source, index) for index in group) for group in same.groups()),
        unreadable=tuple(unreadable),
        conversions={rule.value: conversions[rule] for rule in Conversion if conversions[rule]},
        notes=notes_of(source),
    )


def channel_statistics(source: Source, indices: Indices | None = None) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation per channel, on [0, 1], over all pixels: what `normalize` wants.

    Args:
        source: The data set.
        indices: The images to take, such as those that train; by default all. Unreadable ones are skipped.

    Raises:
        DataError: Not one image could be read.
    """
    levels = _Levels()
    if isinstance(source, ArrayBackedSource):
        pixels = source.pixels()
        chosen = np.arange(len(source)) if indices is None else np.array(list(indices), dtype=np.int64)
        for start in range(0, len(chosen), _BLOCK):
            levels.add(pixels[chosen[start : start + _BLOCK]])
    else:
        for _, outcome in read_each(source, indices):
            if not isinstance(outcome, Unreadable):
                levels.add(outcome.pixels)
    mean, std = levels.mean_and_std()
    if not mean:
        raise DataError(f"{source.name}: not one image to take a mean of")
    return mean, std


class _Levels:
    """How often each channel takes each of its 256 values: exact, whatever the order and number of images."""

    def __init__(self) -> None:
        self._counts = {1: np.zeros((1, 256), dtype=np.int64), 3: np.zeros((3, 256), dtype=np.int64)}

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Count an image or several, (..., C)."""
        counts = self._counts[pixels.shape[-1]]
        for channel in range(len(counts)):
            counts[channel] += np.bincount(pixels[..., channel].ravel(), minlength=256)

    def mean_and_std(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Per channel, on [0, 1]; empty before the first pixel."""
        gray, rgb = self._counts[1], self._counts[3]
        counts = rgb + gray if rgb.any() else gray
        if not counts.any():
            return (), ()
        values = np.arange(256) / 255
        weights = counts / counts.sum(axis=1, keepdims=True)
        mean = weights @ values
        std = np.sqrt((weights * (values - mean[:, np.newaxis]) ** 2).sum(axis=1))
        return tuple(mean.tolist()), tuple(std.tolist())


class _SamePixels:
    """Finds images with the same shape and pixels, by a 128-bit hash."""

    def __init__(self) -> None:
        self._first: dict[bytes, int] = {}
        self._groups: dict[int, list[int]] = {}

    def add(self, index: int, pixels: NDArray[np.uint8]) -> None:
        """Remember one image, (H, W, C)."""
        digest = blake2b(str(pixels.shape).encode() + pixels.tobytes(), digest_size=16).digest()
        first = self._first.setdefault(digest, index)
        if first != index:
            self._groups.setdefault(first, [first]).append(index)

    def groups(self) -> list[list[int]]:
        """Positions of the images that are the same, each group with two or more."""
        return list(self._groups.values())
