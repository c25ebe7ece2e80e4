"""What holds for the whole window, in a dialog beside it."""

import os
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton, secondary_button
from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.elided_label import ElidedLabel
from augstudio.gui.elements.segmented import Segmented
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.preferences import MEGABYTE, MEMORY_CHOICES, Preferences
from augstudio.gui.theme import FIELD_HEIGHT, SPACE, ThemeChoice
from augstudio.gui.training.devices import DEVICE_TITLES, devices_here

_THEMES = {ThemeChoice.SYSTEM: "System", ThemeChoice.LIGHT: "Light", ThemeChoice.DARK: "Dark"}
_WIDTH = 520


class SettingsDialog(QDialog):
    """Every change holds at once; nothing has to be confirmed.

    Signals:
        help_requested: The user wants to read the help.
        shortcuts_requested: The user wants to see every key.
    """

    help_requested = Signal()
    shortcuts_requested = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle("Settings")
        self._preferences = preferences
        self.theme = Segmented(list(_THEMES.values()), "Theme", self)
        self.device = ChoiceBox([], "Device", self)
        for device in dict.fromkeys((*devices_here(), preferences.device)):
            self.device.addItem(DEVICE_TITLES.get(device, device), device)
        self.memory = ChoiceBox([], "Memory for pictures", self)
        for megabytes in MEMORY_CHOICES:
            text = f"{megabytes} MB" if megabytes < 1024 else f"{megabytes // 1024} GB"
            self.memory.addItem(text, megabytes)
        self.folder = ElidedLabel("", TextStyle.BODY, self)
        self.message = label("", TextStyle.CAPTION, self)
        self.choose_folder = GhostButton("folder", "Choose a folder for runs", self)
        self.open_folder = GhostButton("open", "Show the folder of runs", self)
        self.help = secondary_button("Help", "info", self)
        self.shortcuts = secondary_button("Keyboard shortcuts", "command", self)
        self._show_all()
        self._lay_out()
        self._connect()
        self.setFixedWidth(_WIDTH)
        self.theme.take_focus()

    def keep_runs_in(self, folder: Path) -> None:
        """Keeps runs in a folder from now on, unless nothing can be written there: that is said instead."""
        if not os.access(folder, os.W_OK):
            self.message.setText(f"{folder} cannot be written to: choose another folder")
            return
        self._preferences.set_runs_folder(folder)

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.L)
        self._grid.setVerticalSpacing(SPACE.XS)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 96)
        theme = QHBoxLayout()
        theme.addWidget(self.theme)
        theme.addStretch(1)
        self._add("Theme", theme, "System follows the desktop")
        self._add("Device", self.device, "Where a training starts; its form can choose another")
        self._add("Memory", self.memory, "For pictures that the preview keeps, to follow edits faster")
        runs = QHBoxLayout()
        runs.setSpacing(SPACE.XS)
        runs.addWidget(self.folder, 1)
        runs.addWidget(self.choose_folder)
        runs.addWidget(self.open_folder)
        self._add("Runs", runs, self.message)
        reading = QHBoxLayout()
        reading.setSpacing(SPACE.S)
        reading.addWidget(self.help)
        reading.addWidget(self.shortcuts)
        reading.addStretch(1)
        self._add("Help", reading)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.XL, SPACE.XL, SPACE.XL, SPACE.L)
        column.setSpacing(SPACE.L)
        column.addLayout(self._grid)
        file = ElidedLabel(f"Remembered in {self._preferences.file}", TextStyle.CAPTION, self)
        file.setToolTip(str(self._preferences.file))
        column.addWidget(file)

    def _add(self, title: str, field: QWidget | QHBoxLayout, hint: str | QLabel = "") -> None:
        row = self._grid.rowCount()
        name = label(title, TextStyle.QUIET, self)
        name.setFixedHeight(FIELD_HEIGHT)
        self._grid.addWidget(name, row, 0)
        if isinstance(field, QWidget):
            name.setBuddy(field)
            self._grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addLayout(field, row, 1)
        if hint == "":
            return
        below = label(hint, TextStyle.CAPTION, self) if isinstance(hint, str) else hint
        below.setWordWrap(True)
        below.setContentsMargins(0, 0, 0, SPACE.S)
        self._grid.addWidget(below, row + 1, 1)

    def _connect(self) -> None:
        preferences = self._preferences
        self.theme.chosen.connect(lambda position: preferences.set_theme(list(_THEMES)[position]))
        self.device.activated.connect(lambda _row: preferences.set_device(self.device.currentData()))
        self.memory.activated.connect(lambda _row: preferences.set_memory(self.memory.currentData()))
        self.choose_folder.clicked.connect(self._ask_folder)
        self.open_folder.clicked.connect(self._open_folder)
        self.help.clicked.connect(self.help_requested)
        self.shortcuts.clicked.connect(self.shortcuts_requested)
        for changed in (
            preferences.theme_changed,
            preferences.device_changed,
            preferences.memory_changed,
            preferences.runs_folder_changed,
        ):
            changed.connect(self._show_all)

    def _show_all(self) -> None:
        preferences = self._preferences
        with QSignalBlocker(self.theme):
            self.theme.choose(list(_THEMES).index(preferences.theme))
        self.device.setCurrentIndex(self.device.findData(preferences.device))
        self.memory.setCurrentIndex(self.memory.findData(preferences.memory // MEGABYTE))
        self.folder.setText(str(preferences.runs_folder))
        self.folder.setToolTip(self.folder.text())
        self.message.setText("Each training has a folder of its own there")

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Keep runs in", str(self._preferences.runs_folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.keep_runs_in(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_folder(self) -> None:
        folder = self._preferences.runs_folder
        if folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self.message.setText("The folder comes with the first training")
