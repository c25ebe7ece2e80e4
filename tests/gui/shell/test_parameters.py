from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.number_field import NumberField
from augstudio.gui.main_window import MainWindow
from augstudio.gui.stack.track_slider import RangeSlider, ValueSlider
from augstudio.transforms.catalogue import OPS
from augstudio.transforms.parameters import Range
from tests.gui.shell.drive import drag, slider


def angle(window: MainWindow) -> Range:
    value: Range = window.document.pipeline.step("rotate").transform.angle  # type: ignore[attr-defined]
    return value


def field(window: MainWindow, name: str) -> NumberField:
    (found,) = [each for each in window.findChildren(NumberField) if each.accessibleName() == name]
    return found


def test_one_drag_is_one_step_to_undo(window: MainWindow) -> None:
    handle = slider(window, "rotate: angle")
    start = handle.handle_position(1)
    seen: list[Range] = []
    window.studio.pipeline_changed.connect(lambda _new, _old: seen.append(angle(window)))
    drag(handle, start, *(start + QPointF(4 * step, 0) for step in range(1, 8)))
    assert len(seen) > 3
    assert angle(window).low == -30
    assert angle(window).high > 40
    assert window.document.history.undo_description == "Rotate: angle"
    window.document.undo()
    assert angle(window) == Range(-30, 30)
    assert not window.document.history.can_undo
    assert slider(window, "rotate: angle").values == (-30, 30)


def test_two_drags_are_two_steps_to_undo(window: MainWindow) -> None:
    handle = slider(window, "rotate: angle")
    for _ in range(2):
        start = handle.handle_position(1)
        drag(handle, start, start + QPointF(12, 0))
    window.document.undo()
    assert angle(window).high > 30
    window.document.undo()
    assert angle(window) == Range(-30, 30)


def test_dragging_between_the_handles_moves_both(window: MainWindow) -> None:
    handle = slider(window, "rotate: angle")
    middle = (handle.handle_position(0) + handle.handle_position(1)) / 2
    drag(handle, middle, middle + QPointF(20, 0))
    assert angle(window).low > -30
    assert abs((angle(window).high - angle(window).low) - 60) <= 1


def test_shift_opens_the_range_evenly_around_neutral(window: MainWindow) -> None:
    handle = slider(window, "rotate: angle")
    start = handle.handle_position(1)
    assert isinstance(handle, RangeSlider)
    handle.mousePressEvent(mouse(handle, start))
    handle.mouseMoveEvent(mouse(handle, start + QPointF(25, 0), Qt.KeyboardModifier.ShiftModifier))
    handle.mouseReleaseEvent(mouse(handle, start + QPointF(25, 0)))
    assert angle(window).high > 40
    assert angle(window).low == -angle(window).high


def test_a_double_click_goes_back_to_the_default(window: MainWindow, qtbot: QtBot) -> None:
    handle = slider(window, "rotate: angle")
    qtbot.mouseDClick(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    assert angle(window) == Range(-15, 15)


def test_arrow_keys_move_the_handle_by_a_step(window: MainWindow, qtbot: QtBot) -> None:
    handle = slider(window, "rotate: angle")
    handle.setFocus()
    qtbot.keyClick(handle, Qt.Key.Key_Right)
    qtbot.keyClick(handle, Qt.Key.Key_Down)
    qtbot.keyClick(handle, Qt.Key.Key_PageDown)
    assert angle(window) == Range(-40, 31)
    selected = window.studio.selected_step
    assert selected is not None
    assert selected.op == "rotate"


def test_a_slider_set_by_an_assistive_tool_edits_the_document(window: MainWindow) -> None:
    handle = slider(window, "rotate: angle")
    assert isinstance(handle, RangeSlider)
    handle.setValue((-10, 20))
    assert angle(window) == Range(-10, 20)
    chance = slider(window, "rotate: probability")
    assert isinstance(chance, ValueSlider)
    chance.setValue(0.25)
    assert window.document.pipeline.step("rotate").probability == 0.25


def test_a_typed_number_is_taken_with_its_unit(window: MainWindow, qtbot: QtBot) -> None:
    low = field(window, "rotate: angle (lowest)")
    low.setFocus()
    low.selectAll()
    qtbot.keyClicks(low, "-12,5°")
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert angle(window) == Range(-12.5, 30)
    assert low.text() == "−12.5°"


def test_a_refused_number_is_explained_beside_the_field_and_the_old_one_stays(window: MainWindow, qtbot: QtBot) -> None:
    editor = window.stack.cards[1].form.editors["angle"]
    high = field(window, "rotate: angle (highest)")
    for typed, complaint in (("500", "500.0 is outside -360 to 360 °"), ("-45", "reversed"), ("many", "number")):
        high.setFocus()
        high.selectAll()
        qtbot.keyClicks(high, typed)
        qtbot.keyClick(high, Qt.Key.Key_Return)
        assert complaint in editor.refusal
        assert angle(window) == Range(-30, 30)
    assert not window.document.is_modified
    high.setFocus()
    high.selectAll()
    qtbot.keyClicks(high, "45")
    qtbot.keyClick(high, Qt.Key.Key_Return)
    assert editor.refusal == ""
    assert angle(window) == Range(-30, 45)


def test_the_wheel_changes_nothing_without_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    handle = slider(window, "brightness: factor")
    window.stack.cards[0].setFocus()
    turn_wheel(handle)
    assert not window.document.is_modified
    handle.setFocus()
    turn_wheel(handle)
    assert window.document.is_modified


def test_every_slider_of_every_op_says_which_op_and_parameter_it_is(window: MainWindow) -> None:
    for op in OPS:
        window.library.add(op)
    names = set()
    for card in window.stack.cards:
        for each in (*card.findChildren(RangeSlider), *card.findChildren(ValueSlider)):
            names.add(each.accessibleName())
            assert each.accessibleName().split(": ")[0] == card.op
            assert each.accessibleName().split(": ")[1] in card.form.editors
    assert {"rotate: angle", "hue: shift", "random_erasing: probability", "random_resized_crop: scale"} <= names


def test_details_of_the_selected_step_are_in_the_inspector(window: MainWindow) -> None:
    window.studio.select("rotate")
    form = window.inspector.form
    assert form is not None
    assert set(form.editors) == {"interpolation", "fill"}
    (box,) = window.inspector.findChildren(ChoiceBox)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert window.document.pipeline.step("rotate").transform.plain()["interpolation"] == "nearest"
    window.document.undo()
    assert box.currentData() == "bilinear"


def test_fills_are_typed_as_numbers_separated_by_commas(window: MainWindow, qtbot: QtBot) -> None:
    window.studio.select("rotate")
    (edit,) = [each for each in window.inspector.findChildren(QLineEdit) if each.accessibleName() == "rotate: fill"]
    edit.setText("0.1, 0.2, 0.3")
    edit.editingFinished.emit()
    assert window.document.pipeline.step("rotate").transform.plain()["fill"] == [0.1, 0.2, 0.3]
    edit.setText("2")
    edit.editingFinished.emit()
    assert window.inspector.form is not None
    assert "outside 0 to 1" in window.inspector.form.editors["fill"].refusal
    assert edit.text() == "0.1, 0.2, 0.3"


def test_turns_are_typed_as_numbers_separated_by_commas(window: MainWindow) -> None:
    window.studio.select(window.studio.edits.add("quarter_turn"))
    (edit,) = [
        each for each in window.inspector.findChildren(QLineEdit) if each.accessibleName() == "quarter_turn: turns"
    ]
    assert edit.text() == "0, 1, 2, 3"
    for text, taken in (("2, 0", [0, 2]), ("half", [0, 2]), ("5", [0, 2]), ("3", [3])):
        edit.setText(text)
        edit.editingFinished.emit()
        assert window.document.pipeline.step("quarter-turn").transform.plain()["turns"] == taken
        assert window.inspector.form is not None
        refusal = window.inspector.form.editors["turns"].refusal
        assert bool(refusal) == (text in {"half", "5"})


def test_normalize_can_take_the_statistics_of_the_data(window: MainWindow) -> None:
    card = window.stack.cards[3]
    (box,) = [each for each in card.findChildren(ChoiceBox) if each.accessibleName() == "normalize: statistics"]
    assert card.form.editors["mean"].isVisible()
    box.activated.emit(box.findData("From the open data"))
    assert window.document.pipeline.step("normalize").transform.plain() == {"mean": "dataset", "std": "dataset"}
    assert not card.form.editors["mean"].isVisible()
    box.activated.emit(box.count() - 1)
    assert window.document.pipeline.step("normalize").transform.plain() == {"mean": [0.5], "std": [0.5]}


def test_resize_switches_between_both_sides_and_the_shorter_one(window: MainWindow) -> None:
    window.studio.select(window.studio.edits.add("resize"))
    card = next(each for each in window.stack.cards if each.op == "resize")
    (box,) = [each for each in card.findChildren(ChoiceBox) if each.accessibleName() == "resize: size"]
    box.activated.emit(1)
    assert window.document.pipeline.step("resize").transform.plain()["shorter"] == 12
    assert not card.form.editors["height"].isVisible()
    box.activated.emit(0)
    plain = window.document.pipeline.step("resize").transform.plain()
    assert (plain["height"], plain["width"], "shorter" in plain) == (12, 12, False)


def mouse(
    widget: RangeSlider, where: QPointF, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        widget.mapToGlobal(where),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        modifier,
    )


def turn_wheel(widget: RangeSlider | ValueSlider) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
