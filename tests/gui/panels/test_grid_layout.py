import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from augstudio.gui.preview.grid_layout import TilePlace, fitting_tile, plan_layout
from augstudio.gui.preview.tile_images import shown_rect, to_image

AREAS = [(860, 585), (1200, 400), (560, 560), (320, 240), (200, 120), (1900, 1000)]


@pytest.mark.parametrize(("width", "height"), AREAS)
@pytest.mark.parametrize("columns", [2, 5, 13])
@pytest.mark.parametrize("tile", [16, 48, 140, 500])
def test_cells_lie_in_the_area_without_touching(width: int, height: int, columns: int, tile: int) -> None:
    plan = plan_layout(width, height, columns=columns, label_width=60, tile=tile)
    cells = [plan.cell(TilePlace(sample, column)) for sample in range(plan.samples) for column in range(columns)]
    for position, cell in enumerate(cells):
        for other in cells[position + 1 : position + 1 + columns]:
            assert not cell.intersects(other)
    if plan.tile > 32:
        assert max(cell.right() for cell in cells) <= width
        assert max(cell.bottom() for cell in cells) <= height


@pytest.mark.parametrize(("width", "height"), AREAS)
def test_every_cell_is_found_under_its_middle(width: int, height: int) -> None:
    plan = plan_layout(width, height, columns=5, label_width=60, tile=64)
    for sample in range(plan.samples):
        for column in range(5):
            place = TilePlace(sample, column)
            assert plan.place_at(plan.cell(place).center()) == place
    assert plan.place_at(QPointF(1, 1)) is None


@pytest.mark.parametrize(("width", "height"), AREAS[:3])
@pytest.mark.parametrize("side", [0, 8, 28, 32, 256])
def test_a_fitting_tile_shows_a_few_samples_in_whole_pixels(width: int, height: int, side: int) -> None:
    tile = fitting_tile(width, height, columns=5, label_width=60, image_side=side)
    plan = plan_layout(width, height, columns=5, label_width=60, tile=tile)
    assert plan.tile == tile
    assert plan.samples >= 3
    if side and tile >= 2 * side:
        assert tile % side == 0


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("side", [8, 28, 50, 224])
def test_small_images_are_enlarged_by_whole_device_pixels(ratio: float, side: int) -> None:
    cell = QRectF(13, 22, 112, 112)
    rect = shown_rect(cell, side, side, ratio)
    factor = rect.width() * ratio / side
    assert cell.adjusted(-1, -1, 1, 1).contains(rect)
    assert factor == pytest.approx(round(factor)) or factor < 2
    assert rect.left() * ratio == pytest.approx(round(rect.left() * ratio))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("width", [1, 5, 8])
def test_bytes_become_the_same_colours(channels: int, width: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (4, width, channels), dtype=np.uint8)
    image = to_image(pixels)
    pixels_kept = pixels.copy()
    pixels[:] = 0
    for y in range(4):
        for x in range(width):
            colour = image.pixelColor(x, y)
            assert (colour.red(), colour.green(), colour.blue()) == tuple(np.broadcast_to(pixels_kept[y, x], 3))
