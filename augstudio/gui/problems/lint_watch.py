"""Looks at the pipeline again whenever it or the data change, once the hand rests."""

from PySide6.QtCore import QObject, QTimer, Signal

from augstudio.gui.studio import Studio
from augstudio.pipeline.lint import lint
from augstudio.pipeline.problems import Problem

_REST = 80
"""How long nothing has to change before the linter runs (ms)."""


class LintWatch(QObject):
    """Holds the problems of the pipeline as it is.

    Signals:
        problems_changed: The problems, in the order of the steps.
    """

    problems_changed = Signal(object)

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio = studio
        self._problems: tuple[Problem, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self.look)
        studio.pipeline_changed.connect(self._wait)
        studio.source_changed.connect(self._wait)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is doubtful now."""
        return self._problems

    def _wait(self, *_change: object) -> None:
        self._timer.start()

    def look(self) -> None:
        """Runs the linter at once."""
        self._timer.stop()
        source = self._studio.source
        classes = source.classes if source else ()
        self._problems = lint(self._studio.pipeline, image_size=self._studio.image_size, classes=classes)
        self.problems_changed.emit(self._problems)

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()
