from collections import Counter
from dataclasses import replace

import pytest

from augstudio.data.detection import open_source
from augstudio.errors import TrainingError
from augstudio.pipeline.model import Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.course import Course
from augstudio.training.events import CurvePointFinished, CurveStarted, RunCancelled, RunFinished
from augstudio.training.size_curve import default_sizes, size_curve

CONFIG = CurveConfig(training=TrainingConfig(model="softmax", epochs=3, batch_size=16), sizes=(6, 20, 60), seeds=2)


def points_of(events):
    return [event for event in events if isinstance(event, CurvePointFinished)]


def measured(points, arm):
    return [
        (point.size, point.seed, point.train_accuracy, point.val_accuracy, point.test_accuracy)
        for point in points
        if point.pipeline == arm
    ]


def test_every_arm_is_trained_on_every_size_with_every_seed(source, shaky, still):
    events = list(size_curve(CONFIG, source, [shaky, still], baseline=True))
    assert isinstance(events[0], CurveStarted)
    assert events[0].arms == ("none", "shaky", "still")
    assert isinstance(events[-1], RunFinished)
    runs = [(point.pipeline, point.size, point.seed) for point in points_of(events)]
    assert len(runs) == len(set(runs)) == 3 * 3 * 2


def test_arms_share_subsets_weights_and_order(source, still):
    points = points_of(size_curve(CONFIG, source, [still], baseline=True))
    assert measured(points, "none") == measured(points, "still")


def test_the_same_configuration_gives_the_same_numbers(source, shaky):
    first, second = (measured(points_of(size_curve(CONFIG, source, [shaky])), "shaky") for _ in range(2))
    assert first == second


@pytest.mark.parametrize("model", ["softmax", "lecture-cnn"])
def test_every_size_takes_the_same_number_of_steps(source, shaky, monkeypatch, model):
    steps = Counter()
    batches = Course.batches

    def counted(course, *arguments):
        for each in batches(course, *arguments):
            steps[len(course.rows)] += 1
            yield each

    monkeypatch.setattr(Course, "batches", counted)
    config = replace(CONFIG, seeds=1, training=replace(CONFIG.training, model=model))
    list(size_curve(config, source, [shaky]))
    assert steps == {6: 3 * 4, 20: 3 * 4, 60: 3 * 4}


def test_pipelines_of_one_name_are_told_apart(source, still):
    started = next(size_curve(CONFIG, source, [still, still, Pipeline(name="none")], baseline=True))
    assert started.arms == ("none", "still", "still-2", "none-2")


def test_default_sizes_rise_to_all_images_and_hold_every_class():
    assert default_sizes(3500, 10)[0] == 70
    for images, classes in ((3500, 10), (40, 30), (3, 3), (1_000_000, 1000)):
        sizes = default_sizes(images, classes)
        assert list(sizes) == sorted(set(sizes))
        assert classes <= sizes[0]
        assert sizes[-1] == images
        assert len(sizes) <= 8


def test_cancelling_stops_within_a_batch(source, shaky):
    cancel = CancelToken()
    events = size_curve(CONFIG, source, [shaky], cancel=cancel)
    next(events)
    next(events)
    cancel.cancel()
    assert [type(event) for event in events] == [RunCancelled]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sizes": (20, 6)}, "sizes 20,6: give each once, the smallest first"),
        ({"sizes": (0, 6)}, "sizes 0"),
        ({"sizes": (6, 64)}, "only 63 images"),
        ({"seeds": 0}, "seeds 0"),
    ],
)
def test_sizes_that_cannot_be_are_refused(source, still, change, message):
    with pytest.raises(TrainingError, match=message):
        list(size_curve(replace(CONFIG, **change), source, [still]))


def test_no_pipeline_is_refused(source):
    with pytest.raises(TrainingError, match="no pipeline"):
        next(size_curve(CONFIG, source, []))


def test_softmax_learns_mnist_as_well_as_it_can():
    # scikit-learn's best regularised softmax reaches 0.90 on such splits.
    config = CurveConfig(training=TrainingConfig(model="softmax", epochs=20), sizes=(350, 3500), seeds=1)
    small, large = points_of(size_curve(config, open_source("mnist-5k"), [Pipeline(name="plain")]))
    assert small.val_accuracy > 0.80
    assert large.val_accuracy > 0.89
    assert large.test_accuracy > 0.88
