from collections import Counter

import numpy as np

from augstudio.preview.selection import choose_samples
from tests.unit.preview.conftest import MemoryImages


class Counted(MemoryImages):
    """Many labels, no images; counts how many labels are asked for."""

    def __init__(self, labels: list[int]) -> None:
        super().__init__([None] * len(labels), labels)
        self.asked = 0

    def label(self, index: int) -> int | None:
        self.asked += 1
        return super().label(index)


def test_classes_take_turns() -> None:
    source = Counted([0] * 50 + [1] * 50)
    labels = [source.label(index) for index in choose_samples(source, 8)]
    assert labels == [0, 1] * 4


def test_asking_for_more_keeps_the_first() -> None:
    source = Counted([0, 1, 2] * 40)
    for shuffle in (0, 1, 7):
        many = choose_samples(source, 30, shuffle=shuffle)
        assert choose_samples(source, 5, shuffle=shuffle) == many[:5]
        assert len(set(many)) == 30


def test_each_shuffle_shows_other_samples_again_and_again_the_same() -> None:
    source = Counted([0, 1] * 100)
    shuffles = [choose_samples(source, 6, shuffle=shuffle) for shuffle in range(5)]
    assert len(set(shuffles)) == 5
    assert shuffles[3] == choose_samples(source, 6, shuffle=3)


def test_one_class_only() -> None:
    source = Counted([0] * 90 + [2] * 10)
    assert choose_samples(source, 4, class_index=2) == (90, 91, 92, 93)
    shuffled = choose_samples(source, 20, class_index=2, shuffle=1)
    assert sorted(shuffled) == list(range(90, 100))
    assert choose_samples(source, 4, class_index=1) == ()


def test_few_samples_are_all_shown() -> None:
    assert sorted(choose_samples(Counted([1, 0, 1]), 10)) == [0, 1, 2]
    assert choose_samples(MemoryImages([]), 10) == ()


def test_unlabelled_samples_come_in_order() -> None:
    assert choose_samples(MemoryImages([np.zeros((2, 2, 1), np.uint8)] * 5), 3) == (0, 1, 2)


def test_the_cost_does_not_grow_with_the_data() -> None:
    source = Counted([0, 1] * 300_000)
    for shuffle in (0, 1):
        assert len(choose_samples(source, 24, shuffle=shuffle)) == 24
    assert source.asked < 2_000
    assert Counter(source.label(index) for index in choose_samples(source, 24, shuffle=2)) == {0: 12, 1: 12}
