import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from augstudio.data.embedded import EMBEDDED
from augstudio.gui.data_panel.class_histogram import ClassHistogram
from augstudio.gui.data_panel.dataset_panel import DatasetPanel
from augstudio.gui.data_panel.opening import data_menu, data_opening, open_data
from augstudio.gui.studio import Studio
from augstudio.gui.theme import colours
from augstudio.pipeline.model import Pipeline

PATIENCE = 10_000


@pytest.fixture
def panel(qtbot, studio: Studio) -> DatasetPanel:
    widget = DatasetPanel(studio)
    qtbot.addWidget(widget, before_close_func=lambda each: each.shut_down())
    widget.resize(900, 280)
    widget.show()
    return widget


def read(qtbot, panel: DatasetPanel) -> None:
    qtbot.waitUntil(lambda: panel.statistics is not None, timeout=PATIENCE)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two classes of six colour files of two sizes: one damaged, two the same."""
    for number in range(6):
        folder = tmp_path / ("cats" if number < 4 else "dogs")
        folder.mkdir(exist_ok=True)
        pixels = np.random.default_rng(min(number, 4)).integers(0, 256, (8, 8 + 2 * (number == 0), 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    (tmp_path / "cats" / "1.png").write_bytes(b"damaged")
    return tmp_path


def test_counts_sizes_and_classes_are_shown(qtbot, panel: DatasetPanel) -> None:
    read(qtbot, panel)
    assert panel.fact("Images") == "40"
    assert panel.fact("Size") == "12 × 16 px"
    assert panel.fact("Channels") == "RGB"
    assert panel.fact("Classes") == "2"
    assert panel.histogram.counts == {"left": 20, "right": 20}


def test_mean_and_std_are_numpys(qtbot, panel: DatasetPanel, source) -> None:
    read(qtbot, panel)
    pixels = np.stack([source.image(index) for index in range(len(source))]) / 255
    assert panel.statistics.mean == pytest.approx(tuple(pixels.mean(axis=(0, 1, 2))))
    assert panel.statistics.std == pytest.approx(tuple(pixels.std(axis=(0, 1, 2))))
    shown = panel.findChild(object, "meanValue").text().split()
    assert [float(value) for value in shown] == pytest.approx(panel.statistics.mean, abs=1e-4)


def test_bars_are_as_long_as_the_counts(qtbot) -> None:
    histogram = ClassHistogram()
    qtbot.addWidget(histogram)
    histogram.set_counts({"many": 100, "half": 50, "none": 0})
    histogram.resize(histogram.sizeHint())
    image = histogram.grab().toImage()
    bar = colours(histogram).series[0].rgb()
    lengths = [sum(image.pixel(x, row * 20 + 10) == bar for x in range(image.width())) for row in range(3)]
    assert lengths[0] > 100
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=3)
    assert lengths[2] == 0


def test_normalize_takes_the_statistics_with_one_click_and_undo_takes_them_back(
    qtbot, panel: DatasetPanel, studio: Studio
) -> None:
    read(qtbot, panel)
    before = studio.pipeline
    QTest.mouseClick(panel.findChild(object, "useStatistics"), Qt.MouseButton.LeftButton)
    normalize = studio.pipeline.step("normalize").transform
    assert normalize.mean == pytest.approx(panel.statistics.mean, abs=1e-4)
    assert normalize.std == pytest.approx(panel.statistics.std, abs=1e-4)
    assert len(studio.pipeline) == len(before)
    studio.document.undo()
    assert studio.pipeline == before


def test_normalize_is_added_at_the_end_where_there_is_none(qtbot, panel: DatasetPanel, studio: Studio) -> None:
    read(qtbot, panel)
    studio.document.edit(studio.pipeline.without("normalize"), "Remove Normalize")
    panel.use_statistics()
    assert studio.pipeline.steps[-1].op == "normalize"
    studio.document.edit(Pipeline(), "Clear")
    panel.use_statistics()
    assert [step.op for step in studio.pipeline] == ["normalize"]


def test_unreadable_files_and_duplicates_are_listed(qtbot, panel: DatasetPanel, studio: Studio, tree: Path) -> None:
    open_data(studio, tree)
    qtbot.waitUntil(lambda: panel.statistics is not None and panel.statistics.name == tree.name, timeout=PATIENCE)
    assert panel.statistics_view.problems.splitlines() == [
        "1 unreadable, 1 duplicate",
        "cats/1.png: not an image of a kind we can read",
        "Same: dogs/4.png, dogs/5.png",
    ]
    assert panel.fact("Size") == "2 sizes, most often 8 × 8 px (4)"
    assert panel.histogram.counts == {"cats": 4, "dogs": 2}


def test_built_in_data_open_from_the_menu(qtbot, panel: DatasetPanel, studio: Studio) -> None:
    actions = {action.text(): action for action in panel.open_button.menu().actions()}
    assert set(EMBEDDED) <= set(actions)
    with qtbot.waitSignal(studio.source_changed, timeout=PATIENCE):
        actions["digits"].trigger()
    assert studio.source.name == "digits"
    read(qtbot, panel)
    assert panel.fact("Images") == "1,797"


def test_data_that_cannot_be_opened_leave_the_open_ones_and_no_word_that_they_are_being_opened(
    qtbot, panel: DatasetPanel, studio: Studio, source
) -> None:
    with qtbot.waitSignal(data_opening(studio).failed, timeout=PATIENCE):
        open_data(studio, "fashon-mnist-5k")
    assert panel.message == "", "the window says why it failed, and once is enough"
    assert studio.source is source
    with qtbot.waitSignal(studio.source_changed, timeout=PATIENCE):
        open_data(studio, "digits")
    assert panel.message == ""


def test_of_several_data_sets_asked_for_the_last_one_ends_up_open(qtbot, studio: Studio) -> None:
    opening = open_data(studio, "photos")
    for name in ("shapes", "mnist-5k", "digits"):
        assert open_data(studio, name) is opening
    qtbot.waitUntil(lambda: not opening.is_busy, timeout=PATIENCE)
    assert studio.source.name == "digits"


def test_a_dropped_folder_is_opened(qtbot, panel: DatasetPanel, studio: Studio, tree: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tree))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(studio.source_changed, timeout=PATIENCE):
        panel.dropEvent(event)
    assert studio.source.name == tree.name
    read(qtbot, panel)


def test_reading_can_be_stopped_and_begun_again(qtbot, panel: DatasetPanel, studio: Studio, source) -> None:
    read(qtbot, panel)
    first, may_go_on = threading.Event(), threading.Event()

    class Slow:
        name, classes, fingerprint = "slow", source.classes, "2"

        def __len__(self) -> int:
            return 400

        def image(self, index: int) -> np.ndarray:
            if index > 20:
                first.set()
                may_go_on.wait(5)
            return source.image(index % 40)

        def label(self, index: int) -> int | None:
            return index % 2

    studio.set_source(Slow())
    assert panel.statistics is None
    qtbot.waitUntil(first.is_set, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "of 400 images read" in panel.statistics_view.status, timeout=PATIENCE)
    QTest.mouseClick(panel.findChild(object, "cancelScan"), Qt.MouseButton.LeftButton)
    may_go_on.set()
    qtbot.waitUntil(lambda: "Stopped" in panel.statistics_view.status, timeout=PATIENCE)
    assert panel.statistics is None
    QTest.mouseClick(panel.findChild(object, "scanData"), Qt.MouseButton.LeftButton)
    read(qtbot, panel)
    assert panel.statistics.count == 400


def test_without_data_it_says_what_to_do(qtbot, panel: DatasetPanel, studio: Studio) -> None:
    studio.set_source(None)
    assert not panel.histogram.isVisible()
    texts = [each.text() for each in panel.findChildren(type(panel.statistics_view._problem_title)) if each.isVisible()]
    assert any("Open a folder" in text for text in texts)


def test_the_menu_of_the_shell_is_the_panels(qtbot, panel: DatasetPanel, studio: Studio) -> None:
    menu = data_menu(studio, panel)
    assert [action.text() for action in menu.actions()][:2] == ["Open folder…", "Open file…"]


def test_a_hidden_panel_reads_nothing(qtbot, studio: Studio) -> None:
    widget = DatasetPanel(studio)
    qtbot.addWidget(widget, before_close_func=lambda each: each.shut_down())
    qtbot.wait(50)
    assert widget.statistics is None
    assert not widget._scan.is_busy
