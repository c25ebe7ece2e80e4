import pytest
from pytestqt.qtbot import QtBot

from augstudio.gui.training.legend import Legend, LegendEntry

ENTRIES = (
    LegendEntry("a-pipeline-of-mine", 0, "88.4 %"),
    LegendEntry("without augmentation", 1, "87.1 %", short="without"),
    LegendEntry("validation, 3 seeds", short="validation"),
    LegendEntry("training", dashed=True),
    LegendEntry("run before", 0, dimmed=True),
)


@pytest.fixture
def legend(qtbot: QtBot) -> Legend:
    made = Legend()
    qtbot.addWidget(made)
    made.set_entries(ENTRIES)
    return made


def test_with_room_everything_is_shown_in_full(legend: Legend) -> None:
    assert legend.fitting(2000) == ENTRIES


def test_titles_are_shortened_before_anything_is_left_out(legend: Legend) -> None:
    room = legend._room_for(ENTRIES) - 1
    assert [entry.title for entry in legend.fitting(room)] == [
        "a-pipeline-of-mine",
        "without",
        "validation",
        "training",
        "run before",
    ]


def test_what_explains_styles_goes_before_any_line(legend: Legend) -> None:
    seen = [len(legend.fitting(room)) for room in range(1200, 60, -5)]
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {5, 3, 2}, "all, then without the styles, then without the run before; both lines to the end"


@pytest.mark.parametrize("room", [210, 260])
def test_both_lines_fit_a_narrow_place_with_their_values(legend: Legend, room: int) -> None:
    shown = legend.fitting(room)
    assert [entry.value for entry in shown] == ["88.4 %", "87.1 %"]
    assert legend._room_for(shown) <= room


def test_what_is_left_out_can_be_read_in_the_tooltip(legend: Legend) -> None:
    assert "without augmentation 87.1 %" in legend.toolTip()
    assert "training" in legend.toolTip()


def test_an_empty_legend_shows_nothing(legend: Legend) -> None:
    legend.set_entries(())
    assert legend.fitting(10) == ()


def test_where_even_values_have_no_room_the_names_are_left(legend: Legend) -> None:
    shown = legend.fitting(110)
    assert [entry.value for entry in shown] == ["", ""]
    assert all(entry.title for entry in shown)
    assert legend._room_for(shown) <= 110
