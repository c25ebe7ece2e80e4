"""From the slider to the pixels: how long after an edit its picture is painted, for 24 tiles.

    python tests/benchmarks/bench_preview.py

Offscreen, so that painting is included and the display is not. Two figures for each case: a move at a time (the next one after the
picture of the last is painted), and a drag of 60 moves a second for two seconds.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from augstudio.data.detection import open_source
from augstudio.gui.fonts import load_fonts
from augstudio.gui.preview.preview_grid import PreviewGrid
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ThemeChoice, apply_theme
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.document import Document
from augstudio.transforms.catalogue import transform_class

TILES, VARIANTS, MOVES = 24, 4, 80
RATE, SECONDS = 60, 2


@dataclass(frozen=True)
class Case:
    """One measurement: data, tile size (px), the design, and the step whose slider is dragged."""

    name: str
    data: str
    tile: int
    pipeline: Pipeline
    dragged: str


def step(op: str, probability: float = 1.0, **parameters: Any) -> Step:
    return Step(transform_class(op).create(parameters), probability=probability)


def colour_chain(side: int) -> Pipeline:
    first = (
        step("random_resized_crop", height=side, width=side) if side > 64 else step("resize", height=side, width=side)
    )
    return Pipeline(
        (
            first,
            step("horizontal_flip", 0.5),
            step("rotate", 0.9, angle=[-30, 30]),
            step("brightness"),
            step("contrast"),
            step("saturation"),
            step("hue"),
            step("normalize", mean="imagenet", std="imagenet"),
        )
    )


LECTURE_2 = Pipeline(
    (
        step("resize", height=32, width=32),
        step("random_crop", height=28, width=28),
        step("rotate", 0.9, angle=[-30, 30]),
        step("normalize", mean=0.5, std=0.5),
    )
)
CASES = (
    Case("28 px gray, 4 steps, rotate", "fashion-mnist-5k", 84, LECTURE_2, "rotate"),
    Case("64 px colour, 8 steps, rotate", "shapes", 64, colour_chain(64), "rotate"),
    Case("224 px colour, 8 steps, first step", "photos", 224, colour_chain(224), "random-resized-crop"),
    Case("224 px colour, 8 steps, rotate", "photos", 224, colour_chain(224), "rotate"),
    Case("224 px colour, 8 steps, hue", "photos", 224, colour_chain(224), "hue"),
)


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.perf_counter() + seconds
    application = QApplication.instance()
    assert application is not None
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def open_preview(case: Case) -> PreviewGrid:
    preview = PreviewGrid(Studio(Document(case.pipeline)))
    preview.resize((VARIANTS + 1) * (case.tile + 8) + 200, 400)
    preview.show()
    preview.studio.set_source(open_source(case.data))
    preview.header.tile_size.setValue(case.tile)
    preview.resize(preview.width(), 120 + TILES // VARIANTS * (case.tile + 6))
    wait_until(lambda: not preview.is_busy)
    wait(100)
    assert preview.grid is not None
    return preview


def move(preview: PreviewGrid, case: Case, position: int) -> None:
    """One move of a slider of the dragged step: its parameter where it has a range, else its probability."""
    pipeline = preview.studio.pipeline
    old = pipeline.step(case.dragged)
    ranges = {"rotate": "angle", "hue": "shift", "random_resized_crop": "scale"}
    low, high = {"angle": (-30.0, 20.0), "shift": (-0.2, 0.2), "scale": (0.3, 0.9)}[ranges[old.op]]
    value = [low, high + (0.1 if old.op != "rotate" else 20) * position / MOVES]
    new = replace(old, transform=old.transform.replaced(**{ranges[old.op]: value}))
    preview.studio.document.edit(pipeline.with_step(new), "drag", gesture="drag")


def one_by_one(preview: PreviewGrid, case: Case) -> tuple[list[float], float]:
    """How long each move took (ms), and how much processor time a move cost (ms): what counts where others take the processor."""
    times = []
    busy = time.process_time()
    for position in range(1, MOVES + 1):
        started = time.perf_counter()
        move(preview, case, position)
        wait_until(lambda: preview.grid is not None and preview.grid.request.pipeline == preview.studio.pipeline)
        times.append((time.perf_counter() - started) * 1000)
    return times[5:], (time.process_time() - busy) * 1000 / MOVES


def drag(preview: PreviewGrid, case: Case) -> tuple[int, int, float]:
    """Moves made, frames painted, and how long after the last move its picture came (ms)."""
    before, moves = preview.canvas.painted_frames, RATE * SECONDS
    started = time.perf_counter()
    for position in range(moves):
        move(preview, case, position - moves)
        due = started + (position + 1) / RATE
        wait(max(0, round((due - time.perf_counter()) * 1000)))
    last = time.perf_counter()
    move(preview, case, MOVES)
    wait_until(lambda: preview.grid is not None and preview.grid.request.pipeline == preview.studio.pipeline)
    return moves + 1, preview.canvas.painted_frames - before, (time.perf_counter() - last) * 1000


def main() -> None:
    application = QApplication([])
    load_fonts(application)
    apply_theme(application, ThemeChoice.DARK)
    print(
        f"{'case':38} {'tiles':>5} {'median':>8} {'p95':>8} {'max':>8} {'cpu':>8}   {'drag: painted/moves':>20} {'last':>8}"
    )
    for case in CASES:
        preview = open_preview(case)
        assert preview.grid is not None
        tiles = sum(len(row.variants) for row in preview.grid.rows)
        times, busy = one_by_one(preview, case)
        median, p95 = np.percentile(times, [50, 95])
        moves, painted, last = drag(preview, case)
        figures = " ".join(f"{value:6.1f}ms" for value in (median, p95, max(times), busy))
        print(f"{case.name:38} {tiles:5} {figures}   {painted:>14}/{moves:<5} {last:6.1f}ms")
        preview.shut_down()
        preview.close()


if __name__ == "__main__":
    main()
