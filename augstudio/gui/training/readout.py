"""The small table under the pointer."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class ReadoutRow:
    """One arm's values at the position pointed at."""

    colour: QColor
    title: str
    validation: str
    train: str


def readout(heading: str, rows: Iterable[ReadoutRow]) -> str:
    """Rich text: a heading over a row for each arm."""
    body = "".join(
        f"<tr><td style='padding-right:10px'><span style='color:{row.colour.name()}'>━</span>&nbsp; {escape(row.title)}</td>"
        f"<td align='right'><b>{row.validation}</b></td>"
        f"<td align='right' style='padding-left:10px'>{row.train}</td></tr>"
        for row in rows
    )
    head = (
        f"<tr><td style='padding-right:10px'><b>{escape(heading)}</b></td>"
        "<td align='right'>validation</td><td align='right' style='padding-left:10px'>training</td></tr>"
    )
    return f"<table cellspacing='0' cellpadding='1'>{head}{body}</table>"
