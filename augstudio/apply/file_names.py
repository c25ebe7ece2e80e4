"""What the copies are called: the same names every time, whatever order they are made in."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from augstudio.data.loading import labels_of, location_of
from augstudio.data.source import ArrayBackedSource, Source

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
"""Characters that one file system or another refuses."""


class FileNames:
    """`class/name_e003.png`: the folder of the class where there are classes, the image's own name, the epoch of its draws."""

    def __init__(self, source: Source, indices: Iterable[int]) -> None:
        """Names the images.

        Args:
            source: Where they come from.
            indices: All that will be asked for: equal names are told apart by position.
        """
        folders = _folders(source.classes)
        chosen = list(indices)
        labels = labels_of(source, chosen).tolist()
        stems = [_stem(source, index) for index in chosen]
        places = [f"{folders[label]}/{stem}" if label >= 0 else stem for stem, label in zip(stems, labels, strict=True)]
        repeated = Counter(place.casefold() for place in places)
        self._places = {
            index: place if repeated[place.casefold()] == 1 else f"{place}-{index}"
            for index, place in zip(chosen, places, strict=True)
        }

    def of(self, index: int, epoch: int) -> str:
        """The path of one copy in the folder, with / between."""
        return f"{self._places[index]}_e{epoch:03d}.png"


def _folders(classes: tuple[str, ...]) -> list[str]:
    """A folder name for each class."""
    names = [_allowed(name) or "class" for name in classes]
    repeated = Counter(name.casefold() for name in names)
    return [name if repeated[name.casefold()] == 1 else f"{name}-{number}" for number, name in enumerate(names)]


def _stem(source: Source, index: int) -> str:
    if isinstance(source, ArrayBackedSource):
        return f"{index:06d}"
    return _allowed(PurePath(location_of(source, index)).stem) or f"{index:06d}"


def _allowed(name: str) -> str:
    return _NOT_IN_NAMES.sub("_", name).strip().strip(".")
