"""Runs exact TensorFlow and Keras code in a process of its own, which knows neither torch nor AugStudio.

`python exact_runner.py FOLDER` reads `jobs.json` (name -> {"source": path, "keras": path or absent, "images": key, "index": [...],
"epoch": ..., "labels": [...] or null}) and `images.npz`, and writes `results.npz` (`name|train`, `name|eval`, `name|labels`;
`name|alone`: the last image by itself; the same of Keras) and `facts.json` (what else was found out, by name of the probe).
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


def load(path: str) -> Namespace:
    return runpy.run_path(path)


def job_results(job: dict[str, Any], images: NDArray[Any]) -> Arrays:
    code = load(job["source"])
    epoch, index = job["epoch"], job["index"]
    labels = np.arange(len(images)) if job["labels"] is None else np.array(job["labels"], np.float32)
    changed, mixed = code["augment"](images, labels, epoch=epoch, index=index)
    found = {"train": changed.numpy(), "labels": np.asarray(mixed), "eval": code["prepare"](images, labels)[0].numpy()}
    if job["labels"] is None:
        found["alone"] = code["augment"](images[-1:], labels[-1:], epoch=epoch, index=index[-1:])[0].numpy()
    return found


def probe_graphs(path: str, images: NDArray[Any]) -> tuple[Arrays, dict[str, Any]]:
    """The same batch eagerly, in a traced function of known and of unknown size, and in a data set with parallel calls."""
    augment = load(path)["augment"]
    index = np.arange(len(images)) * 3
    labels = np.arange(len(images))

    def call(images: tf.Tensor, index: tf.Tensor) -> tf.Tensor:
        return augment(images, 0, epoch=2, index=index)[0]

    known = tf.function(call)
    unknown = tf.function(call, input_signature=[tf.TensorSpec(None, tf.uint8), tf.TensorSpec([None], tf.int64)])
    colour = tf.TensorSpec([None, None, None, 3], tf.uint8)
    any_size = tf.function(call, input_signature=[colour, tf.TensorSpec([None], tf.int64)])
    ds = tf.data.Dataset.from_tensor_slices((images, labels, index)).batch(2)
    mapped = ds.map(
        lambda images, labels, index: augment(images, labels, epoch=2, index=index)[0],
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    found = {
        "eager": call(images, index).numpy(),
        "traced": known(tf.constant(images), tf.constant(index)).numpy(),
        "unknown": unknown(images, index).numpy(),
        "any size": any_size(images, index).numpy(),
        "mapped": np.concatenate(list(mapped.as_numpy_iterator())),
    }
    shapes = {
        "traced": list(known.get_concrete_function(tf.constant(images), tf.constant(index)).output_shapes),
        "any size": list(any_size.get_concrete_function().output_shapes),
        "mapped": list(mapped.element_spec.shape),
    }
    return found, shapes


def epochs(code: Namespace, count: int, source: tf.data.Dataset, batch_size: int = 4, **more: Any) -> list[Any]:
    """For each pass over a new data set: the labels in order, and the images sorted by label."""
    ds = code["make_dataset"](source, True, batch_size, **more)
    passes = []
    for _ in range(count):
        batches = list(ds.as_numpy_iterator())
        labels = np.concatenate([each[1] for each in batches])
        pixels = np.concatenate([each[0] for each in batches])
        passes.append({"labels": labels.tolist(), "images": pixels[np.argsort(labels)].tolist()})
    return passes


def probe_datasets(path: str, images: NDArray[Any]) -> dict[str, Any]:
    code = load(path)
    source = tf.data.Dataset.from_tensor_slices((images, np.arange(len(images))))
    index = np.arange(len(images))
    evaluation = [batch for batch, _ in code["make_dataset"](source, False, 4).as_numpy_iterator()]
    return {
        "passes": epochs(code, 2, source),
        "again": epochs(code, 2, source),
        "batches of 5": epochs(code, 1, source, batch_size=5),
        "called": [code["augment"](images, index, epoch=each, index=index)[0].numpy().tolist() for each in range(2)],
        "evaluation": np.concatenate(evaluation).tolist(),
        "prepared": code["prepare"](images, index)[0].numpy().tolist(),
    }


def refusals(path: str, images: NDArray[Any]) -> dict[str, str]:
    augment = load(path)["augment"]
    calls = {
        "integers": lambda: augment(images.astype(np.int64), 0, epoch=0, index=[0] * len(images)),
        "index": lambda: augment(images, 0, epoch=0, index=[0]),
        "negative": lambda: augment(images, 0, epoch=0, index=[-1] * len(images)),
        "size": lambda: augment(images[:, :9], 0, epoch=0, index=[0] * len(images)),
        "one image": lambda: augment(images[0], 0, epoch=0, index=[0]),
    }
    found = {}
    for name, call in calls.items():
        try:
            call()
        except Exception as error:  # noqa: BLE001 -- the file has errors of its own
            found[name] = f"{type(error).__name__}: {error}"
    return found


def keras_results(job: dict[str, Any], images: NDArray[Any]) -> Arrays:
    """What layers make of a batch; mixed labels beside the images."""
    code = load(job["keras"])
    inputs = {"images": images, "epoch": job["epoch"], "index": job["index"]}
    if job["labels"] is not None:
        inputs["labels"] = np.array(job["labels"], np.float32)
    changed, off = (code["augmentation"]()(inputs, training=training) for training in (True, False))
    found = {"keras eval": code["preprocessing"]()(images, training=False).numpy()}
    if job["labels"] is not None:
        found["keras labels"] = changed["labels"].numpy()
        changed, off = changed["images"], off["images"]
    return found | {"keras train": changed.numpy(), "keras off": off.numpy()}


def probe_keras(path: str, images: NDArray[Any], saved: Path) -> Arrays:
    """A layer at the head of a model that is trained, saved and loaded, and in a data set."""
    import keras

    layer = load(path)["augmentation"]()
    index = np.arange(len(images))
    arrays = {"images": images, "epoch": np.zeros_like(index), "index": index}
    inputs = {
        "images": keras.Input(images.shape[1:], dtype="uint8"),
        "epoch": keras.Input((), dtype="int64"),
        "index": keras.Input((), dtype="int64"),
    }
    model = keras.Model(inputs, layer(inputs))
    head = keras.layers.Dense(1)(keras.layers.GlobalAveragePooling2D()(model.output))
    trained = keras.Model(inputs, head)
    trained.compile("sgd", "mse")
    trained.fit(arrays, np.zeros(len(images)), verbose=0)
    model.save(saved)
    ds = tf.data.Dataset.from_tensor_slices(arrays).batch(2)
    mapped = ds.map(lambda each: layer(each, training=True), num_parallel_calls=tf.data.AUTOTUNE)
    return {
        "called": layer(arrays, training=True).numpy(),
        "in a model": np.asarray(model(arrays, training=True)),
        "loaded": np.asarray(keras.models.load_model(saved)(arrays, training=True)),
        "predicted": model.predict(arrays, verbose=0),
        "mapped": np.concatenate(list(mapped.as_numpy_iterator())),
        "prepared": load(path)["preprocessing"]()(arrays).numpy(),
        "loss": np.array(trained.evaluate(arrays, np.zeros(len(images)), verbose=0)),
    }


def self_test(path: str) -> str:
    """What a file prints when it is run as a script."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(path, run_name="__main__")
    return printed.getvalue()


def main(folder: Path) -> None:
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    request = json.loads((folder / "jobs.json").read_text())
    images = dict(np.load(folder / "images.npz"))
    results = {
        f"{name}|{kind}": made
        for name, job in request["jobs"].items()
        for kind, made in job_results(job, images[job["images"]]).items()
    }
    graphs, shapes = probe_graphs(request["probe"], images["3"])
    results.update({f"graphs|{name}": made for name, made in graphs.items()})
    for name, job in request["jobs"].items():
        if "keras" in job:
            made = keras_results(job, images[job["images"]])
            results.update({f"{name}|{kind}": each for kind, each in made.items()})
    keras_found = probe_keras(request["keras probe"], images["3"], folder / "model.keras")
    results.update({f"keras|{name}": each for name, each in keras_found.items()})
    np.savez(folder / "results.npz", **results)
    facts = {
        "shapes": shapes,
        "datasets": probe_datasets(request["probe"], images["3"]),
        "refusals": refusals(request["probe"], images["3"]),
        "scripts": {name: self_test(path) for name, path in request["scripts"].items()},
        "loaded": sorted({"torch", "augstudio"} & set(sys.modules)),
    }
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
