"""IDX files, the format of MNIST and Fashion-MNIST, compressed or not.

Format: two zero bytes, a type code, the number of dimensions, each dimension as a big-endian 32-bit number, the bytes.
Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format".
"""

import gzip
import math
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from augstudio.data import fingerprints
from augstudio.data.array_source import ImageArraySource
from augstudio.data.decoding import DecodedImage
from augstudio.data.label_encoding import encode_labels
from augstudio.data.on_demand import OnDemand
from augstudio.data.reasons import plain_reason
from augstudio.data.source import SplitName
from augstudio.errors import DataError

FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

_UNSIGNED_BYTE = 8
_IMAGES_FILE = re.compile(r"(?P<part>.*?)images(?P<mark>[-._])idx[34][-._]ubyte(?P<gz>\.gz)?", re.IGNORECASE)
_SPLIT_WORDS = {"train": SplitName.TRAIN, "val": SplitName.VALIDATION, "t10k": SplitName.TEST, "test": SplitName.TEST}


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of images and the file of its labels."""

    images: Path
    labels: Path | None
    split: SplitName | None
    shape: tuple[int, ...]


def is_idx(path: Path) -> bool:
    """Whether a path is an IDX file, or a folder that holds some (or whose folder `raw` does)."""
    if path.is_file():
        try:
            with _stream(path) as stream:
                magic = stream.read(4)
        except (OSError, EOFError, zlib.error):
            return False
        return len(magic) == 4 and magic[:3] == bytes((0, 0, _UNSIGNED_BYTE)) and magic[3] in range(1, 5)
    return path.is_dir() and bool(_image_files(path))


def open_idx(path: Path) -> ImageArraySource:
    """Open a file of images, or all those in a folder, with the labels beside them.

    Only headers and labels are read; the images follow when the first one is asked for.

    Args:
        path: The file of images, or a folder that holds `train-images-idx3-ubyte`, `t10k-...` and so on, or whose
            folder `raw` does, which is where torchvision puts them.

    Raises:
        DataError: A damaged file, labels that do not fit the images, or several data sets in one folder.
    """
    files = _image_files(path) if path.is_dir() else [path]
    parts = [_part(file, divided=path.is_dir()) for file in files]
    notes = []
    if any(part.labels for part in parts):
        notes = [f"{part.images.name} is left out: no labels file beside it" for part in parts if not part.labels]
        parts = [part for part in parts if part.labels]
    _check_one_data_set(path, parts)
    labels_files = [part.labels for part in parts if part.labels]
    labels, classes = _labels(parts, _class_names(files[0]))
    return ImageArraySource(
        name=_name(path),
        place=str(path),
        block=OnDemand(partial(_read_blocks, tuple(part.images for part in parts))),
        classes=classes,
        labels=labels,
        fingerprint=fingerprints.of_files([*(part.images for part in parts), *labels_files]),
        splits={part.split: part.shape[0] for part in parts if part.split is not None},
        notes=notes,
    )


def _image_files(folder: Path) -> list[Path]:
    """The files of images in a folder or its folder `raw`, training first; of a file and its .gz only the file."""
    for place in (folder, folder / "raw"):
        found: dict[str, Path] = {}
        for file in sorted(place.iterdir() if place.is_dir() else ()):
            match = _IMAGES_FILE.fullmatch(file.name)
            if match and file.is_file():
                found.setdefault(match["part"].lower(), file)
        if found:
            order = [*SplitName, None]
            return sorted(found.values(), key=lambda file: order.index(_split(file)))
    return []


def _split(images: Path) -> SplitName | None:
    match = _IMAGES_FILE.fullmatch(images.name)
    part = match["part"].lower() if match else ""
    return next((split for word, split in _SPLIT_WORDS.items() if word in part), None)


def _part(images: Path, *, divided: bool) -> _Part:
    shape = _shape(images)
    if len(shape) not in {3, 4} or (len(shape) == 4 and shape[3] not in {1, 3}):
        raise DataError(
            f"{images}: holds no images but an array of shape {shape}; give the file of images or its folder"
        )
    if shape[0] == 0:
        raise DataError(f"{images}: holds no images; its header says 0")
    return _Part(images, _labels_file(images), _split(images) if divided else None, shape)


def _labels_file(images: Path) -> Path | None:
    match = _IMAGES_FILE.fullmatch(images.name)
    if match is None:
        return None
    stem = f"{match['part']}labels{match['mark']}idx1"
    names = [f"{stem}{mark}ubyte{gz}" for mark in "-._" for gz in ("", ".gz")]
    return next((images.with_name(name) for name in names if images.with_name(name).is_file()), None)


def _check_one_data_set(path: Path, parts: Sequence[_Part]) -> None:
    splits = [part.split for part in parts]
    if len(parts) > 1 and (None in splits or len(set(splits)) < len(splits)):
        names = ", ".join(part.images.name for part in parts)
        raise DataError(f"{path}: holds several data sets ({names}); give the file of images you mean")
    if len({part.shape[1:] for part in parts}) > 1:
        raise DataError(f"{path}: images of different sizes; give the file of images you mean")


def _labels(parts: Sequence[_Part], names: Sequence[str] | None) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    arrays = []
    for part in parts:
        if part.labels is None:
            continue
        labels = _read(part.labels)
        if labels.shape != part.shape[:1]:
            raise DataError(f"{part.labels}: labels of shape {labels.shape} for {part.shape[0]} images")
        arrays.append(labels)
    if not arrays:
        return np.full(sum(part.shape[0] for part in parts), -1, dtype=np.int64), ()
    return encode_labels(np.concatenate(arrays), str(parts[0].labels), names)


def _class_names(images: Path) -> tuple[str, ...] | None:
    near = "/".join(images.absolute().parts[-3:]).lower()
    return FASHION_CLASSES if "fashion" in near else None


def _name(path: Path) -> str:
    absolute = path.absolute()
    return absolute.parent.name if absolute.name == "raw" else absolute.name


def _stream(path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")


def _header(stream: BinaryIO | gzip.GzipFile, path: Path) -> tuple[int, ...]:
    start = stream.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or not 1 <= start[3] <= 4:
        raise DataError(f"{path}: not an IDX file")
    if start[2] != _UNSIGNED_BYTE:
        raise DataError(f"{path}: IDX values of type {start[2]:#04x}; only unsigned bytes (0x08) are images")
    sizes = stream.read(4 * start[3])
    if len(sizes) < 4 * start[3]:
        raise DataError(f"{path}: cut short within its header; download it again")
    return struct.unpack(f">{start[3]}I", sizes)


def _shape(path: Path) -> tuple[int, ...]:
    try:
        with _stream(path) as stream:
            return _header(stream, path)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: cannot be read: {plain_reason(error)}") from error


def _read(path: Path) -> NDArray[np.uint8]:
    try:
        with _stream(path) as stream:
            shape = _header(stream, path)
            content = stream.read()
    except (OSError, EOFError, zlib.error) as error:
        # What the system refuses, such as a file of somebody else's, another download does not mend.
        advice = "" if isinstance(error, OSError) and error.strerror else "; download it again"
        raise DataError(f"{path}: cannot be read: {plain_reason(error)}{advice}") from error
    expected = math.prod(shape)
    if len(content) != expected:
        raise DataError(f"{path}: {len(content)} bytes of values where its header says {expected}; download it again")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def _read_blocks(files: Sequence[Path]) -> DecodedImage:
    arrays = [_read(file) for file in files]
    pixels = arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
    pixels = pixels if pixels.ndim == 4 else pixels[..., np.newaxis]
    pixels.setflags(write=False)
    return DecodedImage(pixels)
