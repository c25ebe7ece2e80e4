import pytest

from augstudio.data.detection import open_source
from augstudio.pipeline.traits import traits_of
from augstudio.transforms.base import Trait

DIGITS, LETTERS = Trait.DIGITS, Trait.LETTERS


@pytest.mark.parametrize(
    ("classes", "traits"),
    [
        ("0 1 2 3 4 5 6 7 8 9", {DIGITS}),
        ("zero one two three", {DIGITS}),
        ("digit_0 digit_1 digit_2", {DIGITS}),
        ("a b c d", {LETTERS}),
        ("A B C a b c", {LETTERS}),
        ("0 1 2 a b c", {DIGITS, LETTERS}),
        ("0 1 2 cat dog", set()),
        ("10 11 12", set()),
        ("left right straight", {Trait.LEFT_RIGHT}),
        ("turnLeft turnRight", {Trait.LEFT_RIGHT}),
        ("arrow-left-2 arrow-right-2", {Trait.LEFT_RIGHT}),
        ("left-hand foot", set()),
        ("thumbs_up thumbs_down", {Trait.ORIENTATION}),
        ("T-shirt/top Trouser bottom", {Trait.ORIENTATION}),
        ("T-shirt/top Trouser", set()),
        ("red green", {Trait.COLOUR}),
        ("red_apple green_apple banana", {Trait.COLOUR}),
        ("orange apple goldfish blackbird", set()),
        ("red_fox polar_bear black_swan", set()),
        ("airplane automobile bird cat deer dog frog horse ship truck", set()),
        ("0", set()),
        ("", set()),
    ],
)
def test_traits_are_read_from_class_names(classes: str, traits: set[Trait]) -> None:
    assert traits_of(classes.split()) == traits


@pytest.mark.parametrize(
    ("data", "traits"),
    [
        ("mnist-5k", {DIGITS}),
        ("digits", {DIGITS}),
        ("fashion-mnist-5k", set()),
        ("shapes", {Trait.LEFT_RIGHT, Trait.COLOUR}),
        ("photos", set()),
    ],
)
def test_traits_of_the_built_in_data(data: str, traits: set[Trait]) -> None:
    assert traits_of(open_source(data).classes) == traits
