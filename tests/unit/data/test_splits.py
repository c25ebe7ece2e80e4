from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from augstudio.data.detection import open_source
from augstudio.data.splits import nested_subsets, split, split_source
from augstudio.errors import TrainingError

BALANCED = np.repeat(np.arange(10), 50)

class_sizes = st.lists(st.integers(4, 60), min_size=2, max_size=8)


def labels_with(counts: list[int]) -> np.ndarray:
    return np.random.default_rng(7).permutation(np.repeat(np.arange(len(counts)), counts))


@given(class_sizes, st.floats(0, 0.45), st.floats(0, 0.45), st.integers(0, 2**40))
def test_a_split_is_a_partition(counts: list[int], validation: float, test: float, seed: int) -> None:
    labels = labels_with(counts)
    assume(round(validation * len(labels)) + round(test * len(labels)) < len(labels))
    parts = split(labels, validation=validation, test=test, seed=seed)
    together = np.concatenate((parts.train, parts.validation, parts.test))
    assert np.array_equal(np.sort(together), np.arange(len(labels)))
    assert (len(parts.validation), len(parts.test)) == (round(validation * len(labels)), round(test * len(labels)))


@given(class_sizes, st.integers(0, 1000))
def test_every_part_holds_the_classes_in_proportion(counts: list[int], seed: int) -> None:
    labels = labels_with(counts)
    parts = split(labels, validation=0.2, test=0.3, seed=seed)
    for part in (parts.train, parts.validation, parts.test):
        share = np.array(counts) * len(part) / len(labels)
        assert np.abs(np.bincount(labels[part], minlength=len(counts)) - share).max() <= 2


def test_balanced_classes_are_split_exactly() -> None:
    parts = split(BALANCED, validation=0.2, test=100, seed=3)
    assert np.bincount(BALANCED[parts.train]).tolist() == [30] * 10
    assert np.bincount(BALANCED[parts.validation]).tolist() == [10] * 10
    assert np.bincount(BALANCED[parts.test]).tolist() == [10] * 10


def test_the_seed_decides_and_nothing_else_does() -> None:
    state = np.random.get_state()[1].copy()
    first, again, other = (split(BALANCED, validation=0.2, test=0.2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.validation, again.validation)
    assert not np.array_equal(first.validation, other.validation)
    assert np.array_equal(state, np.random.get_state()[1])


@pytest.mark.parametrize(
    ("validation", "test", "message"),
    [
        (0.5, 0.5, "leave none of 500 to train on"),
        (600, 0, "leave none"),
        (-0.1, 0, "validation -0.1"),
        (0, 1.5, "test 1.5"),
        (float("nan"), 0, "validation nan"),
        (0, float("inf"), "test inf"),
    ],
)
def test_impossible_amounts_are_refused(validation: float, test: float, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        split(BALANCED, validation=validation, test=test, seed=0)


def test_a_class_with_one_image_is_refused_by_name() -> None:
    labels = np.array([0] * 9 + [1])
    with pytest.raises(TrainingError, match="class owl has 1 image"):
        split(labels, validation=0.2, test=0, seed=0, classes=("cat", "owl"))
    with pytest.raises(TrainingError, match="the classes 1, 2 have 1 image"):
        split(np.append(labels, 2), validation=0.2, test=0, seed=0)
    assert len(split(labels, validation=0, test=0, seed=0).train) == 10


def test_a_class_with_two_images_can_always_be_trained_on() -> None:
    labels = np.array([0] * 50 + [1, 1])
    for seed in range(20):
        assert 1 in labels[split(labels, validation=0.2, test=0.2, seed=seed).train]


def test_images_without_labels_and_negative_seeds_are_refused() -> None:
    with pytest.raises(TrainingError, match="without labels"):
        split(np.full(10, -1), validation=0.2, test=0, seed=0)
    with pytest.raises(TrainingError, match="seed -1"):
        split(BALANCED, validation=0.2, test=0, seed=-1)


@given(class_sizes, st.integers(0, 1000), st.data())
def test_subsets_are_nested_stratified_and_of_the_size_asked(counts: list[int], seed: int, data) -> None:
    labels = labels_with(counts)
    train = split(labels, validation=0.2, test=0, seed=seed).train
    sizes = data.draw(st.lists(st.integers(1, len(train)), min_size=1, max_size=6))
    subsets = nested_subsets(train, labels, sizes, seed)
    assert list(subsets) == sorted(set(sizes))
    own = np.bincount(labels[train], minlength=len(counts))
    previous: set[int] = set()
    for size, subset in subsets.items():
        members = set(subset.tolist())
        assert len(members) == size
        assert previous <= members <= set(train.tolist())
        held = np.bincount(labels[subset], minlength=len(counts))
        assert np.abs(held - own * size / len(train)).max() <= 2
        previous = members


def test_subsets_of_balanced_classes_hold_as_many_of_each() -> None:
    subsets = nested_subsets(np.arange(500), BALANCED, [10, 100, 355, 500], seed=0)
    assert np.bincount(BALANCED[subsets[10]]).tolist() == [1] * 10
    assert np.bincount(BALANCED[subsets[100]]).tolist() == [10] * 10
    assert set(np.bincount(BALANCED[subsets[355]])) == {35, 36}


def test_a_larger_size_asked_for_later_leaves_the_smaller_subset_alone() -> None:
    few = nested_subsets(np.arange(500), BALANCED, [50], seed=5)
    more = nested_subsets(np.arange(500), BALANCED, [20, 50, 400], seed=5)
    assert np.array_equal(few[50], more[50])


def test_impossible_sizes_are_refused_clearly() -> None:
    with pytest.raises(TrainingError, match="training-set size 501: only 500 images are left"):
        nested_subsets(np.arange(500), BALANCED, [100, 501], seed=0)
    with pytest.raises(TrainingError, match="size 0"):
        nested_subsets(np.arange(500), BALANCED, [0], seed=0)
    assert nested_subsets(np.arange(500), BALANCED, [], seed=0) == {}


def test_official_parts_are_respected(tmp_path: Path) -> None:
    images = np.zeros((60, 4, 4), dtype=np.uint8)
    labels = np.arange(60) % 2
    path = tmp_path / "set.npz"
    np.savez(path, x_train=images[:40], y_train=labels[:40], x_test=images[:20], y_test=labels[:20])
    parts = split_source(open_source(path), validation=0.25, test=0.5, seed=0)
    assert parts.test.tolist() == list(range(40, 60))
    assert len(parts.validation) == 10
    assert set(parts.train) | set(parts.validation) == set(range(40))


def test_without_official_parts_a_source_is_split_like_its_labels() -> None:
    source = open_source("digits")
    parts = split_source(source, validation=0.2, test=0.2, seed=4)
    same = split(source.labels(), validation=0.2, test=0.2, seed=4)
    assert np.array_equal(parts.test, same.test)
    assert np.array_equal(parts.train, same.train)


def test_a_source_without_labels_cannot_be_split() -> None:
    with pytest.raises(TrainingError, match="without labels"):
        split_source(open_source("photos"), validation=0.2, test=0, seed=0)
