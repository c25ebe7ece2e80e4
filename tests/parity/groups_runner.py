"""Runs exported groups in a TensorFlow process of their own.

`python groups_runner.py FOLDER` reads `jobs.json` (name -> {"source": ..., "image": ..., "count": ...}) and writes `results.npz`: for each
name the results of the image under as many seeds, in a data set, and under `name|eval` what becomes of it in evaluation.
"""

import json
import sys
from pathlib import Path

import numpy as np
from tensorflow_runner import load, many


def main(folder: Path) -> None:
    results = {}
    for name, job in json.loads((folder / "jobs.json").read_text()).items():
        code = load(job["source"])
        image = np.array(job["image"], np.uint8)
        results[name] = many(code, image, job["count"])
        results[f"{name}|eval"] = code["prepare"](image, 0)[0].numpy()
    np.savez(folder / "results.npz", **results)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
