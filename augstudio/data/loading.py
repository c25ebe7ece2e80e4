"""Many images at once, whatever the source; those that cannot be read are skipped, counted and listed."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from augstudio.data.decoding import DecodedImage
from augstudio.data.source import ArrayBackedSource, DetailedSource, Source, SplitName
from augstudio.errors import DataError

Indices = Iterable[int] | NDArray[np.integer]

_MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An image that was skipped.

    Attributes:
        index: Its position in the source.
        location: Where it lies, such as a path.
        reason: Why it cannot be read.
    """

    index: int
    location: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class LoadedImages:
    """Images of any sizes.

    Attributes:
        images: The N readable ones, each (H, W, C) uint8.
        labels: (N,) int64; -1 where there is none.
        indices: (N,) int64, their positions in the source.
        unreadable: Those that were skipped.
    """

    images: tuple[NDArray[np.uint8], ...]
    labels: NDArray[np.int64]
    indices: NDArray[np.int64]
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ImageArrays:
    """Images as a training wants them.

    Attributes:
        images: (N, H, W, C) uint8 where all images have one size, else a list of N (H, W, C). If any is RGB, all are.
        labels: (N,) int64; -1 where there is none.
        indices: (N,) int64, their positions in the source.
        unreadable: Those that were skipped.
    """

    images: NDArray[np.uint8] | list[NDArray[np.uint8]]
    labels: NDArray[np.int64]
    indices: NDArray[np.int64]
    unreadable: tuple[Unreadable, ...]


def location_of(source: Source, index: int) -> str:
    """Where one image lies, as a user would look for it."""
    return source.location(index) if isinstance(source, DetailedSource) else f"{source.name}[{index}]"


def notes_of(source: Source) -> tuple[str, ...]:
    """What the user should know about how the data were understood; one line each."""
    return source.notes() if isinstance(source, DetailedSource) else ()


def labels_of(source: Source, indices: Indices | None = None) -> NDArray[np.int64]:
    """Labels of some images, (N,), by default of all; -1 where there is none. Reads no image."""
    chosen = _positions(source, indices)
    if isinstance(source, DetailedSource):
        return source.labels()[chosen]
    labels = (source.label(int(index)) for index in chosen)
    return np.fromiter((-1 if label is None else label for label in labels), np.int64, len(chosen))


def official_splits(source: Source) -> dict[SplitName, NDArray[np.int64]]:
    """Positions of the images in each part that the makers of the data divided it into; empty where they did not."""
    if not isinstance(source, DetailedSource):
        return {}
    members: dict[SplitName, list[int]] = {}
    for index in range(len(source.labels())):
        split = source.split_of(index)
        if split is not None:
            members.setdefault(split, []).append(index)
    return {split: np.array(members[split], dtype=np.int64) for split in SplitName if split in members}


def read_each(source: Source, indices: Indices | None = None) -> Iterator[tuple[int, DecodedImage | Unreadable]]:
    """Read images in the order asked for, several files at a time, never more than a few ahead.

    Args:
        source: Where to read.
        indices: Positions; by default all.

    Yields:
        The position, and the image or why there is none.
    """
    chosen = (int(index) for index in _positions(source, indices))
    if isinstance(source, ArrayBackedSource):
        yield from ((index, _read(source, index)) for index in chosen)
        return
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="decode")
    ahead: deque[tuple[int, Future[DecodedImage | Unreadable]]] = deque()
    try:
        for index in chosen:
            ahead.append((index, pool.submit(_read, source, index)))
            if len(ahead) > 2 * threads:
                ready, reading = ahead.popleft()
                yield ready, reading.result()
        for ready, reading in ahead:
            yield ready, reading.result()
    finally:
        pool.shutdown(cancel_futures=True)


def load_images(source: Source, indices: Indices | None = None) -> LoadedImages:
    """Read some images (by default all), each at its own size, skipping what cannot be read.

    Args:
        source: Where to read.
        indices: Positions, in any order.
    """
    positions: list[int] = []
    images: list[NDArray[np.uint8]] = []
    unreadable: list[Unreadable] = []
    for index, outcome in read_each(source, indices):
        if isinstance(outcome, Unreadable):
            unreadable.append(outcome)
        else:
            positions.append(index)
            images.append(outcome.pixels)
    kept = np.array(positions, dtype=np.int64)
    return LoadedImages(tuple(images), labels_of(source, kept), kept, tuple(unreadable))


def as_arrays(source: Source, indices: Indices | None = None, size: tuple[int, int] | None = None) -> ImageArrays:
    """Read some images (by default all) into memory, in one array where sizes allow.

    Args:
        source: Where to read.
        indices: Positions, in any order.
        size: Height and width to bring every image to (bilinear, antialiased, the aspect ratio not kept); by
            default each keeps its own.

    Raises:
        DataError: Not one image could be read.
    """
    if isinstance(source, ArrayBackedSource):
        pixels = source.pixels()
        if size is None or pixels.shape[1:3] == size:
            chosen = _positions(source, indices)
            return ImageArrays(pixels[chosen], labels_of(source, chosen), chosen, ())
    loaded = load_images(source, indices)
    if loaded.unreadable and not loaded.images:
        first = loaded.unreadable[0]
        raise DataError(f"{source.name}: not one of {len(loaded.unreadable)} images can be read; {first.reason}")
    channels = max((image.shape[2] for image in loaded.images), default=1)
    images = [_fit(image, size, channels) for image in loaded.images]
    one_size = len({image.shape for image in images}) == 1
    return ImageArrays(np.stack(images) if one_size else images, loaded.labels, loaded.indices, loaded.unreadable)


def _positions(source: Source, indices: Indices | None) -> NDArray[np.int64]:
    if indices is None:
        return np.arange(len(source))
    return np.asarray(indices if isinstance(indices, np.ndarray) else list(indices), dtype=np.int64)


def _read(source: Source, index: int) -> DecodedImage | Unreadable:
    try:
        return source.read(index) if isinstance(source, DetailedSource) else DecodedImage(source.image(index))
    except DataError as error:
        location = location_of(source, index)
        return Unreadable(index, location, str(error).removeprefix(f"{location}: "))


def _fit(image: NDArray[np.uint8], size: tuple[int, int] | None, channels: int) -> NDArray[np.uint8]:
    if size is not None and image.shape[:2] != size:
        gray = image.shape[2] == 1
        resized = Image.fromarray(image[..., 0] if gray else image).resize(size[::-1], Image.Resampling.BILINEAR)
        image = np.asarray(resized).reshape(*size, image.shape[2])
    return image if image.shape[2] == channels else np.repeat(image, channels, axis=2)
