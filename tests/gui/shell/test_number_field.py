import pytest
from pytestqt.qtbot import QtBot

from augstudio.gui.elements.number_field import NumberField
from augstudio.gui.stack.editors import LABEL_WIDTH, editor_for
from augstudio.gui.wording import help_text, parameter_title
from augstudio.transforms.base import ParameterField
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.parameters import Count, Number, RangeOf

FIELDS = [
    pytest.param(op, field, id=f"{op}-{field.name}")
    for op in OPS
    for field in transform_class(op).parameter_fields()
    if isinstance(field.parameter, RangeOf | Number | Count)
]


@pytest.mark.parametrize(("op", "field"), FIELDS)
def test_every_number_has_room_for_sign_digits_and_unit(qtbot: QtBot, op: str, field: ParameterField) -> None:
    editor = editor_for(op, field)
    qtbot.addWidget(editor)
    declared = field.parameter
    assert isinstance(declared, RangeOf | Number | Count)
    ends = [declared.minimum, declared.maximum]
    step = getattr(declared, "step", 1)
    ends += [ends[0] + step, ends[1] - step]
    for edit in editor.findChildren(NumberField):
        edit.resize(edit.sizeHint())
        for value in ends:
            edit.show_value(value)
            margins = edit.textMargins()
            room = edit.width() - margins.left() - margins.right() - 4  # Qt's own two pixels at either side
            assert edit.fontMetrics().horizontalAdvance(edit.text()) <= room, edit.text()


@pytest.mark.parametrize(("op", "field"), FIELDS)
def test_a_unit_that_is_a_word_is_in_the_title(qtbot: QtBot, op: str, field: ParameterField) -> None:
    editor = editor_for(op, field)
    qtbot.addWidget(editor)
    title = editor._title
    unit = getattr(field.parameter, "unit", "")
    if len(unit) > 2:
        said = title.text().lower()
        assert unit in said or said in unit
        assert help_text(field).startswith(title.text())
    else:
        assert title.text() == parameter_title(field.name)
    assert title.sizeHint().width() <= LABEL_WIDTH


def test_the_slider_of_rotate_reaches_as_far_as_anybody_turns() -> None:
    (angle,) = [each for each in transform_class("rotate").parameter_fields() if each.name == "angle"]
    assert isinstance(angle.parameter, RangeOf)
    assert angle.parameter.slider == (-90, 90)
    assert (angle.parameter.minimum, angle.parameter.maximum) == (-360, 360)
