from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from augstudio.gui.runs.difference_view import DifferenceView
from augstudio.gui.runs.difference_words import difference_lines
from augstudio.gui.theme import ThemeChoice, apply_theme, dark_colours, light_colours
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.project.pipeline_diff import Change, pipeline_diff
from augstudio.transforms.catalogue import transform_class


def step(op: str, **values: Any) -> Step:
    return Step(transform_class(op).create(values))


def details(old: Pipeline, new: Pipeline) -> tuple[str, ...]:
    (line,) = difference_lines(pipeline_diff(old, new))
    return line.details


@pytest.mark.parametrize(
    ("op", "old", "new", "said"),
    [
        ("rotate", {"angle": [-15, 15]}, {"angle": [-30, 40]}, "Angle  ±15° → −30 – 40°"),
        ("rotate", {"interpolation": "bilinear"}, {"interpolation": "nearest"}, "Interpolation  bilinear → nearest"),
        ("normalize", {"mean": 0.5, "std": 0.5}, {"mean": [0.1, 0.2, 0.3], "std": 0.5}, "Mean  0.5 → 0.1, 0.2, 0.3"),
        ("pad", {"left": 2}, {"left": 4}, "Left  2 px → 4 px"),
    ],
)
def test_values_are_written_as_in_the_window(op: str, old: dict[str, Any], new: dict[str, Any], said: str) -> None:
    assert details(Pipeline((step(op, **old),)), Pipeline((step(op, **new),))) == (said,)


def test_switches_moves_and_settings_are_sentences() -> None:
    flip, rotate = step("horizontal_flip"), step("rotate")
    old = Pipeline((flip, rotate))
    off = Step(old.steps[1].transform, enabled=False, id="rotate")
    assert details(old, Pipeline((old.steps[0], off))) == ("Switched off",)
    assert details(Pipeline((old.steps[0], off)), old) == ("Switched on",)
    assert details(old, Pipeline(old.steps, resampling=Resampling.SINGLE)) == ("Resampling  sequential → single",)
    (moved,) = difference_lines(pipeline_diff(old, Pipeline((old.steps[1], old.steps[0]))))
    assert moved.details[0].startswith("Moved from ")


def test_what_came_and_went_is_told_by_sign_and_word(qtbot: QtBot) -> None:
    came, went = difference_lines(pipeline_diff(Pipeline((step("rotate"),)), Pipeline((step("gaussian_blur"),))))
    assert {(line.sign, line.verb) for line in (came, went)} == {("+", "added"), ("−", "removed")}


def test_names_are_text_not_markup_and_colours_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    view = DifferenceView()
    qtbot.addWidget(view)
    lines = difference_lines(pipeline_diff(Pipeline(name="<b>one</b>"), Pipeline((step("rotate"),), name="two")))
    view.show_lines("What changed:", lines)
    text = next(label for label in view.findChildren(QLabel) if "rotate" in label.text().lower())
    assert "&lt;b&gt;one" in text.text()
    assert [line.change for line in view.lines] == [Change.CHANGED, Change.ADDED]
    assert "1  Rotate; added" in text.accessibleName()
    try:
        for choice, tokens in ((ThemeChoice.LIGHT, light_colours()), (ThemeChoice.DARK, dark_colours())):
            apply_theme(qapp, choice)
            qapp.processEvents()
            assert tokens.success.name() in text.text()
    finally:
        apply_theme(qapp, ThemeChoice.DARK)
