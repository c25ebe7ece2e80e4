"""`augstudio bench`: how fast a pipeline is, and where the time goes."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from json import dumps
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.table import Table

from augstudio.cli.dataset_statistics import with_statistics
from augstudio.errors import AugStudioError, TrainingError
from augstudio.pipeline.yaml_format import load

if TYPE_CHECKING:
    import torch

    from augstudio.engine.augmenter import Images
    from augstudio.engine.benchmark import Benchmark
    from augstudio.engine.explanation import PlannedStep

_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})(?:x(\d{1,2}))?")
_DEFAULT_SIZE = "32x32x3"


def bench(
    file: str,
    /,
    *,
    device: str = "auto",
    size: str | None = None,
    batch: Annotated[int, Parameter(validator=Number(gte=1, lte=65536))] = 256,
    data: str | None = None,
    explain: bool = False,
    json: bool = False,
) -> int:
    """Measure how many images a second a pipeline makes, and where the time goes.

    Medians of several runs after a warm-up, with the drawing of parameters inside the time measured; on the processor with one thread
    and with all. The share of copy speed compares with reading the images and writing the result once, at the speed of a plain copy
    measured here. Reading files is not part of it.

    Args:
        file: The pipeline file; - reads standard input.
        device: auto, cpu, cuda or mps.
        size: Height x width x channels of made-up images, such as 224x224x3; 32x32x3 where neither this nor data are given.
        batch: Images at once.
        data: Measure with the images of this data set, at their own sizes.
        explain: Also print the plan: what each step becomes, which steps share one sampling, which are skipped and why.
        json: Print JSON.
    """
    if size is not None and data is not None:
        raise AugStudioError("--size is for made-up images and --data for real ones: give one of them")
    pipeline = with_statistics(load(file), data)
    from augstudio.engine.benchmark import benchmark  # noqa: PLC0415 -- torch, not for --help
    from augstudio.engine.explanation import explain as plan_of  # noqa: PLC0415
    from augstudio.transforms.stage import ImageSize  # noqa: PLC0415

    images = _made_up(size or _DEFAULT_SIZE, batch) if data is None else _read(data, batch)
    channels, height, width = images[0].shape
    measured = benchmark(pipeline, images, _device(device))
    plan = plan_of(pipeline, ImageSize(height, width, channels)) if explain else ()
    sizes = _sizes_text(images)
    if json:
        described: dict[str, Any] = {"pipeline": pipeline.name, "images": sizes, **asdict(measured)}
        if explain:
            described["plan"] = [asdict(step) for step in plan]
        print(dumps(described, indent=2, ensure_ascii=False))
    else:
        _print(measured, f"{pipeline.name}: batches of {batch:,} images, {sizes}, on {measured.device}", plan)
    return 0


def _device(asked: str) -> "torch.device":
    from augstudio.training.device import choose_device  # noqa: PLC0415 -- torch

    try:
        return choose_device(asked)
    except TrainingError as error:  # bad input here, not a failed run
        raise AugStudioError(str(error)) from None


def _made_up(size: str, batch: int) -> "torch.Tensor":
    """Noise (batch, C, H, W) uint8, the same every time."""
    import torch  # noqa: PLC0415 -- not for --help

    found = _SIZE.fullmatch(size)
    height, width, channels = (int(each or 3) for each in found.groups()) if found else (0, 0, 0)
    if 0 in (height, width, channels):
        raise AugStudioError(f"--size {size}: give height x width x channels, such as 32x32x3")
    generator = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (batch, channels, height, width), dtype=torch.uint8, generator=generator)


def _read(data: str, batch: int) -> "Images":
    """The first images of a data set that can be read, from the start again where there are fewer than a batch."""
    import numpy as np  # noqa: PLC0415 -- not for --help
    import torch  # noqa: PLC0415

    from augstudio.data.detection import open_source  # noqa: PLC0415
    from augstudio.data.loading import as_arrays  # noqa: PLC0415

    source = open_source(data)
    found = as_arrays(source, range(min(batch, len(source)))).images
    chosen = [found[position % len(found)] for position in range(batch)]
    images = [torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))) for image in chosen]
    return torch.stack(images) if len({image.shape for image in images}) == 1 else images


def _sizes_text(images: "Images") -> str:
    sizes = list(dict.fromkeys((image.shape[2], image.shape[1], image.shape[0]) for image in images))
    width, height, channels = sizes[0]
    first = f"{width}×{height} px, {'gray' if channels == 1 else f'{channels} channels'}"
    return first if len(sizes) == 1 else f"{len(sizes)} sizes such as {first}"


def _print(measured: "Benchmark", title: str, plan: "tuple[PlannedStep, ...]") -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(title, markup=False)
    console.print()
    console.print(_speeds(measured))
    console.print(
        f"{100 * measured.copy_share:.2g} % of the speed of a plain copy ({measured.copy_gigabytes_per_second:,.1f} GB/s)\n",
        markup=False,
    )
    console.print(_steps(measured))
    if plan:
        console.print()
        for line in _plan_lines(plan):
            console.print(line, markup=False)


def _table(*columns: str, words: int) -> Table:
    """A table whose first columns are words and whose others are numbers."""
    table = Table(*columns, box=None, pad_edge=False)
    for column in table.columns[words:]:
        column.justify = "right"
    return table


def _speeds(measured: "Benchmark") -> Table:
    table = _table("threads", "images/s", "slowest", "fastest run", words=0)
    for speed in measured.speeds:
        rates = (speed.images_per_second, speed.low, speed.high)
        table.add_row(str(speed.threads), *(f"{rate:,.0f}" for rate in rates))
    return table


def _steps(measured: "Benchmark") -> Table:
    table = _table("step", "op", "µs/image", "share", words=2)
    for step in measured.steps:
        table.add_row(step.id, step.op, f"{step.microseconds:.2f}", f"{step.share:.0%}")
    return table


def _plan_lines(plan: "tuple[PlannedStep, ...]") -> Iterator[str]:
    yield "plan"
    for step in plan:
        yield f"  {step.number} {step.id}: {'; '.join(_facts(step))}"
    composed = [step.id for step in plan if step.composed]
    if composed:
        yield f"  one sampling where they follow each other: {', '.join(composed)}; its cost is told at the step that samples"


def _facts(step: "PlannedStep") -> Iterator[str]:
    if step.skipped:
        yield f"skipped, {step.skipped}"
        return
    if step.sizes:
        sizes = [f"{size.width}×{size.height}" for size in step.sizes]
        yield f"takes {' or '.join(sizes) if len(sizes) < 3 else f'{len(sizes)} sizes'}"
    if step.stages:
        yield " + ".join(step.stages)
    yield "every image" if step.chance >= 1 else f"touches {step.chance:.0%} of the images"
    if step.composed:
        yield "composed"
