"""Mixes batches by exported Keras layers, in a process of its own, which knows nothing of AugStudio.

`python keras_batches_runner.py FOLDER` reads `jobs.json` (name -> source) and `batch.npz`, and writes `keras_batches.npz`. KERAS_BACKEND
says where it runs.
"""

import json
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def load(source: str) -> dict[str, Any]:
    """The names that exported code defines."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(source, namespace)
    return namespace


def mixed(layer: Any, batch: Arrays, training: bool) -> Arrays:
    """The batch after the layer."""
    return {key: keras.ops.convert_to_numpy(values) for key, values in layer(batch, training=training).items()}


def mixed_in_data_set(layer: Any, batch: Arrays) -> Arrays:
    """Two passes over the first images in batches of 5, in `tf.data`."""
    import tensorflow as tf

    ds = tf.data.Dataset.from_tensor_slices({key: values[:12] for key, values in batch.items()}).batch(5)
    ds = ds.map(lambda each: layer(each, training=True))
    passes = [each for _ in range(2) for each in ds.as_numpy_iterator()]
    return {key: np.concatenate([each[key] for each in passes]) for key in batch}


def main(folder: Path) -> None:
    keras.utils.set_random_seed(3)
    images = np.load(folder / "batch.npz")["images"]
    batch = {"images": images, "labels": np.eye(len(images), dtype=np.float32)}
    results: Arrays = {}
    for name, source in json.loads((folder / "jobs.json").read_text()).items():
        layer = load(source)["mixing"]()
        copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
        found = {
            "mixed": mixed(layer, batch, True),
            "off": mixed(layer, batch, False),
            "copy": mixed(copy, batch, True),
        }
        if keras.backend.backend() == "tensorflow":
            found["data set"] = mixed_in_data_set(layer, batch)
        results |= {
            f"{name}|{probe}|{key}": values for probe, arrays in found.items() for key, values in arrays.items()
        }
    np.savez(folder / "keras_batches.npz", **results)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
