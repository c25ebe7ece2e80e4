"""How fast a pipeline runs: images a second, the cost of each step, and the share of the speed of a plain copy.

Every figure is a median over several runs after a warm-up. The drawing of parameters is inside the time measured, and each pass has an
epoch of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from time import perf_counter

import torch
from torch import Tensor

from augstudio.engine.augmenter import Augmenter, Images
from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline

RUNS = 5
SECONDS = 0.4
"""That each run takes at least."""

_LABELS = 10


@dataclass(frozen=True, slots=True)
class Speed:
    """Images a second with so many threads.

    Attributes:
        threads: Of torch on the processor.
        images_per_second: Median of the runs.
        low: The slowest run.
        high: The fastest.
    """

    threads: int
    images_per_second: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StepCost:
    """What one step costs.

    Attributes:
        id: The step's.
        op: What it does.
        microseconds: For each image of the batch, whether the step hits it or not; median over passes.
        share: Of all steps.
    """

    id: str
    op: str
    microseconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Benchmark:
    """How fast a pipeline is.

    Attributes:
        device: Where it ran.
        batch: Images at once.
        speeds: With one thread, and with all where there are more.
        steps: The cost of each, with the threads of the best speed.
        copy_gigabytes_per_second: Measured copy speed of float32 of the size of the output, read and written counted.
        copy_share: The time that reading the input and writing the output once would take at that speed, over the time it takes.
    """

    device: str
    batch: int
    speeds: tuple[Speed, ...]
    steps: tuple[StepCost, ...]
    copy_gigabytes_per_second: float
    copy_share: float


@dataclass(slots=True)
class _Passes:
    """Counts on: no two passes have the same draws."""

    numbers: Iterator[int] = field(default_factory=count)

    def next(self) -> int:
        return next(self.numbers)


def benchmark(
    pipeline: Pipeline, images: Images, device: torch.device, *, runs: int = RUNS, seconds: float = SECONDS
) -> Benchmark:
    """Measures a pipeline on a batch that is on the device already.

    Args:
        pipeline: The design; its training life is measured.
        images: (B, C, H, W) uint8, or a list of (C, H, W) of any sizes.
        device: Where to compute.
        runs: How many runs the median is over.
        seconds: That each run takes at least.

    Raises:
        PipelineError: There is nothing to measure, or a step does not fit the images.
    """
    augment = Augmenter(pipeline, device=device)
    if not augment.pipeline.active:
        raise PipelineError("no step of this pipeline can do anything: there is nothing to measure")
    placed = images.to(device) if isinstance(images, Tensor) else [image.to(device) for image in images]
    labels = torch.arange(len(placed), device=device) % _LABELS
    passes = _Passes()

    def run() -> Images:
        made, _ = augment(placed, epoch=passes.next(), labels=labels, classes=_LABELS)
        _wait(device)
        return made if isinstance(made, Tensor) else list(made)

    speeds = []
    for threads in _thread_counts(device):
        with _threads(threads):
            speeds.append(_speed(run, len(placed), threads, runs, seconds))
    best = max(speeds, key=lambda speed: speed.images_per_second)
    with _threads(best.threads):
        made = run()
        bandwidth = _copy_bandwidth(_bytes(made), device, runs)
        steps = _step_costs(augment, placed, passes, runs)
    at_copy_speed = (_bytes(placed) + _bytes(made)) / bandwidth
    return Benchmark(
        device=_device_name(device),
        batch=len(placed),
        speeds=tuple(speeds),
        steps=steps,
        copy_gigabytes_per_second=bandwidth / 1e9,
        copy_share=at_copy_speed * best.images_per_second / len(placed),
    )


def _thread_counts(device: torch.device) -> list[int]:
    most = torch.get_num_threads()
    return [1, most] if device.type == "cpu" and most > 1 else [most]


@contextmanager
def _threads(number: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _speed(run: Callable[[], object], images: int, threads: int, runs: int, seconds: float) -> Speed:
    for _ in range(2):
        run()
    rates = []
    for _ in range(runs):
        done, started = 0, perf_counter()
        while (spent := perf_counter() - started) < seconds or not done:
            run()
            done += images
        rates.append(done / spent)
    return Speed(threads, median(rates), min(rates), max(rates))


def _step_costs(augment: Augmenter, images: Images, passes: _Passes, runs: int) -> tuple[StepCost, ...]:
    measured = [augment.step_seconds(images, epoch=passes.next()) for _ in range(2 * runs)]
    steps = [step for step, _ in measured[0]]
    medians = [median(spent for _, spent in column) for column in zip(*measured, strict=True)]
    total = sum(medians) or 1.0
    return tuple(
        StepCost(step.id, step.op, 1e6 * each / len(images), each / total)
        for step, each in zip(steps, medians, strict=True)
    )


def _copy_bandwidth(size: int, device: torch.device, runs: int) -> float:
    """Bytes read and written a second while so many bytes of float32 are copied."""
    source = torch.ones(max(1, size // 4), device=device)
    target = torch.empty_like(source)
    repeats = max(1, 50_000_000 // source.nbytes)
    times = []
    for _ in range(runs + 1):  # the first warms up
        _wait(device)
        started = perf_counter()
        for _ in range(repeats):
            target.copy_(source)
        _wait(device)
        times.append((perf_counter() - started) / repeats)
    return 2 * source.nbytes / median(times[1:])


def _wait(device: torch.device) -> None:
    """Until the device has done what it was given, so that clocks tell the truth."""
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def _bytes(images: Images) -> int:
    return images.nbytes if isinstance(images, Tensor) else sum(image.nbytes for image in images)


def _device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)
