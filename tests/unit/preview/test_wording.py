import pytest

from augstudio.preview.values import DrawnStep, PreviewTile, TileFault
from augstudio.preview.wording import draw_texts, op_title, share_text, tile_text, time_text, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.34567, "12.35"),
        (3.0, "3"),
        (-0.00071234, "-0.0007123"),
        ([1.0, 2.55555], "(1, 2.556)"),
        (12345.678, "12350"),
    ],
)
def test_values_have_four_digits(value, text: str) -> None:
    assert value_text(value) == text


def test_draws_have_names_and_units() -> None:
    assert draw_texts("rotate", {"angle": -12.4}) == ("angle −12.4°",)
    assert draw_texts("random_crop", {"top": 3, "left": 0}) == ("top 3 px", "left 0 px")
    assert draw_texts("brightness", {"factor": 0.75}) == ("factor 0.75",)


def test_a_tile_says_how_to_have_it_again() -> None:
    tile = PreviewTile(
        7,
        3,
        None,
        steps=(
            DrawnStep("turn", "rotate", hit=True, draws={"angle": 5.0}),
            DrawnStep("flip", "vertical_flip", hit=False),
        ),
        fault=TileFault("a crop of 64 px never fits", "crop"),
    )
    assert tile_text(tile, seed=42).splitlines() == [
        "sample 7, epoch 3, seed 42",
        "turn: angle 5°",
        "flip: not applied",
        "crop: a crop of 64 px never fits",
    ]


def test_ops_are_titles() -> None:
    assert op_title("random_resized_crop") == "Random resized crop"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (5.1e-6, "5 µs"),
        (9.94e-5, "99 µs"),
        (1.234e-4, "0.12 ms"),
        (0.0042, "4.2 ms"),
        (0.034, "34 ms"),
        (1.5, "1500 ms"),
    ],
)
def test_times_have_two_digits_and_a_unit_that_fits(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


@pytest.mark.parametrize(("share", "text"), [(0.004, "under 1 %"), (0.124, "12 %"), (1, "100 %")])
def test_shares_are_percents(share: float, text: str) -> None:
    assert share_text(share) == text
