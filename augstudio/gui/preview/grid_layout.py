"""Where tiles go: rows of an original and its variants, as many blocks of them side by side as fit."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF

from augstudio.gui.theme import SPACE

SMALLEST_TILE = 32
LARGEST_TILE = 384
HEADER_HEIGHT = 22
_GAP = SPACE.XS + 2
_SAMPLES_WANTED = 3
_SMALLEST_FITTING = 56
_LARGE_RATHER_THAN_MANY = 2.4
"""2 would weigh the covered area alone; more prefers larger tiles."""


@dataclass(frozen=True, slots=True)
class TilePlace:
    """One cell: a sample (from 0) and a column; column 0 is the original, column k variant k."""

    sample: int
    column: int


@dataclass(frozen=True, slots=True)
class GridLayout:
    """A plan of the whole area (logical px).

    Attributes:
        tile: Side of a cell.
        columns: Cells in a row: the original and its variants.
        rows: Rows that fit.
        blocks: How many samples lie side by side.
        label_width: Room for the class names; 0 without.
        left: Where the first block begins.
    """

    tile: int
    columns: int
    rows: int
    blocks: int
    label_width: int
    left: int

    @property
    def samples(self) -> int:
        """How many samples fit."""
        return self.rows * self.blocks

    @property
    def block_width(self) -> int:
        """From the class name to the last variant."""
        return _block_width(self.tile, self.columns, self.label_width)

    def cell(self, place: TilePlace) -> QRectF:
        """The square of a tile."""
        row, block = divmod(place.sample, self.blocks)
        x = self._block_left(block) + self.label_width + place.column * (self.tile + _GAP)
        x += SPACE.S if place.column else 0
        return QRectF(x, self._row_top(row), self.tile, self.tile)

    def label(self, sample: int) -> QRectF:
        """Where a sample's class name is written."""
        row, block = divmod(sample, self.blocks)
        return QRectF(self._block_left(block), self._row_top(row), self.label_width - SPACE.S, self.tile)

    def heading(self, block: int, column: int) -> QRectF:
        """Where a column is named."""
        cell = self.cell(TilePlace(block, column))
        return QRectF(cell.left(), 0, cell.width(), HEADER_HEIGHT)

    def place_at(self, point: QPoint | QPointF) -> TilePlace | None:
        """The cell under a point."""
        where = QPointF(point)
        for sample in range(self.samples):
            for column in range(self.columns):
                place = TilePlace(sample, column)
                if self.cell(place).contains(where):
                    return place
        return None

    def _block_left(self, block: int) -> int:
        return self.left + block * (self.block_width + SPACE.XL)

    def _row_top(self, row: int) -> int:
        return HEADER_HEIGHT + row * (self.tile + _GAP)


def plan_layout(width: int, height: int, *, columns: int, label_width: int, tile: int) -> GridLayout:
    """The plan for an area; a tile too large for it is made to fit.

    Args:
        width: Of the area.
        height: Of the area.
        columns: The original and its variants.
        label_width: Room for the class names.
        tile: Side of a cell that is asked for.
    """
    tile = max(SMALLEST_TILE, min(tile, _fitting(width, height, columns, label_width, rows=1)))
    block = _block_width(tile, columns, label_width)
    blocks = max(1, (width - 2 * SPACE.M + SPACE.XL) // (block + SPACE.XL))
    rows = max(1, (height - HEADER_HEIGHT - SPACE.S + _GAP) // (tile + _GAP))
    used = blocks * block + (blocks - 1) * SPACE.XL
    return GridLayout(tile, columns, rows, blocks, label_width, max(SPACE.M, (width - used) // 2))


def fitting_tile(width: int, height: int, *, columns: int, label_width: int, image_side: float) -> int:
    """The size of tiles that fills the area best with at least a few samples: large pictures rather than many.

    Args:
        width: Of the area.
        height: Of the area.
        columns: The original and its variants.
        label_width: Room for the class names.
        image_side: Longest side of the images (logical px), of which tiles are a whole multiple where that is at least two,
            so that pixels stay square; 0 where it is not known.
    """
    largest = min(LARGEST_TILE, _fitting(width, height, columns, label_width, rows=1))
    sizes = [size for size in range(_SMALLEST_FITTING, largest + 1) if _is_crisp(size, image_side)]
    plans = [plan_layout(width, height, columns=columns, label_width=label_width, tile=size) for size in sizes]
    plans = [plan for plan in plans if plan.samples >= _SAMPLES_WANTED]
    if not plans:
        return max(SMALLEST_TILE, min(largest, _SMALLEST_FITTING))
    return max(plans, key=_filling).tile


def _filling(plan: GridLayout) -> float:
    return float(plan.samples * plan.columns * plan.tile**_LARGE_RATHER_THAN_MANY)


def _is_crisp(size: int, image_side: float) -> bool:
    if image_side <= 0 or size < 2 * image_side:
        return True
    return size == math.floor(size // image_side * image_side)


def _block_width(tile: int, columns: int, label_width: int) -> int:
    return label_width + columns * tile + (columns - 1) * _GAP + SPACE.S


def _fitting(width: int, height: int, columns: int, label_width: int, *, rows: int) -> int:
    across = (width - 2 * SPACE.M - label_width - SPACE.S - (columns - 1) * _GAP) // columns
    down = (height - HEADER_HEIGHT - SPACE.S - (rows - 1) * _GAP) // rows
    return min(across, down)
