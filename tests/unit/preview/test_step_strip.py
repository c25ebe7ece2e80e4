import numpy as np

from augstudio.pipeline.model import Mode, Pipeline, Step
from augstudio.preview.renderer import render
from augstudio.preview.step_strip import StripRequest, step_strip
from augstudio.preview.values import PreviewRequest
from tests.contract.examples import example
from tests.unit.preview.conftest import MemoryImages

DESIGN = Pipeline(
    (
        Step(example("random_crop", height=12, width=12)),
        Step(example("rotate", angle=[10, 30])),
        Step(example("vertical_flip"), probability=0, id="never"),
        Step(example("normalize", mean=[0.5], std=[0.25])),
    )
)


def test_the_strip_begins_with_the_input_and_ends_with_the_tile(colour: MemoryImages) -> None:
    strip = step_strip(StripRequest(DESIGN, 4, epoch=3), colour)
    tile = render(PreviewRequest(DESIGN, (4,), variants=1, epoch=3), colour).rows[0].variants[0]
    assert [frame.step_id for frame in strip.frames] == ["", "random-crop", "rotate", "normalize"]
    assert np.array_equal(strip.frames[0].pixels, colour.image(4))
    assert np.array_equal(strip.frames[-1].pixels, tile.pixels)
    assert {frame.step_id: dict(frame.draws) for frame in strip.frames[1:]} == {
        step.step_id: dict(step.draws) for step in tile.steps
    }


def test_a_crop_is_a_part_of_the_input_at_the_drawn_place(colour: MemoryImages) -> None:
    frame = step_strip(StripRequest(DESIGN, 0), colour).frames[1]
    top, left = int(frame.draws["top"]), int(frame.draws["left"])
    assert np.array_equal(frame.pixels, colour.image(0)[top : top + 12, left : left + 12])
    assert frame.size == (12, 12)


def test_the_evaluation_strip_shows_the_twin(colour: MemoryImages) -> None:
    strip = step_strip(StripRequest(DESIGN, 0, mode=Mode.EVAL), colour)
    assert [frame.op for frame in strip.frames] == ["", "center_crop", "normalize"]


def test_a_step_that_cannot_be_applied_ends_the_strip(mixed: MemoryImages) -> None:
    strip = step_strip(StripRequest(DESIGN, 1), mixed)
    assert len(strip.frames) == 1
    assert strip.fault.step_id == "random-crop"
    assert "never fits" in strip.fault.message


def test_a_sample_that_cannot_be_read_has_no_frames(mixed: MemoryImages) -> None:
    strip = step_strip(StripRequest(DESIGN, 2), mixed)
    assert strip.frames == ()
    assert "not an image" in strip.fault.message


def test_frames_tell_what_was_clipped_and_invented(colour: MemoryImages) -> None:
    design = Pipeline(
        (
            Step(example("brightness", factor=10)),
            Step(example("rotate", angle=45)),
            Step(example("normalize", mean=[0.5], std=[0.25])),
        )
    )
    start, bright, turned, normal = step_strip(StripRequest(design, 0), colour).frames
    assert (start.clipped, start.invented) == (0, 0)
    assert bright.clipped > 0.5
    assert bright.invented == 0
    assert turned.clipped == 0
    assert 0.05 < turned.invented < 0.4
    assert normal.invented == turned.invented
    assert normal.clipped == 0
    assert all(frame.seconds > 0 for frame in (bright, turned, normal))
