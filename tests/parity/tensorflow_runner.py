"""Runs exported TensorFlow code in a process of its own, which knows neither torch nor AugStudio.

`python tensorflow_runner.py FOLDER` reads `jobs.json` (name -> {"source": ..., "images": key in images.npz}) and writes `results.npz`
(`name|train`, `name|eval`: the results of each image) and `facts.json` (what else was found out, by name of the probe).
"""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Namespace = dict[str, Any]
Arrays = dict[str, NDArray[Any]]


def load(source: str) -> Namespace:
    """The names that exported code defines; there is no file from which its source could be read again."""
    namespace: Namespace = {"__name__": "exported"}
    exec(source, namespace)
    return namespace


def run_jobs(jobs: dict[str, dict[str, str]], images: Arrays) -> Arrays:
    results = {}
    for name, job in jobs.items():
        code = load(job["source"])
        given = images[job["images"]]
        results[f"{name}|train"] = np.stack([code["augment"](image, 0, seed=(1, 2))[0] for image in given])
        results[f"{name}|eval"] = np.stack([code["prepare"](image, 0)[0] for image in given])
    return results


def many(code: Namespace, image: NDArray[Any], count: int) -> NDArray[Any]:
    """The results of one image under `count` seeds; those of the data set's position, as `make_dataset` gives them."""
    ds = tf.data.Dataset.range(count).map(lambda number: code["augment"](image, 0, (7, number))[0])
    return np.stack(list(ds.as_numpy_iterator()))


def epochs(code: Namespace, training: bool, count: int, source: tf.data.Dataset, batch_size: int = 4) -> list[Any]:
    """For each pass over a new data set: the labels in order, and the images sorted by label."""
    ds = code["make_dataset"](source, training, batch_size)
    passes = []
    for _ in range(count):
        batches = list(ds.as_numpy_iterator())
        labels = np.concatenate([each[1] for each in batches])
        pixels = np.concatenate([each[0] for each in batches])
        passes.append({"labels": labels.tolist(), "images": pixels[np.argsort(labels)].round(6).tolist()})
    return passes


def probe_datasets(source: str) -> dict[str, Any]:
    code = load(source)
    given = np.arange(12 * 6 * 6, dtype=np.uint8).reshape(12, 6, 6, 1)
    known = tf.data.Dataset.from_tensor_slices((given, np.arange(12)))
    unknown = known.filter(lambda image, label: True)
    ds = code["make_dataset"](known, True, 4)
    pairs = list(zip(ds.as_numpy_iterator(), ds.as_numpy_iterator(), strict=True))
    seeded = [code["augment"](given[0], 0, seed=seed)[0].numpy().tolist() for seed in (5, 5, (5, 5), (5, 6))]
    unseeded = [code["augment"](given[0], 0)[0].numpy().tolist() for _ in range(2)]
    return {
        "first": epochs(code, True, 3, known),
        "second": epochs(code, True, 3, known),
        "batches_of_5": epochs(code, True, 1, known, batch_size=5),
        "unknown_length": epochs(code, True, 3, unknown),
        "evaluation": epochs(code, False, 2, known),
        "cardinality": int(ds.cardinality()),
        "overlapping": [[each[1].tolist() for each in pair] for pair in pairs],
        "overlapping_images": [[each[0].tolist() for each in pair] for pair in pairs],
        "seeded": seeded,
        "unseeded": unseeded,
        "shapes": [list(spec.shape) for spec in ds.element_spec],
    }


def probe_sizes(source: str) -> list[list[int]]:
    """A data set of images of unequal size."""
    code = load(source)
    shapes = [(30 + each, 50 - each, 3) for each in range(6)]
    ds = tf.data.Dataset.from_generator(
        lambda: ((np.full(shape, 200, np.uint8), 0) for shape in shapes),
        output_signature=(tf.TensorSpec((None, None, 3), tf.uint8), tf.TensorSpec((), tf.int32)),
    )
    return [list(each[0].shape) for each in code["make_dataset"](ds, True, 3)]


def probe_draws(kernel: str, keys: NDArray[Any]) -> NDArray[Any]:
    draws = load(kernel)
    words = draws["absorb"](tf.constant(keys), tf.range(len(keys), dtype=tf.int64) * 7919)
    uniforms = draws["uniforms"](words, 9, 3)
    return np.column_stack([words.numpy().astype(np.float64), uniforms.numpy()])


def self_test(path: str) -> str:
    """What an exported file prints when it is run as a script."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(path, run_name="__main__")
    return printed.getvalue()


def main(folder: Path) -> None:
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    request = json.loads((folder / "jobs.json").read_text())
    images = dict(np.load(folder / "images.npz"))
    results = run_jobs(request["jobs"], images)
    for name, job in request["many"].items():
        results[f"{name}|many"] = many(load(job["source"]), images[job["images"]][0], job["count"])
    results["draws"] = probe_draws(request["draws"], images["keys"])
    np.savez(folder / "results.npz", **results)
    facts: dict[str, Any] = {
        "datasets": probe_datasets(request["dataset"]),
        "sizes": probe_sizes(request["sizes"]),
        "scripts": {path: self_test(path) for path in request["scripts"]},
        "loaded": sorted({"torch", "torchvision", "augstudio"} & set(sys.modules)),
    }
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
