import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from augstudio.gui.preview.grid_layout import TilePlace
from augstudio.gui.preview.preview_grid import PreviewGrid
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ThemeChoice, apply_theme
from augstudio.pipeline.model import Mode, Pipeline, Step
from augstudio.preview.renderer import render
from augstudio.transforms.catalogue import transform_class

PATIENCE = 20_000
"""The first render imports torch, which takes seconds (ms)."""


def step(op: str, probability: float = 1.0, **parameters: Any) -> Step:
    return Step(transform_class(op).create(parameters), probability=probability)


@pytest.fixture
def preview(qtbot, studio: Studio) -> PreviewGrid:
    widget = PreviewGrid(studio)
    qtbot.addWidget(widget, before_close_func=lambda each: each.shut_down())
    widget.resize(700, 480)
    widget.show()
    settle(qtbot, widget)
    return widget


def settle(qtbot, preview: PreviewGrid) -> None:
    def settled() -> None:
        assert not preview.is_busy
        assert preview.studio.source is None or (preview.grid is not None and preview.grid.complete)

    qtbot.waitUntil(settled, timeout=PATIENCE)


def shown(preview: PreviewGrid) -> list[np.ndarray]:
    return [tile.pixels for row in preview.grid.rows for tile in row.variants]


def originals(preview: PreviewGrid) -> list[np.ndarray]:
    return [row.original for row in preview.grid.rows]


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def cell_picture(preview: PreviewGrid, place: TilePlace) -> QImage:
    return preview.canvas.grab(preview.canvas.plan.cell(place).toRect()).toImage()


def is_blank(image: QImage) -> bool:
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) == 1


def test_originals_and_variants_are_painted_side_by_side(preview: PreviewGrid) -> None:
    plan = preview.canvas.plan
    assert plan.samples >= 3
    assert len(preview.grid.rows) == plan.samples
    assert all(len(row.variants) == 4 for row in preview.grid.rows)
    for sample in range(plan.samples):
        for column in range(5):
            assert not is_blank(cell_picture(preview, TilePlace(sample, column)))


def test_pictures_on_screen_are_the_pixels_of_the_grid(preview: PreviewGrid) -> None:
    pixels = preview.grid.rows[0].original
    height, width = pixels.shape[:2]
    image = cell_picture(preview, TilePlace(0, 0))
    factor = image.width() // max(height, width)
    left, top = (image.width() - width * factor) // 2, (image.height() - height * factor) // 2
    for y in range(height):
        for x in range(width):
            colour = image.pixelColor(left + x * factor + factor // 2, top + y * factor + factor // 2)
            assert (colour.red(), colour.green(), colour.blue()) == tuple(pixels[y, x])


def test_an_edit_is_followed(qtbot, preview: PreviewGrid, studio: Studio) -> None:
    before = shown(preview)
    studio.document.edit(Pipeline((step("brightness", factor=[0, 0]),)), "Darken")
    settle(qtbot, preview)
    assert not same(before, shown(preview))
    assert all(not pixels.any() for pixels in shown(preview))
    studio.document.undo()
    settle(qtbot, preview)
    assert same(before, shown(preview))


def test_resampling_changes_variants_but_not_originals(qtbot, preview: PreviewGrid, studio: Studio) -> None:
    variants, samples = shown(preview), originals(preview)
    studio.resample()
    settle(qtbot, preview)
    assert not same(variants, shown(preview))
    assert same(samples, originals(preview))


def test_shuffling_shows_other_samples(qtbot, preview: PreviewGrid) -> None:
    before = [row.index for row in preview.grid.rows]
    QTest.mouseClick(preview.header.reshuffle, Qt.MouseButton.LeftButton)
    settle(qtbot, preview)
    assert [row.index for row in preview.grid.rows] != before


def test_only_one_class_is_shown_when_asked(qtbot, preview: PreviewGrid) -> None:
    preview.header.classes.setCurrentIndex(2)
    settle(qtbot, preview)
    assert {row.label for row in preview.grid.rows} == {"right"}


def test_the_evaluation_view_is_the_twin_and_the_same_every_time(qtbot, preview: PreviewGrid, studio: Studio) -> None:
    QTest.mouseClick(preview.header.evaluation, Qt.MouseButton.LeftButton)
    settle(qtbot, preview)
    first = shown(preview)
    assert all(len(row.variants) == 1 for row in preview.grid.rows)
    assert preview.grid.request.mode is Mode.EVAL
    studio.resample()
    settle(qtbot, preview)
    assert same(first, shown(preview))
    preview.set_evaluation(False)
    settle(qtbot, preview)
    assert all(len(row.variants) == 4 for row in preview.grid.rows)


def test_the_number_of_variants_can_be_chosen_and_leaves_the_first_ones_alone(qtbot, preview: PreviewGrid) -> None:
    first = preview.grid.rows[0].variants[0].pixels
    preview.header.variants.setValue(7)
    settle(qtbot, preview)
    assert all(len(row.variants) == 7 for row in preview.grid.rows)
    assert np.array_equal(preview.grid.rows[0].variants[0].pixels, first)


def test_smaller_pictures_make_room_for_more_samples(qtbot, preview: PreviewGrid) -> None:
    before = len(preview.grid.rows)
    preview.header.tile_size.setValue(preview.header.tile_size.minimum())
    settle(qtbot, preview)
    assert preview.canvas.plan.tile == preview.header.tile_size.minimum()
    assert len(preview.grid.rows) > before
    assert not preview.header.fit.isChecked()
    preview.header.fit.setChecked(True)
    settle(qtbot, preview)
    assert len(preview.grid.rows) == before


def test_the_last_position_of_a_fast_drag_is_painted_and_no_finished_frame_is_lost(
    qtbot, preview: PreviewGrid, studio: Studio
) -> None:
    finished: list[object] = []
    preview.rendered.connect(finished.append)
    painted = preview.canvas.painted_frames
    pipeline = studio.pipeline
    moves = 120
    for move in range(1, moves + 1):
        rotate = step("rotate", angle=[-30, 30 + move])
        studio.document.edit(pipeline.with_step(replace(rotate, id="rotate")), "Rotate: angle", gesture="drag")
        if move % 3 == 0:
            qtbot.wait(1)
    settle(qtbot, preview)
    assert preview.grid.request.pipeline == studio.pipeline
    assert preview.grid.request.pipeline.step("rotate").transform.angle.high == 30 + moves
    assert 3 <= len(finished) <= moves
    assert preview.canvas.painted_frames - painted == len(finished)
    expected = render(preview.grid.request, studio.source)
    assert same(shown(preview), [tile.pixels for row in expected.rows for tile in row.variants])


def test_large_pictures_are_drafted_in_a_drag_and_exact_at_rest(
    qtbot, preview: PreviewGrid, studio: Studio, source
) -> None:
    ramp = np.linspace(0, 255, 400).astype(np.uint8)
    large = np.broadcast_to(ramp[None, None, :, None], (4, 300, 400, 3))
    studio.set_source(type(source)(large, [0] * 4, ()))
    settle(qtbot, preview)
    drafted: list[bool] = []
    preview.rendered.connect(lambda grid: drafted.append(grid.is_draft))
    for move in range(5):
        brightness = replace(step("brightness", factor=[0.5, 1 + move / 10]), id="brightness")
        studio.document.edit(studio.pipeline.with_step(brightness), "Brightness: factor", gesture="drag")
    settle(qtbot, preview)
    assert drafted[0]
    assert not drafted[-1]
    expected = render(preview.grid.request, studio.source)
    assert same(shown(preview), [tile.pixels for row in expected.rows for tile in row.variants])


def test_a_crop_that_never_fits_is_said_with_its_step_and_the_originals_stay(
    qtbot, preview: PreviewGrid, studio: Studio
) -> None:
    pipeline = studio.pipeline.inserted(0, step("random_crop", height=64, width=64))
    studio.document.edit(pipeline, "Add Random crop")
    settle(qtbot, preview)
    assert preview.notice.isVisible()
    assert preview.notice.text.startswith("random-crop: a crop of 64 px never fits")
    assert all(pixels is not None for pixels in originals(preview))
    assert all(pixels is None for pixels in shown(preview))
    QTest.mouseClick(preview.notice.button, Qt.MouseButton.LeftButton)
    assert studio.selected_step.id == "random-crop"
    studio.document.undo()
    settle(qtbot, preview)
    assert not preview.notice.isVisible()


def test_without_steps_it_says_what_to_do(qtbot, preview: PreviewGrid, studio: Studio) -> None:
    studio.document.edit(Pipeline(), "Clear")
    settle(qtbot, preview)
    assert "add a step" in preview.notice.text
    assert same([row.original for row in preview.grid.rows for _ in range(4)], shown(preview))


def test_without_data_it_says_what_to_do(qtbot, preview: PreviewGrid, studio: Studio, source) -> None:
    studio.set_source(None)
    assert not preview.canvas.isVisible()
    button = preview.findChild(object, "openDataFromPreview")
    with qtbot.waitSignal(preview.open_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    studio.set_source(source)
    settle(qtbot, preview)
    assert preview.canvas.isVisible()


def test_a_clicked_tile_is_taken_apart(qtbot, preview: PreviewGrid, studio: Studio) -> None:
    place = TilePlace(1, 2)
    QTest.mouseClick(preview.canvas, Qt.MouseButton.LeftButton, pos=preview.canvas.plan.cell(place).center().toPoint())
    qtbot.waitUntil(lambda: preview.details.view.strip is not None, timeout=PATIENCE)
    settle(qtbot, preview)
    strip = preview.details.view.strip
    row = preview.canvas.row_at(preview.canvas.chosen)
    assert [frame.op for frame in strip.frames] == ["", "horizontal_flip", "rotate", "brightness", "normalize"]
    assert (strip.request.index, strip.request.epoch) == (row.index, 1)
    assert preview.details.isVisible()
    QTest.mouseClick(preview.details.copy_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied == preview.details.text
    assert copied.startswith(f"sample {row.index}, epoch 1, seed 0")
    assert f"rotate: angle {strip.frames[2].draws['angle']:.4g}°".replace("-", "−") in copied
    with qtbot.waitSignal(studio.selection_changed) as chosen:
        QTest.mouseClick(preview.details.view, Qt.MouseButton.LeftButton, pos=QPoint(2 * 132 + 40, 50))
    assert chosen.args == ["rotate"]


def test_the_details_follow_an_edit_and_close_with_escape(qtbot, preview: PreviewGrid, studio: Studio) -> None:
    preview.canvas.place_chosen.emit(TilePlace(0, 1))
    qtbot.waitUntil(lambda: preview.details.view.strip is not None, timeout=PATIENCE)
    studio.document.edit(studio.pipeline.without("rotate"), "Remove Rotate")
    qtbot.waitUntil(lambda: len(preview.details.view.strip.frames) == 4, timeout=PATIENCE)
    settle(qtbot, preview)
    assert "rotate" not in preview.details.text
    QTest.keyClick(preview.canvas, Qt.Key.Key_Escape)
    assert not preview.details.isVisible()
    assert preview.canvas.chosen is None
    settle(qtbot, preview)


def test_the_chosen_sample_stays_in_view_when_there_is_room_for_fewer(qtbot, preview: PreviewGrid) -> None:
    last = len(preview.grid.rows) - 1
    index = preview.grid.rows[last].index
    preview.canvas.place_chosen.emit(TilePlace(last, 1))
    preview.resize(700, 420)
    qtbot.wait(50)
    settle(qtbot, preview)
    assert preview.canvas.row_at(preview.canvas.chosen).index == index
    assert preview.canvas.chosen.sample < preview.canvas.plan.samples


def test_arrows_move_between_tiles_and_enter_opens_one(qtbot, preview: PreviewGrid) -> None:
    canvas = preview.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas.current == TilePlace(0, 1)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(canvas, key)
    assert canvas.current == TilePlace(canvas.plan.blocks, 0)
    assert "original" in canvas.accessibleDescription()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert "Rotate: " in canvas.accessibleDescription()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert preview.details.isVisible()
    settle(qtbot, preview)


def test_a_sample_that_cannot_be_read_is_said_beside_the_others(
    qtbot, preview: PreviewGrid, studio: Studio, source
) -> None:
    from augstudio.errors import DataError

    class Damaged:
        name, classes, fingerprint = "damaged", source.classes, "1"

        def __len__(self) -> int:
            return 3

        def image(self, index: int) -> np.ndarray:
            if index == 1:
                raise DataError("b.png: not an image of a kind we can read")
            return source.image(index)

        def label(self, index: int) -> int | None:
            return index % 2

    studio.set_source(Damaged())
    settle(qtbot, preview)
    assert "b.png" in preview.notice.text
    assert [row.original is None for row in preview.grid.rows] == [index == 1 for index in preview.grid.request.indices]


def test_both_themes_are_painted_in_their_own_colours(qtbot, qapp, preview: PreviewGrid) -> None:
    def corner() -> int:
        qapp.processEvents()
        return preview.canvas.grab().toImage().pixelColor(1, preview.canvas.height() - 1).lightness()

    dark = corner()
    apply_theme(qapp, ThemeChoice.LIGHT)
    try:
        assert dark < 60
        assert corner() > 180
    finally:
        apply_theme(qapp, ThemeChoice.DARK)


def test_closing_while_it_renders_ends_the_thread(
    qtbot, studio: Studio, source, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, may_go_on = threading.Event(), threading.Event()

    def slow(index: int) -> np.ndarray:
        reading.set()
        may_go_on.wait(5)
        return np.zeros((4, 4, 3), np.uint8)

    monkeypatch.setattr(source, "image", slow)
    widget = PreviewGrid(studio)
    widget.resize(600, 400)
    widget.show()
    assert reading.wait(5)
    widget.close()
    widget.deleteLater()
    QTest.qWait(20)
    QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    may_go_on.set()
    for thread in threading.enumerate():
        if thread.name.startswith("augstudio-preview"):
            thread.join(5)
            assert not thread.is_alive()


def test_a_dropped_folder_is_opened(qtbot, preview: PreviewGrid, studio: Studio, tmp_path) -> None:
    from PIL import Image

    Image.fromarray(np.full((9, 9, 3), 80, np.uint8)).save(tmp_path / "a.png")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(studio.source_changed, timeout=PATIENCE):
        preview.dropEvent(event)
    settle(qtbot, preview)
    assert [row.size for row in preview.grid.rows] == [(9, 9)]


def halves(preview: PreviewGrid, place: TilePlace) -> tuple[QImage, QImage]:
    """What is painted left and right of the line, a little away from it, its names and the tile's border."""
    cell = preview.canvas.plan.cell(place).toRect()
    width, height = cell.width() * 2 // 5, cell.height() * 2 // 3
    left = QRect(cell.left(), cell.top(), width, height)
    right = QRect(cell.right() - width, cell.top(), width, height)
    return preview.canvas.grab(left).toImage(), preview.canvas.grab(right).toImage()


def test_a_kept_design_is_shown_left_of_the_line_with_the_same_draws(qtbot, preview: PreviewGrid) -> None:
    place = TilePlace(0, 1)
    before = halves(preview, place)
    preview.studio.keep_design(enabled=True)
    preview.compare(enabled=True)
    settle(qtbot, preview)
    preview.studio.document.edit(preview.studio.pipeline.inserted(0, step("invert")), "invert")
    settle(qtbot, preview)
    left, right = halves(preview, place)
    assert left == before[0]
    assert right != before[1]
    preview.compare(enabled=False)
    assert halves(preview, place)[0] != before[0]
    preview.studio.keep_design(enabled=False)
    settle(qtbot, preview)
    assert preview.studio.kept is None


def test_the_line_follows_the_mouse_and_the_keyboard(qtbot, preview: PreviewGrid) -> None:
    preview.studio.keep_design(enabled=True)
    preview.compare(enabled=True)
    settle(qtbot, preview)
    preview.studio.document.edit(preview.studio.pipeline.inserted(0, step("invert")), "invert")
    settle(qtbot, preview)
    middle = halves(preview, TilePlace(1, 2))
    cell = preview.canvas.plan.cell(TilePlace(0, 1)).toRect()
    QTest.mouseMove(preview.canvas, cell.topLeft() + QPoint(cell.width() - 2, 10))
    kept = halves(preview, TilePlace(1, 2))
    assert kept[0] == middle[0]
    assert kept[1] != middle[1]
    preview.canvas.setFocus()
    for _ in range(10):
        QTest.keyClick(preview.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    current = halves(preview, TilePlace(1, 2))
    assert current[0] != middle[0]
    assert current[1] == middle[1]


def test_the_kept_design_follows_other_draws_but_is_not_made_again_for_an_edit(
    qtbot, preview: PreviewGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview.studio.keep_design(enabled=True)
    settle(qtbot, preview)
    made = []
    render_kept = preview._kept_renderer.render
    monkeypatch.setattr(
        preview._kept_renderer, "render", lambda *arguments: made.append(arguments) or render_kept(*arguments)
    )
    preview.studio.document.edit(preview.studio.pipeline.inserted(0, step("invert")), "invert")
    settle(qtbot, preview)
    assert not made
    preview.studio.resample()
    settle(qtbot, preview)
    assert len(made) == 1


def test_a_tile_is_copied_as_code_that_makes_it_again(qtbot, preview: PreviewGrid) -> None:
    preview.canvas.place_chosen.emit(TilePlace(1, 3))
    settle(qtbot, preview)
    with qtbot.waitSignal(preview.studio.message_posted):
        preview.details.code_button.click()
    code = QGuiApplication.clipboard().text()
    tile = preview.canvas.tile_at(TilePlace(1, 3))
    assert f"EPOCH, INDEX = 'train', {tile.epoch}, {tile.index}" in code


def test_a_star_asks_where_to_and_writes_a_test(qtbot, preview: PreviewGrid, tmp_path) -> None:
    preview.canvas.place_chosen.emit(TilePlace(1, 0))
    settle(qtbot, preview)
    preview.details.star_button.click()
    dialog = preview.findChild(QFileDialog)
    with qtbot.waitSignal(preview.studio.message_posted):
        dialog.fileSelected.emit(str(tmp_path / "test_tile.py"))
    dialog.close()
    assert "def test_example_makes_sample_" in (tmp_path / "test_tile.py").read_text()


def test_a_test_that_cannot_be_written_is_reported(qtbot, preview: PreviewGrid, tmp_path) -> None:
    preview.canvas.place_chosen.emit(TilePlace(1, 1))
    settle(qtbot, preview)
    preview.details.star_button.click()
    dialog = preview.findChild(QFileDialog)
    with qtbot.waitSignal(preview.keeping.failed) as failed:
        dialog.fileSelected.emit(str(tmp_path / "no folder" / "test_tile.py"))
    dialog.close()
    assert "no folder" in failed.args[0]


def test_steps_are_measured_when_the_hand_rests(qtbot, preview: PreviewGrid) -> None:
    with qtbot.waitSignal(preview.costs_measured, timeout=PATIENCE) as measured:
        preview.studio.document.edit(preview.studio.pipeline.inserted(0, step("invert")), "invert")
    assert set(measured.args[0]) == {each.id for each in preview.studio.pipeline.active}
