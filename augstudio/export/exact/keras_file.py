"""Exact Keras as Python: `augmentation` and `preprocessing`, each making a layer that runs on TensorFlow."""

from collections.abc import Collection

from augstudio.export.batch_sizes import unsplit_size
from augstudio.export.chain import Chains, result_size
from augstudio.export.exact.tensorflow_file import REMARKS, design, running, tensorflow_source
from augstudio.export.header import exact_header
from augstudio.export.imports import import_lines
from augstudio.export.keras_layers import VERSIONS
from augstudio.export.python_file import assemble
from augstudio.pipeline.batch_steps import batch_steps
from augstudio.pipeline.model import Mode, Pipeline

_NAMES = {Mode.TRAIN: "augmentation", Mode.EVAL: "preprocessing"}
_CLASSES = {Mode.TRAIN: "Augmentation", Mode.EVAL: "Preprocessing"}

_CHECK = '''\
def check_backend():
    """Refuses other backends: what the layers do is written for TensorFlow."""
    if keras.backend.backend() != "tensorflow":
        message = "these layers run on TensorFlow: set KERAS_BACKEND=tensorflow"
        raise RuntimeError(f"{message}, or export for torch")'''

_AS_ARRAYS = '''\
def as_arrays(inputs):
    """Numbers and lists among inputs as arrays: Keras takes nothing else."""
    if not isinstance(inputs, dict):
        return inputs
    plain = (int, list, tuple, range)
    numbers = {key: each for key, each in inputs.items() if isinstance(each, plain)}
    return {**inputs, **{key: np.asarray(each) for key, each in numbers.items()}}'''

_TRAIN = '''\
@keras.saving.register_keras_serializable()
class Augmentation(keras.layers.Layer):
    """Changes a batch of training images, each with draws of its own.

    The same seed, epoch and index give the same image in any batch and any order. With
    training=False, as in `predict`, it does what `Preprocessing` does.
    """

    def __init__(self, **options):
        super().__init__(**{"dtype": "float32", **options})
        self.supports_jit = False

    def __call__(self, inputs, **options):
        return super().__call__(as_arrays(inputs), **options)

    def call(self, inputs, training=True):
        if not training:
            return changed_eagerly(prepared_now, inputs["images"])
        return changed_eagerly(augmented_now, *(inputs[key] for key in KEYS))'''

_TRAIN_MIXING = '''\
@keras.saving.register_keras_serializable()
class Augmentation(keras.layers.Layer):
    """Changes a batch of training images, each with draws of its own, and mixes them.

    The same seed, epoch and index give the same image in any batch and any order, until
    it is mixed with the one before it: batches have to be shuffled. With training=False
    it does what `Preprocessing` does, and leaves labels as they are.
    """

    def __init__(self, **options):
        super().__init__(**{"dtype": "float32", **options})
        self.supports_jit = False

    def __call__(self, inputs, **options):
        return super().__call__(as_arrays(inputs), **options)

    def call(self, inputs, training=True):
        if training:
            mixed = mixed_eagerly(augmented_now, *(inputs[key] for key in KEYS))
            return {"images": mixed[0], "labels": mixed[1]}
        images = changed_eagerly(prepared_now, inputs["images"])
        return {"images": images, "labels": inputs["labels"]}'''

_EVAL = '''\
@keras.saving.register_keras_serializable()
class Preprocessing(keras.layers.Layer):
    """Makes images ready for evaluation: float32, nothing random."""

    def __init__(self, **options):
        super().__init__(**{"dtype": "float32", **options})
        self.supports_jit = False

    def __call__(self, inputs, **options):
        return super().__call__(as_arrays(inputs), **options)

    def call(self, inputs, training=False):
        images = inputs["images"] if isinstance(inputs, dict) else inputs
        return changed_eagerly(prepared_now, images)'''

_AUGMENTED_NOW = '''\
def augmented_now(images, epoch, index):
    """Eager images as training sees them."""
    images = as_floats(images)
    return run(TRAINING, images, draw_keys(SEED, epoch, index, len(images)))'''

_MIXED_NOW = '''\
def augmented_now(images, labels, epoch, index):
    """Eager images and labels as training sees them."""
    images = as_floats(images)
    keys = draw_keys(SEED, epoch, index, len(images))
    images = run(TRAINING, images, keys)
    return mix_batch(TRAINING, images, labels, None, keys)'''

_PREPARED_NOW = '''\
def prepared_now(images):
    """Eager images as evaluation sees them."""
    images = as_floats(images)
    return run(EVALUATION, images, draw_keys(SEED, 0, range(len(images)), len(images)))'''

_AUGMENTATION = '''\
def augmentation():
    """Makes a layer for training.

        layer({{"images": images, {labels}"epoch": 0, "index": index}})

    images: (B, H, W, C) uint8, or floats in [0, 1].{explained}
    epoch: Which pass over the data, from 0: other draws for each; one, or (B,).
    index: (B,) position of each image in the data set, from 0.
    Returns (B, H', W', C) float32{returned}.
    """
    check_backend()
    return Augmentation()'''
_NOT_MIXED = {"labels": "", "explained": "", "returned": ""}
_MIXED = {
    "labels": '"labels": labels, ',
    "explained": "\n    labels: (B, K) class probabilities, as keras.ops.one_hot makes them.",
    "returned": ' under "images", and (B, K) float32 under "labels"',
}

_PREPROCESSING = '''\
def preprocessing():
    """Makes a layer for evaluation, of images or of what `augmentation` takes."""
    check_backend()
    return Preprocessing()'''


def _write(pipeline: Pipeline, chains: Chains) -> str:
    pipelines = chains.of(pipeline)
    mixes = any(batch_steps(each) for each in pipelines.values())
    needed = (Chains.BOTH if Mode.TRAIN in pipelines else chains).of(pipeline)  # training layers prepare, too
    own = [*_running(needed, pipelines, mixes=mixes), _CHECK, *_makers(pipelines, mixes=mixes)]
    own.append(_self_test(pipelines, mixes=mixes))
    names = {"KEYS", "as_arrays", "augmented_now", "prepared_now", "check_backend", "self_test"}
    shaken = tensorflow_source(needed, own, names | set(_NAMES.values()) | set(_CLASSES.values()))
    imports = {*shaken.imports, ("keras", None, None), ("numpy", None, "np"), ("tensorflow", None, "tf")}
    blocks = [
        "\n".join(exact_header(pipeline, "Keras", VERSIONS, REMARKS)),
        "\n".join(import_lines(imports)),
        *shaken.blocks,
        *design(pipeline, needed),
        *own,
        'if __name__ == "__main__":\n    self_test()',
    ]
    return assemble(blocks)


def _running(needed: dict[Mode, Pipeline], wanted: Collection[Mode], *, mixes: bool) -> list[str]:
    """The functions that layers call eagerly, and the layers."""
    prepared = running(_PREPARED_NOW, needed[Mode.EVAL])
    if Mode.TRAIN not in wanted:
        return [prepared, _AS_ARRAYS, _EVAL]
    keys = 'KEYS = ("images", "labels", "epoch", "index")' if mixes else 'KEYS = ("images", "epoch", "index")'
    augmented = running(_MIXED_NOW if mixes else _AUGMENTED_NOW, needed[Mode.TRAIN])
    layers = [_TRAIN_MIXING if mixes else _TRAIN, *([_EVAL] if Mode.EVAL in wanted else [])]
    return [keys, augmented, prepared, _AS_ARRAYS, *layers]


def _makers(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> list[str]:
    makers = {Mode.TRAIN: _AUGMENTATION.format(**(_MIXED if mixes else _NOT_MIXED)), Mode.EVAL: _PREPROCESSING}
    return [makers[mode] for mode in pipelines]


def _self_test(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> str:
    size = unsplit_size(next(iter(pipelines.values())), "choose the native style")
    shape = f"({size.height}, {size.width}, {size.channels})"
    lines = [
        "def self_test():",
        '    """Runs what is above on made-up images and checks what comes out."""',
        f"    values = tf.reshape(tf.range({size.height * size.width * size.channels}), {shape})",
        "    images = tf.stack([tf.cast(values * step % 256, tf.uint8) for step in (1, 7, 97)])",
        '    inputs = {"images": images, "epoch": 1, "index": tf.constant([7, 8, 9])}',
        *(['    inputs["labels"] = tf.eye(3)'] if mixes else []),
    ]
    for mode, pipeline in pipelines.items():
        made = result_size(pipeline, size)
        assert made is not None  # noqa: S101 -- unsplit_size has seen to it
        picked = '["images"]' if mixes and mode is Mode.TRAIN else ""
        lines += [
            f"    layer = {_NAMES[mode]}()",
            f"    result = layer(inputs){picked}",
            f"    assert tf.reduce_all(layer(inputs){picked} == result)",
            f"    assert result.shape == (3, {made.height}, {made.width}, {made.channels})",
            "    assert result.dtype == tf.float32",
            "    assert tf.reduce_all(tf.math.is_finite(result))",
        ]
    lines.append(f'    print("ok: {" and ".join(_NAMES[mode] for mode in pipelines)}")')
    return "\n".join(lines)


EXPORTER = _write
