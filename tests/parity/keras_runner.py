"""Runs exported Keras code in a process of its own, which knows nothing of AugStudio.

`python keras_runner.py FOLDER` reads `keras_jobs.json` and `images.npz` and writes `keras_results.npz` (`name|train`, `name|eval`,
`name|off`: training layers told that it is not training; `name|yaml train`, `name|yaml eval`) and `keras_facts.json` (what else was found
out, by name of the probe). KERAS_BACKEND says where it runs.
"""

import contextlib
import io
import json
import runpy
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
from hydra.utils import instantiate
from numpy.typing import NDArray
from omegaconf import OmegaConf

Namespace = dict[str, Any]
Arrays = dict[str, NDArray[Any]]


def load(source: str) -> Namespace:
    """The names that exported code defines; there is no file from which its source could be read again."""
    namespace: Namespace = {"__name__": "exported"}
    exec(source, namespace)
    return namespace


def run(layer: Any, images: NDArray[Any], training: bool) -> NDArray[Any]:
    return np.asarray(keras.ops.convert_to_numpy(layer(images, training=training)))


def job_results(job: dict[str, str], images: NDArray[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    code = load(job["source"])
    yield "train", run(code["augmentation"](), images, True)
    yield "off", run(code["augmentation"](), images, False)
    yield "eval", run(code["preprocessing"](), images, False)
    if "yaml" in job:
        built = instantiate(OmegaConf.create(job["yaml"]))
        yield "yaml train", run(keras.layers.Pipeline(list(built["train"])), images, True)
        yield "yaml eval", run(keras.layers.Pipeline(list(built["eval"])), images, False)


def run_jobs(jobs: dict[str, dict[str, str]], images: Arrays) -> tuple[Arrays, dict[str, str]]:
    """Results, and the names of the jobs that Keras refused to run, with its reason."""
    results: Arrays = {}
    refused = {}
    for name, job in jobs.items():
        try:
            results.update({f"{name}|{kind}": found for kind, found in job_results(job, images[job["images"]])})
        except Exception as error:  # noqa: BLE001 -- each backend has its own
            refused[name] = str(error)
    return results, refused


def run_many(request: dict[str, Any], images: Arrays) -> NDArray[Any]:
    """One batch of the same image many times: whatever differs was drawn for each image."""
    batch = np.repeat(images[request["images"]], request["count"], axis=0)
    return run(load(request["source"])["augmentation"](), batch, True)


def probe_data_set(source: str, images: NDArray[Any]) -> Arrays:
    """The layers in tf.data, before and after they are called by themselves."""
    import tensorflow as tf

    code = load(source)
    layer, other = code["augmentation"](), code["preprocessing"]()
    ds = tf.data.Dataset.from_tensor_slices(images)

    def mapped(training: bool, with_layer: Any) -> NDArray[Any]:
        batches = ds.batch(2).map(lambda batch: with_layer(batch, training=training))
        return np.concatenate(list(batches.as_numpy_iterator()))

    return {
        "ds first": mapped(True, layer),
        "ds again": mapped(True, layer),
        "ds off": mapped(False, layer),
        "ds eval": mapped(False, other),
        "after ds": run(other, images, False),
    }


def probe_model(source: str, images: NDArray[Any], path: Path) -> Arrays:
    """A model that begins with the training layer: what it predicts, that it can be trained, and what it predicts once loaded."""
    layer = load(source)["augmentation"]()
    model = keras.Sequential([keras.Input(images.shape[1:], dtype="uint8"), layer])
    trained = keras.Sequential([model, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)])
    trained.compile("sgd", "mse")
    trained.fit(images, np.zeros((len(images), 2)), verbose=0)
    model.save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        loaded = keras.models.load_model(path)
    return {"model": model.predict(images, verbose=0), "loaded model": loaded.predict(images, verbose=0)}


def probe_mixed_precision(source: str, images: NDArray[Any]) -> Arrays:
    """The training layer where the model's policy is half precision."""
    keras.mixed_precision.set_global_policy("mixed_float16")
    layer = load(source)["augmentation"]()
    keras.mixed_precision.set_global_policy("float32")
    return {"half": run(layer, images, True), "half off": run(layer, images, False)}


def self_test(path: str) -> str:
    """What an exported file prints when it is run as a script."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(path, run_name="__main__")
    return printed.getvalue()


def main(folder: Path) -> None:
    keras.utils.set_random_seed(3)
    request = json.loads((folder / "keras_jobs.json").read_text())
    images = dict(np.load(folder / "images.npz"))
    results, refused = run_jobs(request["jobs"], images)
    results.update({f"{name}|many": run_many(each, images) for name, each in request["many"].items()})
    results.update(probe_model(request["probe"], images["3"], folder / "model.keras"))
    results.update(probe_mixed_precision(request["probe"], images["3"]))
    if keras.backend.backend() == "tensorflow":
        results.update(probe_data_set(request["probe"], images["3"]))
    np.savez(folder / "keras_results.npz", **results)
    facts = {
        "refused": refused,
        "scripts": {Path(path).stem: self_test(path) for path in request["scripts"]},
        "loaded": sorted({"torch", "augstudio"} & set(sys.modules)),
    }
    (folder / "keras_facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
