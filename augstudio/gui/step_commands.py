"""What commands do to the selected step."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from augstudio.errors import PipelineError
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.studio import Studio


class StepCommands:
    """Edits of the selected step; what the design refuses is said in passing."""

    def __init__(self, studio: Studio, messages: MessageBar) -> None:
        self._studio = studio
        self._messages = messages

    def duplicate(self) -> None:
        """Copies the step."""
        self._with_selected(lambda step_id: self._studio.select(self._studio.edits.duplicate(step_id)))

    def remove(self) -> None:
        """Removes the step."""
        self._with_selected(self._studio.edits.remove)

    def toggle(self) -> None:
        """Switches the step on or off."""
        step = self._studio.selected_step
        if step is not None:
            self._studio.edits.set_enabled(step.id, enabled=not step.enabled)

    def move(self, by: int) -> None:
        """Moves the step up or down among its siblings."""
        self._with_selected(
            lambda step_id: self._studio.edits.move(step_id, self._studio.pipeline.position(step_id) + by)
        )

    def group(self) -> None:
        """Puts the step into a group of its own, to which others can be added."""
        self._with_selected(lambda step_id: self._studio.select(self._studio.edits.wrap(step_id, "one_of")))

    def ungroup(self) -> None:
        """Puts the steps of the group in its place."""
        self._with_selected(self._studio.edits.unwrap)

    def copy(self) -> None:
        """Puts the step on the clipboard, as YAML."""
        self._with_selected(lambda step_id: QGuiApplication.clipboard().setText(self._studio.edits.copied(step_id)))

    def cut(self) -> None:
        """Puts the step on the clipboard and removes it."""
        self.copy()
        self.remove()

    def _with_selected(self, action: Callable[[str], None]) -> None:
        step = self._studio.selected_step
        if step is None:
            return
        try:
            action(step.id)
        except PipelineError as error:
            self._messages.notify(error.message)
