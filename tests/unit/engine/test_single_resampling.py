import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.engine.plan import composed_steps, run_start
from augstudio.pipeline.model import Pipeline, Resampling, Step
from tests.contract.examples import example, images


def single(*steps: Step, resampling: Resampling = Resampling.SINGLE) -> Pipeline:
    return Pipeline(steps, resampling=resampling)


def smooth(count: int = 6, side: int = 48) -> torch.Tensor:
    """Images so smooth that how often they are interpolated hardly shows, bright up to the border."""
    places = torch.linspace(0, 3, side)
    waves = 0.6 + 0.3 * torch.sin(places.view(1, 1, -1, 1) + torch.arange(count).view(-1, 1, 1, 1)) * torch.cos(places)
    return waves.expand(count, 3, side, side).contiguous()


TURN_AND_GROW = (
    Step(example("horizontal_flip"), probability=0.5),
    Step(example("rotate", angle=[-40, 40], fill=0.0), probability=0.8),
    Step(example("resize", height=60, width=64)),
    Step(example("random_crop", height=50, width=50)),
    Step(example("rotate", angle=[-20, 20], fill=0.5), id="again"),
)


def inner(batch: torch.Tensor) -> torch.Tensor:
    return batch[:, :, 18:-18, 18:-18]


def test_smooth_images_come_out_as_when_steps_run_one_after_the_other() -> None:
    one = Augmenter(single(*TURN_AND_GROW))(smooth())
    other = Augmenter(single(*TURN_AND_GROW, resampling=Resampling.SEQUENTIAL))(smooth())
    assert one.shape == other.shape
    assert (inner(one) - inner(other)).abs().max() < 0.01
    assert (one - other).abs().mean() < 0.01


def test_fine_detail_survives_better() -> None:
    stripes = (torch.arange(48) % 4 < 2).float().expand(1, 1, 48, 48).contiguous()
    there_and_back = (
        *(
            Step(example("rotate", 1, angle=angle), id=f"turn-{number}")
            for number, angle in enumerate([20, -20, 20, -20])
        ),
    )
    sharp = Augmenter(single(*there_and_back))(stripes)
    blurred = Augmenter(single(*there_and_back, resampling=Resampling.SEQUENTIAL))(stripes)
    assert (inner(sharp) - inner(stripes)).abs().max() < 1e-3
    assert (inner(blurred) - inner(stripes)).abs().mean() > 0.1


def test_what_a_crop_cut_away_does_not_come_back_when_turned() -> None:
    white = torch.ones(1, 3, 40, 40)
    steps = (
        Step(example("rotate", angle=0)),
        Step(example("center_crop", height=20, width=20)),
        Step(example("rotate", angle=45), id="again"),
    )
    out = Augmenter(single(*steps))(white)
    assert out[0, :, 0, 0].max() == 0
    assert out[0, :, 10, 10].min() == pytest.approx(1)


def test_the_fill_is_the_steps_own() -> None:
    white = torch.ones(1, 3, 40, 40)
    steps = (Step(example("rotate", angle=45, fill=0.25)), Step(example("resize", height=60, width=60)))
    assert Augmenter(single(*steps))(white)[0, :, 1, 1].tolist() == pytest.approx([0.25] * 3)


def test_images_that_a_step_misses_keep_their_border() -> None:
    steps = (Step(example("rotate", angle=[-40, 40]), probability=0.5), Step(example("resize", height=60, width=60)))
    out, record = Augmenter(single(*steps))(torch.ones(12, 3, 24, 24), record=True)
    missed = [not entry["rotate"]["hit"] for entry in record]
    assert 0 < sum(missed) < 12
    assert all((out[place].min() > 0.999) == is_missed for place, is_missed in enumerate(missed))


def test_a_batch_equals_its_images_one_by_one() -> None:
    augment = Augmenter(single(*TURN_AND_GROW))
    together = augment(smooth())
    for place in range(6):
        assert torch.equal(augment(smooth()[place : place + 1], index=[place])[0], together[place])


def test_the_trace_ends_where_the_call_ends() -> None:
    augment = Augmenter(single(*TURN_AND_GROW))
    trace = list(augment.trace(images(height=48, width=48)))
    assert torch.equal(torch.stack(trace[-1].images), augment(images(height=48, width=48)))


def test_only_neighbours_that_interpolate_more_than_once_are_composed() -> None:
    flip, turn, grow, hue = (
        Step(example(op), id=op.replace("_", "-")) for op in ("horizontal_flip", "rotate", "resize", "hue")
    )
    assert composed_steps(single(flip, turn, hue, grow)) == frozenset()
    assert composed_steps(single(flip, turn, grow, hue)) == {"horizontal-flip", "rotate", "resize"}
    assert composed_steps(single(turn, grow, resampling=Resampling.SEQUENTIAL)) == frozenset()
    assert [run_start((hue, flip, turn, grow), position) for position in range(4)] == [0, 1, 1, 1]


def test_shrinking_is_done_by_itself_so_that_nothing_aliases() -> None:
    checks = ((torch.arange(64) + torch.arange(64).view(-1, 1)) % 2).float().expand(1, 1, 64, 64).contiguous()
    steps = (Step(example("resize", 1, height=16, width=16)), Step(example("rotate", 1, angle=0)))
    out = Augmenter(single(*steps))(checks)
    assert (out[:, :, 2:-2, 2:-2] - 0.5).abs().max() < 0.05


DRAWN_APART = {
    "a border that few crops reach": (
        "random_crop",
        {"height": 40, "width": 40, "padding": 2, "padding_mode": "reflect"},
    ),
    "boxes larger and smaller than the result": ("random_resized_crop", {"height": 24, "width": 24}),
    "quarter turns": ("quarter_turn", {}),
    "nearest pixels": ("rotate", {"interpolation": "nearest"}),
}
"""Steps that can be composed for some draws, or never, between steps that can."""


@pytest.mark.parametrize("name", DRAWN_APART)
@pytest.mark.parametrize("probability", [1, 0.5])
def test_an_image_does_not_depend_on_what_others_of_its_batch_draw(name: str, probability: float) -> None:
    op, parameters = DRAWN_APART[name]
    between = Step(
        example(op, **parameters), probability=probability if op in {"quarter_turn", "rotate"} else 1, id="between"
    )
    turns = [Step(example("rotate"), probability=probability, id=f"turn-{number}") for number in range(2)]
    augment = Augmenter(single(turns[0], between, turns[1]))
    batch = images(20, height=40, width=40)
    together = augment(batch)
    assert all(torch.equal(augment(batch[at : at + 1], index=[at])[0], together[at]) for at in range(20))


def test_images_that_no_step_moves_keep_their_bits() -> None:
    steps = [Step(example("rotate"), probability=0.4, id=f"turn-{number}") for number in range(2)]
    out, record = Augmenter(single(*steps))(images(20), record=True)
    still = [place for place, entry in enumerate(record) if not any(each["hit"] for each in entry.values())]
    assert 2 < len(still) < 18
    assert torch.equal(out[still], images(20)[still].float() / 255)
