import csv
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from augstudio.data.detection import open_source
from augstudio.errors import AugStudioError
from augstudio.gui.elements.two_line_label import TwoLineLabel
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ThemeChoice, apply_theme, dark_colours, light_colours
from augstudio.gui.training import training_panel
from augstudio.gui.training.curve_menu import CurveMenu
from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.run_record import RunRecord
from augstudio.gui.training.training_panel import TrainingPanel
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import TrainingConfig
from augstudio.training.events import (
    BatchFinished,
    CurvePointFinished,
    CurveStarted,
    EpochFinished,
    RunFinished,
    RunStarted,
    TrainingEvent,
)

PATIENCE = 60_000
WITH, WITHOUT = 0, 1
Until = Callable[[Callable[[], bool]], None]


def button(panel: TrainingPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert found is not None
    return found


def plot(panel: TrainingPanel, name: str) -> CurvePlot:
    found = panel.findChild(CurvePlot, name)
    assert found is not None
    return found


def train(qtbot: QtBot, panel: TrainingPanel) -> None:
    with qtbot.waitSignal(panel.training_finished, timeout=PATIENCE):
        qtbot.mouseClick(button(panel, "trainButton"), Qt.MouseButton.LeftButton)


def test_before_the_first_run_words_say_what_train_does(panel: TrainingPanel) -> None:
    assert panel.learning_view.is_empty
    assert panel.size_view.is_empty
    texts = " ".join(each.text() for each in panel.learning_view.findChildren(QLabel))
    assert "1,797 images of digits" in texts
    assert "lecture-1" in texts


def test_training_draws_accuracy_and_loss_of_both_arms(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    for name in ("learningCurvePlot", "lossCurvePlot"):
        for slot in (WITH, WITHOUT):
            for measure in (Measure.TRAIN, Measure.VALIDATION):
                epochs, values = plot(panel, name).line_points(LineKey(slot, measure))
                assert epochs == [1, 2, 3]
                assert all(0 < value < 5 for value in values)
    accuracy = plot(panel, "learningCurvePlot").line_points(LineKey(WITHOUT, Measure.VALIDATION))[1]
    assert accuracy[-1] > 0.7
    assert not panel.learning_view.is_empty


def test_the_end_is_said_in_words(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    assert panel.status.startswith("With lecture-1: ")
    assert "without: " in panel.status
    assert "points" in panel.status
    assert [entry.title for entry in panel.learning_view.legend.entries[:2]] == ["lecture-1", "without augmentation"]


def test_while_training_the_line_says_how_fast(qtbot: QtBot, panel: TrainingPanel, until: Until) -> None:
    panel.form.set_training_config(TrainingConfig(epochs=500, batch_size=16, baseline=True, device="cpu"))
    panel.start_training()
    until(lambda: "images/s" in panel.status)
    assert "epoch" in panel.status
    panel.stop_training()


def test_stop_is_immediate_and_train_can_be_pressed_again(qtbot: QtBot, panel: TrainingPanel, until: Until) -> None:
    panel.form.set_training_config(TrainingConfig(epochs=1000, batch_size=16, device="cpu"))
    panel.start_training()
    assert not button(panel, "trainButton").isEnabled()
    until(lambda: "images/s" in panel.status)
    with qtbot.waitSignal(panel.training_stopped, timeout=100):
        qtbot.mouseClick(button(panel, "stopButton"), Qt.MouseButton.LeftButton)
    assert not panel.is_training
    assert button(panel, "trainButton").isEnabled()
    assert not button(panel, "stopButton").isEnabled()
    assert panel.status.startswith("Stopped")


def test_starting_again_while_stopping_trains_again(qtbot: QtBot, panel: TrainingPanel, until: Until) -> None:
    panel.form.set_training_config(TrainingConfig(epochs=1000, batch_size=16, device="cpu"))
    panel.start_training()
    until(lambda: "images/s" in panel.status)
    panel.stop_training()
    panel.form.set_training_config(TrainingConfig(epochs=2, batch_size=64, device="cpu"))
    train(qtbot, panel)
    assert plot(panel, "learningCurvePlot").line_points(LineKey(WITH, Measure.VALIDATION))[0] == [1, 2]


def test_the_run_before_stays_dimmed(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    accuracy = plot(panel, "learningCurvePlot")
    first = accuracy.line_points(LineKey(WITH, Measure.VALIDATION))
    panel.form.set_training_config(TrainingConfig(epochs=2, batch_size=64, seed=1, device="cpu"))
    train(qtbot, panel)
    assert accuracy.line_points(LineKey(WITH, Measure.VALIDATION, previous=True)) == first
    assert len(accuracy.line_points(LineKey(WITH, Measure.VALIDATION))[0]) == 2
    assert any(entry.dimmed for entry in panel.learning_view.legend.entries)


def test_images_without_labels_are_refused_beside_the_button_and_the_panel_lives(
    qtbot: QtBot, panel: TrainingPanel, digits_studio: Studio
) -> None:
    digits_studio.set_source(open_source("photos"))
    with qtbot.waitSignal(panel.training_failed, timeout=PATIENCE) as failed:
        panel.start_training()
    message = panel.findChild(QLabel, "trainingMessage")
    assert message is not None
    assert message.isVisible()
    assert failed.args == [message.text()]
    assert "no labels" in message.text()
    assert panel.learning_view.is_empty, "nothing came of it, so the words stay"
    digits_studio.set_source(open_source("digits"))
    train(qtbot, panel)
    assert not message.isVisible()


def test_without_data_it_says_to_open_some(qtbot: QtBot, panel: TrainingPanel, digits_studio: Studio) -> None:
    digits_studio.set_source(None)
    with qtbot.waitSignal(panel.training_failed, timeout=100):
        panel.start_training()
    assert "Open data first" in panel.message
    assert button(panel, "trainButton").isEnabled()


def test_closing_while_training_leaves_no_thread(qtbot: QtBot, panel: TrainingPanel, until: Until) -> None:
    panel.form.set_training_config(TrainingConfig(epochs=1000, batch_size=16, device="cpu"))
    panel.start_training()
    until(lambda: "images/s" in panel.status)
    panel.close()
    assert not any(thread.name == "augstudio-training" for thread in threading.enumerate())


def test_deleting_the_panel_stops_its_training(qtbot: QtBot, digits_studio: Studio, until: Until) -> None:
    panel = TrainingPanel(digits_studio)
    panel.form.set_training_config(TrainingConfig(epochs=1000, batch_size=16, device="cpu"))
    panel.start_training()
    until(lambda: "images/s" in panel.status)
    panel.deleteLater()
    until(lambda: not any(thread.name == "augstudio-training" for thread in threading.enumerate()))


def test_thousands_of_events_renew_the_window_a_few_times_a_second(
    qtbot: QtBot, panel: TrainingPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, seconds = 30_000, 1.0

    def flood(cancel: CancelToken) -> Iterator[TrainingEvent]:
        yield RunStarted(("mine",), "softmax", "cpu", 100, 10, 10, 10, count, 650)
        began = time.monotonic()
        for step in range(1, count + 1):
            yield BatchFinished("mine", 1 + (step - 1) * 10 // count, step, count, 1.0, 1e4, 0.1)
            if step % 300 == 0:
                time.sleep(max(0.0, began + seconds * step / count - time.monotonic()))
        yield EpochFinished("mine", 0, 10, count, 1.0, 0.5, 1.0, 0.5, 0.1, 1e4, 0.1, 1.0)
        yield RunFinished(seconds)

    monkeypatch.setattr(training_panel, "learning_curve_job", lambda *arguments: flood)
    renewals: list[float] = []
    panel._session.progressed.connect(lambda: renewals.append(time.monotonic()))
    began = time.monotonic()
    with qtbot.waitSignal(panel.training_finished, timeout=PATIENCE):
        panel.start_training()
    assert 2 <= len(renewals) <= 20 * (time.monotonic() - began)
    assert panel.learning_view.record is not None
    assert panel.learning_view.record.batch is not None
    assert panel.learning_view.record.batch.step == count, "nothing is lost"


def test_the_size_curve_fills_with_a_band_for_both_arms(qtbot: QtBot, panel: TrainingPanel) -> None:
    panel.form.set_training_config(TrainingConfig(epochs=1, batch_size=64, baseline=True, device="cpu"))
    panel.form.set_repetitions(2)
    panel.show_size_curve()
    with qtbot.waitSignal(panel.training_finished, timeout=PATIENCE):
        qtbot.mouseClick(button(panel, "sizeCurveButton"), Qt.MouseButton.LeftButton)
    for slot in (WITH, WITHOUT):
        sizes, accuracies = plot(panel, "sizeCurvePlot").line_points(LineKey(slot, Measure.VALIDATION))
        assert len(sizes) == 8
        assert sizes == sorted(sizes)
        assert all(0 < accuracy <= 1 for accuracy in accuracies)
    assert panel.status.startswith("From 1,258 training images")


def test_views_are_switched_by_name_and_by_hand(qtbot: QtBot, panel: TrainingPanel) -> None:
    panel.show_size_curve()
    assert panel.size_view.isVisible()
    assert button(panel, "sizeCurveButton").isVisible()
    panel.show_learning_curve()
    assert panel.learning_view.isVisible()
    assert button(panel, "trainButton").isVisible()
    assert not button(panel, "sizeCurveButton").isVisible()


def test_pointing_at_an_epoch_reads_its_values(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    accuracy = plot(panel, "learningCurvePlot")
    box = accuracy.getPlotItem().getViewBox()
    (left, right), (low, high) = box.viewRange()
    accuracy._point_at(box.mapViewToScene(QPointF((left + right) / 2, (low + high) / 2)))
    readout = accuracy.findChild(QLabel, "plotReadout")
    assert readout is not None
    assert readout.isVisible()
    assert "Epoch 2" in readout.text()
    assert "lecture-1" in readout.text()
    accuracy._point_at(QPointF(-10, -10))
    assert not readout.isVisible()


def test_curves_take_on_the_theme(qtbot: QtBot, panel: TrainingPanel, qapp: QApplication) -> None:
    train(qtbot, panel)
    accuracy = plot(panel, "learningCurvePlot")
    try:
        for choice, tokens in ((ThemeChoice.LIGHT, light_colours()), (ThemeChoice.DARK, dark_colours())):
            apply_theme(qapp, choice)
            qapp.processEvents()
            assert accuracy.backgroundBrush().color() == tokens.window
            assert accuracy.colour(WITH) == tokens.series[WITH]
    finally:
        apply_theme(qapp, ThemeChoice.DARK)


def test_curves_are_saved_as_picture_and_numbers(qtbot: QtBot, panel: TrainingPanel, tmp_path: Path) -> None:
    train(qtbot, panel)
    panel.learning_view.save_picture(tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    panel.learning_view.save_numbers(tmp_path / "curve.csv")
    rows = list(csv.DictReader((tmp_path / "curve.csv").read_text().splitlines()))
    assert [(row["pipeline"], row["epoch"]) for row in rows] == [
        (arm, epoch) for arm in ("none", "lecture-1") for epoch in "123"
    ]
    assert 0 < float(rows[-1]["val_accuracy"]) <= 1


def test_a_place_that_cannot_be_written_is_an_error_of_one_line(
    qtbot: QtBot, panel: TrainingPanel, tmp_path: Path
) -> None:
    train(qtbot, panel)
    for save in (panel.learning_view.save_picture, panel.learning_view.save_numbers):
        with pytest.raises(AugStudioError, match="cannot be written"):
            save(tmp_path / "missing" / "curve.png")


def test_the_plots_own_menus_never_show(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    assert not any(menu.isVisible() for menu in panel.findChildren(QMenu))


def test_a_right_click_on_a_plot_offers_to_take_it_along(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    viewport = plot(panel, "learningCurvePlot").viewport()
    where = viewport.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, viewport.mapToGlobal(where))
    QApplication.sendEvent(viewport, event)
    menu = panel.findChild(CurveMenu)
    assert menu is not None
    assert menu.isVisible()
    assert all(action.isEnabled() for action in menu.actions())
    menu.close()


def test_before_the_first_run_there_is_nothing_to_save(qtbot: QtBot, panel: TrainingPanel) -> None:
    menu = panel.findChild(CurveMenu)
    assert menu is not None
    menu.aboutToShow.emit()
    enabled = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert enabled == {"Save picture…": False, "Save numbers…": False, "Copy picture": False, "Keep runs in…": True}


def test_a_run_is_kept_among_the_users_data(
    qtbot: QtBot, panel: TrainingPanel, user_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    link = panel.findChild(QToolButton, "openRunFolderButton")
    assert link is not None
    assert not link.isVisible()
    train(qtbot, panel)
    folder = panel.run_folder
    assert folder is not None
    assert folder.is_relative_to(user_data)
    assert folder.name.endswith("_lecture-1")
    rows = list(csv.DictReader((folder / "metrics.csv").read_text().splitlines()))
    assert len(rows) == 6
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert opened == [str(folder)]


def test_runs_are_kept_in_the_folder_that_was_picked(qtbot: QtBot, panel: TrainingPanel, tmp_path: Path) -> None:
    menu = panel.findChild(CurveMenu)
    assert menu is not None
    menu.runs_folder_picked.emit(tmp_path / "mine")
    train(qtbot, panel)
    train(qtbot, panel)
    assert panel.run_folder is not None
    assert panel.run_folder.parent == tmp_path / "mine"
    assert len(list((tmp_path / "mine").iterdir())) == 2, "every run has a folder of its own"


def test_a_training_that_fails_leaves_no_folder(
    qtbot: QtBot, panel: TrainingPanel, digits_studio: Studio, user_data: Path
) -> None:
    digits_studio.set_source(open_source("photos"))
    with qtbot.waitSignal(panel.training_failed, timeout=PATIENCE):
        panel.start_training()
    assert panel.run_folder is None
    assert not list(user_data.rglob("metrics.csv"))


def test_the_panels_module_loads_neither_torch_nor_the_plots() -> None:
    program = "import sys, augstudio.gui.training.training_panel; print([*{'torch', 'pyqtgraph', 'matplotlib'} & {*sys.modules}])"
    root = Path(training_panel.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_each_view_says_what_its_own_run_came_to(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    learned = panel.status
    assert learned == panel.finding
    panel.form.set_repetitions(1)
    with qtbot.waitSignal(panel.training_finished, timeout=PATIENCE):
        panel.start_size_curve()
    assert panel.status == panel.finding != learned
    panel.show_learning_curve()
    assert panel.status == learned


def test_the_number_of_images_may_be_limited_but_not_that_of_a_size_curve(qtbot: QtBot, panel: TrainingPanel) -> None:
    panel.form.set_training_config(TrainingConfig(limit=300))
    assert panel.form.training_config().limit == 300
    assert panel.form.curve_config().training.limit is None
    panel.form.set_training_config(TrainingConfig())
    assert panel.form.training_config().limit is None


def test_the_whole_verdict_is_read_in_a_narrow_window(panel: TrainingPanel) -> None:
    status = panel.findChild(TwoLineLabel, "trainingStatus")
    assert status is not None
    height = status.height()
    text = "With lecture-1: 88.4 %, without: 87.1 % (+1.3 points) on 500 test images: too close to call."
    status.setText(text)
    panel.resize(700, 280)
    QApplication.processEvents()
    assert len(status.lines) == 2
    assert " ".join(status.lines) == text
    assert status.height() == height
    status.setText(3 * text)
    assert status.lines[1].endswith("…")
    assert len(status.lines) == 2
    status.setText("Stopped.")
    assert status.lines == ("Stopped.",)
    assert status.height() == height


@pytest.mark.parametrize(
    ("subject", "stays"), [(("tiny", "cnn"), True), (("tiny", "mlp"), False), (("other", "cnn"), False)]
)
def test_the_run_before_stays_only_where_it_can_be_compared(
    panel: TrainingPanel, subject: tuple[str, str], stays: bool
) -> None:
    view, key = panel.learning_view, LineKey(WITH, Measure.VALIDATION, previous=True)
    first = RunRecord(("tiny", "cnn"))
    first.absorb([EpochFinished("mine", 0, 1, 5, 1.0, 0.5, 1.0, 0.5, 0.1, 1e3, 0.1, 0.2)])
    view.begin(first)
    view.begin(RunRecord(subject))
    assert bool(plot(panel, "learningCurvePlot").line_points(key)[0]) is stays
    assert any(entry.dimmed for entry in view.legend.entries) is stays
    view.end()
    assert view.record is first, "a run that came to nothing leaves the one before it"


def test_a_run_knows_its_data_and_model(qtbot: QtBot, panel: TrainingPanel) -> None:
    train(qtbot, panel)
    assert panel.learning_view.record is not None
    assert panel.learning_view.record.subject == ("digits", panel.form.training_config().model)


@pytest.mark.parametrize("width", [671, 1100])
def test_the_legend_has_room_for_both_arms_and_their_values(panel: TrainingPanel, width: int) -> None:
    panel.resize(width, 250)
    panel.show_size_curve()
    record = RunRecord()
    points = [CurvePointFinished(arm, 10, 0, 1.0, 0.5, 0.5, 0.1) for arm in ("none", "lecture-1")]
    record.absorb([CurveStarted(("none", "lecture-1"), (10,), 3, "softmax", "cpu"), *points])
    panel.size_view.begin(record)
    QApplication.processEvents()
    legend = panel.size_view.legend
    assert [(entry.title, entry.value) for entry in legend.fitting(legend.width())][:2] in (
        [("lecture-1", "50.0 %"), ("without augmentation", "50.0 %")],
        [("lecture-1", "50.0 %"), ("without", "50.0 %")],
    )


def test_curves_are_saved_as_a_drawing_too(qtbot: QtBot, panel: TrainingPanel, tmp_path: Path) -> None:
    train(qtbot, panel)
    panel.learning_view.save_picture(tmp_path / "curve.svg")
    drawing = (tmp_path / "curve.svg").read_text()
    assert "<svg" in drawing
    assert drawing.count("<path") + drawing.count("<polyline") > 8, "lines, not dots"
    assert "<image" not in drawing
    assert "Epoch" in drawing
    assert "lecture-1" in drawing
    assert "non-scaling-stroke" not in drawing, "many programs do not know it"
    with pytest.raises(AugStudioError, match="cannot be written"):
        panel.learning_view.save_picture(tmp_path / "missing" / "curve.svg")


def test_lines_of_a_drawing_end_where_their_plot_ends(panel: TrainingPanel, tmp_path: Path) -> None:
    run = RunRecord(("tiny", "cnn"))
    run.absorb([RunStarted(("mine",), "cnn", "cpu", 100, 10, 10, 8, 50, 650)])
    losses = (1000.0, *(1.0 / epoch for epoch in range(2, 9)))
    run.absorb(
        EpochFinished("mine", 0, epoch, 5, loss, 0.5, loss, 0.5, 0.1, 1e3, 0.1, 0.2)
        for epoch, loss in enumerate(losses, start=1)
    )
    panel.learning_view.begin(run)
    QApplication.processEvents()
    panel.learning_view.save_picture(tmp_path / "curve.svg")
    drawing = (tmp_path / "curve.svg").read_text()
    clipped = re.findall(r'<g clip-path="url\(#plot(\d)\)".*?(?: d|points)="\D?([-\d.]+),([-\d.]+)', drawing, re.DOTALL)
    assert {place for place, _, _ in clipped} == {"0", "1"}
    rectangles = re.findall(r'id="plot(\d)"><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', drawing)
    sides = {place: (float(x), float(x) + float(width)) for place, x, _, width in rectangles}
    assert all(sides[place][0] <= float(x) <= sides[place][1] for place, x, _ in clipped)
    top = min(float(y) for _, _, y, _ in rectangles)
    assert min(float(y) for _, _, y in clipped) < top, "the first loss is far above its plot"


def test_a_picture_may_be_a_drawing_by_its_kind_alone(qtbot: QtBot, panel: TrainingPanel, tmp_path: Path) -> None:
    train(qtbot, panel)
    menu = panel.findChild(CurveMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Save picture…").trigger()
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "png"
    dialog.filterSelected.emit("SVG drawing (*.svg)")
    assert dialog.defaultSuffix() == "svg"
    dialog.fileSelected.emit(str(tmp_path / "mine.svg"))
    assert "<svg" in (tmp_path / "mine.svg").read_text()
    dialog.reject()
