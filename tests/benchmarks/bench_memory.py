"""Whether the window's memory grows with what is done in it.

    python tests/benchmarks/bench_memory.py [--data fashion-mnist-5k] [--edits 1000] [--trainings 20]

Edits of every kind with the preview following each, and short trainings of both arms. What is measured is the resident memory (MB) after
each tenth of them; the first half warms caches and allocators up, the second half must not add more than the limit. Linux only. Runs
without a display unless QT_QPA_PLATFORM says otherwise; settings and runs are kept in a temporary folder.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from augstudio.data.detection import open_source
from augstudio.gui import create_window
from augstudio.training.config import TrainingConfig

MOST_GROWTH = 40
"""What the second half may add (MB): a thousand undo entries, and what allocators keep."""
_DELETE = QEvent.Type.DeferredDelete.value


def resident() -> float:
    """The memory that this process holds, MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Bench:
    """The window, and ways to use it."""

    def __init__(self, data: str) -> None:
        self._application = QApplication([])
        self._window = create_window()
        self._window.studio.set_source(open_source(data))
        self._window.resize(1400, 900)
        self._window.show()
        panel = self._window.training
        assert panel is not None, "a whole window has its training panel"
        self._panel = panel
        self._spin_until(lambda: self._window.preview.grid is not None and not self._window.preview.is_busy)

    def edit(self, number: int) -> None:
        """One edit, and the preview of it."""
        edits, pipeline = self._window.studio.edits, self._window.document.pipeline
        match number % 5:
            case 0:
                edits.add("hue" if number % 2 else "elastic")
            case 1:
                edits.set_probability(pipeline.steps[0].id, (number % 97) / 100)
            case 2:
                edits.set_seed(number)
            case 3:
                self._window.document.undo()
                self._window.document.redo()
            case _:
                edits.remove(pipeline.steps[-2].id)
        self._spin_until(lambda: not self._window.preview._background.is_busy)

    def train(self, number: int) -> None:
        """One training with and without the pipeline, from pressing Train to the verdict."""
        self._panel.form.set_training_config(
            TrainingConfig(epochs=2, limit=300, baseline=True, device="cpu", seed=number)
        )
        self._panel.start_training()
        self._spin_until(lambda: not self._panel.is_training)

    def close(self) -> None:
        """Ends the window without asking about edits."""
        self._window.shut_down()
        self._window.deleteLater()
        self._application.sendPostedEvents(None, _DELETE)

    def _spin_until(self, is_done: Callable[[], bool]) -> None:
        end = time.perf_counter() + 120
        while time.perf_counter() < end:
            self._application.processEvents()
            self._application.sendPostedEvents(None, _DELETE)  # which only a running event loop does by itself
            if is_done():
                return
            time.sleep(0.001)
        raise TimeoutError("the window is still busy after two minutes")


def measure(name: str, action: Callable[[int], None], count: int) -> bool:
    """Does something many times, prints the memory, and says whether it stays within bounds."""
    levels = [resident()]
    started = time.perf_counter()
    for number in range(count):
        action(number)
        if (number + 1) % max(1, count // 10) == 0:
            levels.append(resident())
    growth = levels[-1] - levels[len(levels) // 2]
    print(f"{name:10}  {' '.join(f'{level:.0f}' for level in levels)} MB", flush=True)
    print(f"{'':10}  second half {growth:+.1f} MB, {time.perf_counter() - started:.0f} s", flush=True)
    return growth <= MOST_GROWTH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="fashion-mnist-5k")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--trainings", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder)
        bench = Bench(arguments.data)
        stays = [measure("edits", bench.edit, arguments.edits), measure("trainings", bench.train, arguments.trainings)]
        bench.close()
    return 0 if all(stays) else 1


if __name__ == "__main__":
    sys.exit(main())
