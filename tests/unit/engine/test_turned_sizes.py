"""Steps that give some images of a batch another size."""

import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import check_sizes
from augstudio.transforms.stage import ImageSize
from tests.contract.examples import example, images


def one_step(op: str, probability: float = 1.0, **parameters: object) -> Pipeline:
    return Pipeline((Step(example(op, **parameters), probability=probability),))


def test_quarter_turns_of_lying_images_give_each_its_own_size() -> None:
    out, record = Augmenter(one_step("quarter_turn"))(images(32), record=True)
    for image, turned, entry in zip(images(32).float() / 255, out, record, strict=True):
        assert torch.equal(turned, torch.rot90(image, entry["quarter-turn"]["draws"]["turns"], (1, 2)))


def test_odd_turns_alone_keep_a_batch_together() -> None:
    assert Augmenter(one_step("quarter_turn", turns=[1, 3]))(images(8)).shape == (8, 3, 30, 24)


def test_quarter_turns_that_miss_some_images_leave_those_alone() -> None:
    out, record = Augmenter(one_step("quarter_turn", 0.5))(images(32), record=True)
    for image, turned, entry in zip(images(32).float() / 255, out, record, strict=True):
        turns = entry["quarter-turn"]["draws"].get("turns", 0)
        assert torch.equal(turned, torch.rot90(image, turns, (1, 2)))


def test_what_follows_a_turn_reaches_every_image() -> None:
    pipeline = Pipeline((Step(example("quarter_turn")), Step(example("resize", height=10, width=10))))
    assert Augmenter(pipeline)(images(8)).shape == (8, 3, 10, 10)


def test_transposing_only_some_lying_images_is_refused_before_any_is() -> None:
    pipeline = one_step("transpose", probability=1e-9)
    with pytest.raises(PipelineError, match=r"step transpose: transposing some of 24 x 30 px images") as caught:
        Augmenter(pipeline)(images())
    assert caught.value.field == "probability"
    with pytest.raises(PipelineError, match="make them square before"):
        check_sizes(pipeline, ImageSize(24, 30, 3))
    check_sizes(pipeline)
    check_sizes(pipeline, ImageSize(24, 24, 3))
    check_sizes(one_step("transpose"), ImageSize(24, 30, 3))


def test_sizes_are_followed_through_turns() -> None:
    turn = Step(example("quarter_turn"))
    lying = Step(example("quarter_turn", turns=[1, 3]))
    check_sizes(Pipeline((lying, Step(example("random_crop", height=30, width=24)))), ImageSize(24, 30, 3))
    with pytest.raises(PipelineError, match="30 px never fits an image of 24 px"):
        check_sizes(Pipeline((lying, Step(example("random_crop", height=30, width=30)))), ImageSize(24, 30, 3))
    check_sizes(Pipeline((turn, Step(example("random_crop", height=30, width=24)))), ImageSize(24, 30, 3))


def test_a_batch_is_its_images_one_by_one_whatever_their_order_in_jitter() -> None:
    augment = Augmenter(one_step("color_jitter", hue=[-0.5, 0.5], brightness=[0, 3]))
    together, record = augment(images(24), record=True)
    assert len({tuple(entry["color-jitter"]["draws"]["order"]) for entry in record}) > 10
    for position in range(24):
        assert torch.equal(augment(images(24)[position : position + 1], index=[position])[0], together[position])
