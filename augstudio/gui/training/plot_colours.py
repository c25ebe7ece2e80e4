"""The colours of a plot, from the tokens of the theme."""

from dataclasses import dataclass

from PySide6.QtGui import QColor

from augstudio.gui.theme import Colours

_PREVIOUS = 0.32
_BAND = 0.16


@dataclass(frozen=True, slots=True)
class PlotColours:
    """Everything a plot paints with; lines and bands by the arm's slot."""

    background: QColor
    raised: QColor
    border: QColor
    text: QColor
    muted_text: QColor
    axis: QColor
    grid: QColor
    series: tuple[QColor, ...]

    @classmethod
    def of(cls, tokens: Colours) -> "PlotColours":
        """Those of a theme."""
        return cls(
            background=tokens.window,
            raised=tokens.card,
            border=tokens.border,
            text=tokens.text,
            muted_text=tokens.text_quiet,
            axis=tokens.track,
            grid=tokens.border,
            series=tokens.series,
        )

    def line(self, slot: int, *, previous: bool = False) -> QColor:
        """The colour of an arm's lines; those of the run before are dimmed."""
        return _faded(self.series[slot % len(self.series)], _PREVIOUS if previous else 1.0)

    def band(self, slot: int, *, previous: bool = False) -> QColor:
        """The colour of an arm's band."""
        return _faded(self.series[slot % len(self.series)], _BAND * (_PREVIOUS if previous else 1.0))


def _faded(colour: QColor, alpha: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(alpha)
    return faded
