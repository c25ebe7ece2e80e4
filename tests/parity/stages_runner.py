"""Runs stages in TensorFlow in a process of its own, which knows no torch.

`python stages_runner.py FOLDER` reads `jobs.json` (a list of {"stage": ..., "images": key}) and `arrays.npz`, and writes `results.npz`: the
images of each job by its number. Stages are written as `tests.parity.test_stages.encoded` does.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from augstudio.export.exact.tensorflow_executor import run_stage
from augstudio.transforms import stage as kinds


def decoded(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:
    match value:
        case {"array": key}:
            return arrays[key]
        case {"class": name, "member": member}:
            return getattr(kinds, name)[member]
        case {"class": name, "fields": fields}:
            return getattr(kinds, name)(**{field: decoded(each, arrays) for field, each in fields.items()})
        case list():
            return tuple(decoded(each, arrays) for each in value)
        case _:
            return value


def main(folder: Path) -> None:
    arrays = dict(np.load(folder / "arrays.npz"))
    results = {}
    for number, job in enumerate(json.loads((folder / "jobs.json").read_text())):
        made = run_stage(tf.constant(arrays[job["images"]]), decoded(job["stage"], arrays))
        assert made.dtype == tf.float32
        results[str(number)] = made.numpy()
    assert "torch" not in sys.modules
    np.savez(folder / "results.npz", **results)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
