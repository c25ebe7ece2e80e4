"""Trees with a folder a class, and such trees within `train/`, `val/` and `test/`."""

from collections.abc import Iterable
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
    names: list[str] = []
    # One row a class folder: split, class name, images.
    counts: list[tuple[SplitName | None, str, int]] = []
    for split, top in tops or [(None, path)]:
        stray = sum(1 for _ in image_names(top, nested=False))
        if stray:
            notes.append(f"{stray} images directly in {top.name or top} are left out: they have no class folder")
        for folder in subfolders(top):
            found = [f"{folder.relative_to(path).as_posix()}/{name}" for name in image_names(folder)]
            if not found:
                notes.append(f"the folder {folder.relative_to(path).as_posix()} is left out: it holds no images")
                continue
            names += found
            counts.append((split, folder.name, len(found)))
    classes = sorted({name for _, name, _ in counts})
    positions = {name: position for position, name in enumerate(classes)}
    repeats = [count for _, _, count in counts]
    return ImageFileSource(
        name=path.absolute().name,
        root=path,
        names=PathList(names),
        classes=classes,
        labels=np.repeat(np.array([positions[name] for _, name, _ in counts], dtype=np.int32), repeats),
        splits=np.repeat(np.array([list(SplitName).index(split) for split, _, _ in counts if split], np.int8), repeats)
        if splits
        else None,
        notes=notes,
    )


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
