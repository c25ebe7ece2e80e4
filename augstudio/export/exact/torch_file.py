"""Exact torch as Python: `train_transforms` and `eval_transforms`, functions of a batch."""

from collections.abc import Iterable, Iterator

from augstudio.engine.plan import composed_steps
from augstudio.export.batch_sizes import unsplit_size
from augstudio.export.chain import Chains, result_size
from augstudio.export.exact.definitions import Place
from augstudio.export.exact.live import Live
from augstudio.export.exact.shaking import shake
from augstudio.export.exact.steps import needed, table
from augstudio.export.header import exact_header
from augstudio.export.imports import import_lines
from augstudio.export.python_file import assemble
from augstudio.export.torch_calls import VERSIONS
from augstudio.pipeline.batch_steps import batch_steps
from augstudio.pipeline.model import Mode, Pipeline

_DRIVER = "augstudio.export.exact.torch_driver"
_TABLES = {Mode.TRAIN: "TRAINING", Mode.EVAL: "EVALUATION"}
_DRIVING = ("as_floats", "draw_keys", "run", "run_composing", "mix_batch")
"""What the functions of a file may call."""
_NAMES = {Mode.TRAIN: "train_transforms", Mode.EVAL: "eval_transforms"}

_RESERVED = {"SEED", "self_test", *_TABLES.values(), *_NAMES.values()}

_REMARKS = (
    "Exact: same seed, epoch and index, same image as in the preview, bit for bit on the CPU, in any batch.",
    "Needs Python 3.11 or later.",
    "fmt: off",
)

_TRAIN = '''\
def train_transforms(images, *, epoch, index):
    """Augments a batch of training images, each with draws of its own.

    The same seed, epoch and index give the same image in any batch and any order. No
    global random state is read or changed.

    Args:
        images: (B, C, H, W) tensor on any device: uint8, or floating point in [0, 1].
        epoch: Which pass over the data, from 0: other draws for each.
        index: (B,) position of each image in the data set, from 0.

    Returns:
        (B, C, H', W') float32 on the device of the images.
    """
    images = as_floats(images)
    return {run}(TRAINING, images, draw_keys(SEED, epoch, index, len(images)))'''

_TRAIN_MIXING = '''\
def train_transforms(images, *, epoch, index, labels, num_classes=None):
    """Augments a batch of training images, each with draws of its own, and mixes them.

    The same seed, epoch and index give the same image in any batch and any order, until
    it is mixed with the one before it: batches have to be shuffled. No global random
    state is read or changed.

    Args:
        images: (B, C, H, W) tensor on any device: uint8, or floating point in [0, 1].
        epoch: Which pass over the data, from 0: other draws for each.
        index: (B,) position of each image in the data set, from 0.
        labels: (B,) classes from 0, or (B, K) class probabilities.
        num_classes: K; one more than the largest label of the batch where it is None.

    Returns:
        (B, C, H', W') float32 on the device of the images, and class probabilities
        (B, K) float32.
    """
    images = as_floats(images)
    keys = draw_keys(SEED, epoch, index, len(images))
    images = {run}(TRAINING, images, keys)
    return mix_batch(TRAINING, images, labels, num_classes, keys)'''

_EVAL = '''\
def eval_transforms(images):
    """Prepares a batch of images for evaluation: (B, C, H, W) to (B, C, H', W') float32."""
    images = as_floats(images)
    return {run}(EVALUATION, images, draw_keys(SEED, 0, range(len(images)), len(images)))'''


def _write(pipeline: Pipeline, chains: Chains) -> str:
    pipelines = chains.of(pipeline)
    mixes = any(batch_steps(each) for each in pipelines.values())
    composed = {mode: composed_steps(each) for mode, each in pipelines.items()}
    functions = [_function(mode, mixes=mixes, composes=bool(composed[mode])) for mode in pipelines]
    self_test = _self_test(pipelines, mixes=mixes)
    blocks = [
        "\n".join(exact_header(pipeline, "PyTorch", {"torch": VERSIONS["torch"]}, _REMARKS)),
        *_source(pipelines.values(), "\n".join(functions)),
        "# The pipeline.",
        f"SEED = {pipeline.seed}",
        *(table(_TABLES[mode], each.active, composed[mode]) for mode, each in pipelines.items()),
        *functions,
        self_test,
        'if __name__ == "__main__":\n    self_test()',
    ]
    return assemble(blocks)


def _function(mode: Mode, *, mixes: bool, composes: bool) -> str:
    run = "run_composing" if composes else "run"
    if mode is Mode.EVAL:
        return _EVAL.format(run=run)
    return (_TRAIN_MIXING if mixes else _TRAIN).format(run=run)


def _source(pipelines: Iterable[Pipeline], functions: str) -> Iterator[str]:
    """The imports, and what functions and steps need of our source."""
    given = Live()
    for each in pipelines:
        given.add(needed(each.active))
    called = [each for each in _DRIVING if f"{each}(" in functions]
    names = ["Step", *called] if given.places else called
    shaken = shake([Place(_DRIVER, name) for name in names], given=given, reserved=_RESERVED)
    yield "\n".join(import_lines({*shaken.imports, ("torch", None, None)}))
    yield from shaken.blocks


def _self_test(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> str:
    size = unsplit_size(next(iter(pipelines.values())), "choose the native style")
    shape = f"({size.channels}, {size.height}, {size.width})"
    lines = [
        "def self_test():",
        '    """Runs what is above on made-up images and checks what comes out."""',
        f"    values = torch.arange({size.channels} * {size.height} * {size.width}).reshape{shape}",
        "    images = torch.stack([values * step % 256 for step in (1, 7, 97)]).to(torch.uint8)",
    ]
    for mode, pipeline in pipelines.items():
        made = result_size(pipeline, size)
        assert made is not None  # noqa: S101 -- unsplit_size has seen to it
        lines += _calls(mode, mixes=mixes)
        lines += [
            f"    assert result.shape == (3, {made.channels}, {made.height}, {made.width})",
            "    assert result.dtype == torch.float32 and result.isfinite().all()",
        ]
    lines.append(f'    print("ok: {" and ".join(_NAMES[mode] for mode in pipelines)}")')
    return "\n".join(lines)


def _calls(mode: Mode, *, mixes: bool) -> list[str]:
    """The lines that make a result, twice, and a third time image by image."""
    if mode is Mode.TRAIN and mixes:
        return [
            "    labels = torch.arange(3)",
            "    result, mixed = train_transforms(images, epoch=1, index=[7, 8, 9], labels=labels)",
            "    again, _ = train_transforms(images, epoch=1, index=[7, 8, 9], labels=labels)",
            "    assert torch.equal(again, result)",
            "    assert mixed.shape == (3, 3) and torch.allclose(mixed.sum(dim=1), torch.ones(3))",
        ]
    if mode is Mode.TRAIN:
        return [
            "    result = train_transforms(images, epoch=1, index=[7, 8, 9])",
            "    assert torch.equal(train_transforms(images, epoch=1, index=[7, 8, 9]), result)",
            "    for row in range(3):",
            "        alone = train_transforms(images[row : row + 1], epoch=1, index=[7 + row])",
            "        assert torch.equal(alone[0], result[row])",
        ]
    return [
        "    result = eval_transforms(images)",
        "    assert torch.equal(eval_transforms(images[1:]), result[1:])",
    ]


EXPORTER = _write
