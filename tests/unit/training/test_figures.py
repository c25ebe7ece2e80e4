import math

import numpy as np
import pytest
from PIL import Image

from augstudio.errors import AugStudioError
from augstudio.training import figures
from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.figures import learning_curve_figure, size_curve_figure, spread

BLUE, VERMILLION = (0, 114, 178), (213, 94, 0)


def epochs(arms=("none", "flip-crop"), count=12, seeds=1):
    return [
        EpochFinished(
            arm, seed, epoch, epoch, 0.5, 1 - 0.4 / epoch, 0.5, 0.9 - 0.3 / epoch + 0.02 * number, 1e-3, 1e4, 0.1, 1.0
        )
        for seed in range(seeds)
        for number, arm in enumerate(arms)
        for epoch in range(1, count + 1)
    ]


def points(arms=("none", "flip-crop"), sizes=(70, 374, 3500), seeds=3):
    return [
        CurvePointFinished(arm, size, seed, 1.0, 0.6 + 0.08 * math.log(size / 70) + 0.01 * seed, 0.8, 1.0)
        for seed in range(seeds)
        for size in sizes
        for arm in arms
    ]


def pixels_of(path, colour):
    with Image.open(path) as file:
        image = np.asarray(file.convert("RGB")).astype(int)
    return int((np.abs(image - colour).sum(axis=2) < 12).sum())


def width_of(path):
    with Image.open(path) as image:
        return image.width


def test_a_learning_curve_shows_both_arms_at_print_quality(tmp_path):
    learning_curve_figure(epochs(), tmp_path / "curve.png", subtitle="data")
    with Image.open(tmp_path / "curve.png") as image:
        assert image.info["dpi"] == pytest.approx((150, 150), abs=0.1)
        assert image.width > 1000
    assert pixels_of(tmp_path / "curve.png", BLUE) > 1000
    assert pixels_of(tmp_path / "curve.png", VERMILLION) > 1000


def test_a_size_curve_shows_both_arms(tmp_path):
    size_curve_figure(points(), tmp_path / "curve.png")
    assert pixels_of(tmp_path / "curve.png", BLUE) > 1000
    assert pixels_of(tmp_path / "curve.png", VERMILLION) > 100


def test_a_size_curve_goes_on_dotted_to_twice_the_images_where_it_can_be_trusted(tmp_path, monkeypatch):
    reached = []
    finish = figures._finish
    monkeypatch.setattr(
        figures,
        "_finish",
        lambda figure, axes, *rest, **more: (finish(figure, axes, *rest, **more), reached.append(axes.get_xlim()[1])),
    )
    sizes = (70, 122, 214, 374, 655, 1145, 2002, 3500)
    size_curve_figure(points(sizes=sizes), tmp_path / "trusted.png")
    size_curve_figure(points(sizes=sizes, seeds=2), tmp_path / "few.png")
    assert reached == [7000, 3500]


@pytest.mark.parametrize("count", [1, 2, 100])
@pytest.mark.parametrize(
    "arms", [("none",), ("a $\\frac$ long_name with {signs} " * 3,), ("none", "a", "b", "c", "d", "e")]
)
def test_any_number_of_epochs_and_arms_can_be_drawn(tmp_path, arms, count):
    learning_curve_figure(epochs(arms, count, seeds=2), tmp_path / "curve.png")
    assert width_of(tmp_path / "curve.png") > 1000


@pytest.mark.parametrize("sizes", [(5,), (5, 6), tuple(range(10, 60, 5))])
def test_any_number_of_sizes_can_be_drawn(tmp_path, sizes):
    size_curve_figure(points(sizes=sizes, seeds=1), tmp_path / "curve.png")
    assert width_of(tmp_path / "curve.png") > 1000


def test_the_same_rows_give_the_same_file(tmp_path):
    for name in ("a.png", "b.png"):
        learning_curve_figure(epochs(), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_figure_that_cannot_be_written_is_an_error_of_ours(tmp_path):
    with pytest.raises(AugStudioError, match="no folder"):
        learning_curve_figure(epochs(), tmp_path / "absent" / "curve.png")


def test_labels_that_would_touch_are_moved_apart_as_little_as_can_be():
    assert spread([0.1, 0.5], 0.1) == pytest.approx([0.1, 0.5])
    assert spread([0.50, 0.52], 0.1) == pytest.approx([0.46, 0.56])
    assert spread([0.5, 0.5, 0.5, 0.9], 0.1) == pytest.approx([0.4, 0.5, 0.6, 0.9])
    assert spread([0.40, 0.48, 0.50], 0.1) == pytest.approx([0.36, 0.46, 0.56])
    assert spread([0.70, 1.0, 1.0], 0.2) == pytest.approx([0.6, 0.8, 1.0])
