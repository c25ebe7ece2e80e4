from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from augstudio.data.detection import open_source
from augstudio.errors import TrainingError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.training import stacked
from augstudio.training.cancellation import Cancelled, CancelToken
from augstudio.training.config import Optimiser, Schedule, TrainingConfig
from augstudio.training.dense_stack import DenseStack, is_dense
from augstudio.training.experiment import open_experiment
from augstudio.training.fit import Score
from augstudio.training.models import model_kind
from augstudio.training.size_curve import courses_of, single_points
from augstudio.training.stacked import can_stack, stacked_points
from augstudio.transforms.batch.mixup import Mixup
from augstudio.transforms.geometry.resize import Resize

CONFIG = TrainingConfig(model="softmax", epochs=4, batch_size=16)
SIZES = (6, 20, 60)
STEPS = 16
NO_SCORE = Score(0.0, 0.0)


@pytest.fixture(name="mixed")
def mixed_fixture(shaky):
    return Pipeline((*shaky, Step.of(Mixup.create({"alpha": 1.0}))), name="mixed")


def opened(config, source, pipelines):
    return open_experiment(config, source, pipelines, baseline=True, cancel=CancelToken())


def numbers(points):
    return [replace(point, seconds=0) for point in points]


def both_ways(experiment, seeds=2):
    courses = courses_of(experiment, SIZES, seeds)
    return (list(points(experiment, courses, STEPS, CancelToken())) for points in (single_points, stacked_points))


@pytest.mark.parametrize("model", ["softmax", "mlp"])
@pytest.mark.parametrize(
    "change",
    [{}, {"optimiser": Optimiser.SGD, "schedule": Schedule.COSINE, "label_smoothing": 0.1}, {"batch_size": 64}],
)
def test_side_by_side_every_run_comes_to_the_same_numbers_as_alone(source, shaky, still, mixed, model, change):
    experiment = opened(replace(CONFIG, model=model, **change), source, (shaky, still, mixed))
    alone, together = both_ways(experiment)
    assert numbers(together) == numbers(alone)
    assert len(together) == 2 * 3 * 4
    assert all(point.seconds > 0 for point in together)


def test_images_of_unequal_sizes_are_stacked_once_they_are_resized(make_source, shaky):
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (6 + number % 3, 8, 1), dtype=np.uint8) for number in range(90)]
    source = make_source(images, [number % 3 for number in range(90)], ("a", "b", "c"))
    resized = Pipeline((Step.of(Resize.create({"height": 8, "width": 8})), *shaky), name="resized")
    alone, together = both_ways(opened(CONFIG, source, (resized,)), seeds=1)
    assert numbers(together) == numbers(alone)


def test_weights_are_those_of_one_by_one(source, shaky, mixed):
    experiment = opened(replace(CONFIG, model="mlp"), source, (shaky, mixed))
    courses = courses_of(experiment, SIZES, 2)
    kept = []
    for points in (single_points, stacked_points):
        kept.append(models := [])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "augstudio.training.course.evaluate",
                lambda model, images, labels, rows, cancel: models.append(weights_of(model)) or NO_SCORE,
            )
            list(points(experiment, courses, STEPS, CancelToken()))
    assert len(kept[0]) == len(kept[1]) == 3 * 6 * 3
    for alone, together in zip(*kept, strict=True):
        torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_results_do_not_depend_on_how_many_fit_into_memory(source, shaky, monkeypatch):
    experiment = opened(CONFIG, source, (shaky,))
    courses = courses_of(experiment, SIZES, 2)
    whole = numbers(stacked_points(experiment, courses, STEPS, CancelToken()))
    monkeypatch.setattr(stacked, "_MOST_RUNS", 3)
    assert numbers(stacked_points(experiment, courses, STEPS, CancelToken())) == whole


def test_softmax_on_digits_is_stacked_and_large_or_convolutional_models_are_not(shaky, still):
    digits = open_source("digits")
    assert can_stack(opened(CONFIG, digits, (still,)))
    assert not can_stack(opened(replace(CONFIG, model="lecture-cnn"), digits, (still,)))
    assert not can_stack(opened(replace(CONFIG, batch_size=100_000), digits, (still,)))


def test_arms_with_images_of_different_sizes_are_not_stacked(source, still):
    small = Pipeline((Step.of(Resize.create({"height": 4, "width": 4})),), name="small")
    assert not can_stack(opened(CONFIG, source, (still, small)))


def test_a_loss_that_is_no_number_names_its_run(source, still):
    experiment = opened(replace(CONFIG, learning_rate=1e38), source, (still,))
    with pytest.raises(TrainingError, match=r"none, 6 images, epoch \d+, step \d+: .* lower the learning rate"):
        list(stacked_points(experiment, courses_of(experiment, SIZES, 1), STEPS, CancelToken()))


def test_cancelling_stops_before_the_next_step(source, still):
    experiment = opened(CONFIG, source, (still,))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(stacked_points(experiment, courses_of(experiment, SIZES, 1), STEPS, cancel))


def test_a_stack_gives_what_its_models_give():
    models = [model_kind("mlp").create((1, 4, 4), 3, seed) for seed in range(3)]
    expected = [
        model(images) for model, images in zip(models, torch.eye(48).reshape(3, 16, 3, 4, 4)[:, :, :1], strict=True)
    ]
    stack = DenseStack(models, torch.device("cpu"))
    made = stack.logits(torch.eye(48).reshape(3, 16, 3, 4, 4)[:, :, 0].flatten(2))
    torch.testing.assert_close(made.transpose(1, 2), torch.stack(expected))
    weights = weights_of(stack.model(2))
    torch.testing.assert_close(weights, weights_of(model_kind("mlp").create((1, 4, 4), 3, 2)), rtol=0, atol=0)


@pytest.mark.parametrize(
    "model",
    [
        nn.Linear(4, 3),
        nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.ReLU()),
        nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 3)),
        nn.Sequential(nn.Flatten(), nn.Linear(4, 3, bias=False)),
        nn.Sequential(nn.Flatten(2), nn.Linear(4, 3)),
        nn.Sequential(nn.Flatten(), nn.Linear(4, 3).requires_grad_(requires_grad=False)),
    ],
)
def test_what_is_not_made_of_dense_layers_alone_is_no_dense_network(model):
    assert not is_dense(model)


def weights_of(model):
    return {name: value.detach().clone() for name, value in model.state_dict().items()}
