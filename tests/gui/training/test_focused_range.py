import pytest

from augstudio.gui.training.focused_range import focused_range

SETTLING = [0.1, 0.5, 0.8, 0.85, 0.88, 0.89, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]


def test_a_wild_start_leaves_the_picture() -> None:
    low, high = focused_range(SETTLING, rising=True)
    assert high == 0.9
    assert 0.5 < low < 0.8


def test_losses_are_mirrored() -> None:
    low, high = focused_range([1 - value for value in SETTLING], rising=False)
    assert low == pytest.approx(0.1)
    assert 0.2 < high < 0.5


def test_values_of_one_kind_are_all_in_view() -> None:
    assert focused_range([0.1, 0.2, 0.3, 0.4, 0.5], rising=True) == (0.1, 0.5)


@pytest.mark.parametrize("values", [[0.5], [0.5, 0.5, 0.5]])
def test_a_flat_line_is_in_the_middle(values: list[float]) -> None:
    low, high = focused_range(values, rising=True)
    assert low < 0.5 < high
