"""What differs between two designs, as a column of text."""

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.elements.text import TextStyle, label, set_text_style
from augstudio.gui.runs.difference_words import DifferenceLine
from augstudio.gui.theme import SPACE, Colours, colours
from augstudio.project.pipeline_diff import Change


class DifferenceView(QWidget):
    """A heading over lines, each with a sign and a colour for what became of a step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pipelineDifference")
        self._lines: tuple[DifferenceLine, ...] = ()
        self._heading = label("", TextStyle.STRONG, self)
        self._heading.setWordWrap(True)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setWordWrap(True)
        self._text.setMargin(0)
        set_text_style(self._text, TextStyle.BODY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.XS)
        column.addWidget(self._heading)
        column.addWidget(Scroll(self._text, self), 1)

    @property
    def heading(self) -> str:
        """What is compared, or why nothing is."""
        return self._heading.text()

    @property
    def lines(self) -> tuple[DifferenceLine, ...]:
        """What differs."""
        return self._lines

    def show_lines(self, heading: str, lines: tuple[DifferenceLine, ...] = ()) -> None:
        """Shows a comparison."""
        self._heading.setText(heading)
        if lines != self._lines:
            self._lines = lines
            self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        tokens = colours(self)
        self._text.setText("<table cellspacing='0'>" + "".join(_row(line, tokens) for line in self._lines) + "</table>")
        said = ("; ".join(filter(None, (line.title, line.verb, *line.details))) for line in self._lines)
        self._text.setAccessibleName("\n".join(said))


def _row(line: DifferenceLine, tokens: Colours) -> str:
    colour = {Change.ADDED: tokens.success, Change.REMOVED: tokens.danger, Change.CHANGED: tokens.warning}[line.change]
    verb = f" <span style='color:{tokens.text_quiet.name()}'>{line.verb}</span>" if line.verb else ""
    details = "".join(
        f"<br><span style='color:{tokens.text_quiet.name()}'>{escape(detail)}</span>" for detail in line.details
    )
    return (
        f"<tr><td style='color:{colour.name()}; padding-right:{SPACE.S}px'><b>{line.sign}</b></td>"
        f"<td style='padding-bottom:{SPACE.XS}px'>{escape(line.title)}{verb}{details}</td></tr>"
    )
