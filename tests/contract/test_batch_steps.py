"""Steps that mix the images of a batch: against torchvision's formulas, and what they promise."""

import json
import random  # noqa: TID251 -- watched, not used
from typing import Any

import numpy as np
import pytest
import torch
from torchvision.transforms import v2

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from tests.contract.examples import BATCH_OPS, example, images, pipeline

every_batch_op = pytest.mark.parametrize("op", BATCH_OPS)
LABELS = torch.tensor([3, 1, 4, 1, 0, 2])


def draws_of(record: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [next(iter(entry.values()))["draws"] for entry in record]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("alpha", [0.2, 1, 5])
def test_mixup_is_torchvisions_with_a_share_for_each_image(alpha: float, channels: int) -> None:
    batch = images(6, channels)
    augment = Augmenter(pipeline("mixup", channels=channels, alpha=alpha))
    out, targets, record = augment(batch, labels=LABELS, classes=5, record=True)
    theirs = v2.MixUp(num_classes=5)
    for position, draws in enumerate(draws_of(record)):
        given = {"lam": draws["share"], "labels": LABELS, "batch_size": 6}
        expected = theirs.transform(batch.float() / 255, given)
        assert (out[position] - expected[position]).abs().max() < 1e-5
        assert torch.allclose(targets[position], theirs.transform(LABELS, given)[position], atol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_cutmix_is_torchvisions_with_a_box_for_each_image(channels: int) -> None:
    batch = images(6, channels)
    augment = Augmenter(pipeline("cutmix", channels=channels))
    out, targets, record = augment(batch, labels=LABELS, classes=5, record=True)
    theirs = v2.CutMix(num_classes=5)
    for position, draws in enumerate(draws_of(record)):
        top, left, height, width = (draws[name] for name in ("top", "left", "height", "width"))
        share = 1 - height * width / (24 * 30)
        box = (left, top, left + width, top + height)
        given = {"box": box, "lam_adjusted": share, "labels": LABELS, "batch_size": 6}
        assert torch.equal(out[position], theirs.transform(batch.float() / 255, given)[position])
        assert torch.allclose(targets[position], theirs.transform(LABELS, given)[position], atol=1e-6)


def test_boxes_of_cutmix_lie_in_the_image_and_are_drawn_as_torchvision_draws_them() -> None:
    count = 4000
    _, _, record = Augmenter(pipeline("cutmix"))(
        torch.zeros(count, 1, 24, 30), labels=torch.zeros(count, dtype=torch.int64), record=True
    )
    draws = draws_of(record)
    assert all(each["top"] >= 0 and each["top"] + each["height"] <= 24 for each in draws)
    assert all(each["left"] >= 0 and each["left"] + each["width"] <= 30 for each in draws)
    areas = np.array([each["height"] * each["width"] / 720 for each in draws])
    theirs = v2.CutMix(num_classes=1)
    with torch.random.fork_rng():
        expected = np.array([1 - theirs.make_params([torch.zeros(1, 1, 24, 30)])["lam_adjusted"] for _ in range(count)])
    spread = (areas.var() + expected.var()) ** 0.5 / count**0.5
    assert abs(areas.mean() - expected.mean()) < 5 * spread


@every_batch_op
def test_probabilities_of_each_image_sum_to_one(op: str) -> None:
    _, targets = Augmenter(pipeline(op, probability=0.5))(images(), labels=LABELS)
    assert targets.shape == (6, 5)
    assert targets.dtype == torch.float32
    assert torch.allclose(targets.sum(dim=1), torch.ones(6))


@every_batch_op
def test_images_that_are_missed_keep_their_pixels_and_their_label(op: str) -> None:
    out, targets, record = Augmenter(pipeline(op, probability=0.5))(images(), labels=LABELS, classes=5, record=True)
    hits = [next(iter(entry.values()))["hit"] for entry in record]
    assert 0 < sum(hits) < 6
    for position, hit in enumerate(hits):
        if not hit:
            assert torch.equal(out[position], images()[position].float() / 255)
            assert targets[position].argmax() == LABELS[position]
            assert targets[position].max() == 1


@every_batch_op
def test_what_an_image_draws_does_not_depend_on_its_batch(op: str) -> None:
    augment = Augmenter(pipeline(op))
    _, _, together = augment(images(), labels=LABELS, epoch=3, index=[5, 6, 7, 8, 9, 10], record=True)
    _, _, alone = augment(images()[2:4], labels=LABELS[:2], epoch=3, index=[7, 8], record=True)
    assert together[2:4] == alone
    assert json.loads(json.dumps(together)) == together


@every_batch_op
def test_without_labels_they_refuse(op: str) -> None:
    with pytest.raises(PipelineError, match=f"step {op}: {op} mixes labels with the images: call with labels="):
        Augmenter(pipeline(op))(images())


@every_batch_op
def test_nothing_may_follow_them_but_each_other(op: str) -> None:
    mixing, other, last = (Step(example(each)) for each in (op, *BATCH_OPS))
    with pytest.raises(PipelineError, match=f"step {op}: {op} mixes the images of a batch and has to come last"):
        Augmenter(Pipeline((mixing, Step(example("normalize")))))
    _, targets = Augmenter(Pipeline((Step(example("normalize")), other, last)))(images(), labels=LABELS)
    assert torch.allclose(targets.sum(dim=1), torch.ones(6))
    assert (targets > 0).sum(dim=1).max() > 2


@every_batch_op
def test_evaluation_leaves_them_out_and_labels_alone(op: str) -> None:
    out, labels = Augmenter(pipeline(op), mode="eval")(images(), labels=LABELS)
    assert torch.equal(out, images().float() / 255)
    assert torch.equal(labels, LABELS)


@every_batch_op
def test_images_of_different_sizes_cannot_be_mixed(op: str) -> None:
    mixed = [images(1)[0], images(1, height=40)[0]]
    with pytest.raises(PipelineError, match=f"step {op}: {op} mixes images of one size"):
        Augmenter(pipeline(op))(mixed, labels=LABELS[:2])


@every_batch_op
def test_neither_inputs_nor_labels_nor_global_generators_are_touched(op: str) -> None:
    batch, labels = images().float() / 255, torch.nn.functional.one_hot(LABELS, 5).float()
    before = (batch.clone(), labels.clone(), torch.get_rng_state(), random.getstate())
    Augmenter(pipeline(op))(batch, labels=labels)
    assert torch.equal(batch, before[0])
    assert torch.equal(labels, before[1])
    assert torch.equal(torch.get_rng_state(), before[2])
    assert random.getstate() == before[3]


def test_the_trace_shows_mixed_images_without_labels() -> None:
    augment = Augmenter(pipeline("mixup", alpha=1))
    trace = list(augment.trace(images()))
    out, _ = augment(images(), labels=LABELS)
    assert torch.equal(torch.stack(trace[-1].images), out)
    assert all("share" in draws for draws in trace[-1].draws)


def test_a_step_before_that_makes_two_sizes_keeps_the_batchs_order() -> None:
    steps = (Step(example("quarter_turn")), Step(example("resize", height=9, width=9)))
    turned = Augmenter(Pipeline(steps))(images())
    mixed, _, record = Augmenter(Pipeline((*steps, Step(example("mixup")))))(images(), labels=LABELS, record=True)
    for position, entry in enumerate(record):
        share = entry["mixup"]["draws"]["share"]
        expected = share * turned[position] + (1 - share) * turned[position - 1]
        assert torch.allclose(mixed[position], expected, atol=1e-6)


def test_labels_may_be_probabilities_already() -> None:
    soft = torch.full((6, 4), 0.25)
    _, targets = Augmenter(pipeline("mixup"))(images(), labels=soft)
    assert torch.allclose(targets, soft)


def test_an_empty_batch_and_a_single_image_are_fine() -> None:
    augment = Augmenter(pipeline("mixup"))
    _, targets = augment(torch.zeros(0, 3, 8, 8), labels=torch.zeros(0, dtype=torch.int64), classes=4)
    assert targets.shape == (0, 4)
    out, targets = augment(images(1), labels=torch.tensor([2]), classes=4)
    assert torch.allclose(out, images(1).float() / 255, atol=1e-6)
    assert torch.allclose(targets, torch.tensor([[0.0, 0, 1, 0]]))


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        (LABELS, 4, "the label 4 is beyond the last of 4 classes, 3"),
        (LABELS - 1, None, "the label -1 is no class"),
        (LABELS.float(), None, "whole numbers"),
        (torch.zeros(6, 3), 4, "3 columns, but there are 4 classes"),
        (LABELS[:5], None, "5 labels for 6 images"),
    ],
)
def test_labels_that_cannot_be_mixed_are_refused(labels: torch.Tensor, classes: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Augmenter(pipeline("mixup"))(images(), labels=labels, classes=classes)
