"""TensorFlow as Python: `augment`, `prepare` and `make_dataset`; and `mix_batch` where a chain mixes batches."""

from itertools import chain

from augstudio.export.chain import Chains, result_size, sample_size
from augstudio.export.header import header
from augstudio.export.helper_source import inline
from augstudio.export.imports import import_lines
from augstudio.export.python_file import assemble
from augstudio.export.python_text import layout, needed_imports
from augstudio.export.tensorflow_dataset import make_dataset
from augstudio.export.tensorflow_steps import (
    VERSIONS,
    Statements,
    approximations,
    batch_statements,
    functions,
    statements,
)
from augstudio.pipeline.batch_steps import image_steps
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.transforms.code import IMAGE

_AUGMENT = '''\
def augment(
    image: tf.Tensor,
    label: tf.Tensor,
    seed: tf.Tensor | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Changes one training image{how}.

    Args:
        image: (H, W, C) uint8.
        label: Passed on.
        seed: {seed}

    Returns:
        The image as float32, and the label.
    """'''

_MIX_BATCH = '''\
def mix_batch(
    images: tf.Tensor,
    labels: tf.Tensor,
    seed: tf.Tensor | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Mixes the images of one training batch at random, and their labels with them.

    Args:
        images: (B, H, W, C) float32, out of `augment` and in random order.
        labels: (B, K) float32 class probabilities, as `tf.one_hot` makes them.
        seed: One or two integers that decide every draw; None draws them anew.

    Returns:
        Images and labels, as many as there were.
    """'''

_RANDOM = {"how": " at random", "seed": "One or two integers that decide every draw; None draws them anew."}
_FIXED = {"how": "", "seed": "Not needed: nothing here is random."}

_DRAW_SEED = """\
    if seed is None:
        seed = tf.random.uniform([2], maxval=tf.int32.max, dtype=tf.int32)"""

_PREPARE = '''\
def prepare(image: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Makes one (H, W, C) uint8 image ready for evaluation: float32, nothing random."""'''

_MIXING_TEST = [
    "    batch = tf.image.convert_image_dtype(images, tf.float32)",
    "    mixed, labels = mix_batch(batch, tf.eye(3), seed=(1, 2))",
    "    assert mixed.shape == batch.shape and labels.shape == (3, 3)",
    "    assert tf.reduce_all(tf.math.is_finite(mixed))",
    "    assert tf.reduce_all(tf.abs(tf.reduce_sum(labels, axis=1) - 1) < 1e-6)",
]

_TO_FLOAT = "    image = tf.image.convert_image_dtype(image, tf.float32)"
_RETURN = "    return image, label"


def _write(pipeline: Pipeline, chains: Chains) -> str:
    chosen = chains.of(pipeline)
    mixing = batch_statements(pipeline if Mode.TRAIN in chosen else Pipeline())
    pipelines = {mode: image_steps(each) for mode, each in chosen.items()}
    bodies = {mode: statements(each) for mode, each in pipelines.items()}
    steps = {name: each for pipeline in pipelines.values() for name, each in functions(pipeline).items()}
    written = [*steps.values(), *bodies.values(), mixing]
    inlined = inline("augstudio.kernels.tensorflow", chain.from_iterable(body.helpers for body in written))
    imports = {*inlined.imports, ("tensorflow", None, "tf")}
    for body in written:
        imports.update(each for call in body.calls for each in needed_imports(call))
    is_random = Mode.TRAIN in bodies and bodies[Mode.TRAIN].seeds > 0
    blocks = [
        "\n".join(header(pipeline, "TensorFlow", VERSIONS, approximations(pipelines.values()))),
        "\n".join(import_lines(imports)),
        *([f"SEED = {pipeline.seed}"] if Mode.TRAIN in bodies else []),
        *inlined.definitions,
        *(_step_function(name, body) for name, body in steps.items()),
        *(_function(mode, body) for mode, body in bodies.items()),
        *([_mix_batch(mixing)] if mixing.calls else []),
        make_dataset(tuple(bodies), is_random=is_random, mixes=bool(mixing.calls)),
        _self_test(pipelines, mixes=bool(mixing.calls)),
        'if __name__ == "__main__":\n    self_test()',
    ]
    return assemble(blocks)


def _function(mode: Mode, body: Statements) -> str:
    lines = [_TO_FLOAT]
    for call in body.calls:
        lines += layout(call, indent=4, before=f"{IMAGE.name} = ")
    lines.append(_RETURN)
    if mode is Mode.EVAL:
        return "\n".join([_PREPARE, *lines])
    head = _AUGMENT.format(**(_RANDOM if body.seeds else _FIXED))
    return "\n".join([head, *_seed_lines(body.seeds), *lines])


def _step_function(name: str, body: Statements) -> str:
    """A step of a group."""
    lines = [f"def {name}(image: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:", *_split_lines(body.seeds)]
    *before, last = body.calls
    for call in before:
        lines += layout(call, indent=4, before=f"{IMAGE.name} = ")
    return "\n".join([*lines, *layout(last, indent=4, before="return ")])


def _mix_batch(body: Statements) -> str:
    lines = [_MIX_BATCH, *_seed_lines(body.seeds)]
    for call in body.calls:
        lines += layout(call, indent=4, before="images, labels = ")
    return "\n".join([*lines, "    return images, labels"])


def _seed_lines(count: int) -> list[str]:
    match count:
        case 0:
            return []
        case 1:
            return [_DRAW_SEED, "    seed = tf.broadcast_to(seed, [2])"]
        case _:
            return [_DRAW_SEED, *_split_lines(count, "tf.broadcast_to(seed, [2])")]


def _split_lines(count: int, seed: str = "seed") -> list[str]:
    return [f"    seeds = tf.random.split({seed}, num={count})"] if count > 1 else []


def _self_test(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> str:
    size = sample_size(next(iter(pipelines.values())))
    shape = f"({size.height}, {size.width}, {size.channels})"
    count = size.height * size.width * size.channels
    training = Mode.TRAIN in pipelines
    lines = [
        "def self_test() -> None:",
        '    """Runs what is above on made-up images and checks what comes out."""',
        f"    values = tf.reshape(tf.range({count}), {shape})",
        "    images = [tf.cast(values * step % 256, tf.uint8) for step in (1, 7, 97)]",
        "    for image in images:",
    ]
    for mode, pipeline in pipelines.items():
        call = "augment(image, 5, seed=(1, 2))" if mode is Mode.TRAIN else "prepare(image, 5)"
        made = result_size(pipeline, size)
        lines += [
            f"        result, label = {call}",
            "        assert result.dtype == tf.float32 and label == 5",
            f"        assert result.shape == ({made.height}, {made.width}, {made.channels})"
            if made
            else "        assert result.ndim == 3",
            "        assert tf.reduce_all(tf.math.is_finite(result))",
            f"        assert tf.reduce_all({call}[0] == result)",
        ]
    chosen = ("True, ", "False, ") if len(pipelines) > 1 else ("",)
    if mixes:
        lines += _MIXING_TEST
    lines += ["    ds = tf.data.Dataset.from_tensor_slices((images, [0, 1, 2]))"]
    options = "1, num_classes=3" if mixes else "batch_size=1"
    for arguments in chosen:
        lines += [
            f"    first, second = (make_dataset(ds, {arguments}{options}) for _ in range(2))",
            "    for (one, _), (other, _) in zip(first, second, strict=True):",
            "        assert tf.reduce_all(one == other)",
        ]
    names = ["augment"] * training + ["prepare"] * (Mode.EVAL in pipelines) + ["mix_batch"] * mixes + ["make_dataset"]
    lines.append(f'    print("ok: {", ".join(names[:-1])} and {names[-1]}")')
    return "\n".join(lines)


EXPORTER = _write
