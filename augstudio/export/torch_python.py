"""torchvision v2 as Python: `train_transforms` and `eval_transforms`, each a `Compose`."""

from augstudio.export.chain import Chains, result_size, sample_size
from augstudio.export.header import header
from augstudio.export.helper_source import inline
from augstudio.export.imports import import_lines
from augstudio.export.python_file import assemble
from augstudio.export.python_text import layout, needed_imports
from augstudio.export.torch_calls import VERSIONS, approximations, chain_calls
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.transforms.code import Call, Helper, Value, torchvision

_VARIABLES = {Mode.TRAIN: "train_transforms", Mode.EVAL: "eval_transforms"}


def _write(pipeline: Pipeline, chains: Chains) -> str:
    pipelines = chains.of(pipeline)
    composes = {mode: _compose(each) for mode, each in pipelines.items()}
    helpers = [each.name for compose in composes.values() for each in compose.walk() if isinstance(each, Helper)]
    inlined = inline("augstudio.kernels.torchvision", helpers)
    imports = {*inlined.imports, ("torch", None, None)}
    for compose in composes.values():
        imports.update(needed_imports(compose))
    blocks = [
        "\n".join(header(pipeline, "torchvision", VERSIONS, approximations(pipelines.values()))),
        "\n".join(import_lines(imports)),
        *inlined.definitions,
        *("\n".join(layout(compose, before=f"{_VARIABLES[mode]} = ")) for mode, compose in composes.items()),
        *_self_test(pipelines),
    ]
    return assemble(blocks)


def _compose(pipeline: Pipeline) -> Call:
    transforms: list[Value] = [call for _, calls in chain_calls(pipeline) for call in calls]
    return torchvision("Compose", unnamed=1, transforms=transforms)


def _self_test(pipelines: dict[Mode, Pipeline]) -> tuple[str, str]:
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
    lines.append(f'    print("ok: {" and ".join(_VARIABLES[mode] for mode in pipelines)}")')
    return "\n".join(lines), 'if __name__ == "__main__":\n    self_test()'


EXPORTER = _write
