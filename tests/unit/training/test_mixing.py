"""Training on images that are mixed, and on labels mixed with them."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError, TrainingError
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.experiment import open_experiment
from augstudio.training.fit import Fit
from augstudio.training.loop import train
from augstudio.training.models import model_kind
from augstudio.training.recipe import Recipe
from augstudio.training.size_curve import size_curve
from augstudio.transforms.batch.cutmix import Cutmix
from augstudio.transforms.batch.mixup import Mixup

CONFIG = TrainingConfig(epochs=3, model="softmax", batch_size=16, device="cpu")
SOFT = {"mixup": Mixup.create({"alpha": 1}), "cutmix": Cutmix.create({})}


def mixing(op: str, *before: Step, probability: float = 1) -> Pipeline:
    return Pipeline((*before, Step(SOFT[op], probability=probability)), name="mixing")


def rows_of(events):
    return [event for event in events if isinstance(event, EpochFinished)]


@pytest.mark.parametrize("op", SOFT)
def test_a_feed_gives_every_batch_a_column_for_every_class(source, still, op):
    pipeline = mixing(op, *still)
    experiment = open_experiment(CONFIG, source, (pipeline,), baseline=True, cancel=CancelToken())
    rows = experiment.data.train[experiment.data.labels[experiment.data.train] == 0][:5]  # the first class alone
    (plain, classes), (images, targets) = (experiment.feed(arm).batch(rows, 2) for arm in experiment.arms)
    assert classes.tolist() == [0] * 5
    assert plain.shape == images.shape
    assert targets.tolist() == [[1, 0, 0]] * 5
    every = experiment.data.train[:10]
    images, targets = experiment.feed(experiment.arms[1]).batch(every, 2)
    expected = Augmenter(pipeline)(
        experiment.store.take(every),
        epoch=1,
        index=experiment.data.positions[every],
        labels=experiment.data.labels[every],
        classes=3,
    )
    assert torch.equal(images, expected[0])
    assert torch.equal(targets, expected[1])
    assert ((targets > 0).sum(dim=1) == 2).any()
    assert torch.allclose(targets.sum(dim=1), torch.ones(10))


def test_a_pipeline_that_mixes_nothing_trains_on_classes(source, shaky):
    experiment = open_experiment(CONFIG, source, (shaky,), baseline=False, cancel=CancelToken())
    _, targets = experiment.feed(experiment.arms[0]).batch(experiment.data.train[:7], 1)
    assert torch.equal(targets, experiment.data.labels[experiment.data.train[:7]])


def test_one_hot_probabilities_are_learnt_from_as_classes_are():
    kind = model_kind("softmax")
    images = torch.rand(6, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    labels = torch.tensor([0, 1, 2, 2, 1, 0])
    hard, soft = (
        Fit(kind.create((1, 8, 8), 3, 0), Recipe.of(TrainingConfig(), kind), steps=3, device=torch.device("cpu"))
        for _ in range(2)
    )
    one_hot = torch.nn.functional.one_hot(labels, 3).float()
    for _ in range(3):
        assert soft.step(images, one_hot) == pytest.approx(hard.step(images, labels), rel=1e-5)


@pytest.mark.parametrize("op", SOFT)
def test_mixed_images_are_learnt_and_measured_as_they_are(source, still, op):
    config = replace(CONFIG, epochs=20, model="lecture-cnn")
    last = rows_of(train(config, source, mixing(op, *still)))[-1]
    assert last.train_accuracy > 0.9
    assert last.val_accuracy > 0.9
    assert last.train_loss > 0.2  # a mixture is never as sure


def test_measurements_are_those_of_the_pipeline_without_the_mixing(source, still):
    experiment = open_experiment(CONFIG, source, (mixing("mixup", *still),), baseline=False, cancel=CancelToken())
    assert evaluation_twin(experiment.arms[0].pipeline).steps == still.steps
    rows = torch.arange(4)
    expected = Augmenter(still)(experiment.store.take(rows))
    assert torch.equal(experiment.arms[0].prepared.take(rows), expected)


def test_a_mixing_that_never_happens_trains_as_none(source, still):
    seldom = mixing("mixup", *still, probability=1e-9)
    without = rows_of(train(CONFIG, source, replace(still, name="mixing")))
    for one, other in zip(rows_of(train(CONFIG, source, seldom)), without, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, rel=1e-4)
        assert one.val_accuracy == pytest.approx(other.val_accuracy, abs=0.06)


def test_mixed_training_repeats_itself(source, still):
    first, second = (
        [(row.train_loss, row.val_loss) for row in rows_of(train(CONFIG, source, mixing("cutmix", *still)))]
        for _ in range(2)
    )
    assert first == second


def test_a_size_curve_of_a_pipeline_that_mixes(source, still):
    config = CurveConfig(training=CONFIG, sizes=(4, 30), seeds=1)
    points = [
        event
        for event in size_curve(config, source, (mixing("mixup", *still),), baseline=True)
        if isinstance(event, CurvePointFinished)
    ]
    assert [(point.pipeline, point.size) for point in points] == [
        ("none", 4),
        ("mixing", 4),
        ("none", 30),
        ("mixing", 30),
    ]


def test_steps_after_the_mixing_are_refused_before_training(source, still):
    wrong = Pipeline((Step(SOFT["mixup"]), *still), name="wrong")
    with pytest.raises(PipelineError, match="has to come last"):
        list(train(CONFIG, source, wrong))


def test_images_of_unequal_sizes_cannot_be_mixed(make_source):
    images = [np.zeros((6 + index % 2, 8, 1), np.uint8) for index in range(40)]
    unequal = make_source(images, [index % 4 // 2 for index in range(40)], ("a", "b"))
    with pytest.raises((PipelineError, TrainingError), match="resize"):
        list(train(CONFIG, unequal, mixing("mixup")))
