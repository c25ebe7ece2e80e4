"""Commands become Qt's actions and menus."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from augstudio.gui.commands import COMMANDS, DATA_MENU, MENUS, PRESETS_MENU, RECENT_MENU, SEPARATOR, Command
from augstudio.gui.icons import icon
from augstudio.gui.theme import ThemeChoice

if TYPE_CHECKING:
    from augstudio.gui.main_window import MainWindow

_THEMES = {
    ThemeChoice.SYSTEM: "actionThemeSystem",
    ThemeChoice.LIGHT: "actionThemeLight",
    ThemeChoice.DARK: "actionThemeDark",
}


class Actions:
    """One action a command, and the menus they are in."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._by_name = {command.name: self._action(command) for command in COMMANDS}
        self._themes = QActionGroup(window)
        for name in _THEMES.values():
            self._themes.addAction(self._by_name[name])
        window.addActions(list(self._by_name.values()))

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self._window)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(each) for each in command.shortcut.split("; ") if each])
        action.setCheckable(command.checkable)
        action.setIconText(command.short or plain_text(command).rstrip("…"))
        if command.icon:
            action.setIcon(icon(command.icon))
        action.setToolTip(tooltip_text(command))
        action.triggered.connect(partial(_run, command, self._window))
        return action

    def show_theme(self, choice: ThemeChoice) -> None:
        """Marks the theme that is chosen."""
        self._by_name[_THEMES[choice]].setChecked(True)

    def show_history(self) -> None:
        """Says what undo and redo would do."""
        history = self._window.document.history
        for name, verb, description, is_possible in (
            ("actionUndo", "Undo", history.undo_description, history.can_undo),
            ("actionRedo", "Redo", history.redo_description, history.can_redo),
        ):
            action = self._by_name[name]
            action.setEnabled(is_possible)
            action.setText(f"{verb} {description}" if description else verb)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{action.text()} ({keys})")

    def fill(self, bar: QMenuBar, special: dict[str, Callable[[], QMenu]]) -> None:
        """Builds the menus.

        Args:
            bar: Where they go.
            special: Builders of the submenus whose entries are not commands.
        """
        for title, names in MENUS:
            menu = bar.addMenu(title)
            for name in names:
                if name == SEPARATOR:
                    menu.addSeparator()
                elif name in {PRESETS_MENU, RECENT_MENU, DATA_MENU}:
                    menu.addMenu(special[name]())
                else:
                    menu.addAction(self._by_name[name])


def _run(command: Command, window: "MainWindow", *_checked: bool) -> None:
    command.run(window)


def plain_text(command: Command) -> str:
    """A command's text without the marks for the keyboard."""
    return command.text.replace("&", "")


def shortcut_text(command: Command) -> str:
    """A command's first shortcut as this system writes it; empty where it has none."""
    return QKeySequence(command.shortcut.split("; ")[0]).toString(QKeySequence.SequenceFormat.NativeText)


def tooltip_text(command: Command) -> str:
    """What it does, and how to do it with the keyboard."""
    keys = shortcut_text(command)
    text = command.tooltip or plain_text(command).rstrip("…")
    return f"{text} ({keys})" if keys else text
