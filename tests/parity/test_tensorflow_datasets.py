"""`make_dataset`: what it promises about epochs, seeds and sizes."""

from typing import Any

import numpy as np
import pytest

from tests.parity.conftest import TensorflowRun


@pytest.fixture(scope="module")
def found(tensorflow: TensorflowRun) -> dict[str, Any]:
    facts: dict[str, Any] = tensorflow.facts["datasets"]
    return facts


def test_a_second_data_set_repeats_the_first_epoch_for_epoch(found: dict[str, Any]) -> None:
    assert found["first"] == found["second"]


def test_every_epoch_has_every_image_once_in_another_order(found: dict[str, Any]) -> None:
    orders = [each["labels"] for each in found["first"]]
    assert all(sorted(order) == list(range(12)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3


def test_every_epoch_changes_every_image_anew(found: dict[str, Any]) -> None:
    first, second, third = (np.array(each["images"]) for each in found["first"])
    for one, other in ((first, second), (second, third), (first, third)):
        assert (one != other).any(axis=(1, 2, 3)).sum() >= 10  # of 12; a few draws may coincide


def test_images_depend_on_their_position_alone_not_on_the_batch(found: dict[str, Any]) -> None:
    assert found["batches_of_5"][0]["images"] == found["first"][0]["images"]


def test_a_data_set_of_unknown_length_is_no_different(found: dict[str, Any]) -> None:
    assert found["unknown_length"] == found["first"]


def test_two_passes_at_once_are_two_epochs(found: dict[str, Any]) -> None:
    for which in (0, 1):
        labels = [label for pair in found["overlapping"] for label in pair[which]]
        pixels = np.concatenate([pair[which] for pair in found["overlapping_images"]])
        expected = found["first"][which]
        assert labels == expected["labels"]
        assert np.allclose(pixels[np.argsort(labels)], expected["images"], atol=1e-6)


def test_evaluation_keeps_the_order_and_repeats_itself(found: dict[str, Any]) -> None:
    one, other = found["evaluation"]
    assert one == other
    assert one["labels"] == list(range(12))


def test_length_and_shapes_are_known_before_the_first_batch(found: dict[str, Any]) -> None:
    assert found["cardinality"] == 3
    assert found["shapes"] == [[None, 5, 4, 1], [None]]


def test_a_seed_decides_every_draw_and_none_draws_anew(found: dict[str, Any]) -> None:
    one, again, pair, other = found["seeded"]
    assert one == again == pair
    assert one != other
    assert found["unseeded"][0] != found["unseeded"][1]


def test_images_of_unequal_size_are_batched_once_they_are_cropped(tensorflow: TensorflowRun) -> None:
    assert tensorflow.facts["sizes"] == [[3, 20, 20, 3], [3, 20, 20, 3]]


def test_exported_code_needs_nothing_of_ours_and_says_nothing(tensorflow: TensorflowRun) -> None:
    assert tensorflow.facts["loaded"] == []
    assert "AutoGraph" not in tensorflow.messages
    assert "Traceback" not in tensorflow.messages
