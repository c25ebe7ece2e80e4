"""Keras 3 as Python: `augmentation` and `preprocessing`, each making a layer; and a third that mixes batches."""

from augstudio.export.chain import Chains, result_size
from augstudio.export.header import header
from augstudio.export.helper_source import inline
from augstudio.export.imports import import_lines
from augstudio.export.keras_layers import VERSIONS, approximations, batch_size, chain_layers
from augstudio.export.python_file import assemble
from augstudio.export.python_text import layout, needed_imports
from augstudio.pipeline.batch_steps import batch_steps, image_steps
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.transforms.code import Call, Helper, Value, keras

_NAMES = {Mode.TRAIN: "augmentation", Mode.EVAL: "preprocessing"}

_AUGMENTATION = '''\
def augmentation() -> layers.Layer:
    """Makes a layer from (B, H, W, C) uint8 images to float32, for training.

    Call it with training=True in `ds.map`, or put it first in a model: in `predict` and
    `evaluate` it is off, and prepares images as `preprocessing` does. To repeat its
    draws, call keras.utils.set_random_seed before.
    """'''

_PREPROCESSING = '''\
def preprocessing() -> layers.Layer:
    """Makes a layer from (B, H, W, C) uint8 images to float32, for evaluation."""'''

_MIXING = '''\
def mixing() -> layers.Layer:
    """Makes a layer that mixes training images, and their labels with them:

        mix = mixing()
        batch = mix({"images": images, "labels": labels}, training=True)
        images, labels = batch["images"], batch["labels"]

    Images are results of `augmentation`, in shuffled batches; labels are class
    probabilities (B, K), as keras.ops.one_hot makes them, for a loss that takes those.
    Call it in `ds.map`, after `batch`; with training=False it does nothing.
    """'''

_HEADS = {Mode.TRAIN: _AUGMENTATION, Mode.EVAL: _PREPROCESSING}


_MIXING_TEST = [
    '    batch = {"images": images / np.float32(255), "labels": np.eye(3)}',
    "    mixed = mixing()(batch, training=True)",
    "    result, labels = (keras.ops.convert_to_numpy(mixed[key]) for key in batch)",
    "    assert result.shape == images.shape and np.isfinite(result).all()",
    "    assert labels.shape == (3, 3) and np.allclose(labels.sum(axis=1), 1)",
]


def _write(pipeline: Pipeline, chains: Chains) -> str:
    chosen = chains.of(pipeline)
    mixing = _mixing(chosen)
    pipelines = {mode: image_steps(each) for mode, each in chosen.items()}
    stacks = {mode: _stack(each) for mode, each in pipelines.items()}
    written = [*stacks.values(), *mixing]
    helpers = [each.name for stack in written for each in stack.walk() if isinstance(each, Helper)]
    inlined = inline("augstudio.kernels.keras", helpers)
    imports = {*inlined.imports, ("keras", None, None), ("keras", "layers", None), ("numpy", None, "np")}
    for stack in written:
        imports.update(needed_imports(stack))
    blocks = [
        "\n".join(header(pipeline, "Keras", VERSIONS, approximations(pipelines.values()))),
        "\n".join(import_lines(imports)),
        *inlined.definitions,
        *(f"{_HEADS[mode]}\n" + "\n".join(layout(stack, 4, "return ")) for mode, stack in stacks.items()),
        *(f"{_MIXING}\n" + "\n".join(layout(stack, 4, "return ")) for stack in mixing),
        _self_test(pipelines, mixes=bool(mixing)),
        'if __name__ == "__main__":\n    self_test()',
    ]
    return assemble(blocks)


def _stack(pipeline: Pipeline) -> Call:
    layers: list[Value] = [call for _, calls in chain_layers(pipeline) for call in calls]
    return keras("Pipeline", unnamed=1, layers=layers)


def _mixing(pipelines: dict[Mode, Pipeline]) -> tuple[Call, ...]:
    """The call that builds what mixes batches, where a chain does that."""
    steps = [each for pipeline in pipelines.values() for each in batch_steps(pipeline)]
    layers: list[Value] = [transform.batch_keras_code(step.probability) for step, transform in steps]
    return (keras("Pipeline", unnamed=1, layers=layers),) if layers else ()


def _self_test(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> str:
    size = batch_size(next(iter(pipelines.values())))
    shape = f"({size.height}, {size.width}, {size.channels})"
    lines = [
        "def self_test() -> None:",
        '    """Runs what is above on made-up images and checks what comes out."""',
        f"    values = np.arange({size.height * size.width * size.channels}).reshape{shape}",
        "    images = np.stack([values * step % 256 for step in (1, 7, 97)]).astype(np.uint8)",
    ]
    for mode, pipeline in pipelines.items():
        name = _NAMES[mode]
        made = result_size(pipeline, size)
        assert made is not None  # noqa: S101 -- batch_size has seen to it
        lines += [
            f"    layer = {name}()",
            "    result = keras.ops.convert_to_numpy(layer(images, training=True))",
            f"    assert result.shape == (3, {made.height}, {made.width}, {made.channels})",
            "    assert result.dtype == np.float32 and np.isfinite(result).all()",
        ]
        if mode is Mode.EVAL:
            lines += [
                "    again = keras.ops.convert_to_numpy(layer(images, training=False))",
                "    assert np.array_equal(again, result)",
            ]
    names = [_NAMES[mode] for mode in pipelines]
    if mixes:
        lines += _MIXING_TEST
        names.append("mixing")
    lines.append(f'    print("ok: {", ".join(names[:-1])}{" and " if names[1:] else ""}{names[-1]}")')
    return "\n".join(lines)


EXPORTER = _write
