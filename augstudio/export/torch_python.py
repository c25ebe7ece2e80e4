"""torchvision v2 as Python: `train_transforms` and `eval_transforms`, each a `Compose`; and a third that mixes batches."""

from augstudio.export.chain import Chains, result_size, sample_size
from augstudio.export.header import header
from augstudio.export.helper_source import inline
from augstudio.export.imports import import_lines
from augstudio.export.python_file import assemble
from augstudio.export.python_text import layout, needed_imports
from augstudio.export.torch_calls import VERSIONS, approximations, chain_calls
from augstudio.pipeline.batch_steps import batch_steps, image_steps
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.transforms.code import Call, Helper, Value, torchvision

_VARIABLES = {Mode.TRAIN: "train_transforms", Mode.EVAL: "eval_transforms"}
_FACTORY = "make_batch_transforms"

_MAKE_BATCH_TRANSFORMS = f'''\
def {_FACTORY}(num_classes: int) -> v2.Compose:
    """Makes what mixes the images of a training batch, and their labels with them:

        batch_transforms = {_FACTORY}(num_classes=10)
        images, labels = batch_transforms(images, labels)

    Call it on every batch, in the training loop or at the end of the loader's collate
    function. The loader has to shuffle; images are stacked results of `train_transforms`.
    Labels (B,) become probabilities (B, num_classes): CrossEntropyLoss takes them.
    """'''


def _write(pipeline: Pipeline, chains: Chains) -> str:
    chosen = chains.of(pipeline)
    mixing = _mixing(chosen)
    pipelines = {mode: image_steps(each) for mode, each in chosen.items()}
    composes = {mode: _compose(each) for mode, each in pipelines.items()}
    written = [*composes.values(), *mixing]
    helpers = [each.name for compose in written for each in compose.walk() if isinstance(each, Helper)]
    inlined = inline("augstudio.kernels.torchvision", helpers)
    imports = {*inlined.imports, ("torch", None, None)}
    for compose in written:
        imports.update(needed_imports(compose))
    blocks = [
        "\n".join(header(pipeline, "torchvision", VERSIONS, approximations(pipelines.values()))),
        "\n".join(import_lines(imports)),
        *inlined.definitions,
        *("\n".join(layout(compose, before=f"{_VARIABLES[mode]} = ")) for mode, compose in composes.items()),
        *(f"{_MAKE_BATCH_TRANSFORMS}\n" + "\n".join(layout(compose, 4, "return ")) for compose in mixing),
        *_self_test(pipelines, mixes=bool(mixing)),
    ]
    return assemble(blocks)


def _compose(pipeline: Pipeline) -> Call:
    transforms: list[Value] = [call for _, calls in chain_calls(pipeline) for call in calls]
    return torchvision("Compose", unnamed=1, transforms=transforms)


def _mixing(pipelines: dict[Mode, Pipeline]) -> tuple[Call, ...]:
    """The call that builds what mixes batches, where a chain does that."""
    steps = [each for pipeline in pipelines.values() for each in batch_steps(pipeline)]
    transforms: list[Value] = [transform.batch_torch_code(step.probability) for step, transform in steps]
    return (torchvision("Compose", unnamed=1, transforms=transforms),) if transforms else ()


def _self_test(pipelines: dict[Mode, Pipeline], *, mixes: bool) -> tuple[str, str]:
    size = sample_size(next(iter(pipelines.values())))
    shape = f"({size.channels}, {size.height}, {size.width})"
    lines = [
        "def self_test() -> None:",
        '    """Runs what is above on made-up images and checks what comes out."""',
        f"    values = torch.arange({size.channels} * {size.height} * {size.width}).reshape{shape}",
        "    for step in (1, 7, 97):",
        "        image = (values * step % 256).to(torch.uint8)",
    ]
    for mode, pipeline in pipelines.items():
        name = _VARIABLES[mode]
        made = result_size(pipeline, size)
        lines += [
            f"        result = {name}(image)",
            "        assert result.dtype == torch.float32 and result.isfinite().all()",
            f"        assert result.shape == ({made.channels}, {made.height}, {made.width})"
            if made
            else "        assert result.ndim == 3",
        ]
        if mode is Mode.EVAL:
            lines.append(f"        assert torch.equal({name}(image), result)")
    if mixes:
        lines += [
            f"    images = torch.rand(4, {size.channels}, {size.height}, {size.width})",
            f"    mixed, labels = {_FACTORY}(5)(images, torch.arange(4))",
            "    assert mixed.shape == images.shape and mixed.isfinite().all()",
            "    assert labels.shape == (4, 5)",
            "    assert torch.allclose(labels.sum(dim=1), torch.ones(4))",
        ]
    names = [*(_VARIABLES[mode] for mode in pipelines), *([_FACTORY] if mixes else [])]
    lines.append(f'    print("ok: {", ".join(names[:-1])}{" and " if names[1:] else ""}{names[-1]}")')
    return "\n".join(lines), 'if __name__ == "__main__":\n    self_test()'


EXPORTER = _write
