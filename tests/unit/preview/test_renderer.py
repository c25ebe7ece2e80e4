from dataclasses import replace

import numpy as np
import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.pipeline.model import Mode, Pipeline, Resampling, Step
from augstudio.preview import renderer as renderer_module
from augstudio.preview.renderer import Renderer, render
from augstudio.preview.staging import _pointwise_from
from augstudio.preview.values import PreviewGrid, PreviewRequest
from tests.contract.examples import example
from tests.unit.preview.conftest import MemoryImages


def design(*steps: Step) -> Pipeline:
    return Pipeline(steps, name="design", seed=3)


GENTLE = design(
    Step(example("horizontal_flip"), probability=0.5),
    Step(example("rotate", angle=[-30, 30]), probability=0.7),
    Step(example("brightness", factor=[0.5, 1.5])),
)


def pictures(grid: PreviewGrid) -> list[list[np.ndarray]]:
    return [[tile.pixels for tile in row.variants] for row in grid.rows]


def test_a_tile_is_what_the_augmenter_makes_of_that_index_in_that_epoch(colour: MemoryImages) -> None:
    grid = render(PreviewRequest(GENTLE, (5, 2), variants=3, epoch=2), colour)
    assert [[(tile.index, tile.epoch) for tile in row.variants] for row in grid.rows] == [
        [(5, 6), (5, 7), (5, 8)],
        [(2, 6), (2, 7), (2, 8)],
    ]
    for row in grid.rows:
        for tile in row.variants:
            image = torch.from_numpy(colour.image(tile.index)).permute(2, 0, 1)
            expected = Augmenter(GENTLE)([image], epoch=tile.epoch, index=[tile.index])[0]
            in_bytes = (expected * 255 + 0.5).clamp(0, 255).to(torch.uint8).permute(1, 2, 0).numpy()
            assert np.array_equal(tile.pixels, in_bytes)


def test_pictures_are_contiguous_bytes_with_their_draws(colour: MemoryImages) -> None:
    grid = render(PreviewRequest(GENTLE, (0, 1), variants=2), colour)
    tile = grid.rows[0].variants[1]
    assert tile.pixels.dtype == np.uint8
    assert tile.pixels.flags.c_contiguous
    assert tile.size == (20, 16)
    assert [(step.step_id, step.op) for step in tile.steps] == [
        ("horizontal-flip", "horizontal_flip"),
        ("rotate", "rotate"),
        ("brightness", "brightness"),
    ]
    assert 0.5 <= tile.steps[2].draws["factor"] <= 1.5
    assert grid.seconds_per_tile == pytest.approx(grid.seconds / 4)


def test_originals_are_the_samples_with_their_class_names(colour: MemoryImages) -> None:
    grid = Renderer().originals(PreviewRequest(GENTLE, (3, 4)), colour)
    assert not grid.complete
    assert [row.label for row in grid.rows] == ["right", "left"]
    assert np.array_equal(grid.rows[0].original, colour.image(3))
    assert not any(row.variants for row in grid.rows)


def test_a_normalized_result_is_shown_as_it_was_before(colour: MemoryImages) -> None:
    normalize = Step(example("normalize", mean=[0.4, 0.5, 0.6], std=[0.2, 0.3, 0.4]))
    plain = render(PreviewRequest(GENTLE, (0, 1)), colour)
    normalized = render(PreviewRequest(design(*GENTLE, normalize), (0, 1)), colour)
    assert np.allclose(pictures(plain), pictures(normalized), atol=1)


def test_a_normalize_that_was_not_applied_is_not_undone(colour: MemoryImages) -> None:
    sometimes = design(Step(example("normalize", mean=[0.9], std=[0.1]), probability=0.5))
    grid = render(PreviewRequest(sometimes, tuple(range(12))), colour)
    hits = {tile.steps[0].hit for row in grid.rows for tile in row.variants}
    assert hits == {True, False}
    for row in grid.rows:
        assert all(np.array_equal(tile.pixels, row.original) for tile in row.variants)


def test_statistics_that_are_still_to_be_taken_from_the_data_stop_no_preview(colour: MemoryImages) -> None:
    grid = render(PreviewRequest(design(Step(example("normalize", mean="dataset", std="dataset"))), (0,)), colour)
    assert np.array_equal(grid.rows[0].variants[0].pixels, colour.image(0))


def test_the_evaluation_view_draws_nothing(colour: MemoryImages) -> None:
    pipeline = design(Step(example("random_crop", height=12, width=12)), *GENTLE)
    first = render(PreviewRequest(pipeline, (0, 1), mode=Mode.EVAL, epoch=0), colour)
    later = render(PreviewRequest(pipeline, (0, 1), mode=Mode.EVAL, epoch=9), colour)
    assert [len(row.variants) for row in first.rows] == [1, 1]
    assert np.array_equal(pictures(first), pictures(later))
    assert np.array_equal(first.rows[0].variants[0].pixels, colour.image(0)[4:16, 2:14])


def test_another_epoch_changes_the_variants_but_not_the_originals(colour: MemoryImages) -> None:
    first = render(PreviewRequest(GENTLE, (0, 1), epoch=0), colour)
    second = render(PreviewRequest(GENTLE, (0, 1), epoch=1), colour)
    assert not np.array_equal(pictures(first), pictures(second))
    assert np.array_equal([row.original for row in first.rows], [row.original for row in second.rows])


def test_large_pictures_are_shrunk_for_display_and_small_ones_are_not(mixed: MemoryImages) -> None:
    grid = render(PreviewRequest(design(), (0, 1), variants=1, tile_size=30), mixed)
    assert grid.rows[0].original.shape == (20, 30, 3)
    assert grid.rows[0].size == (40, 60)
    assert grid.rows[0].variants[0].pixels.shape == (20, 30, 3)
    assert grid.rows[0].variants[0].size == (40, 60)
    assert grid.rows[1].variants[0].pixels.shape == (9, 7, 1)


def test_a_crop_that_never_fits_is_said_on_its_tiles_only(mixed: MemoryImages) -> None:
    pipeline = design(Step(example("brightness")), Step(example("random_crop", height=12, width=12), id="crop"))
    grid = render(PreviewRequest(pipeline, (0, 1, 3), variants=2), mixed)
    large, small, other = grid.rows
    for tile in small.variants:
        assert tile.pixels is None
        assert tile.fault.step_id == "crop"
        assert "never fits" in tile.fault.message
        assert [step.step_id for step in tile.steps] == ["brightness"]
    assert all(tile.pixels.shape == (12, 12, 3) for row in (large, other) for tile in row.variants)
    assert len(grid.faults) == 1


def test_a_sample_that_cannot_be_read_leaves_the_others_alone(mixed: MemoryImages) -> None:
    grid = render(PreviewRequest(GENTLE, (2, 3), variants=2), mixed)
    assert grid.rows[0].original is None
    assert "not an image" in grid.rows[0].fault.message
    assert not grid.rows[0].variants
    assert [tile.index for tile in grid.rows[1].variants] == [3, 3]


COLOURS = design(
    Step(example("rotate", angle=[-30, 30])),
    Step(example("brightness", factor=[0.5, 1.5])),
    Step(example("contrast")),
    Step(example("hue")),
    Step(example("normalize", mean=[0.4, 0.5, 0.6], std=[0.2, 0.3, 0.4])),
)


def smooth(height: int, width: int) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width] / max(height, width)
    return (np.stack([rows, columns, 1 - rows], -1) * 255).astype(np.uint8)


@pytest.fixture
def large() -> MemoryImages:
    return MemoryImages([smooth(120, 160), smooth(160, 120), smooth(120, 160)])


@pytest.mark.parametrize("indices", [(0, 2), (0, 1, 2)])
def test_a_draft_is_nearly_the_same_picture(large: MemoryImages, indices: tuple[int, ...]) -> None:
    exact = render(PreviewRequest(COLOURS, indices, tile_size=40), large)
    draft = render(PreviewRequest(COLOURS, indices, tile_size=40, is_draft=True), large)
    assert draft.is_draft
    assert not exact.is_draft
    for row, exact_row in zip(draft.rows, exact.rows, strict=True):
        for tile, exact_tile in zip(row.variants, exact_row.variants, strict=True):
            assert tile.size == exact_tile.size
            assert tile.steps == exact_tile.steps
            assert tile.pixels.shape == exact_tile.pixels.shape
            assert np.abs(tile.pixels.astype(int) - exact_tile.pixels).mean() < 2


@pytest.mark.parametrize(
    ("pipeline", "tile_size"),
    [
        (design(Step(example("rotate", angle=[-30, 30]))), 40),
        (COLOURS, 150),
        (COLOURS, 0),
        (GENTLE.moved("rotate", 2), 40),
    ],
)
def test_nothing_is_drafted_where_it_saves_nothing(large: MemoryImages, pipeline: Pipeline, tile_size: int) -> None:
    draft = render(PreviewRequest(pipeline, (0, 1), tile_size=tile_size, is_draft=True), large)
    assert not draft.is_draft
    assert same_pictures(draft, render(PreviewRequest(pipeline, (0, 1), tile_size=tile_size), large))


def same_pictures(one: PreviewGrid, other: PreviewGrid) -> bool:
    pairs = zip(one.rows, other.rows, strict=True)
    return all(
        np.array_equal(a.pixels, b.pixels)
        for row, same in pairs
        for a, b in zip(row.variants, same.variants, strict=True)
    )


def test_drafts_and_exact_pictures_never_mix(large: MemoryImages) -> None:
    renderer = Renderer()
    pipeline = COLOURS
    for step_id in ("hue", "hue", "rotate", "brightness", "brightness", "normalize", "hue"):
        pipeline = edited(pipeline, step_id, pipeline.step(step_id).probability * 0.9)
        for is_draft, tile_size in ((True, 40), (True, 30), (False, 40), (True, 40)):
            request = PreviewRequest(pipeline, (0, 1, 2), tile_size=tile_size, is_draft=is_draft)
            assert same_pictures(renderer.render(request, large), render(request, large))


def test_images_too_large_for_one_batch_give_the_same_pictures(
    mixed: MemoryImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = PreviewRequest(GENTLE, (0, 1, 2, 3), variants=3)
    whole = render(request, mixed)
    monkeypatch.setattr(renderer_module, "_MOST_BATCH_BYTES", 2 * 40 * 60 * 3 * 4)
    assert same_pictures(render(request, mixed), whole)


def test_several_threads_make_the_same_pictures(mixed: MemoryImages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer_module, "_WORTH_THREADS", 0)
    before = torch.get_num_threads()
    renderer = Renderer(threads=3)
    pipeline = GENTLE
    for probability in (0.9, 0.8, 0.7):
        pipeline = edited(pipeline, "rotate", probability)
        for variants in (1, 4):
            request = PreviewRequest(pipeline, (3, 0, 1, 2), variants=variants)
            assert same_pictures(renderer.render(request, mixed), render(request, mixed))
    renderer.close()
    assert torch.get_num_threads() == before


def test_mixing_blends_different_samples_without_labels(colour: MemoryImages) -> None:
    steps = (Step(example("horizontal_flip"), probability=0.5), Step(example("mixup", alpha=1)))
    grid = render(PreviewRequest(design(*steps), (5, 2, 7), variants=2), colour)
    for row, other in zip(grid.rows, (7, 5, 2), strict=True):
        for tile in row.variants:
            epochs = [tile.epoch, tile.epoch if other != 7 else 1 - tile.epoch]  # the first of an epoch meets the last
            pair = [torch.from_numpy(colour.image(index)).permute(2, 0, 1) for index in (tile.index, other)]
            flipped = Augmenter(design(steps[0]))(pair, epoch=epochs, index=[tile.index, other])
            share = tile.steps[1].draws["share"]
            expected = (share * flipped[0] + (1 - share) * flipped[1]) * 255
            assert np.abs(tile.pixels - expected.permute(1, 2, 0).numpy()).max() < 0.51


def test_what_changes_values_only_can_be_drafted() -> None:
    values = ("color_jitter", "gamma", "channel_shuffle", "normalize")
    assert all(_pointwise_from((Step(example(op)),)) == 0 for op in values)
    others = ("gaussian_blur", "gaussian_noise", "jpeg", "rand_augment", "mixup", "elastic")
    assert all(_pointwise_from((Step(example(op)),)) == 1 for op in others)


def test_a_request_without_samples_is_an_empty_grid(colour: MemoryImages) -> None:
    assert render(PreviewRequest(GENTLE, ()), colour).rows == ()


def edited(pipeline: Pipeline, step_id: str, probability: float) -> Pipeline:
    return pipeline.with_step(replace(pipeline.step(step_id), probability=probability))


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: edited(p, "horizontal-flip", 0.9),
        lambda p: edited(p, "brightness", 0.4),
        lambda p: p.moved("brightness", 0),
        lambda p: p.without("rotate"),
        lambda p: p.inserted(1, Step(example("vertical_flip"), id="new")),
        lambda p: replace(p, seed=99),
        lambda p: Pipeline(),
    ],
)
def test_what_is_kept_from_earlier_requests_never_shows(colour: MemoryImages, edit) -> None:
    renderer = Renderer()
    pipeline = GENTLE
    for step_id in ("rotate", "rotate", "brightness", "brightness"):
        pipeline = edited(pipeline, step_id, pipeline.step(step_id).probability * 0.95)
        renderer.render(PreviewRequest(pipeline, (0, 1)), colour)
    for design_now in (edit(pipeline), pipeline, edit(pipeline)):
        for request in (PreviewRequest(design_now, (0, 1)), PreviewRequest(design_now, (1, 5), epoch=1)):
            assert np.array_equal(pictures(renderer.render(request, colour)), pictures(render(request, colour)))


def test_samples_are_read_once_until_other_data_are_shown(colour: MemoryImages, mixed: MemoryImages) -> None:
    renderer = Renderer()
    for probability in (0.1, 0.2, 0.3):
        renderer.render(PreviewRequest(edited(GENTLE, "rotate", probability), (0, 1)), colour)
    assert colour.reads == 2
    other = renderer.render(PreviewRequest(GENTLE, (0,)), mixed)
    assert other.rows[0].size == (40, 60)


def test_steps_that_share_one_sampling_are_edited_together(colour: MemoryImages) -> None:
    turn, grow = Step(example("rotate"), id="turn"), Step(example("resize", height=40, width=40), id="grow")
    pipeline = Pipeline((Step(example("hue")), turn, grow, Step(example("contrast"))), resampling=Resampling.SINGLE)
    wider = pipeline.with_step(replace(grow, transform=example("resize", height=44, width=44)))
    turned_again = wider.inserted(1, Step(example("rotate"), id="before"))
    kept = Renderer()
    for edited_pipeline in (pipeline, wider, turned_again, pipeline):
        request = PreviewRequest(edited_pipeline, (0, 1))
        assert same_pictures(kept.render(request, colour), render(request, colour))
