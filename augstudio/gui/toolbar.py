"""The bar on top: what one reaches for all the time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from augstudio.gui.actions import Actions, plain_text
from augstudio.gui.commands import BY_NAME
from augstudio.gui.elements.buttons import GhostButton, primary_button
from augstudio.gui.icons import paint_icon
from augstudio.gui.theme import FIELD_HEIGHT, RADIUS, SPACE, colours

_HEIGHT = 44


class Toolbar(QWidget):
    """Data and presets, undo, draws, training, export; the search at the end."""

    def __init__(
        self,
        actions: Actions,
        data_menu: Callable[[], QMenu],
        presets_menu: Callable[[], QMenu],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setFixedHeight(_HEIGHT)
        self._actions = actions
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE.S, 0, SPACE.M, 0)
        self._row.setSpacing(SPACE.XS)
        self._add_menu("data", "Open data", "Open images, or a built-in data set", data_menu())
        self._add_menu("preset", "Preset", "Start from a recipe", presets_menu())
        self._add_rule()
        for name in ("actionUndo", "actionRedo"):
            self._add_action(name, with_text=False)
        self.history = self._add_action("actionHistory", with_text=False)
        self._add_rule()
        for name in ("actionResample", "actionFreeze", "actionCompare"):
            self._add_action(name)
        self._add_rule()
        self.train = self._add_train()
        self._add_action("actionExport")
        self._row.addStretch(1)
        self._row.addWidget(SearchPill(actions))

    def show_training(self, *, is_training: bool) -> None:
        """The button trains, or stops the training that runs."""
        action = self._actions["actionStop" if is_training else "actionTrain"]
        self.train.setText(action.iconText())
        self.train.setIcon(action.icon() if is_training else self._play)
        self.train.setToolTip(action.toolTip())

    def _add_menu(self, icon_name: str, text: str, tooltip: str, menu: QMenu) -> None:
        button = GhostButton(icon_name, tooltip, text=text)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName(text)
        self._row.addWidget(button)

    def _add_action(self, name: str, *, with_text: bool = True) -> GhostButton:
        action = self._actions[name]
        button = GhostButton("", action.toolTip(), text=action.iconText() if with_text else "")
        style = button.toolButtonStyle()
        button.setDefaultAction(action)
        button.setToolButtonStyle(style)
        button.setAccessibleName(plain_text(BY_NAME[name]))
        self._row.addWidget(button)
        return button

    def _add_train(self) -> QPushButton:
        button = primary_button("Train", "play")
        button.setFixedHeight(FIELD_HEIGHT + 2)
        self._play = button.icon()
        button.clicked.connect(self._train_or_stop)
        button.setToolTip(self._actions["actionTrain"].toolTip())
        self._row.addSpacing(SPACE.XS)
        self._row.addWidget(button)
        self._row.addSpacing(SPACE.XS)
        return button

    def _train_or_stop(self) -> None:
        name = "actionStop" if self._actions["actionStop"].isEnabled() else "actionTrain"
        self._actions[name].trigger()

    def _add_rule(self) -> None:
        self._row.addSpacing(SPACE.XS)
        self._row.addWidget(_Rule())
        self._row.addSpacing(SPACE.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours(self).border)


class _Rule(QWidget):
    """A short vertical line between groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours(self).border)


class SearchPill(QAbstractButton):
    """Looks like a search field, opens the command palette."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = actions["actionCommandPalette"]
        self._keys = self._action.shortcut().toString(self._action.shortcut().SequenceFormat.NativeText)
        self.setText("Search commands and transforms")
        self.setAccessibleName(self.text())
        self.setToolTip(self._action.toolTip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._action.trigger)

    def sizeHint(self) -> QSize:
        return QSize(300, FIELD_HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(110, FIELD_HEIGHT + 2)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(tokens.accent if self.hasFocus() else tokens.border, 1))
        painter.setBrush(tokens.hover if lit else tokens.field)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.FIELD, RADIUS.FIELD)
        paint_icon(painter, QRectF(SPACE.S, self.height() / 2 - 7, 14, 14), "search", tokens.text_faint)
        keys_width = self.fontMetrics().horizontalAdvance(self._keys)
        inside = self.rect().adjusted(SPACE.XL + SPACE.XS, 0, -SPACE.M - keys_width, 0)
        painter.setPen(tokens.text_faint)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawText(
            self.rect().adjusted(0, 0, -SPACE.S, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            self._keys,
        )
