"""Exact torch code draws what the preview draws and computes what it computes, bit for bit."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.base import Category
from augstudio.transforms.catalogue import transform_class
from tests.contract.examples import BATCH_OPS, IMAGE_OPS, example, images
from tests.parity.exported import RECIPES

INDEX = [7, 3, 11, 0, 250_000, 4_294_967_295]
EPOCH = 3

EXTRA = {"gaussian_blur": {"kernel_size": 5}, "random_erasing": {"fill": "noise"}, "posterize": {"bits": [3, 8]}}

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


SINGLE = {
    "training and evaluation": [
        ("resize", {"height": 40, "width": 44}),
        ("rotate", {}),
        ("random_crop", {"height": 30, "width": 28}),
    ],
    "now and then": [
        ("rotate", {}),
        ("horizontal_flip", {}),
        ("affine", {"scale": [0.5, 2], "fill": 0.3}),
        ("vertical_flip", {}),
    ],
    "broken off": [
        ("resize", {"height": 12, "width": 12}),
        ("rotate", {"fill": 0.5}),
        ("hue", {}),
        ("rotate", {}),
        ("perspective", {}),
    ],
    "turned": [
        ("rotate", {}),
        ("quarter_turn", {}),
        ("affine", {"shear_x": [-20, 20]}),
        ("transpose", {}),
        ("rotate", {}),
    ],
}
"""Steps of which some share one sampling."""


def composed(name: str, probability: float) -> Pipeline:
    """These steps, each drawn for; those that change the size are always applied."""
    changing = {"resize", "random_crop"}
    steps = tuple(
        Step(transform_class(op).create(parameters), probability=1 if op in changing else probability)
        for op, parameters in SINGLE[name]
    )
    return Pipeline(steps, seed=11, resampling=Resampling.SINGLE)


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("probability", [1.0, 0.5, 0.05])
def test_composed_interpolations_are_the_same_bits(name: str, probability: float) -> None:
    pipeline = composed(name, probability)
    batch = square(3)
    expected = Augmenter(pipeline)(batch, epoch=EPOCH, index=INDEX)
    found = exact(pipeline)
    assert torch.equal(found["train_transforms"](batch, epoch=EPOCH, index=INDEX), expected)
    assert torch.equal(found["eval_transforms"](batch), Augmenter(pipeline, mode="eval")(batch))
    found["self_test"]()
    apart = exact(replace(pipeline, resampling=Resampling.SEQUENTIAL))
    assert probability < 1 or not torch.equal(apart["train_transforms"](batch, epoch=EPOCH, index=INDEX), expected)


COLOURS = "{op: hue, shift: [-0.4, 0.4]}, {op: gamma, gamma: [0.5, 2], probability: 0.7}, {op: invert}"
GROUPS = {
    "one": f"{{op: one_of, steps: [{COLOURS}]}}",
    "weighted, now and then": f"{{op: one_of, weights: [1, 0, 5], probability: 0.5, steps: [{COLOURS}]}}",
    "some": f"{{op: some_of, count: [0, 2], steps: [{COLOURS}]}}",
    "in any order": f"{{op: random_order, probability: 0.8, steps: [{COLOURS}]}}",
    "another size": "{op: one_of, steps: [{op: random_crop, height: 16, width: 16}, {op: resize, height: 16, width: 16}]}",
    "nested": f"{{op: random_order, steps: [{{op: one_of, steps: [{COLOURS}]}}, {{op: rotate}}, {{op: some_of, steps: "
    "[{op: horizontal_flip, id: mirror}, {op: one_of, steps: [{op: solarize}, {op: jpeg}]}, {op: cutout}]}]}",
}


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("resampling", Resampling)
def test_groups_choose_the_same_and_are_the_same_bits(name: str, resampling: Resampling) -> None:
    ends = "{op: rotate, id: first}, {op: affine, angle: [-9, 9], id: second}"
    steps = f"[{ends}, {GROUPS[name]}, {{op: normalize, mean: 0.5, std: 0.5}}]"
    pipeline = loads(f"augstudio: 1\nseed: 6\nresampling: {resampling}\nsteps: {steps}")
    batch = images(30, height=24, width=24)
    index = range(100, 130)
    expected = Augmenter(pipeline)(batch, epoch=EPOCH, index=index)
    found = exact(pipeline)
    assert torch.equal(found["train_transforms"](batch, epoch=EPOCH, index=index), expected)
    assert torch.equal(found["eval_transforms"](batch), Augmenter(pipeline, mode="eval")(batch))
    found["self_test"]()


def test_all_ops_go_into_one_file() -> None:
    """Names of one file must not get in the way of another's."""
    fixed = {"height": 24, "width": 24}
    steps = [
        Step(example(op, **(fixed if "height" in transform_class(op).model_fields else {}), **EXTRA.get(op, {})))
        for op in KEEPING_SIZE
        if op not in {"pad", "normalize", "per_image_standardize"}
    ]
    steps += [Step(example("auto_augment", policy="svhn")), Step(example("auto_augment", policy="cifar10"))]
    steps += [Step(example("contrast", mean="channel")), Step(example(BATCH_OPS[0])), Step(example(BATCH_OPS[1]))]
    pipeline = Pipeline(tuple(steps))
    batch, labels = images(4, height=24, width=24), torch.arange(4)
    expected = Augmenter(pipeline)(batch, epoch=EPOCH, index=INDEX[:4], labels=labels)
    found = exact(pipeline)["train_transforms"](batch, epoch=EPOCH, index=INDEX[:4], labels=labels)
    assert all(torch.equal(*pair) for pair in zip(found, expected, strict=True))


def test_photographs_of_usual_size_are_the_same_bits() -> None:
    batch = images(3, height=224, width=224)
    for name in ("photos", "rand-augment", "trivial-augment-wide"):
        expected = Augmenter(RECIPES[name])(batch, epoch=EPOCH, index=INDEX[:3])
        assert torch.equal(exact(RECIPES[name])["train_transforms"](batch, epoch=EPOCH, index=INDEX[:3]), expected)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("{op: resize, height: 20, width: 24}, {op: quarter_turn}", r"step quarter-turn .* two sizes"),
        (
            "{op: random_order, steps: [{op: resize, shorter: 9}, {op: resize, shorter: 8}]}",
            r"step random-order .* two",
        ),
        ("{op: one_of, steps: [{op: resize, shorter: 9}, {op: resize, shorter: 8}]}", r"step one-of .* two sizes"),
    ],
)
def test_what_no_batch_holds_is_refused_by_name(steps: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        exact(loads(f"augstudio: 1\nsteps: [{steps}]"))


def test_what_is_no_batch_of_images_is_refused() -> None:
    found = exact(one_step("random_crop", 1, 3, 0, height=20, width=20))
    train = found["train_transforms"]
    with pytest.raises(TypeError, match=r"expected a tensor \(B, C, H, W\), got list"):
        train(list(images()), epoch=0, index=range(6))
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
