"""Runs layers as written in Keras, in a process of its own, which knows nothing of AugStudio.

`python imported_keras_runner.py FOLDER` reads `layers.json` (code by name) and `images.npz`, and writes `results.npz`.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers


def main(folder: Path) -> None:
    """Calls each layer on its images."""
    images = np.load(folder / "images.npz")
    results = {}
    for name, job in json.loads((folder / "layers.json").read_text()).items():
        keras.utils.set_random_seed(7)
        layer = eval(job["code"], {"keras": keras, "layers": layers})
        made = layer(images[job["images"]].astype(np.float32), training=True)
        results[name] = np.asarray(keras.ops.convert_to_numpy(made))
    np.savez(folder / "results.npz", **results)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
