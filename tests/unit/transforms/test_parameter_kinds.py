import numpy as np
import pytest

from augstudio.errors import PipelineError
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.parameters import Count, Range, Selection


def test_whole_numbers_are_drawn_as_likely_as_each_other_with_both_ends() -> None:
    u = (np.arange(6000) + 0.5) / 6000
    values, counts = np.unique(Range(3, 5).whole_at(u), return_counts=True)
    assert values.tolist() == [3, 4, 5]
    assert counts.tolist() == [2000, 2000, 2000]


def test_a_range_of_whole_numbers_refuses_fractions() -> None:
    posterize = transform_class("posterize")
    assert posterize.create({"bits": [3, 5]}).plain() == {"bits": [3, 5]}
    with pytest.raises(PipelineError, match=r"whole number, got 3\.5") as caught:
        posterize.create({"bits": [3.5, 5]})
    assert caught.value.field == "bits"


def test_a_selection_keeps_the_order_of_its_options() -> None:
    turn = transform_class("quarter_turn")
    assert turn.create({"turns": [2, 0]}).plain() == {"turns": [0, 2]}
    assert turn.create({"turns": 1}).plain() == {"turns": [1]}


@pytest.mark.parametrize("turns", [[], [4], [1, 1], "all", [True], [0.5], None])
def test_a_selection_refuses_anything_else(turns: object) -> None:
    with pytest.raises(PipelineError) as caught:
        transform_class("quarter_turn").create({"turns": turns})
    assert caught.value.field == "turns"


def test_what_a_schema_says_about_them() -> None:
    assert Selection(options=(0, 1), help="Turns.").json_schema()["anyOf"][0] == {"enum": [0, 1]}
    assert Count(1, 9, odd=True, help="Side.").json_schema()["not"] == {"multipleOf": 2}
