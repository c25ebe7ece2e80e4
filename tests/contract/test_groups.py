"""What groups promise: which children they choose, how often, in which order, and that images stay images of their own."""

import json
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.pipeline.yaml_format import dumps, loads
from tests.contract.examples import images
from tests.contract.group_outcomes import GROUPS, VALUE, chances_of, is_as_likely, step

COUNT = 4000

every_group = pytest.mark.parametrize("name", GROUPS)

MIXED = loads("""
augstudio: 1
seed: 3
steps:
- op: some_of
  count: [0, 3]
  probability: 0.8
  steps:
  - {op: rotate, probability: 0.7}
  - {op: one_of, weights: [1, 3], steps: [{op: invert}, {op: hue, shift: [-0.5, 0.5], probability: 0.5}]}
  - {op: random_order, steps: [{op: brightness}, {op: gaussian_noise}, {op: center_crop, height: 10, width: 12}]}
- {op: one_of, steps: [{op: resize, height: 20, width: 30}, {op: transpose, probability: 1}, {op: horizontal_flip}]}
""")
"""Groups in groups, after which images are of several sizes."""


def gray(count: int) -> Tensor:
    return torch.full((count, 1, 1, 1), VALUE)


def run(pipeline: Pipeline, batch: Tensor, **options: Any) -> tuple[list[Tensor], list[dict[str, Any]]]:
    out, record = Augmenter(pipeline)(batch, record=True, **options)
    return list(out), record


@every_group
def test_every_choice_is_as_likely_as_it_should_be(name: str) -> None:
    out, _ = run(GROUPS[name], gray(COUNT))
    chances = chances_of(GROUPS[name])
    assert sum(chances.values()) == 1
    assert len(chances) > 1
    assert is_as_likely([float(each) for each in out], chances)


def test_a_wrong_chance_would_be_noticed() -> None:
    values = [float(each) for each in run(GROUPS["one by weight"], gray(COUNT))[0]]
    assert not is_as_likely(values, chances_of(GROUPS["one of two"]))
    equal = Pipeline((replace(GROUPS["one by weight"].steps[0], transform=GROUPS["one of two"].steps[0].transform),))
    assert not is_as_likely(values, chances_of(equal))


def test_the_same_key_gives_the_same_bits_and_another_epoch_others() -> None:
    batch = images()
    first, again, later = (run(MIXED, batch, epoch=epoch) for epoch in (2, 2, 3))
    assert all(torch.equal(one, other) for one, other in zip(first[0], again[0], strict=True))
    assert first[1] == again[1]
    assert first[1] != later[1]


@pytest.mark.parametrize("resampling", Resampling)
def test_a_batch_equals_its_images_one_by_one_in_any_order(resampling: Resampling) -> None:
    pipeline = replace(MIXED, resampling=resampling)
    batch = images(12)
    together, record = run(pipeline, batch, epoch=1)
    assert len({tuple(each.shape) for each in together}) > 2
    for position in range(12):
        alone, own = run(pipeline, batch[position : position + 1], epoch=1, index=[position])
        assert torch.equal(alone[0], together[position])
        assert own[0] == record[position]
    backwards, _ = run(pipeline, batch.flip(0), epoch=1, index=range(11, -1, -1))
    assert all(torch.equal(one, other) for one, other in zip(backwards, reversed(together), strict=True))


def test_images_of_different_sizes_go_together() -> None:
    mixed = [images(1)[0], images(1, height=40, width=26)[0], images(1)[0]]
    augment = Augmenter(MIXED)
    out = augment(mixed, index=[4, 5, 6])
    for position, image in enumerate(mixed):
        assert torch.equal(out[position], augment(image[None], index=[4 + position])[0])


def test_no_images_come_back_as_none() -> None:
    assert Augmenter(MIXED)(images()[:0]).shape == (0, 3, 24, 30)
    assert Augmenter(MIXED)([]) == []


def test_the_input_is_never_written_to() -> None:
    batch = images().float() / 255
    before = batch.clone()
    Augmenter(MIXED)(batch)
    assert torch.equal(batch, before)


def test_the_record_says_which_children_came_in_which_order_and_what_each_drew() -> None:
    _, record = run(MIXED, images(40))
    assert json.loads(json.dumps(record)) == record
    ids = [each.id for each in MIXED.walk()]
    for sample in record:
        assert list(sample) == ids
        for group in (each for each in MIXED.walk() if each.group):
            entry = sample[group.id]
            chosen = entry["draws"].get("steps", [])
            assert set(entry) == {"op", "hit", "draws"}
            assert set(chosen) <= {child.id for child in group.steps}
            assert entry["hit"] or not entry["draws"]
            for child in group.steps:
                assert child.id in chosen or sample[child.id] == {"op": child.op, "hit": False, "draws": {}}
    assert {len(sample["random-order"]["draws"].get("steps", [])) for sample in record} == {0, 3}
    orders = {tuple(sample["random-order"]["draws"].get("steps", [])) for sample in record}
    assert len(orders) > 3


def test_some_of_keeps_the_order_of_the_list() -> None:
    _, record = run(GROUPS["none to all"], gray(60))
    known = [child.id for child in GROUPS["none to all"].steps[0].steps]
    for sample in record:
        chosen = sample["some-of"]["draws"]["steps"]
        assert chosen == [each for each in known if each in chosen]


def test_a_child_draws_the_same_in_a_group_and_alone() -> None:
    child = step("rotate", angle=[-90, 90])
    inside = Pipeline((step("random_order", child, step("hue", shift=[-0.5, 0.5])),))
    alone = inside.moved("rotate", 0)
    batch = images()
    angles = [
        [sample["rotate"]["draws"]["angle"] for sample in run(pipeline, batch)[1]] for pipeline in (inside, alone)
    ]
    assert angles[0] == angles[1]


def test_what_a_group_draws_does_not_change_when_its_children_are_edited() -> None:
    before = Pipeline((step("one_of", step("invert"), step("rotate", angle=[-90, 90])),))
    after = before.with_step(
        replace(before.step("rotate"), transform=before.step("rotate").transform.replaced(angle=5))
    )
    chosen = [[sample["one-of"] for sample in run(pipeline, images())[1]] for pipeline in (before, after)]
    assert chosen[0] == chosen[1]


def test_children_that_are_switched_off_are_no_choices_and_take_their_weights_with_them() -> None:
    group = GROUPS["one by weight"].steps[0]
    children = (replace(group.steps[0], enabled=False), group.steps[1], replace(group.steps[2], probability=0.5))
    weighted = replace(group, transform=group.transform.replaced(weights=[5, 1, 3]), steps=children)
    without = Pipeline((weighted,)).without("invert")
    assert without.steps[0].transform.plain()["weights"] == [1, 3]
    _, record = run(Pipeline((weighted,)), gray(COUNT))
    assert all("invert" not in sample for sample in record)
    share = sum(sample["one-of"]["draws"]["steps"] == ["brightness-shift"] for sample in record) / COUNT
    assert abs(share - 3 / 4) < 5 * (3 / 16 / COUNT) ** 0.5
    assert record == run(without, gray(COUNT))[1]


def test_a_child_of_probability_zero_is_a_choice_that_does_nothing() -> None:
    pipeline = Pipeline((step("one_of", step("invert"), step("brightness", factor=0, probability=0)),))
    out, record = run(pipeline, gray(COUNT))
    chosen = sum(sample["one-of"]["draws"]["steps"] == ["brightness"] for sample in record)
    assert abs(chosen - COUNT / 2) < 5 * (COUNT / 4) ** 0.5
    assert sum(float(each) == pytest.approx(VALUE) for each in out) == chosen
    assert not any(sample["brightness"]["hit"] for sample in record)


@pytest.mark.parametrize(
    "group",
    [
        step("one_of"),
        step("random_order", replace(step("invert"), enabled=False)),
        step("some_of", step("invert"), count=0),
        step("one_of", step("invert"), probability=0),
        replace(step("one_of", step("invert")), enabled=False),
        step("one_of", step("some_of"), step("random_order")),
    ],
)
def test_a_group_without_choices_leaves_images_untouched(group: Step) -> None:
    pipeline = Pipeline((group,))
    batch = images()
    assert torch.equal(Augmenter(pipeline)(batch), batch.float() / 255)
    assert pipeline.active == ()
    assert evaluation_twin(pipeline).steps == ()
    assert loads(dumps(pipeline)) == pipeline


def test_more_steps_than_there_are_cannot_be_chosen_and_all_come() -> None:
    pipeline = Pipeline((step("some_of", step("invert"), count=[1, 5]),))
    assert all(float(each) == pytest.approx(1 - VALUE) for each in run(pipeline, gray(50))[0])


def test_a_step_that_never_fits_is_refused_by_name_before_it_is_chosen() -> None:
    numbers = step("normalize", mean=[0.1, 0.2], std=[1, 1])
    pipeline = Pipeline((step("one_of", step("invert"), step("some_of", numbers, count=1), weights=[1e6, 1e-6]),))
    with pytest.raises(PipelineError, match=r"^step normalize: 2 numbers for images of 3 channels$"):
        Augmenter(pipeline)(images(1))


@pytest.mark.parametrize("op", ["mixup", "cutmix"])
def test_batches_are_not_mixed_in_groups(op: str) -> None:
    with pytest.raises(PipelineError, match=f"{op} mixes the images of a batch and cannot be in a group") as caught:
        Pipeline((step("invert"), step("one_of", step("hue"), step(op))))
    assert caught.value.path == (1, 1)


def test_a_batch_is_mixed_after_a_group_that_keeps_one_size() -> None:
    pipeline = Pipeline((step("random_order", step("invert"), step("hue")), step("mixup")))
    out, targets = Augmenter(pipeline)(images(), labels=torch.arange(6))
    assert out.shape == (6, 3, 24, 30)
    assert targets.shape == (6, 6)


def test_single_resampling_settles_around_a_group() -> None:
    turns = [step("rotate", angle=20), step("rotate", angle=-50), step("rotate", angle=33), step("rotate", angle=7)]
    group = step("random_order", *turns[1:3])
    batch = images()
    single = Pipeline((turns[0], turns[3], group, turns[0]), resampling=Resampling.SINGLE)
    before = Augmenter(Pipeline(single.steps[:2], resampling=Resampling.SINGLE))(batch)
    inside = Augmenter(Pipeline(single.steps[2:3]))(before)
    assert torch.equal(Augmenter(single)(batch), Augmenter(Pipeline(single.steps[3:]))(inside))


def test_a_trace_shows_a_group_as_one_step_with_its_children_in_the_record() -> None:
    traces = list(Augmenter(MIXED).trace(images()))
    assert [trace.step and trace.step.id for trace in traces] == [None, "some-of", "one-of-2"]
    out, record = run(MIXED, images())
    assert all(torch.equal(one, other) for one, other in zip(traces[-1].images, out, strict=True))
    for sample in range(6):
        assert {**traces[1].record[sample], **traces[2].record[sample]} == record[sample]
        assert traces[1].draws[sample] == record[sample]["some-of"]["draws"]
