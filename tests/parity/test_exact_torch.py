"""Exact torch code draws what the preview draws and computes what it computes, bit for bit."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from augstudio.engine.augmenter import Augmenter
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Category
from augstudio.transforms.catalogue import transform_class
from tests.contract.examples import BATCH_OPS, IMAGE_OPS, example, images
from tests.parity.exported import RECIPES

INDEX = [7, 3, 11, 0, 250_000, 4_294_967_295]
EPOCH = 3

KEEPING_SIZE = [op for op in IMAGE_OPS if transform_class(op).category is not Category.GROUP]


def exact(pipeline: Pipeline) -> dict[str, Callable[..., Any]]:
    """What an exact file defines."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(export(pipeline, framework="torch", style="exact"), "exported.py", "exec"), namespace)
    return namespace


def square(channels: int) -> Tensor:
    """Six images that turns leave in their size."""
    return images(channels=channels, width=24)


def one_step(op: str, probability: float, channels: int, seed: int, **parameters: object) -> Pipeline:
    return Pipeline((Step(example(op, channels, **parameters), probability=probability),), seed=seed)


@pytest.mark.parametrize("op", KEEPING_SIZE)
@pytest.mark.parametrize("channels", [1, 3])
def test_each_op_is_the_same_bits(op: str, channels: int) -> None:
    batch = square(channels)
    for seed, probability in ((0, 1.0), (4_294_967_295, 1.0), (5, 0.5)):
        side = 24 if probability < 1 else 20
        size = {"height": side, "width": side} if "height" in transform_class(op).model_fields else {}
        pipeline = one_step(op, probability, channels, seed, **size)
        found = exact(pipeline)
        expected = Augmenter(pipeline)(batch, epoch=EPOCH, index=INDEX)
        assert torch.equal(found["train_transforms"](batch, epoch=EPOCH, index=INDEX), expected)
        assert torch.equal(found["eval_transforms"](batch), Augmenter(pipeline, mode="eval")(batch))


@pytest.mark.parametrize(("name", "channels"), [(name, 3) for name in RECIPES] + [("lecture-1", 1), ("lecture-2", 1)])
def test_each_preset_is_the_same_bits(name: str, channels: int) -> None:
    batch = images(channels=channels, height=48, width=60)
    found = exact(RECIPES[name])
    expected = Augmenter(RECIPES[name])(batch, epoch=EPOCH, index=INDEX)
    assert torch.equal(found["train_transforms"](batch, epoch=EPOCH, index=torch.tensor(INDEX)), expected)
    assert torch.equal(found["eval_transforms"](batch), Augmenter(RECIPES[name], mode="eval")(batch))
    floats = batch.float() / 255
    assert torch.equal(found["train_transforms"](floats, epoch=EPOCH, index=INDEX), expected)


@pytest.mark.parametrize("op", BATCH_OPS)
@pytest.mark.parametrize("probability", [1, 0.5])
def test_what_mixes_a_batch_mixes_the_same(op: str, probability: float) -> None:
    pipeline = Pipeline((Step(example("rotate")), Step(example(op), probability=probability)), seed=3)
    batch, labels = images(), torch.tensor([2, 0, 1, 4, 4, 3])
    expected = Augmenter(pipeline)(batch, epoch=EPOCH, index=INDEX, labels=labels, classes=7)
    found = exact(pipeline)["train_transforms"](batch, epoch=EPOCH, index=INDEX, labels=labels, num_classes=7)
    assert all(torch.equal(*pair) for pair in zip(found, expected, strict=True))


@pytest.mark.parametrize("op", [*KEEPING_SIZE, *BATCH_OPS])
def test_each_file_passes_its_own_test(op: str, capsys: pytest.CaptureFixture[str]) -> None:
    exact(one_step(op, 1, 3, 0))["self_test"]()
    assert capsys.readouterr().out == "ok: train_transforms and eval_transforms\n"


def test_what_is_no_batch_of_images_is_refused() -> None:
    found = exact(one_step("random_crop", 1, 3, 0, height=20, width=20))
    train = found["train_transforms"]
    with pytest.raises(ValueError, match=r"expected images \(B, C, H, W\)"):
        train(images()[0], epoch=0, index=[0])
    with pytest.raises(ValueError, match=r"images are torch\.int64: expected uint8, or floating point"):
        train(images().long(), epoch=0, index=range(6))
    with pytest.raises(ValueError, match=r"index has shape .* for 6 images"):
        train(images(), epoch=0, index=[1, 2])
    with pytest.raises(ValueError, match="whole numbers from 0"):
        train(images(), epoch=0, index=[-1, 0, 1, 2, 3, 4])
    with pytest.raises(found["PipelineError"], match="step random-crop: a crop of 20 px never fits an image of 16 px"):
        train(images(height=16), epoch=0, index=range(6))


def test_the_images_that_come_in_are_never_written_to() -> None:
    batch = images().float() / 255
    before = batch.clone()
    out = exact(Pipeline())["train_transforms"](batch, epoch=0, index=range(6))
    out.zero_()
    assert torch.equal(batch, before)
