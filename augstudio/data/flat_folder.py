"""A folder of images without labels, or a single image: to look at, not to train on."""

from pathlib import Path

from augstudio.data.file_source import ImageFileSource
from augstudio.data.folder_scan import holds_images, image_names, is_image_name, subfolders
from augstudio.data.path_list import PathList


def is_image_file(path: Path) -> bool:
    """Whether a path is one image, by its name."""
    return is_image_name(path.name) and path.is_file()


def is_flat_folder(path: Path) -> bool:
    """Whether a folder holds images at all."""
    return path.is_dir() and holds_images(path)


def open_image_file(path: Path) -> ImageFileSource:
    """A source of one image."""
    return ImageFileSource(name=path.name, root=path.parent, names=PathList([path.name]))


def open_flat_folder(path: Path, *, name: str | None = None, fingerprint: str | None = None) -> ImageFileSource:
    """Scan a folder; no image is opened.

    Images that lie directly in the folder are taken; only where there are none, those in its subfolders.

    Args:
        path: The folder.
        name: What to call the source; the folder's name by default.
        fingerprint: Instead of the one made of the files' names, sizes and times.

    Raises:
        DataError: The folder cannot be listed.
    """
    nested = not holds_images(path, nested=False)
    left_out = [] if nested else [folder.name for folder in subfolders(path) if holds_images(folder)]
    return ImageFileSource(
        name=name or path.absolute().name,
        root=path,
        names=PathList(image_names(path, nested=nested)),
        fingerprint=fingerprint,
        notes=[f"the folder {folder} is left out: images beside it have no class folder" for folder in left_out],
    )
