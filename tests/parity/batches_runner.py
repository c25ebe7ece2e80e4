"""Mixes batches by exported TensorFlow code, in a process of its own, which knows neither torch nor AugStudio.

`python batches_runner.py FOLDER` reads `jobs.json` (name -> source) and `batch.npz`, and writes `results.npz`.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def load(source: str) -> dict[str, Any]:
    """The names that exported code defines."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(source, namespace)
    return namespace


def mixed(code: dict[str, Any], batch: Arrays) -> Arrays:
    """The batch after `mix_batch`, with all its labels different; eagerly."""
    labels = tf.eye(len(batch["images"]))
    images, probabilities = code["mix_batch"](batch["images"], labels, seed=(5, 7))
    again, _ = code["mix_batch"](batch["images"], labels, seed=(5, 7))
    other, _ = code["mix_batch"](batch["images"], labels, seed=8)
    return {"images": images.numpy(), "labels": probabilities.numpy(), "again": again.numpy(), "other": other.numpy()}


def passes(code: dict[str, Any], training: bool, count: int) -> Arrays:
    """Images and labels of some passes over a data set of 12 images, in batches of 5."""
    given = (np.arange(12 * 6 * 5 * 3).reshape(12, 6, 5, 3) * 7 % 251).astype(np.uint8)
    source = tf.data.Dataset.from_tensor_slices((given, np.arange(12)))
    ds = code["make_dataset"](source, training, 5, num_classes=13)
    batches = [each for _ in range(count) for each in ds.as_numpy_iterator()]
    return {
        "given": given,
        "sizes": np.array([len(each[0]) for each in batches]),
        "images": np.concatenate([each[0] for each in batches]),
        "labels": np.concatenate([each[1] for each in batches]),
        "label_shape": np.array([-1 if side is None else side for side in ds.element_spec[1].shape]),
    }


def main(folder: Path) -> None:
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    batch = dict(np.load(folder / "batch.npz"))
    results: Arrays = {}
    for name, source in json.loads((folder / "jobs.json").read_text()).items():
        code = load(source)
        found = {"mixed": mixed(code, batch)}
        found |= {"first": passes(code, True, 2), "second": passes(code, True, 2), "evaluation": passes(code, False, 1)}
        for probe, arrays in found.items():
            results |= {f"{name}|{probe}|{key}": values for key, values in arrays.items()}
    np.savez(folder / "results.npz", **results)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
