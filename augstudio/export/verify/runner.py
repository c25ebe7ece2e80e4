"""Runs exported code in a process of its own: a script, never imported, that knows nothing of AugStudio.

`python runner.py FRAMEWORK FOLDER` reads `jobs.json` and what it names, writes `NUMBER.npz` or `NUMBER.txt` (an error) for each job, and
says so on standard output, a line of JSON each: the versions first, or why the framework cannot be loaded; then each job's number.
Standard input stays open for as long as anybody waits for that.
Loading one framework only keeps torchvision and TensorFlow apart, which cannot live in one process.
"""
# ruff: noqa: PLC0415 -- each framework is imported where it is the one

import json
import os
import runpy
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
Namespace = dict[str, Any]
Job = dict[str, Any]

CHUNK = 100
"""Images of one batch at most."""


def say(**message: Any) -> None:
    """Tells the process that started this one."""
    print(json.dumps(message), flush=True)


def per_image(job: Job, images: NDArray[Any]) -> Iterator[tuple[NDArray[Any], int]]:
    """The job's images, each with its seed; one image is tried with all seeds."""
    for position, seed in enumerate(job["seeds"]):
        yield images[position if len(images) > 1 else 0], seed


def chunks(job: Job, images: NDArray[Any]) -> Iterator[tuple[NDArray[Any], int]]:
    """The same as batches, each with the seed of its first image."""
    seeds = job["seeds"]
    whole = images if len(images) > 1 else np.broadcast_to(images, (len(seeds), *images.shape[1:]))
    for start in range(0, len(seeds), CHUNK):
        yield whole[start : start + CHUNK], seeds[start]


class Torch:
    """Runs torchvision code."""

    def __init__(self) -> None:
        import torch
        import torchvision

        self.torch = torch
        self.versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}

    def seed(self, number: int) -> None:
        self.torch.random.set_rng_state(self.torch.Generator().manual_seed(number).get_state())

    def channels_first(self, images: NDArray[Any]) -> Any:
        return self.torch.from_numpy(np.ascontiguousarray(np.moveaxis(images, -1, -3)))

    def run(self, code: Namespace, job: Job, images: NDArray[Any]) -> Iterator[NDArray[Any]]:
        chain = code[f"{job['call']}_transforms"]
        for image, seed in per_image(job, images):
            self.seed(seed)
            yield np.moveaxis(chain(self.channels_first(image)).numpy(), 0, -1)

    def mix(self, code: Namespace, images: NDArray[Any], labels: NDArray[Any], seed: int) -> Any:
        self.seed(seed)
        mixing = code["make_batch_transforms"](num_classes=labels.shape[1])
        mixed, probabilities = mixing(self.channels_first(images), self.torch.from_numpy(labels))
        return np.moveaxis(mixed.numpy(), 1, -1), probabilities.numpy()

    def exact(self, code: Namespace, job: Job, images: NDArray[Any]) -> Any:
        batch = self.channels_first(images)
        if job["call"] == "exact eval":
            return np.moveaxis(code["eval_transforms"](batch).numpy(), 1, -1), None
        keys = {"epoch": job["epoch"], "index": self.torch.as_tensor(job["index"])}
        if "classes" not in job:
            return np.moveaxis(code["train_transforms"](batch, **keys).numpy(), 1, -1), None
        labels = self.torch.arange(len(images))
        mixed, found = code["train_transforms"](batch, **keys, labels=labels, num_classes=job["classes"])
        return np.moveaxis(mixed.numpy(), 1, -1), found.numpy()


class Tensorflow:
    """Runs TensorFlow code."""

    def __init__(self) -> None:
        import tensorflow as tf

        self.tf = tf
        self.versions = {"tensorflow": tf.__version__}

    def run(self, code: Namespace, job: Job, images: NDArray[Any]) -> Iterator[NDArray[Any]]:
        if job["call"] == "eval":
            for image, _ in per_image(job, images):
                yield code["prepare"](image, 0)[0].numpy()
        elif len(job["seeds"]) < CHUNK:
            for image, seed in per_image(job, images):
                yield code["augment"](image, 0, seed=(7, seed))[0].numpy()
        else:
            ds = self.tf.data.Dataset.from_tensor_slices(np.array(job["seeds"]))
            ds = ds.map(lambda seed: code["augment"](images[0], 0, seed=self.tf.stack([7, seed]))[0])
            yield from ds.as_numpy_iterator()

    def mix(self, code: Namespace, images: NDArray[Any], labels: NDArray[Any], seed: int) -> Any:
        mixed, probabilities = code["mix_batch"](images, labels, seed=(7, seed))
        return mixed.numpy(), probabilities.numpy()

    def exact(self, code: Namespace, job: Job, images: NDArray[Any]) -> Any:
        labels = np.eye(job["classes"], dtype=np.float32) if "classes" in job else np.arange(len(images))
        if job["call"] == "exact eval":
            return code["prepare"](images, labels)[0].numpy(), None
        mixed, found = code["augment"](images, labels, epoch=job["epoch"], index=np.array(job["index"]))
        return mixed.numpy(), found.numpy() if "classes" in job else None


class Keras:
    """Runs Keras code."""

    def __init__(self) -> None:
        import keras

        self.keras = keras
        self.versions = {"keras": keras.__version__}
        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            self.versions["tensorflow"] = tf.__version__

    def seed(self, number: int) -> None:
        self.keras.utils.set_random_seed(number)

    def as_bytes(self, images: NDArray[Any]) -> NDArray[Any]:
        """As layers take them: 0 to 255."""
        return images if images.dtype == np.uint8 else images * np.float32(255)

    def array(self, found: Any) -> NDArray[Any]:
        return np.asarray(self.keras.ops.convert_to_numpy(found))

    def run(self, code: Namespace, job: Job, images: NDArray[Any]) -> Iterator[NDArray[Any]]:
        training = job["call"] == "train"
        for batch, seed in chunks(job, images):
            self.seed(seed)
            layer = code["augmentation" if training else "preprocessing"]()
            yield from self.array(layer(self.as_bytes(batch), training=training))

    def mix(self, code: Namespace, images: NDArray[Any], labels: NDArray[Any], seed: int) -> Any:
        self.seed(seed)
        mixing = code["mixing"]()
        found = mixing({"images": images, "labels": labels}, training=True)
        return self.array(found["images"]), self.array(found["labels"])

    def exact(self, code: Namespace, job: Job, images: NDArray[Any]) -> Any:
        if job["call"] == "exact eval":
            return self.array(code["preprocessing"]()(images)), None
        given = {"images": images, "epoch": job["epoch"], "index": np.array(job["index"])}
        if "classes" not in job:
            return self.array(code["augmentation"]()(given)), None
        found = code["augmentation"]()({**given, "labels": np.eye(job["classes"], dtype=np.float32)})
        return self.array(found["images"]), self.array(found["labels"])


def grid(result: NDArray[Any], side: int) -> NDArray[Any]:
    """Values at places spread evenly over an image, (side, side, C)."""
    rows, columns = ((np.arange(side) * 2 + 1) * length // (2 * side) for length in result.shape[:2])
    return result[np.ix_(rows, columns)]


def outcome(framework: Any, folder: Path, job: Job) -> Arrays:
    """What a job gives, by name."""
    code = runpy.run_path(str(folder / job["source"]), run_name="exported")
    images = np.load(folder / job["images"])
    if job["call"] == "mix":
        mixed, labels = framework.mix(code, images, np.eye(len(images), dtype=np.float32), job["seeds"][0])
        return {"images": mixed, "labels": labels}
    if job["call"].startswith("exact"):
        mixed, labels = framework.exact(code, job, images)
        return {"images": mixed} if labels is None else {"images": mixed, "labels": labels}
    results = framework.run(code, job, images)
    if job["grid"]:
        found = [(grid(each, job["grid"]), each.shape[:2]) for each in results]
        return {"grid": np.stack([each for each, _ in found]), "sizes": np.array([size for _, size in found])}
    return {f"{number:05}": each for number, each in enumerate(results)}


def end_with_parent(folder: Path) -> None:
    """Waits until the process that started this one is gone, however it was ended; then nobody else would clear up."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def main(load: Callable[[], Any], folder: Path) -> None:
    """Runs all jobs of a folder."""
    try:
        framework = load()
    except Exception as error:  # noqa: BLE001 -- a broken installation raises anything
        say(missing=f"{type(error).__name__}: {error}", module=getattr(error, "name", None))
        return
    say(versions=framework.versions)
    for number, job in enumerate(json.loads((folder / "jobs.json").read_text())):
        try:
            arrays: dict[str, Any] = outcome(framework, folder, job)
            np.savez(folder / f"{number}.npz", **arrays)
        except Exception as error:  # noqa: BLE001 -- whatever exported code raises is what is to be found out
            (folder / f"{number}.txt").write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
        say(done=number)


if __name__ == "__main__":
    ending = Thread(target=end_with_parent, args=(Path(sys.argv[2]),), daemon=True)
    ending.start()
    try:
        main({"torch": Torch, "tf": Tensorflow, "keras": Keras}[sys.argv[1]], Path(sys.argv[2]))
    except BrokenPipeError:  # nobody listens any more: time to finish clearing up
        ending.join()
