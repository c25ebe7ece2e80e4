"""Icons drawn as lines in one colour: they take the theme's colour when they are painted, at any density."""

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from augstudio.gui.theme import Colours, colours
from augstudio.resource_files import resource
from augstudio.transforms.base import Category


class Tint(Enum):
    """Which token colours an icon that is neither disabled nor pressed."""

    QUIET = "text_quiet"
    TEXT = "text"
    ACCENT = "accent"
    ON_ACCENT = "accent_text"
    WARNING = "warning"
    DANGER = "danger"
    SUCCESS = "success"

    def of(self, tokens: Colours) -> QColor:
        """The colour in a theme."""
        colour: QColor = getattr(tokens, self.value)
        return colour


class _LineIcon(QIconEngine):
    """Paints an SVG whose strokes are `currentColor` in the theme's colour of the moment."""

    def __init__(self, name: str, tint: Tint) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tokens = colours()
        match mode:
            case QIcon.Mode.Disabled:
                colour = QColor(tokens.text_faint)
                colour.setAlphaF(0.55)
            case QIcon.Mode.Normal if state == QIcon.State.Off:
                colour = self._tint.of(tokens)
            case _:
                colour = tokens.text if self._tint is Tint.QUIET else self._tint.of(tokens)
        paint_icon(painter, QRectF(rect), self._name, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QPixmap(size)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return image

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._tint)


def icon(name: str, tint: Tint = Tint.QUIET) -> QIcon:
    """An icon by its file's name in `resources/icons`."""
    return QIcon(_LineIcon(name, tint))


def op_icon(op: str, category: Category | str) -> str:
    """The name of an op's icon: its own where it has one, else its category's; Qt's models give categories back as plain text."""
    own = resource("icons", "ops", f"{op}.svg")
    return f"ops/{op}" if own.is_file() else f"ops/category-{category.lower()}"


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Paints an icon by its file's name in a colour."""
    painter.save()
    painter.setOpacity(painter.opacity() * colour.alphaF())
    _renderer(name, colour.name()).render(painter, rect)
    painter.restore()


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
