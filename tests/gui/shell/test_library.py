from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from augstudio.gui.library.library_delegate import Role
from augstudio.gui.main_window import MainWindow
from augstudio.gui.stack.card_column import OP_MIME, op_of
from augstudio.transforms.catalogue import OPS
from tests.gui.shell.drive import ops


def find(window: MainWindow, op: str) -> QModelIndex:
    model = window.library.tree.model()
    for row in range(model.rowCount()):
        shelf = model.index(row, 0)
        for child in range(model.rowCount(shelf)):
            index = model.index(child, 0, shelf)
            if index.data(Role.OP) == op:
                window.library.tree.scrollTo(index)
                return index
    raise AssertionError(op)


def test_the_library_holds_the_whole_catalogue(window: MainWindow) -> None:
    assert sorted(window.library.visible_ops()) == sorted(OPS)


def test_a_double_click_adds_a_step_before_the_closing_normalize_and_selects_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    tree = window.library.tree
    place = tree.visualRect(find(window, "contrast")).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert ops(window) == ["horizontal_flip", "rotate", "brightness", "contrast", "normalize"]
    selected = window.studio.selected_step
    assert selected is not None
    assert selected.op == "contrast"
    assert window.document.history.undo_description == "Add Contrast"


def test_a_click_on_the_plus_adds_and_one_beside_it_does_not(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.library.tree
    row = tree.visualRect(find(window, "hue"))
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert "hue" not in ops(window)
    plus = QPoint(row.right() - 12, row.center().y())
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=plus)
    assert "hue" in ops(window)


def test_enter_adds_the_current_transform(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.library.tree
    tree.setCurrentIndex(find(window, "hue"))
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert "hue" in ops(window)


def test_searching_leaves_what_has_all_words_and_enter_adds_the_first(window: MainWindow, qtbot: QtBot) -> None:
    search = window.library.search
    qtbot.keyClicks(search, "crop random")
    assert window.library.visible_ops() == ["random_crop", "random_resized_crop"]
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert "random_crop" in ops(window)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert len(window.library.visible_ops()) == len(OPS)


def test_a_new_crop_starts_from_the_size_of_the_images(window: MainWindow) -> None:
    window.library.add("center_crop")
    step = window.document.pipeline.step("center-crop")
    assert step.transform.plain()["height"] <= 16
    assert step.transform.plain()["width"] <= 12


def test_what_is_dragged_out_is_the_op(window: MainWindow) -> None:
    index = find(window, "rotate")
    assert op_of(window.library.tree.model().mimeData([index])) == "rotate"
    assert window.library.tree.model().mimeTypes() == [OP_MIME]


def test_every_transform_explains_itself(window: MainWindow) -> None:
    for op in OPS:
        assert len(find(window, op).data(Qt.ItemDataRole.ToolTipRole)) > 40


def test_transforms_are_shown_on_the_open_data_and_as_icons_without(
    window: MainWindow, qtbot: QtBot, source: Any
) -> None:
    images = window.library.images
    with qtbot.waitSignal(window.preview.rendered, timeout=20_000):
        window.studio.resample()
    qtbot.waitUntil(lambda: images.of("cutout") is not None, timeout=20_000)
    flipped = images.of("horizontal_flip")
    assert flipped is not None
    ramp = [flipped.pixelColor(x, 0).red() for x in range(flipped.width())]
    assert ramp == list(source.image(0)[0, ::-1, 0])
    assert images.of("normalize") is None
    with_pictures = _row_of(window, "horizontal_flip")
    window.studio.set_source(None)
    assert images.of("horizontal_flip") is None
    assert _row_of(window, "horizontal_flip") != with_pictures


def test_the_pictures_of_other_data_take_the_place_of_the_old_ones(
    window: MainWindow, qtbot: QtBot, source: Any
) -> None:
    images = window.library.images
    images.make()
    turned = type(source)(source._images[:, ::-1, ::-1], source._labels, source.classes)
    window.studio.set_source(turned)
    images.make()
    qtbot.waitUntil(lambda: images.of("cutout") is not None, timeout=20_000)
    flipped = images.of("horizontal_flip")
    assert flipped is not None
    assert flipped.pixelColor(0, 0).red() == turned.image(0)[0, -1, 0]


def _row_of(window: MainWindow, op: str) -> QImage:
    row = window.library.tree.visualRect(find(window, op))
    return window.library.tree.viewport().grab(QRect(0, row.top(), 40, row.height())).toImage()


def test_the_keyboard_starts_at_the_first_transform_and_its_place_shows(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.library.tree
    without = _row_of(window, "resize")
    tree.setFocus(Qt.FocusReason.TabFocusReason)
    assert tree.currentIndex().data(Role.OP) == "resize"
    assert _row_of(window, "resize") != without
    heading = tree.visualRect(tree.currentIndex().parent())
    before = tree.viewport().grab(heading).toImage()
    qtbot.keyClick(tree, Qt.Key.Key_Up)
    assert tree.viewport().grab(heading).toImage() != before
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.currentIndex())
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(tree.currentIndex())
