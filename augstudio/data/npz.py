"""NumPy archives: `x_train`/`y_train`, `images`/`labels` and the like."""

import math
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augstudio.data import fingerprints
from augstudio.data.array_source import ImageArraySource
from augstudio.data.decoding import Conversion, DecodedImage, flatten_alpha, to_bytes
from augstudio.data.label_encoding import encode_labels
from augstudio.data.on_demand import OnDemand
from augstudio.data.reasons import plain_reason
from augstudio.data.source import SplitName
from augstudio.errors import DataError

_SPLITS = {
    "train": SplitName.TRAIN,
    "val": SplitName.VALIDATION,
    "valid": SplitName.VALIDATION,
    "validation": SplitName.VALIDATION,
    "test": SplitName.TEST,
}
_SPLIT_PATTERN = "|".join(_SPLITS)
_IMAGES = "x|images?|imgs|data|pixels"
_LABELS = "y|labels?|targets?"
_CLASSES = {"classes", "class_names", "label_names", "names"}
_READ_ERRORS = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


class _Layout(Enum):
    """How the axes of an array of images are to be understood."""

    GRAY = auto()  # (N, H, W)
    CHANNELS_LAST = auto()  # (N, H, W, C)
    CHANNELS_FIRST = auto()  # (N, C, H, W)
    FLAT_SQUARE = auto()  # (N, side * side)


@dataclass(frozen=True, slots=True)
class _Part:
    """One array of images, the labels that belong to it, and the split that the key names."""

    images: str
    labels: str | None
    split: SplitName | None


def is_npz(path: Path) -> bool:
    """Whether a path is a NumPy archive, by its name."""
    return path.suffix.lower() == ".npz" and path.is_file()


def open_npz(path: Path, *, name: str | None = None, fingerprint: str | None = None) -> ImageArraySource:
    """Open an archive; its images are read when the first one is asked for.

    Args:
        path: The file.
        name: What to call the source; the file's name by default.
        fingerprint: Instead of the one made of the file's name, size and time.

    Raises:
        DataError: No archive, no images in it, or arrays that are pickled Python objects.
    """
    try:
        # Given a path, np.load leaves the file open when it is damaged.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            shapes = _shapes(path, archive.files)
            parts = _parts(path, shapes)
            labels, classes = _labels(path, archive, parts, shapes)
    except DataError:
        raise
    except _READ_ERRORS as error:
        raise DataError(f"{path}: cannot be read as a NumPy archive: {plain_reason(error)}") from error
    return ImageArraySource(
        name=name or path.stem,
        place=str(path),
        block=OnDemand(partial(_read_images, path, tuple(part.images for part in parts))),
        classes=classes,
        labels=labels,
        fingerprint=fingerprint or fingerprints.of_files([path]),
        splits={part.split: shapes[part.images][0] for part in parts if part.split is not None},
    )


def _shapes(path: Path, keys: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Shapes by key, from the headers alone."""
    shapes = {}
    with zipfile.ZipFile(path) as archive:
        for key in keys:
            with archive.open(f"{key}.npy") as stream:
                version = np.lib.format.read_magic(stream)
                read_header = (
                    np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
                )
                shape, _, dtype = read_header(stream)
            if dtype.hasobject:
                raise DataError(
                    f"{path}: {key!r} holds pickled Python objects, which are never loaded; "
                    "save it as an array of numbers, all images of one size"
                )
            shapes[key] = shape
    return shapes


def _parts(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> list[_Part]:
    """Which keys are images and which their labels."""
    images, labels = _keys_by_split(path, shapes, _IMAGES), _keys_by_split(path, shapes, _LABELS)
    if not images and "arr_0" in shapes:
        images, labels = {None: "arr_0"}, {None: "arr_1"} if "arr_1" in shapes else {}
    if not images:
        pictures = [key for key, shape in shapes.items() if len(shape) >= 3]
        images = {None: pictures[0]} if len(pictures) == 1 else {}
    if not images:
        raise DataError(
            f"{path}: no images among the keys {', '.join(shapes) or '(none)'}; name them x_train and y_train, "
            "or images and labels"
        )
    if len(images) > 1 and None in images:
        raise DataError(f"{path}: both {images[None]!r} and arrays of a split; keep one or the other")
    order: list[SplitName | None] = [None, *SplitName]
    parts = [_Part(images[split], labels.get(split), split) for split in order if split in images]
    if len({part.labels is None for part in parts}) > 1:
        without = next(part.images for part in parts if part.labels is None)
        raise DataError(f"{path}: {without!r} has no labels beside it, while others have; add them or remove it")
    return parts


def _keys_by_split(path: Path, shapes: Mapping[str, tuple[int, ...]], stems: str) -> dict[SplitName | None, str]:
    pattern = re.compile(rf"(?:({_SPLIT_PATTERN})_)?(?:{stems})(?:_({_SPLIT_PATTERN}))?")
    found: dict[SplitName | None, str] = {}
    for key in shapes:
        match = pattern.fullmatch(key.lower())
        if match is None:
            continue
        token = match[1] or match[2]
        split = _SPLITS[token] if token else None
        if split in found:
            raise DataError(f"{path}: {found[split]!r} and {key!r} could both be meant; remove one")
        found[split] = key
    return found


def _labels(
    path: Path, archive: Mapping[str, NDArray[Any]], parts: Sequence[_Part], shapes: Mapping[str, tuple[int, ...]]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    count = 0
    arrays = []
    for part in parts:
        _layout(path, part.images, shapes[part.images])
        length = shapes[part.images][0]
        count += length
        if part.labels is None:
            continue
        if shapes[part.labels][:1] != (length,):
            held = (shapes[part.labels] or (0,))[0]
            raise DataError(f"{path}: {length} images in {part.images!r}, but {held} labels in {part.labels!r}")
        arrays.append(archive[part.labels])
    if count == 0:
        raise DataError(f"{path}: holds no images; {parts[0].images!r} is empty")
    if not arrays:
        return np.full(count, -1, dtype=np.int64), ()
    if len({array.shape[1:] for array in arrays}) > 1:
        raise DataError(f"{path}: labels of different shapes; give one number or name each")
    named = next((archive[key] for key in shapes if key.lower() in _CLASSES and len(shapes[key]) == 1), None)
    names = None if named is None else [str(name) for name in named.tolist()]
    return encode_labels(np.concatenate(arrays), str(path), names)


def _layout(path: Path, key: str, shape: tuple[int, ...]) -> _Layout:
    match shape:
        case (_, _, _):
            return _Layout.GRAY
        case (_, _, _, 1 | 3):
            return _Layout.CHANNELS_LAST
        case (_, 1 | 3, _, _):
            return _Layout.CHANNELS_FIRST
        case (_, _, _, 2 | 4):
            return _Layout.CHANNELS_LAST
        case (_, 2 | 4, _, _):
            return _Layout.CHANNELS_FIRST
        case (_, pixels) if math.isqrt(pixels) ** 2 == pixels:
            return _Layout.FLAT_SQUARE
        case _:
            raise DataError(f"{path}: {key!r} has shape {shape}; images are (N, H, W) or (N, H, W, C) with C = 1 or 3")


def _read_images(path: Path, keys: Sequence[str]) -> DecodedImage:
    """All images of an archive, one after the other, (N, H, W, C), read-only."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            arrays = [_channels_last(archive[key], _layout(path, key, archive[key].shape)) for key in keys]
    except _READ_ERRORS as error:
        raise DataError(f"{path}: cannot be read: {plain_reason(error)}") from error
    if len({array.shape[1:] for array in arrays}) > 1:
        sizes = ", ".join(f"{key} {array.shape[1:]}" for key, array in zip(keys, arrays, strict=True))
        raise DataError(f"{path}: images of different sizes: {sizes}; save each part in a file of its own")
    decoded = to_bytes(arrays[0] if len(arrays) == 1 else np.concatenate(arrays), str(path))
    pixels, conversions = decoded.pixels, decoded.conversions
    if pixels.shape[-1] in {2, 4}:
        pixels, conversions = flatten_alpha(pixels), (*conversions, Conversion.ALPHA)
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return DecodedImage(pixels, conversions)


def _channels_last(values: NDArray[Any], layout: _Layout) -> NDArray[Any]:
    match layout:
        case _Layout.GRAY:
            return values[..., np.newaxis]
        case _Layout.CHANNELS_LAST:
            return values
        case _Layout.CHANNELS_FIRST:
            return values.transpose(0, 2, 3, 1)
        case _Layout.FLAT_SQUARE:
            side = math.isqrt(values.shape[1])
            return values.reshape(-1, side, side, 1)
