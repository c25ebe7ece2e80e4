"""From what the user typed to a source of images."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from augstudio.data.class_folder import is_class_folder, open_class_folder
from augstudio.data.embedded import EMBEDDED
from augstudio.data.flat_folder import is_flat_folder, is_image_file, open_flat_folder, open_image_file
from augstudio.data.idx import is_idx, open_idx
from augstudio.data.npz import is_npz, open_npz
from augstudio.data.reasons import plain_reason
from augstudio.data.source import Source
from augstudio.errors import DataError


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of data on disk.

    Attributes:
        summary: What it is, for lists of what can be opened.
        recognises: Whether an existing path is of this kind; looks at names and first bytes only.
        open: The source over such a path.
    """

    summary: str
    recognises: Callable[[Path], bool]
    open: Callable[[Path], Source]


KINDS = (
    # The first that recognises a path opens it: exact formats first, then ever looser folders.
    SourceKind("IDX files such as MNIST's, .gz or not", is_idx, open_idx),
    SourceKind("a NumPy archive (.npz)", is_npz, open_npz),
    SourceKind("a folder with a folder a class, or train/ val/ test/ of those", is_class_folder, open_class_folder),
    SourceKind("a single image", is_image_file, open_image_file),
    SourceKind("a folder of images", is_flat_folder, open_flat_folder),
)


def open_source(data: str | Path) -> Source:
    """Open whatever `data` is: the name of a built-in data set, or a path.

    A built-in name wins over a file of that name; write `./digits` for the file.

    Args:
        data: What the user typed, or a path.

    Raises:
        DataError: There is no such thing, or it is nothing we know how to read. One line, with what to do.
    """
    if isinstance(data, str) and data in EMBEDDED:
        return EMBEDDED[data].open()
    path = Path(data).expanduser()
    try:
        if not str(data):
            raise DataError(f"no data named; give a path, or one of {', '.join(EMBEDDED)}")
        if not path.exists():
            raise DataError(_missing(str(data), path))
        kind = next((kind for kind in KINDS if kind.recognises(path)), None)
        if kind is None:
            raise DataError(_unknown(path))
        return kind.open(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{data}: cannot be opened: {plain_reason(error)}") from error


def _missing(data: str, path: Path) -> str:
    beside: list[str] = []
    if path.parent.is_dir():
        beside = [str(path.with_name(entry.name)) for entry in path.parent.iterdir()]
    close = get_close_matches(data, [*EMBEDDED, *beside], n=1)
    if close:
        return f"{data}: no such file, folder or built-in data set; did you mean {close[0]}?"
    return f"{data}: no such file, folder or built-in data set; built in are {', '.join(EMBEDDED)}"


def _unknown(path: Path) -> str:
    if path.is_dir():
        return f"{path}: no images in this folder; give one with images, or with a folder of images for each class"
    return f"{path}: not a kind of data we can read; give {'; '.join(kind.summary for kind in KINDS)}"
