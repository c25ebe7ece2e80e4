import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Pipeline, Step
from tests.contract.examples import example, images


def lecture_2() -> Pipeline:
    return Pipeline(
        (
            Step(example("resize", height=32, width=32)),
            Step(example("random_crop", height=28, width=28)),
            Step(example("rotate", angle=[-30, 30]), probability=0.9),
            Step(example("normalize")),
        )
    )


def test_a_pipeline_gives_the_same_image_in_any_batch() -> None:
    augment = Augmenter(lecture_2())
    batch = images(9)
    together = augment(batch, epoch=5, index=range(100, 109))
    halves = torch.cat(
        [augment(batch[:4], epoch=5, index=range(100, 104)), augment(batch[4:], epoch=5, index=range(104, 109))]
    )
    assert torch.equal(together, halves)


def test_one_epoch_per_image_is_the_same_as_one_call_per_epoch() -> None:
    augment = Augmenter(lecture_2())
    batch = images(3)
    together = augment(batch, epoch=[7, 0, 2], index=[4, 4, 9])
    for position, (epoch, index) in enumerate([(7, 4), (0, 4), (2, 9)]):
        assert torch.equal(together[position], augment(batch[position : position + 1], epoch=epoch, index=[index])[0])


def test_moving_one_range_leaves_the_draws_of_all_other_steps_alone() -> None:
    pipeline = lecture_2()
    rotate = pipeline.step("rotate")
    wider = pipeline.with_step(Step(rotate.transform.replaced(angle=[-60, 60]), rotate.probability, id="rotate"))
    _, before = Augmenter(pipeline)(images(), record=True)
    _, after = Augmenter(wider)(images(), record=True)
    for old, new in zip(before, after, strict=True):
        assert old["random-crop"] == new["random-crop"]
        assert old["rotate"]["hit"] == new["rotate"]["hit"]
        if old["rotate"]["hit"]:
            assert new["rotate"]["draws"]["angle"] == pytest.approx(2 * old["rotate"]["draws"]["angle"])


def test_moving_a_step_keeps_what_it_draws() -> None:
    pipeline = Pipeline((Step(example("brightness")), Step(example("hue")), Step(example("contrast"))))
    _, before = Augmenter(pipeline)(images(), record=True)
    _, after = Augmenter(pipeline.moved("contrast", 0))(images(), record=True)
    assert before == after


def test_a_size_changing_step_that_misses_some_images_gives_a_list() -> None:
    pipeline = Pipeline((Step(example("center_crop", height=10, width=10), probability=0.5), Step(example("hue"))))
    out, record = Augmenter(pipeline)(images(16), record=True)
    assert isinstance(out, list)
    for image, entry in zip(out, record, strict=True):
        assert image.shape[-2:] == ((10, 10) if entry["center-crop"]["hit"] else (24, 30))


def test_uint8_and_float_input_agree() -> None:
    augment = Augmenter(lecture_2())
    batch = images()
    assert torch.equal(augment(batch), augment(batch.float() / 255))
    assert augment(batch.double() / 255).dtype == torch.float32


def test_labels_come_back_beside_the_images() -> None:
    labels = torch.tensor([3, 1, 4, 1, 5, 9])
    out, returned = Augmenter(lecture_2())(images(), labels=labels)
    assert len(out) == 6
    assert torch.equal(returned, labels)
    _, _, record = Augmenter(lecture_2())(images(), labels=labels, record=True)
    assert len(record) == 6


def test_the_trace_ends_where_the_call_ends_and_names_every_step() -> None:
    augment = Augmenter(lecture_2())
    trace = list(augment.trace(images(), epoch=1, index=range(6)))
    assert [each.step.id if each.step else None for each in trace] == [
        None,
        "resize",
        "random-crop",
        "rotate",
        "normalize",
    ]
    assert torch.equal(torch.stack(trace[-1].images), augment(images(), epoch=1, index=range(6)))
    assert all(each.seconds >= 0 for each in trace)
    assert [bool(draws) for draws in trace[3].draws] == list(trace[3].hits)


def test_evaluation_mode_runs_the_twin() -> None:
    out = Augmenter(lecture_2(), mode="eval")(images())
    twin = Pipeline(
        (
            Step(example("resize", height=32, width=32)),
            Step(example("center_crop", height=28, width=28)),
            Step(example("normalize")),
        )
    )
    assert torch.equal(out, Augmenter(twin)(images()))


def test_an_empty_pipeline_and_an_empty_batch_are_fine() -> None:
    assert torch.equal(Augmenter(Pipeline())(images()), images().float() / 255)
    assert Augmenter(lecture_2())(torch.zeros(0, 3, 24, 30, dtype=torch.uint8)).shape[0] == 0
    assert Augmenter(lecture_2())([]) == []


@pytest.mark.parametrize(
    ("batch", "options", "message"),
    [
        (torch.zeros(3, 8, 8, dtype=torch.uint8), {}, r"expected images \(B, C, H, W\)"),
        ([torch.zeros(8, 8, dtype=torch.uint8)], {}, r"expected images \(C, H, W\)"),
        (torch.zeros(2, 3, 8, 8, dtype=torch.int32), {}, "torch.int32"),
        (torch.zeros(2, 3, 8, 8), {"index": [0]}, "index"),
        (torch.zeros(2, 3, 8, 8), {"labels": torch.zeros(3)}, "3 labels for 2 images"),
    ],
)
def test_what_is_no_batch_is_refused(batch: torch.Tensor, options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Augmenter(Pipeline())(batch, **options)


def test_a_crop_that_does_not_fit_names_the_step() -> None:
    pipeline = Pipeline((Step(example("random_crop", height=40, width=8)),))
    with pytest.raises(PipelineError, match="step random-crop: a crop of 40 px never fits an image of 24 px"):
        Augmenter(pipeline)(images())


@pytest.mark.parametrize("op", ["pad", "random_crop", "rotate", "random_erasing"])
def test_a_fill_for_other_channels_names_the_step(op: str) -> None:
    pipeline = Pipeline((Step(example(op, fill=[0.1, 0.2])),))
    with pytest.raises(PipelineError, match="2 numbers for images of 3 channels"):
        Augmenter(pipeline)(images())


def test_colour_on_other_channel_counts_names_the_step() -> None:
    with pytest.raises(PipelineError, match="step hue: images of 4 channels"):
        Augmenter(Pipeline((Step(example("hue")),)))(images(channels=4))


def test_statistics_have_to_be_resolved_first() -> None:
    pipeline = Pipeline((Step(example("normalize", mean="dataset", std="dataset")),))
    with pytest.raises(PipelineError, match="statistics of a data set"):
        Augmenter(pipeline)
    resolved = resolve_statistics(pipeline, [0.1, 0.2, 0.3], [0.5, 0.5, 0.5])
    out = Augmenter(resolved)(images())
    expected = (images().float() / 255 - torch.tensor([0.1, 0.2, 0.3]).view(1, 3, 1, 1)) / 0.5
    assert torch.allclose(out, expected, atol=1e-6)


def test_the_mode_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="test"):
        Augmenter(Pipeline(), mode="test")


@pytest.mark.parametrize("wrong", [[-1, 0], [0, 2**32], [0.5, 1.5]])
def test_positions_and_epochs_that_would_share_their_draws_are_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="whole numbers from 0"):
        Augmenter(Pipeline())(images(2), index=wrong)
    with pytest.raises(ValueError, match="whole numbers from 0"):
        Augmenter(Pipeline())(images(2), epoch=wrong)


def test_what_comes_out_is_never_the_callers_memory() -> None:
    batch = images(2).float() / 255
    assert Augmenter(Pipeline())(batch).data_ptr() != batch.data_ptr()


def test_what_is_no_pipeline_or_no_tensor_is_said_plainly() -> None:
    with pytest.raises(TypeError, match="expected a Pipeline, got str"):
        Augmenter("p.yaml")
    with pytest.raises(TypeError, match="expected torch tensors"):
        Augmenter(Pipeline())(images(2).numpy())
    with pytest.raises(ValueError, match="no pixels"):
        Augmenter(Pipeline())(torch.zeros(2, 3, 0, 5))
