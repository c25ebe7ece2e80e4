"""Ways to drive widgets that several tests share."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from augstudio.gui.main_window import MainWindow
from augstudio.gui.stack.track_slider import TrackSlider


def ops(window: MainWindow) -> list[str]:
    """The ops of the design, in order."""
    return [step.op for step in window.document.pipeline]


def card_ops(window: MainWindow) -> list[str]:
    """The ops of the cards, from top to bottom."""
    return [card.op for card in window.stack.cards]


def slider(window: QWidget, name: str) -> TrackSlider:
    """The slider with an accessible name."""
    (found,) = [each for each in window.findChildren(TrackSlider) if each.accessibleName() == name]
    return found


def drag(
    widget: QWidget, start: QPointF, *stops: QPointF, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Presses, moves over the stops, and releases at the last."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, modifier, start.toPoint())
    for stop in stops:
        QTest.mouseMove(widget, stop.toPoint())
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, modifier, stops[-1].toPoint())


def move_by(widget: QWidget, x: int, y: int) -> QPoint:
    """A place beside the widget's middle."""
    return widget.rect().center() + QPoint(x, y)
