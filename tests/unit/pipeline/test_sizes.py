import pytest

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.sizes import check_sizes, number_counts, sizes_before
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.stage import ImageSize


def steps(*lines: str) -> Pipeline:
    return loads("augstudio: 1\nsteps: [" + ", ".join(f"{{{line}}}" for line in lines) + "]", fitting=False)


RESIZE = "op: resize, height: 32, width: 40"
CROP = "op: random_crop, height: 33, width: 8"


@pytest.mark.parametrize(
    ("lines", "position", "field"),
    [
        ((RESIZE, CROP), 1, "height"),
        ((RESIZE, "op: rotate", "op: horizontal_flip", CROP), 3, "height"),
        ((RESIZE, "op: pad, left: 40, mode: reflect"), 1, None),
        ((RESIZE, "op: random_crop, height: 8, width: 8, padding: 32, padding_mode: reflect"), 1, None),
        (("op: center_crop, height: 8, width: 8", "op: random_crop, height: 9, width: 8"), 1, "height"),
        (("op: random_resized_crop, height: 8, width: 8", "op: random_crop, height: 8, width: 9"), 1, "width"),
        (("op: random_crop, height: 8, width: 8, padding: 4", "op: random_crop, height: 8, width: 9"), 1, "width"),
        ((RESIZE, "op: normalize, mean: [0, 0, 0], std: 1", "op: normalize, mean: [0, 0], std: 1"), 2, "mean"),
    ],
)
def test_what_never_fits_is_refused_for_its_step(lines: tuple[str, ...], position: int, field: str | None) -> None:
    with pytest.raises(PipelineError) as caught:
        check_sizes(steps(*lines))
    assert (caught.value.step, caught.value.field) == (position, field)


@pytest.mark.parametrize(
    "lines",
    [
        (CROP,),
        ("op: resize, shorter: 20", CROP),
        ("op: pad, left: 4", CROP),
        (RESIZE, f"{CROP}, enabled: false"),
        (RESIZE, f"{CROP}, probability: 0"),
        (f"{RESIZE}, probability: 0.5", CROP),
        (RESIZE, "op: resize, height: 64, width: 64, probability: 0.5", CROP),
        (RESIZE, f"{CROP}, padding: 1"),
        (RESIZE, "op: normalize, mean: [0, 0, 0, 0], std: 1"),
        (RESIZE, "op: normalize, mean: dataset, std: dataset"),
        (),
    ],
)
def test_what_may_fit_is_accepted(lines: tuple[str, ...]) -> None:
    check_sizes(steps(*lines))


def test_with_the_size_of_the_images_everything_is_known() -> None:
    check_sizes(steps(CROP), ImageSize(33, 8, 1))
    with pytest.raises(PipelineError, match="image of 32 px"):
        check_sizes(steps("op: rotate", CROP), ImageSize(32, 8, 1))
    with pytest.raises(PipelineError, match="3 numbers for images of 1 channels"):
        check_sizes(steps("op: normalize, mean: [0, 0, 0], std: 1"), ImageSize(32, 8, 1))


def test_sizes_before_each_step() -> None:
    pipeline = steps("op: rotate", RESIZE, "op: center_crop, height: 8, width: 8, probability: 0.5", "op: hue")
    known = {step.id: sizes for step, sizes in sizes_before(pipeline)}
    large, small = ImageSize(32, 40, 3), ImageSize(8, 8, 3)
    assert known == {"rotate": (), "resize": (), "center-crop": (large,), "hue": (small, large)}


def test_only_numbers_for_each_channel_say_how_many_channels_there_are() -> None:
    turns = "op: quarter_turn, turns: [0, 1, 2, 3]"
    group = "op: one_of, weights: [1, 2, 3, 4], steps: [{op: invert}, {op: hue}, {op: jpeg}, {op: pad, fill: [0, 1]}]"
    assert number_counts(steps(turns, group, "op: normalize, mean: [0, 0, 0], std: 1").walk()) == {1, 2, 3}


def test_many_branches_stay_few_sizes() -> None:
    branches = (f"op: center_crop, height: {side}, width: {side}, probability: 0.5" for side in range(1, 200))
    pipeline = steps(RESIZE, *branches)
    assert max(len(sizes) for _, sizes in sizes_before(pipeline)) <= 32
