"""Groups in the preview: tiles, strips and what is said about them."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.pipeline.model import Mode, Pipeline, Step
from augstudio.preview.renderer import Renderer, render
from augstudio.preview.staging import _pointwise_from
from augstudio.preview.step_strip import StripRequest, step_strip
from augstudio.preview.values import DrawnStep, PreviewRequest, PreviewTile
from augstudio.preview.wording import draw_texts, tile_text
from tests.contract.examples import example
from tests.contract.group_outcomes import step
from tests.unit.preview.conftest import MemoryImages

NORMALIZE = step("normalize", mean=[0.5], std=[0.25])
DESIGN = Pipeline(
    (
        step("one_of", Step(example("rotate", angle=[-90, 90])), Step(example("hue"))),
        step("random_order", step("invert", probability=0.5), step("brightness", factor=[0.5, 1.5])),
    ),
    seed=5,
)


def test_a_tile_says_what_each_child_drew(colour: MemoryImages) -> None:
    grid = render(PreviewRequest(DESIGN, (0, 1), variants=8), colour)
    tiles = [tile for row in grid.rows for tile in row.variants]
    for tile in tiles:
        assert [each.step_id for each in tile.steps] == [each.id for each in DESIGN.walk()]
        chosen = tile.steps[0].draws["steps"]
        assert [each.step_id for each in tile.steps[1:3] if each.hit] == chosen
    assert {tuple(tile.steps[0].draws["steps"]) for tile in tiles} == {("rotate",), ("hue",)}


def test_going_on_from_a_kept_step_gives_the_same_pictures(colour: MemoryImages) -> None:
    renderer = Renderer()
    edited = DESIGN
    for factor in (0.6, 0.9):
        brightness = edited.step("brightness")
        edited = edited.with_step(replace(brightness, transform=brightness.transform.replaced(factor=factor)))
        request = PreviewRequest(edited, (0, 3), variants=3)
        kept, fresh = renderer.render(request, colour), render(request, colour)
        for one, other in zip(kept.rows, fresh.rows, strict=True):
            for tile, expected in zip(one.variants, other.variants, strict=True):
                assert np.array_equal(tile.pixels, expected.pixels)
                assert tile.steps == expected.steps


def test_a_group_of_steps_that_change_values_only_does_so_itself() -> None:
    assert _pointwise_from(DESIGN.active) == 1
    assert _pointwise_from((step("some_of", step("hue"), step("one_of", step("gaussian_blur"))),)) == 1


@pytest.mark.parametrize("mode", Mode)
def test_what_is_normalised_in_a_group_is_shown_as_it_was_before(colour: MemoryImages, mode: Mode) -> None:
    inside = Pipeline((step("some_of", NORMALIZE, count=[0, 1]),))
    grid = render(PreviewRequest(inside, (0,), variants=6, mode=mode), colour)
    for tile in grid.rows[0].variants:
        assert np.array_equal(tile.pixels, colour.image(0))
    strip = step_strip(StripRequest(inside, 0, mode=mode), colour)
    assert all(np.array_equal(frame.pixels, colour.image(0)) for frame in strip.frames)


def test_a_strip_shows_a_group_as_one_step(colour: MemoryImages) -> None:
    strip = step_strip(StripRequest(DESIGN, 2, epoch=4), colour)
    assert [frame.step_id for frame in strip.frames] == ["", "one-of", "random-order"]
    image = torch.from_numpy(colour.image(2)).permute(2, 0, 1)
    _, (record,) = Augmenter(DESIGN)([image], epoch=4, index=[2], record=True)
    assert strip.frames[2].draws == record["random-order"]["draws"]


def test_a_child_that_cannot_be_applied_is_told(colour: MemoryImages) -> None:
    broken = Pipeline((step("hue"), step("one_of", step("normalize", mean=[0, 0], std=[1, 1]))))
    strip = step_strip(StripRequest(broken, 0), colour)
    assert strip.fault is not None
    assert strip.fault.step_id == "one-of"
    (tile,) = render(PreviewRequest(broken, (0,), variants=1), colour).rows[0].variants
    assert tile.fault is not None
    assert tile.fault.message == "2 numbers for images of 3 channels"


def test_choices_are_said_in_order() -> None:
    assert draw_texts("random_order", {"steps": ["hue", "rotate-2"]}) == ("hue → rotate-2",)
    assert draw_texts("some_of", {"steps": []}) == ("none",)
    drawn = (
        DrawnStep("one-of", "one_of", True, {"steps": ["hue"]}),
        DrawnStep("hue", "hue", True, {"shift": 0.1}),
        DrawnStep("rotate", "rotate", False),
    )
    text = tile_text(PreviewTile(3, 1, None, steps=drawn), seed=0)
    assert text.splitlines()[1:] == ["one-of: hue", "hue: shift 0.1 turns", "rotate: not applied"]
