"""Which images train, which validate, which test, and nested subsets for the curve over training-set sizes.

Everything is stratified, a pure function of its seed, and built on one idea: an order of the images each of whose
beginnings holds the classes in their proportions. Splits and subsets are pieces of such an order.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from augstudio.data.loading import labels_of, official_splits
from augstudio.data.source import Source, SplitName
from augstudio.errors import TrainingError

# Set apart the draws of the two uses of one seed.
_SPLIT_STREAM, _SUBSET_STREAM = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Positions of images by what they are for; disjoint.

    Attributes:
        train: (N,) int64, sorted.
        validation: (V,) int64, sorted: chooses between models.
        test: (T,) int64, sorted: read once, at the end.
    """

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]


def split(
    labels: NDArray[np.integer],
    *,
    validation: float,
    test: float,
    seed: int,
    classes: Sequence[str] = (),
) -> Split:
    """Divide images into three parts that hold the classes in the same proportions, to within one image.

    Args:
        labels: (N,) classes of the images.
        validation: How many images validate: a fraction of all below 1 (0 for none), else a whole number.
        test: How many test, given likewise.
        seed: 0 or more; another seed divides differently.
        classes: Class names, for error messages.

    Raises:
        TrainingError: No labels, no image left to train on, or a class with a single image.
    """
    everything = np.arange(len(labels))
    held_out = {"validation": validation, "test": test}
    counts = {part: _count(part, amount, len(labels)) for part, amount in held_out.items()}
    return _divide(everything, labels, counts["validation"], counts["test"], seed, classes)


def split_source(source: Source, *, validation: float, test: float, seed: int) -> Split:
    """Divide a source, respecting the division that its makers gave it.

    An official test or validation part is taken whole, and the amount asked for then means nothing; a part that
    is missing is taken out of the rest. Fractions are of all images that are not in an official part.

    Args:
        source: Images with labels.
        validation: As in `split`.
        test: As in `split`.
        seed: As in `split`.

    Raises:
        TrainingError: As in `split`.
    """
    labels = labels_of(source)
    official = official_splits(source)
    none = np.empty(0, dtype=np.int64)
    given_validation = official.get(SplitName.VALIDATION, none)
    given_test = official.get(SplitName.TEST, none)
    rest = np.setdiff1d(np.arange(len(source)), np.concatenate((given_validation, given_test)))
    divided = _divide(
        rest,
        labels,
        0 if len(given_validation) else _count("validation", validation, len(rest)),
        0 if len(given_test) else _count("test", test, len(rest)),
        seed,
        source.classes,
    )
    return Split(
        divided.train,
        given_validation if len(given_validation) else divided.validation,
        given_test if len(given_test) else divided.test,
    )


def nested_subsets(
    train_indices: NDArray[np.integer], labels: NDArray[np.integer], sizes: Iterable[int], seed: int
) -> dict[int, NDArray[np.int64]]:
    """Training subsets of growing size, each within the next, each as stratified as its size allows.

    Args:
        train_indices: Positions of the training images.
        labels: Classes of all images of the source, by position.
        sizes: How many images each subset has.
        seed: 0 or more; another seed draws other subsets.

    Returns:
        By size, ascending: positions (size,) int64. The first `s` positions of a subset are the subset of size `s`.

    Raises:
        TrainingError: A size below 1 or above the number of training images, or images without labels.
    """
    wanted = sorted(set(sizes))
    if wanted and wanted[0] < 1:
        raise TrainingError(f"training-set size {wanted[0]}: give sizes of 1 or more")
    if wanted and wanted[-1] > len(train_indices):
        raise TrainingError(
            f"training-set size {wanted[-1]}: only {len(train_indices)} images are left to train on; give at most that"
        )
    order = _stratified_order(np.asarray(train_indices, dtype=np.int64), labels, seed, _SUBSET_STREAM)
    return {size: order[:size] for size in wanted}


def _divide(
    indices: NDArray[np.int64],
    labels: NDArray[np.integer],
    validation: int,
    test: int,
    seed: int,
    classes: Sequence[str],
) -> Split:
    if validation + test >= len(indices):
        raise TrainingError(
            f"{validation} images to validate and {test} to test leave none of {len(indices)} to train on; ask for fewer"
        )
    if validation + test:
        _refuse_single_images(labels[indices], classes)
    order = _stratified_order(indices, labels, seed, _SPLIT_STREAM)
    tested, validated, trained = np.split(order, [test, test + validation])
    return Split(np.sort(trained), np.sort(validated), np.sort(tested))


def _count(part: str, amount: float, total: int) -> int:
    """Images that a fraction of the total below 1, or a whole number, stands for."""
    if not 0 <= amount < math.inf or (amount >= 1 and amount != int(amount)):
        raise TrainingError(f"{part} {amount}: give a fraction from 0 to below 1, or a whole number of images")
    return int(amount) if amount >= 1 else round(amount * total)


def _refuse_single_images(labels: NDArray[np.integer], classes: Sequence[str]) -> None:
    present, counts = np.unique(labels, return_counts=True)
    single = [
        str(classes[label]) if label < len(classes) else str(label) for label in present[counts == 1] if label >= 0
    ]
    if single:
        which = f"class {single[0]} has" if len(single) == 1 else f"the classes {', '.join(single[:5])} have"
        raise TrainingError(f"{which} 1 image, which cannot both train and validate; add images or remove the class")


def _stratified_order(
    indices: NDArray[np.int64], labels: NDArray[np.integer], seed: int, stream: int
) -> NDArray[np.int64]:
    """The images in an order each of whose beginnings holds every class in proportion.

    Image r of the n of a class, in an order drawn for the class, is put at (r + 1/2) / n: then the part up to t
    holds round(t * n) of it. Classes that tie are put in an order drawn for each tie.
    """
    if seed < 0:
        raise TrainingError(f"seed {seed}: give 0 or more")
    own = labels[indices]
    if np.any(own < 0):
        raise TrainingError("images without labels cannot be trained on; give a folder for each class")
    rng = np.random.default_rng([seed, stream])
    by_class = np.lexsort((rng.random(len(own)), own))
    _, starts, counts = np.unique(own[by_class], return_index=True, return_counts=True)
    rank = np.arange(len(own)) - np.repeat(starts, counts)
    place = (rank + 0.5) / np.repeat(counts, counts)
    return indices[by_class[np.lexsort((rng.random(len(own)), place))]]
