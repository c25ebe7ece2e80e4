"""What every transform promises, over the whole catalogue."""

import json
import random  # noqa: TID251 -- watched, not used
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

import augstudio.transforms
from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.catalogue import OPS, catalogue, transform_class
from augstudio.transforms.parameters import RangeOf
from augstudio.transforms.stage import ImageSize
from tests.contract.examples import GROUP_OPS, IMAGE_OPS, batch_for, example, images, pipeline

every_op = pytest.mark.parametrize("op", OPS)
every_image_op = pytest.mark.parametrize("op", IMAGE_OPS)
both_channel_counts = pytest.mark.parametrize("channels", [1, 3])


def ranges() -> Iterator[tuple[str, str, RangeOf]]:
    for cls in catalogue():
        for field in cls.parameter_fields():
            if isinstance(field.parameter, RangeOf):
                yield cls.op, field.name, field.parameter


every_drawn_range = pytest.mark.parametrize(
    ("op", "name", "declared"), [each for each in ranges() if each[0] not in GROUP_OPS]
)
every_range = pytest.mark.parametrize(("op", "name", "declared"), list(ranges()))


FEW_OUTCOMES = {"quarter_turn", "channel_shuffle", "posterize"}


def opened(op: str) -> dict[str, list[float]]:
    """Every range of an op that is one number by default, as wide as its slider."""
    fields = {name: declared for op_, name, declared in ranges() if op_ == op}
    return {
        name: list(declared.slider or (declared.minimum, declared.maximum))
        for name, declared in fields.items()
        if getattr(example(op), name).is_fixed
    }


@every_image_op
@both_channel_counts
def test_shape_type_and_range_are_what_it_says(op: str, channels: int) -> None:
    transform = example(op, channels)
    batch = batch_for(op, channels=channels)
    out = Augmenter(pipeline(op, channels=channels))(batch)
    size = transform.output_size(ImageSize(*batch.shape[2:], channels))
    assert out.shape == (6, size.channels, size.height, size.width)
    assert out.dtype == torch.float32
    assert out.isfinite().all()
    if transform.category is not Category.TENSOR:
        assert out.min() >= 0
        assert out.max() <= 1


@every_image_op
def test_the_same_key_gives_the_same_bits(op: str) -> None:
    augment = Augmenter(pipeline(op, probability=0.7))
    assert torch.equal(*(stacked(augment(batch_for(op), epoch=3)) for _ in range(2)))


@every_image_op
@both_channel_counts
def test_a_batch_equals_its_images_one_by_one_in_any_order(op: str, channels: int) -> None:
    augment = Augmenter(pipeline(op, probability=0.6, channels=channels))
    batch = batch_for(op, channels=channels)
    together = list(augment(batch, epoch=2, index=[10, 11, 12, 13, 14, 15]))
    for position in (3, 0, 5):
        alone = augment(batch[position : position + 1], epoch=2, index=[10 + position])
        assert torch.equal(alone[0], together[position])
    backwards = list(augment(batch.flip(0), epoch=2, index=[15, 14, 13, 12, 11, 10]))
    assert all(torch.equal(a, b) for a, b in zip(backwards, reversed(together), strict=True))


@every_image_op
def test_what_it_draws_differs_between_samples_epochs_and_seeds(op: str) -> None:
    transform = example(op)
    batch = batch_for(op, 1).repeat(16, 1, 1, 1)

    def drawn(seed: int, epoch: int) -> list[str]:
        _, record = Augmenter(pipeline(op, seed=seed, **opened(op)))(batch, epoch=epoch, record=True)
        return [json.dumps(each[next(iter(each))]["draws"]) for each in record]

    if transform.draw_count:
        assert len(set(drawn(0, 0))) > (2 if op in FEW_OUTCOMES else 8)
        assert drawn(0, 0) != drawn(0, 1)
        assert drawn(0, 0) != drawn(1, 0)
    else:
        assert drawn(0, 0) == drawn(1, 1)


@every_image_op
def test_probability_zero_and_disabled_leave_images_untouched(op: str) -> None:
    batch = batch_for(op)
    untouched = batch.float() / 255
    assert torch.equal(Augmenter(pipeline(op, probability=0))(batch), untouched)
    disabled = Pipeline((Step(example(op), enabled=False),))
    assert torch.equal(Augmenter(disabled)(batch), untouched)


@every_image_op
def test_probability_is_the_share_of_images_it_is_applied_to(op: str) -> None:
    batch = batch_for(op, 1).repeat(2000, 1, 1, 1)
    augment = Augmenter(pipeline(op, probability=0.3))
    _, record = augment(batch, record=True)
    hits = sum(next(iter(each.values()))["hit"] for each in record)
    assert 600 - 5 * 20.5 < hits < 600 + 5 * 20.5  # five standard deviations of a binomial


@every_image_op
def test_the_input_is_never_written_to(op: str) -> None:
    batch = batch_for(op).float() / 255
    before = batch.clone()
    Augmenter(pipeline(op))(batch)
    assert torch.equal(batch, before)


@every_image_op
def test_global_generators_are_untouched(op: str) -> None:
    states = (torch.get_rng_state(), np.random.get_state()[1], random.getstate())
    Augmenter(pipeline(op, probability=0.5))(batch_for(op))
    assert torch.equal(states[0], torch.get_rng_state())
    assert (states[1] == np.random.get_state()[1]).all()
    assert states[2] == random.getstate()


@every_image_op
def test_images_of_different_sizes_go_together(op: str) -> None:
    mixed = [images(1)[0], images(1, height=40, width=26)[0], images(1)[0]]
    augment = Augmenter(pipeline(op))
    out = augment(mixed, index=[4, 5, 6])
    assert len(out) == 3
    for position, image in enumerate(mixed):
        assert torch.equal(out[position], augment(image[None], index=[4 + position])[0])


@every_image_op
def test_the_record_is_json_and_says_what_happened(op: str) -> None:
    out, record = Augmenter(pipeline(op))(batch_for(op), record=True)
    assert len(record) == len(out) == 6
    assert json.loads(json.dumps(record)) == record
    for entry in record:
        (step,) = entry.values()
        assert step["op"] == op
        assert step["hit"] is True


@every_image_op
def test_the_evaluation_twin_is_deterministic_and_gives_training_sizes(op: str) -> None:
    twin = evaluation_twin(pipeline(op))
    assert all(step.transform.draw_count == 0 and step.probability == 1 for step in twin)
    augment = Augmenter(pipeline(op), mode="eval")
    out = augment(batch_for(op))
    assert torch.equal(out, augment(batch_for(op), epoch=9, index=[9, 8, 7, 6, 5, 4]))
    assert out.shape == Augmenter(pipeline(op))(batch_for(op)).shape
    assert evaluation_twin(twin).steps == twin.steps


@every_range
def test_every_bound_of_every_range_is_reachable_and_what_lies_beyond_is_refused(
    op: str, name: str, declared: RangeOf
) -> None:
    for bound in (declared.minimum, declared.maximum):
        assert getattr(example(op, **{name: bound}), name).low == bound
    for beyond in (declared.minimum - 1, declared.maximum + 1, float("nan"), "wide", True, [1, 2, 3], None):
        with pytest.raises(PipelineError) as caught:
            example(op, **{name: beyond})
        assert caught.value.field == name
    with pytest.raises(PipelineError, match="reversed"):
        example(op, **{name: [declared.maximum, declared.minimum]})


@every_drawn_range
def test_draws_stay_within_their_range_and_fill_it(op: str, name: str, declared: RangeOf) -> None:
    batch = batch_for(op, 1).repeat(400, 1, 1, 1)
    transform = example(op)
    _, record = Augmenter(pipeline(op))(batch, record=True)
    values = [next(iter(each.values()))["draws"].get(name) for each in record]
    if values[0] is None:  # a box's area and ratio show in its height and width
        assert {"height", "width"} <= next(iter(record[0].values()))["draws"].keys()
        return
    span = getattr(transform, name)
    assert min(values) >= span.low
    assert max(values) <= span.high
    assert max(values) - min(values) >= 0.9 * (span.high - span.low)


@every_image_op
@both_channel_counts
def test_neutral_values_change_nothing(op: str, channels: int) -> None:
    neutral = {name: declared.neutral for op_, name, declared in ranges() if op_ == op and declared.neutral is not None}
    if not neutral:  # areas, shapes, thresholds and qualities have no value that stands for "as it was"
        assert {name for op_, name, _ in ranges() if op_ == op} <= {"scale", "ratio", "threshold", "quality"}
        return
    batch = batch_for(op, channels=channels)
    out = Augmenter(pipeline(op, channels=channels, **neutral))(batch)
    assert (out - batch.float() / 255).abs().max() < 1e-5


@every_op
def test_it_is_documented_where_it_is_declared(op: str) -> None:
    cls = transform_class(op)
    assert cls.op == op
    paragraphs = (cls.__doc__ or "").strip().split("\n\n")
    assert len(paragraphs) >= 2, "what it does; when it helps and when it harms"
    assert all(field.parameter.help.endswith(".") for field in cls.parameter_fields())
    for risk in cls.label_risks:
        assert risk.traits
        assert risk.reason
        assert risk.remedy


@every_op
def test_plain_values_make_an_equal_transform(op: str) -> None:
    transform = example(op)
    assert type(transform).create(json.loads(json.dumps(transform.plain()))) == transform


@every_op
def test_unknown_parameters_are_refused_by_name(op: str) -> None:
    with pytest.raises(PipelineError, match="no parameter 'anlge'"):
        example(op, anlge=3)


def test_the_catalogue_is_every_transform_file_there_is() -> None:
    folder = Path(augstudio.transforms.__path__[0])
    files = {path.stem for path in folder.glob("*/*.py") if "    op: ClassVar = " in path.read_text(encoding="utf-8")}
    assert files == set(OPS)
    assert len({cls.op for cls in catalogue()}) == len(OPS)
    assert all(issubclass(cls, Transform) for cls in catalogue())


def stacked(out: torch.Tensor | list[torch.Tensor]) -> torch.Tensor:
    return out if isinstance(out, torch.Tensor) else torch.cat([each.flatten() for each in out])


@every_image_op
def test_a_large_image_is_the_same_alone_and_in_a_batch_whatever_the_threads(op: str) -> None:
    side = 200  # 40,000 values: more than torch sums in one go
    batch = images(2, channels=1, height=side, width=side)
    parameters = {"height": 32, "width": 32} if "height" in transform_class(op).model_fields else {}
    augment = Augmenter(Pipeline((Step(example(op, 1, **parameters)),)))
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        together = augment(batch)
        assert torch.equal(augment(batch[1:], index=[1])[0], together[1])
    finally:
        torch.set_num_threads(threads)
