"""Rows of pictures with their captions, drawn with Pillow: what contact sheets and step strips are made of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from augstudio.resource_files import resource

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from augstudio.preview.values import Pixels

_Box = tuple[int, int, int, int]

_SMALLEST_CELL = 112
_MARGIN, _GAP, _LINE = 24, 8, 16
_PAPER, _INK, _QUIET, _FAINT, _EMPTY = "#f4f4f6", "#1b1b1f", "#5a5a64", "#8a8a94", "#e2e2e7"


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One picture.

    Attributes:
        pixels: (H, W, C) uint8; None where there is none.
        title: What it is; empty without.
        lines: More about it, a line each.
        message: Said in its place where there is no picture.
        is_faint: Drawn so that it steps back.
    """

    pixels: "Pixels | None"
    title: str = ""
    lines: tuple[str, ...] = ()
    message: str = ""
    is_faint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SheetRow:
    """Pictures side by side.

    Attributes:
        title: What they show.
        subtitle: More about it.
        cells: The pictures.
    """

    title: str
    subtitle: str
    cells: tuple[Cell, ...]


def draw_sheet(title: str, subtitle: str, headings: Sequence[str], rows: Sequence[SheetRow]) -> "Image":
    """Draws rows of pictures under a title.

    Args:
        title: Of the sheet.
        subtitle: Beside it.
        headings: Of the columns; none where each picture has a title of its own.
        rows: The pictures; tiny ones are enlarged by a whole number.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- not before something is drawn

    cell = _cell_size(rows)
    labels = _label_width(rows)
    captions = max((len(each.lines) + bool(each.title) for row in rows for each in row.cells), default=0)
    row_height = cell + (2 * _GAP + captions * _LINE if captions else 0) + _GAP
    columns = max((len(row.cells) for row in rows), default=1)
    top = _MARGIN + 2 * _LINE + (_LINE + _GAP if headings else 0)
    width = 2 * _MARGIN + labels + columns * (cell + _GAP) + (_GAP if headings else 0)
    sheet = Image.new("RGB", (width, top + len(rows) * row_height + _MARGIN - _GAP), _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((_MARGIN, _MARGIN), title, _INK, _font(15, bold=True), anchor="lm")
    after = _MARGIN + round(_font(15, bold=True).getlength(title)) + 2 * _GAP
    draw.text((after, _MARGIN), subtitle, _QUIET, _font(12), anchor="lm")
    lefts = [
        _MARGIN + labels + column * (cell + _GAP) + (_GAP if headings and column else 0) for column in range(columns)
    ]
    for left, heading in zip(lefts, headings, strict=False):
        draw.text((left + cell // 2, top - _GAP - _LINE // 2), heading, _QUIET, _font(12), anchor="mm")
    for number, row in enumerate(rows):
        row_top = top + number * row_height
        _draw_label(draw, row, row_top + cell // 2, labels)
        for left, each in zip(lefts, row.cells, strict=False):
            _draw_cell(sheet, draw, (left, row_top, left + cell, row_top + cell), each)
    return sheet


def _cell_size(rows: Sequence[SheetRow]) -> int:
    sides = [max(each.pixels.shape[:2]) for row in rows for each in row.cells if each.pixels is not None]
    largest = max(sides, default=_SMALLEST_CELL)
    return largest * max(1, _SMALLEST_CELL // largest) if largest < _SMALLEST_CELL else largest


def _label_width(rows: Sequence[SheetRow]) -> int:
    widths = [_font(12, bold=True).getlength(row.title) for row in rows]
    widths += [_font(11).getlength(row.subtitle) for row in rows]
    return min(180, math.ceil(max(widths, default=0))) + 2 * _GAP


def _draw_label(draw: "ImageDraw", row: SheetRow, middle: int, width: int) -> None:
    shift = _LINE // 2 if row.subtitle else 0
    room = width - 2 * _GAP
    title, subtitle = _font(12, bold=True), _font(11)
    draw.text((_MARGIN, middle - shift), _shortened(row.title, room, title), _INK, title, anchor="lm")
    draw.text((_MARGIN, middle + shift), _shortened(row.subtitle, room, subtitle), _QUIET, subtitle, anchor="lm")


def _draw_cell(sheet: "Image", draw: "ImageDraw", box: _Box, cell: Cell) -> None:
    left, top, right, bottom = box
    if cell.pixels is None:
        draw.rectangle((left, top, right - 1, bottom - 1), _EMPTY)
        text = "\n".join(_wrapped(cell.message, right - left - 2 * _GAP))
        draw.multiline_text(((left + right) // 2, (top + bottom) // 2), text, _QUIET, _font(11), "mm", align="center")
    else:
        _paste(sheet, box, cell)
    lines = [(cell.title, _QUIET if cell.is_faint else _INK, 12)] if cell.title else []
    lines += [(line, _FAINT if cell.is_faint else _QUIET, 11) for line in cell.lines]
    for number, (text, colour, size) in enumerate(lines):
        place = left, bottom + _GAP + number * _LINE + _LINE // 2
        draw.text(place, _shortened(text, right - left, _font(size)), colour, _font(size), anchor="lm")


def _paste(sheet: "Image", box: _Box, cell: Cell) -> None:
    from PIL import Image  # noqa: PLC0415 -- as above

    assert cell.pixels is not None  # noqa: S101 -- for the type checker
    left, top, right, bottom = box
    height, width, channels = cell.pixels.shape
    picture = Image.fromarray(cell.pixels[..., 0] if channels == 1 else cell.pixels).convert("RGB")
    factor = max(1, (right - left) // max(height, width))
    picture = picture.resize((width * factor, height * factor), Image.Resampling.NEAREST)
    across = 0 if cell.title else (right - left - picture.width) // 2  # above a caption it is flush with it
    place = left + across, top + (bottom - top - picture.height) // 2
    if cell.is_faint:
        picture = Image.blend(picture, Image.new("RGB", picture.size, _PAPER), 0.55)
    sheet.paste(picture, place)


def _shortened(text: str, room: int, font: "FreeTypeFont") -> str:
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _wrapped(text: str, room: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _font(11).getlength(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@cache
def _font(size: int, *, bold: bool = False) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 -- as above

    return ImageFont.truetype(str(resource("fonts", "Inter-SemiBold.otf" if bold else "Inter-Regular.otf")), size)
