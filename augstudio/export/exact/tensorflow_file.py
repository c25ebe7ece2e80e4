"""Exact TensorFlow as Python: `augment` and `prepare`, functions of a batch, and `make_dataset`."""

from augstudio.engine.plan import composed_steps
from augstudio.export.batch_sizes import unsplit_size
from augstudio.export.chain import Chains, result_size
from augstudio.export.exact.definitions import Place
from augstudio.export.exact.live import Live
from augstudio.export.exact.shaking import Shaken, shake
from augstudio.export.exact.steps import needed, table
from augstudio.export.header import exact_header
from augstudio.export.imports import import_lines
from augstudio.export.python_file import assemble
from augstudio.export.tensorflow_steps import VERSIONS
from augstudio.pipeline.batch_steps import batch_steps
from augstudio.pipeline.model import Mode, Pipeline

TABLES = {Mode.TRAIN: "TRAINING", Mode.EVAL: "EVALUATION"}
REMARKS = (
    "Exact: same seed, epoch and index, same image as in the preview but for the last digits, in any batch.",
    "Draws are made on the host and stages run eagerly, in graphs too: not for XLA, TPUs or SavedModels.",
    "Needs Python 3.11 or later.",
    "fmt: off",
)

_SHARED = "augstudio.export.exact.torch_driver"
_MIXING = "augstudio.engine.mixing"
_COMPOSING = "augstudio.engine.single_resampling"
_DRIVER = "augstudio.export.exact.tensorflow_driver"
_BATCHES = "augstudio.kernels.tensorflow_stages.batches"
_OWN = ("draw_keys", "changed", "size_of", "taken", "put_together")
_IN_TENSORFLOW = {
    Place(_SHARED, "as_floats"): Place(_BATCHES, "as_floats"),
    **{Place(_SHARED, name): Place(_DRIVER, name) for name in _OWN},
    Place(_COMPOSING, "sample"): Place(_DRIVER, "sample"),
    **{Place(_MIXING, name): Place(_DRIVER, name) for name in ("class_probabilities", "mix", "mix_labels")},
}
_ROOTS = {
    **{name: Place(_SHARED, name) for name in ("Step", "run", "run_composing", "mix_batch")},
    **{name: Place(_BATCHES, name) for name in ("as_floats", "augmented_batches", "changed_eagerly", "mixed_eagerly")},
    "draw_keys": Place(_DRIVER, "draw_keys"),
}
"""What text that is written here can call."""

_AUGMENT = '''\
def augment(images, labels, *, epoch, index):
    """Changes a batch of training images, each with draws of its own.

    The same seed, epoch and index give the same image in any batch and any order.

    Args:
        images: (B, H, W, C) uint8, or floats in [0, 1].
        labels: Passed on.
        epoch: Which pass over the data, from 0: other draws for each; one, or (B,).
        index: (B,) position of each image in the data set, from 0.

    Returns:
        Images (B, H', W', C) float32, and the labels.
    """

    def change(images, epoch, index):
        images = as_floats(images)
        return run(TRAINING, images, draw_keys(SEED, epoch, index, len(images)))

    return changed_eagerly(change, images, epoch, index), labels'''

_AUGMENT_MIXING = '''\
def augment(images, labels, *, epoch, index):
    """Changes a batch of training images, each with draws of its own, and mixes them.

    The same seed, epoch and index give the same image in any batch and any order, until
    it is mixed with the one before it: batches have to be shuffled.

    Args:
        images: (B, H, W, C) uint8, or floats in [0, 1].
        labels: (B, K) class probabilities, as tf.one_hot makes them.
        epoch: Which pass over the data, from 0: other draws for each; one, or (B,).
        index: (B,) position of each image in the data set, from 0.

    Returns:
        Images (B, H', W', C) float32, and class probabilities (B, K) float32.
    """

    def change(images, labels, epoch, index):
        images = as_floats(images)
        keys = draw_keys(SEED, epoch, index, len(images))
        images = run(TRAINING, images, keys)
        return mix_batch(TRAINING, images, labels, None, keys)

    return mixed_eagerly(change, images, labels, epoch, index)'''

_PREPARE = '''\
def prepare(images, labels):
    """Makes images (B, H, W, C) ready for evaluation: float32, nothing random."""

    def change(images):
        images = as_floats(images)
        return run(EVALUATION, images, draw_keys(SEED, 0, range(len(images)), len(images)))

    return changed_eagerly(change, images), labels'''

_EPOCHS = """\

    Each pass over a training set is a new epoch: another order, and other draws, which
    depend on SEED, the epoch and the image's position in `ds` alone. `ds` has an end; to
    go on without one, call `repeat()` on what comes out."""

_ONE_HOT = """\

    Labels come out one-hot, (B, num_classes), mixed in training as the images are: for
    keras.losses.CategoricalCrossentropy."""

_MAKE_ONE_HOT = """\

    def one_hot(image, label):
        return image, tf.one_hot(label, num_classes)

    ds = ds.cache().map(one_hot)"""

_PREPARED = """\
ds = ds.batch(batch_size).map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
return ds.prefetch(tf.data.AUTOTUNE)"""

_AUGMENTED = """\
ds = augmented_batches(ds, augment, batch_size, SEED)
return ds.prefetch(tf.data.AUTOTUNE)"""


def _write(pipeline: Pipeline, chains: Chains) -> str:
    pipelines = chains.of(pipeline)
    mixes = any(batch_steps(each) for each in pipelines.values())
    functions = {Mode.TRAIN: _AUGMENT_MIXING if mixes else _AUGMENT, Mode.EVAL: _PREPARE}
    own = [running(functions[mode], each) for mode, each in pipelines.items()]
    own += [_make_dataset(pipelines, mixes=mixes), _self_test(pipelines, mixes=mixes)]
    shaken = tensorflow_source(pipelines, own, {"augment", "prepare", "make_dataset", "self_test"})
    blocks = [
        "\n".join(exact_header(pipeline, "TensorFlow", VERSIONS, REMARKS)),
        "\n".join(import_lines({*shaken.imports, ("tensorflow", None, "tf")})),
        *shaken.blocks,
        *design(pipeline, pipelines),
        *own,
        'if __name__ == "__main__":\n    self_test()',
    ]
    return assemble(blocks)


def running(text: str, pipeline: Pipeline) -> str:
    """Text that runs the steps of a pipeline, composed where it asks for that."""
    return text.replace("run(", "run_composing(") if composed_steps(pipeline) else text


def tensorflow_source(pipelines: dict[Mode, Pipeline], own: list[str], names: set[str]) -> Shaken:
    """What of our source some steps need to run in TensorFlow.

    Args:
        pipelines: The chains.
        own: Text that the file has of its own: what it calls is needed.
        names: What it defines.
    """
    given = Live(replaced=_IN_TENSORFLOW)
    for each in pipelines.values():
        given.add(needed(each.active))
    texts = [*own, *(["Step("] if given.places else [])]
    called = [place for name, place in _ROOTS.items() if any(f"{name}(" in text for text in texts)]
    reserved = {"SEED", *TABLES.values(), *names}
    return shake(called, given=given, reserved=reserved)


def design(pipeline: Pipeline, pipelines: dict[Mode, Pipeline]) -> list[str]:
    """The seed and the steps, as a reader looks for them."""
    tables = [table(TABLES[mode], each.active, composed_steps(each)) for mode, each in pipelines.items()]
    return ["# The pipeline.", f"SEED = {pipeline.seed}", *tables]


def _make_dataset(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> str:
    choice = len(pipelines) > 1
    arguments = ["ds", *(["training"] if choice else []), "batch_size", *(["num_classes"] if mixes else [])]
    remarks = [*([_ONE_HOT] if mixes else []), *([_EPOCHS] if Mode.TRAIN in pipelines else [])]
    ending = "\n".join(["", *remarks, "    "]) if remarks else ""
    lines = [
        f"def make_dataset({', '.join(arguments)}):",
        f'    """Batches of images and labels, from a data set of single ones of one size.{ending}"""',
        _MAKE_ONE_HOT if mixes else "    ds = ds.cache()",
    ]
    if choice:
        lines += ["    if not training:", *_indented(_PREPARED, 8), *_indented(_AUGMENTED, 4)]
    else:
        lines += _indented(_AUGMENTED if Mode.TRAIN in pipelines else _PREPARED, 4)
    return "\n".join(lines)


def _indented(text: str, columns: int) -> list[str]:
    return [" " * columns + line for line in text.splitlines()]


def _self_test(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> str:
    size = unsplit_size(next(iter(pipelines.values())), "choose the native style")
    shape = f"({size.height}, {size.width}, {size.channels})"
    lines = [
        "def self_test():",
        '    """Runs what is above on made-up images and checks what comes out."""',
        f"    values = tf.reshape(tf.range({size.height * size.width * size.channels}), {shape})",
        "    images = tf.stack([tf.cast(values * step % 256, tf.uint8) for step in (1, 7, 97)])",
        "    labels = tf.eye(3)" if mixes else "    labels = tf.range(3)",
    ]
    for mode, pipeline in pipelines.items():
        made = result_size(pipeline, size)
        assert made is not None  # noqa: S101 -- batch_size has seen to it
        lines += _calls(mode, mixes=mixes)
        lines += [
            f"    assert result.shape == (3, {made.height}, {made.width}, {made.channels})",
            "    assert result.dtype == tf.float32",
            "    assert tf.reduce_all(tf.math.is_finite(result))",
        ]
    lines += ["    ds = tf.data.Dataset.from_tensor_slices((images, tf.range(3)))"]
    options = "2, num_classes=3" if mixes else "batch_size=2"
    for chosen in ("True, ", "False, ") if len(pipelines) > 1 else ("",):
        lines += [
            f"    first, second = (make_dataset(ds, {chosen}{options}) for _ in range(2))",
            "    for (one, _), (other, _) in zip(first, second, strict=True):",
            "        assert tf.reduce_all(one == other)",
        ]
    names = ["augment"] * (Mode.TRAIN in pipelines) + ["prepare"] * (Mode.EVAL in pipelines)
    lines.append(f'    print("ok: {", ".join(names)} and make_dataset")')
    return "\n".join(lines)


def _calls(mode: Mode, *, mixes: bool) -> list[str]:
    """The lines that make a result, twice, and a third time image by image."""
    if mode is Mode.EVAL:
        return [
            "    result, _ = prepare(images, labels)",
            "    assert tf.reduce_all(prepare(images, labels)[0] == result)",
        ]
    lines = [
        "    index = tf.constant([7, 8, 9])",
        "    result, mixed = augment(images, labels, epoch=1, index=index)"
        if mixes
        else "    result, _ = augment(images, labels, epoch=1, index=index)",
        "    again, _ = augment(images, labels, epoch=1, index=index)",
        "    assert tf.reduce_all(again == result)",
    ]
    if mixes:
        return [
            *lines,
            "    assert mixed.shape == (3, 3)",
            "    assert tf.reduce_all(tf.abs(tf.reduce_sum(mixed, axis=1) - 1) < 1e-6)",
        ]
    return [
        *lines,
        "    for row in range(3):",
        "        rows = slice(row, row + 1)",
        "        alone, _ = augment(images[rows], labels[rows], epoch=1, index=index[rows])",
        "        assert tf.reduce_all(tf.abs(alone[0] - result[row]) < 1e-5)",
    ]


EXPORTER = _write
