"""Small pictures of what each transform does to the open data, made in the background."""

import time
from collections.abc import Iterator
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from augstudio.data.source import Source
from augstudio.errors import DataError
from augstudio.gui.preview.background import Background
from augstudio.gui.preview.tile_images import to_image
from augstudio.gui.studio import Studio
from augstudio.preview.effect_pictures import EffectPicture, effect_pictures
from augstudio.transforms.catalogue import catalogue

PICTURE_SIDE = 28
"""How large the pictures are shown (px): pictures of digits and clothes come out crisp."""
_DENSEST = 2
"""Pictures are made for screens of up to so many device pixels per logical one."""
_PAUSE = 0.03
"""The worker rests after each picture (s): Python runs one thread at a time, and the window comes first."""


class EffectImages(QObject):
    """One picture a transform, of the first sample of the open data; none while there are no data.

    Signals:
        changed: There are more pictures, or other ones.
    """

    changed = Signal()

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._images: dict[str, QImage] = {}
        self._made_of: Source | None = None
        self._obsolete = Event()
        self._background = Background("library", self)
        self._background.produced.connect(self._show)
        studio.source_changed.connect(self._forget)

    def of(self, op: str) -> QImage | None:
        """What a transform does; None while that is not known, or where nothing would be seen."""
        return self._images.get(op)

    def make(self) -> None:
        """Has the pictures made, unless they are there or under way."""
        source = self._studio.source
        if source is None or source is self._made_of or len(source) == 0:
            return
        self._made_of = source
        self._obsolete = Event()
        self._background.submit(partial(_pictures, source, self._obsolete))

    def shut_down(self) -> None:
        """Makes no more. Returns at once."""
        self._obsolete.set()
        self._background.close()

    @Slot(object)
    def _forget(self, _source: Source | None) -> None:
        self._obsolete.set()
        self._made_of = None
        self._images.clear()
        self.changed.emit()

    @Slot(object)
    def _show(self, answer: tuple[Source, EffectPicture]) -> None:
        source, picture = answer
        if source is self._made_of and picture.pixels is not None:
            self._images[picture.op] = to_image(picture.pixels)
            self.changed.emit()


def _pictures(source: Source, obsolete: Event) -> Iterator[tuple[Source, EffectPicture]]:
    try:
        image = source.image(0)
    except DataError:
        return  # the preview says so; the library keeps its icons
    for picture in effect_pictures(image, catalogue(), PICTURE_SIDE * _DENSEST):
        if obsolete.is_set():
            return
        yield source, picture
        time.sleep(_PAUSE)
