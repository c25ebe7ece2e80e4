import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from augstudio.gui.elements.two_line_label import TwoLineLabel
from augstudio.gui.runs.run_words import when_text
from augstudio.gui.runs.runs_panel import RunsPanel
from augstudio.gui.studio import Studio
from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.pipeline_diff import Change
from augstudio.training.kept_runs import RunKind
from augstudio.transforms.catalogue import transform_class

KeepRun = Callable[..., Path]
OLDER, OLD, NEW = "2026-01-01_10-00-00", "2026-01-02_10-00-00", "2026-01-03_10-00-00"


def rotating(angle: float, name: str) -> Pipeline:
    return Pipeline((Step(transform_class("rotate").create({"angle": angle})),), name=name)


def look(qtbot: QtBot, panel: RunsPanel, count: int) -> None:
    """Shows the panel and waits until the runs are read."""
    panel.show()
    qtbot.waitUntil(lambda: len(panel.list.runs) == count, timeout=20_000)


def select(panel: RunsPanel, *places: int) -> None:
    panel.list.select_runs({panel.list.runs[place].key for place in places})


def names(panel: RunsPanel) -> list[str]:
    return [run.pipeline for run in panel.list.runs]


def plot(panel: RunsPanel, name: str) -> CurvePlot:
    found = panel.findChild(CurvePlot, name)
    assert found is not None
    return found


def caption(panel: RunsPanel) -> str:
    found = panel.findChild(TwoLineLabel, "runsCaption")
    assert found is not None
    return found.text()


def opener(panel: RunsPanel) -> QPushButton:
    found = panel.findChild(QPushButton, "openRunDesign")
    assert found is not None
    return found


def test_without_runs_the_panel_says_how_to_get_one(qtbot: QtBot, panel: RunsPanel) -> None:
    panel.show()
    qtbot.waitUntil(lambda: not panel._reading.is_busy)
    assert panel._empty.isVisible()
    assert not panel.list.isVisible()


def test_runs_are_listed_newest_first_and_the_newest_is_drawn(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(OLD, rotating(5, "first"))
    keep(NEW, rotating(9, "second"), (0.5, 0.8))
    look(qtbot, panel, 2)
    assert names(panel) == ["second", "first"]
    assert [run.pipeline for run in panel.list.selected] == ["second"]
    accuracy = plot(panel, "comparedAccuracyPlot")
    assert accuracy.line_points(LineKey(0, Measure.VALIDATION)) == ([1, 2], [0.5, 0.8])
    assert accuracy.line_points(LineKey(1, Measure.VALIDATION))[1] == pytest.approx([0.4, 0.7])
    assert accuracy.line_points(LineKey(0, Measure.TRAIN))[0] == [1, 2]
    assert "+10.0 points" in caption(panel)


def test_a_row_says_everything_to_assistive_tools(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(NEW, rotating(9, "second"), status="failed")
    look(qtbot, panel, 1)
    said = panel.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("second", "3 Jan", "Learning curve, tiny, Softmax regression", "failed", "70.0 %", "+10.0 points"):
        assert part in said


def test_several_runs_are_laid_over_each_other_each_in_its_colour(
    qtbot: QtBot, panel: RunsPanel, keep: KeepRun
) -> None:
    keep(OLD, rotating(5, "first"), (0.5, 0.6, 0.7))
    keep(NEW, rotating(9, "second"))
    look(qtbot, panel, 2)
    select(panel, 0, 1)
    accuracy = plot(panel, "comparedAccuracyPlot")
    assert accuracy.line_points(LineKey(0, Measure.VALIDATION))[1] == [0.5, 0.7]
    assert accuracy.line_points(LineKey(1, Measure.VALIDATION))[1] == [0.5, 0.6, 0.7]
    assert accuracy.line_points(LineKey(1, Measure.BASELINE))[1] == pytest.approx([0.4, 0.5, 0.6])
    assert accuracy.line_points(LineKey(0, Measure.TRAIN)) == ([], [])
    assert [(entry.title, entry.slot) for entry in panel.curves.legend.entries][:2] == [("second", 0), ("first", 1)]
    assert [row.slot for row in panel.list._model.rows] == [0, 1]
    assert caption(panel).startswith("2 runs: Learning curve")
    select(panel, 1)
    assert accuracy.line_points(LineKey(1, Measure.BASELINE)) == ([], [])
    assert [row.slot for row in panel.list._model.rows] == [None, 0]


def test_runs_of_one_name_are_told_apart_by_when_they_began(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(OLD, rotating(5, "same"))
    keep(NEW, rotating(9, "same"))
    look(qtbot, panel, 2)
    select(panel, 0, 1)
    titles = [entry.title for entry in panel.curves.legend.entries[:2]]
    assert titles[0].startswith("same, 3 Jan")
    assert titles[1].startswith("same, 2 Jan")


def test_size_curves_have_a_band_over_their_seeds_and_do_not_mix_with_epochs(
    qtbot: QtBot, panel: RunsPanel, keep: KeepRun
) -> None:
    keep(OLD, rotating(5, "epochs"))
    keep(NEW, rotating(9, "sizes"), kind=RunKind.SIZE)
    look(qtbot, panel, 2)
    sizes = plot(panel, "comparedSizePlot")
    assert sizes.isVisible()
    assert not plot(panel, "comparedAccuracyPlot").isVisible()
    assert sizes.line_points(LineKey(0, Measure.VALIDATION))[0] == [10, 100]
    assert sizes._edges[LineKey(0, Measure.VALIDATION)][1] == pytest.approx((0.48, 0.68))
    select(panel, 0, 1)
    assert "1 more not drawn" in caption(panel)
    select(panel, 1)
    assert not sizes.isVisible()
    assert plot(panel, "comparedAccuracyPlot").isVisible()


def test_runs_of_other_models_are_said_not_to_compare(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(OLD, rotating(5, "first"), model="mlp")
    keep(NEW, rotating(9, "second"))
    look(qtbot, panel, 2)
    select(panel, 0, 1)
    assert "not to be compared" in caption(panel)


def test_a_broken_run_is_listed_and_hides_no_other(qtbot: QtBot, panel: RunsPanel, keep: KeepRun, shelf: Path) -> None:
    keep(NEW, rotating(9, "good"))
    (shelf / f"{OLD}_bad").mkdir()
    (shelf / f"{OLD}_bad" / "config.json").write_text("{")
    look(qtbot, panel, 2)
    select(panel, 1)
    assert panel.curves.is_empty
    assert "not what a run writes" in caption(panel)
    assert "keeps no design" in panel.difference.heading
    assert not opener(panel).isEnabled()


def test_one_run_is_compared_with_the_open_design_as_it_changes(
    qtbot: QtBot, panel: RunsPanel, keep: KeepRun, studio: Studio
) -> None:
    keep(NEW, studio.pipeline)
    look(qtbot, panel, 1)
    assert panel.difference.heading == "The open design is the one of this run."
    studio.edits.remove("brightness")
    studio.edits.set_enabled("rotate", enabled=False)
    rotate, brightness = panel.difference.lines
    assert (rotate.change, rotate.title, rotate.details) == (Change.CHANGED, "2  Rotate", ("Switched off",))
    assert (brightness.change, brightness.title) == (Change.REMOVED, "3  Brightness")


def test_two_runs_are_compared_from_the_earlier_to_the_later(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(OLD, rotating(5, "same"))
    keep(NEW, rotating(9, "same"))
    keep(OLDER, rotating(1, "same"))
    look(qtbot, panel, 3)
    select(panel, 0, 1)
    (line,) = panel.difference.lines
    assert line.details == ("Angle  5° → 9°",)
    select(panel, 0, 1, 2)
    assert panel.difference.lines == ()
    assert panel.difference.heading.startswith("Select one run or two")


def test_the_design_of_a_run_can_be_opened(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(NEW, rotating(9, "mine"))
    look(qtbot, panel, 1)
    with qtbot.waitSignal(panel.open_requested) as asked:
        qtbot.mouseClick(opener(panel), Qt.MouseButton.LeftButton)
    assert asked.args == [rotating(9, "mine")]


def test_a_design_that_went_bad_is_an_error_of_one_line(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    folder = keep(NEW, rotating(9, "mine"))
    (folder / "pipeline.yaml").write_text("steps: 3")
    look(qtbot, panel, 1)
    assert "pipeline.yaml" in panel.difference.heading
    with qtbot.waitSignal(panel.failed) as told:
        panel.open_design()
    assert "pipeline.yaml" in told.args[0]


def test_runs_go_to_the_trash_once_that_is_confirmed(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    gone, kept = keep(NEW, rotating(9, "gone")), keep(OLD, rotating(5, "kept"))
    look(qtbot, panel, 2)
    for text, count in (("Cancel", 2), ("Move to the trash", 1)):
        qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
        box = panel.findChild(QMessageBox, "deleteRuns")
        assert box is not None
        assert "gone" in box.text()
        (button,) = [each for each in box.buttons() if text in each.text().replace("&", "")]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        box.deleteLater()
        qtbot.waitUntil(lambda count=count: len(panel.list.runs) == count)
    assert not gone.exists()
    assert kept.exists()
    assert names(panel) == ["kept"]


def test_the_run_that_runs_says_so_and_cannot_be_deleted(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    folder = keep(NEW, rotating(9, "mine"), status="running")
    look(qtbot, panel, 1)
    assert panel.list._model.rows[0].state == "not finished"
    panel.refresh(folder)
    qtbot.waitUntil(lambda: panel.list._model.rows[0].state == "running")
    panel.ask_delete()
    assert panel.findChild(QMessageBox, "deleteRuns") is None


def test_the_selection_outlives_a_refresh(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(OLD, rotating(5, "first"))
    keep(OLDER, rotating(5, "zeroth"))
    look(qtbot, panel, 2)
    select(panel, 1)
    keep(NEW, rotating(9, "second"))
    panel.refresh()
    qtbot.waitUntil(lambda: len(panel.list.runs) == 3)
    assert [run.pipeline for run in panel.list.selected] == ["zeroth"]
    panel.hide()
    panel.follow_finished()
    keep("2026-01-04_10-00-00", rotating(9, "third"))
    look(qtbot, panel, 4)
    assert [run.pipeline for run in panel.list.selected] == ["third"]


def test_a_narrow_window_shows_accuracy_alone(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(NEW, rotating(1, "only"))
    look(qtbot, panel, 1)
    for width, shown in ((660, False), (1040, True)):
        panel.resize(width, 280)
        qtbot.waitUntil(lambda shown=shown: plot(panel, "comparedLossPlot").isVisible() is shown)
        assert plot(panel, "comparedAccuracyPlot").isVisible()


def test_many_runs_can_be_searched(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    for day in range(1, 8):
        keep(f"2026-01-0{day}_10-00-00", rotating(day, f"design-{day}"), model="mlp" if day == 3 else "softmax")
    look(qtbot, panel, 7)
    qtbot.keyClicks(panel.search, "multilayer")
    assert [run.pipeline for run in panel.list.visible_runs] == ["design-3"]
    assert [run.pipeline for run in panel.list.selected] == ["design-3"]
    keep(NEW[:-1] + "1", rotating(9, "another"))
    panel.refresh()
    qtbot.waitUntil(lambda: len(panel.list.runs) == 8)
    assert [run.pipeline for run in panel.list.visible_runs] == ["design-3"]
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert len(panel.list.visible_runs) == 8
    assert [run.pipeline for run in panel.list.selected] == ["design-3"]
    panel.search.setText("nothing is called that")
    assert panel.list.selected == ()
    assert panel.curves.is_empty


def test_few_runs_need_no_search(qtbot: QtBot, panel: RunsPanel, keep: KeepRun) -> None:
    keep(NEW, rotating(1, "only"))
    look(qtbot, panel, 1)
    assert not panel.search.isVisible()


def test_the_numbers_of_all_drawn_runs_are_saved(qtbot: QtBot, panel: RunsPanel, keep: KeepRun, tmp_path: Path) -> None:
    keep(OLD, rotating(5, "first"))
    keep(NEW, rotating(9, "second"))
    look(qtbot, panel, 2)
    select(panel, 0, 1)
    panel.curves.save_numbers(tmp_path / "curves.csv")
    rows = list(csv.DictReader((tmp_path / "curves.csv").read_text().splitlines()))
    assert {row["run"] for row in rows} == {f"{NEW}_second", f"{OLD}_first"}
    assert len(rows) == 8
    panel.curves.save_picture(tmp_path / "curves.svg")
    assert "second" in (tmp_path / "curves.svg").read_text()


def test_the_folder_of_a_run_is_shown(
    qtbot: QtBot, panel: RunsPanel, keep: KeepRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keep(NEW, rotating(9, "mine"))
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    look(qtbot, panel, 1)
    button = panel.findChild(QToolButton, "showRunFolder")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened == [str(folder)]


def test_days_are_written_as_briefly_as_can_be() -> None:
    now = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
    assert when_text(datetime(2026, 5, 6, 9, 5, tzinfo=UTC), now) == "09:05"
    assert when_text(datetime(2026, 5, 5, 9, 5, tzinfo=UTC), now) == "5 May 09:05"
    assert when_text(datetime(2025, 5, 5, 9, 5, tzinfo=UTC), now) == "5 May 2025"
