"""Labels as files hold them (numbers, names, one-hot rows) turned into positions in a tuple of class names."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augstudio.errors import DataError


def encode_labels(
    values: NDArray[Any], place: str, names: Sequence[str] | None = None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Positions (N,) int64 and the class names they point to.

    Args:
        values: (N,) or (N, 1) whole numbers or strings, or (N, K) one-hot rows.
        place: What to call the labels in an error message.
        names: Class names in the order of the numbers, where they are known. Without names, or where numbers point
            past them, the values that occur become the classes, sorted.

    Raises:
        DataError: Labels that are none of these.
    """
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2 and values.dtype.kind in "biuf":
        values = _from_one_hot(values, place)
    if values.ndim != 1 or values.dtype.kind not in "biufUS":
        raise DataError(
            f"{place}: labels of shape {values.shape} and type {values.dtype}; give one number or name each"
        )
    if values.dtype.kind == "f":
        if not np.all(np.isfinite(values) & (values == np.rint(values))):
            raise DataError(f"{place}: labels that are not whole numbers")
        values = values.astype(np.int64)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    numeric = values.dtype.kind in "biu" and values.size > 0
    if names is not None and numeric and values.min() >= 0 and values.max() < len(names):
        return values.astype(np.int64), tuple(names)
    classes, positions = np.unique(values, return_inverse=True)
    return positions.reshape(-1).astype(np.int64), tuple(str(value) for value in classes)


def _from_one_hot(rows: NDArray[Any], place: str) -> NDArray[Any]:
    if not (np.all((rows == 0) | (rows == 1)) and np.all(rows.sum(axis=1) == 1)):
        raise DataError(f"{place}: labels of shape {rows.shape} that are not one-hot; give one number or name each")
    return np.asarray(rows.argmax(axis=1))
