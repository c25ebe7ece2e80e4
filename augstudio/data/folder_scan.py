"""Finding image files in folders, by name and kind alone: nothing is opened."""

import os
from collections.abc import Iterator
from pathlib import Path

from augstudio.data.reasons import plain_reason
from augstudio.errors import DataError

_COMMON = (".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".tga", ".tif", ".tiff", ".webp")
_RARE = (".avif", ".jp2", ".pbm", ".pgm", ".pnm", ".ppm")
IMAGE_SUFFIXES = frozenset((*_COMMON, *_RARE))


def is_image_name(name: str) -> bool:
    """Whether a file is an image by its suffix; hidden files are not."""
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES  # noqa: PTH122 -- a Path for each of a million names takes seconds


def subfolders(folder: Path) -> list[Path]:
    """The folders directly in a folder, sorted by name, hidden ones left out.

    Raises:
        DataError: The folder cannot be listed.
    """
    return [folder / name for name in sorted(name for name, is_folder in _entries(folder) if is_folder)]


def image_names(folder: Path, *, nested: bool = True) -> Iterator[str]:
    """Names of the images in a folder, relative to it, sorted within each folder; files first, then subfolders.

    Args:
        folder: Where to look.
        nested: Whether to look in its subfolders too. Links to folders are followed, each folder once.

    Raises:
        DataError: A folder cannot be listed.
    """
    return _image_names(folder, "", nested, set())


def holds_images(folder: Path, *, nested: bool = True) -> bool:
    """Whether there is an image at all; stops at the first.

    Raises:
        DataError: A folder cannot be listed.
    """
    return _holds_images(folder, nested, set())


def _image_names(folder: Path, prefix: str, nested: bool, seen: set[str]) -> Iterator[str]:  # noqa: FBT001 -- recursion
    seen.add(os.path.realpath(folder))
    entries = sorted(_entries(folder))
    for name, is_folder in entries:
        if not is_folder:
            yield prefix + name
    for name, is_folder in entries if nested else ():
        if is_folder and os.path.realpath(folder / name) not in seen:
            yield from _image_names(folder / name, f"{prefix}{name}/", nested, seen)


def _holds_images(folder: Path, nested: bool, seen: set[str]) -> bool:  # noqa: FBT001 -- recursion
    seen.add(os.path.realpath(folder))
    inner = []
    for name, is_folder in _entries(folder):
        if not is_folder:
            return True
        inner.append(folder / name)
    return nested and any(_holds_images(path, nested, seen) for path in inner if os.path.realpath(path) not in seen)


def _entries(folder: Path) -> Iterator[tuple[str, bool]]:
    """Names of folders and of images, none of them hidden, and whether each is a folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    yield entry.name, True
                elif is_image_name(entry.name) and _is_readable_kind(entry):
                    yield entry.name, False
    except OSError as error:
        raise DataError(f"{folder}: cannot be listed: {plain_reason(error)}") from error


def _is_readable_kind(entry: os.DirEntry[str]) -> bool:
    """Not a pipe, a socket or a device, which would be waited for endlessly. A broken link counts: reading it says what is wrong.

    The listing itself tells the kind of everything but links.
    """
    return entry.is_file() or not os.path.exists(entry.path)  # noqa: PTH110 -- a Path for each link takes longer
