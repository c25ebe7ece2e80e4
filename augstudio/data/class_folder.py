"""Trees with a folder a class, and such trees within `train/`, `val/` and `test/`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from augstudio.data.file_source import ImageFileSource
from augstudio.data.folder_scan import holds_images, image_names, subfolders
from augstudio.data.path_list import PathList
from augstudio.data.source import SplitName

_SPLIT_FOLDERS = {
    "train": SplitName.TRAIN,
    "training": SplitName.TRAIN,
    "val": SplitName.VALIDATION,
    "valid": SplitName.VALIDATION,
    "validation": SplitName.VALIDATION,
    "dev": SplitName.VALIDATION,
    "test": SplitName.TEST,
    "testing": SplitName.TEST,
}


def is_class_folder(path: Path) -> bool:
    """Whether a folder holds a folder a class, or splits that do.

    Two subfolders with images are classes, and so is a single one when no images lie beside it. Folders that are
    named like splits, with images directly in them, are not: their images have no labels.
    """
    if not path.is_dir():
        return False
    if _split_folders(path):
        return True
    with_images = [folder for folder in subfolders(path) if holds_images(folder)]
    if all(folder.name.lower() in _SPLIT_FOLDERS for folder in with_images):
        return False
    return len(with_images) > 1 or not holds_images(path, nested=False)


def open_class_folder(path: Path) -> ImageFileSource:
    """Scan a tree of classes; no image is opened.

    Classes are the names of the folders that hold images, at any depth below, sorted; with splits, those of all
    splits together. Images are in the order of split, class and name.

    Raises:
        DataError: A folder cannot be listed.
    """
    splits = _split_folders(path)
    notes = _left_out(path, splits.values()) if splits else []
    tops: list[tuple[SplitName | None, Path]] = [(split, splits[split]) for split in SplitName if split in splits]
    found: list[_ClassFolder] = []
    names = PathList(_names(path, tops or [(None, path)], found, notes))
    classes = sorted({folder.class_name for folder in found})
    positions = np.array([classes.index(folder.class_name) for folder in found], dtype=np.int32)
    split_positions = np.array([list(SplitName).index(folder.split) for folder in found if folder.split], np.int8)
    counts = [folder.count for folder in found]
    return ImageFileSource(
        name=path.absolute().name,
        root=path,
        names=names,
        classes=classes,
        labels=np.repeat(positions, counts),
        splits=np.repeat(split_positions, counts) if splits else None,
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _ClassFolder:
    """A folder whose images have one class."""

    class_name: str
    split: SplitName | None
    count: int


def _names(
    root: Path, tops: Iterable[tuple[SplitName | None, Path]], found: list[_ClassFolder], notes: list[str]
) -> Iterator[str]:
    """Names of all images, in order; on the way, `found` and `notes` are filled.

    A generator, so that a million names never exist as a million strings.
    """
    for split, top in tops:
        stray = sum(1 for _ in image_names(top, nested=False))
        if stray:
            notes.append(f"{stray} images directly in {top.name or top} are left out: they have no class folder")
        for folder in subfolders(top):
            relative = folder.relative_to(root).as_posix()
            count = 0
            for count, name in enumerate(image_names(folder), start=1):  # noqa: B007 -- read after the loop
                yield f"{relative}/{name}"
            if count:
                found.append(_ClassFolder(folder.name, split, count))
            else:
                notes.append(f"the folder {relative} is left out: it holds no images")


def _split_folders(path: Path) -> dict[SplitName, Path]:
    """The folders of splits that hold class folders, if the tree is divided so."""
    found: dict[SplitName, Path] = {}
    for folder in subfolders(path):
        split = _SPLIT_FOLDERS.get(folder.name.lower())
        if split is not None and split not in found and any(holds_images(inner) for inner in subfolders(folder)):
            found[split] = folder
    return found


def _left_out(path: Path, used: Iterable[Path]) -> list[str]:
    kept = set(used)
    return [
        f"the folder {folder.name} is left out: it is no split with class folders"
        for folder in subfolders(path)
        if folder not in kept
    ]
