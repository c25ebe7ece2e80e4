"""How long the window stands still while a training runs in the background.

    python tests/benchmarks/bench_stalls.py [--data fashion-mnist-5k] [--models softmax,lecture-cnn] [--seconds 8] [--repeat 3]

A timer of the window asks to be called every 4 ms; how late it is, is a stall. Idle first (what the machine and Qt make of it), then
while each model trains and its curves are drawn; before that one whole run, from pressing Train for the first time to the verdict.
Targets while training: p99 <= 16 ms, max <= 50 ms. Runs without a display unless QT_QPA_PLATFORM says otherwise; settings and runs are
kept in a temporary folder.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from augstudio.data.detection import open_source
from augstudio.gui import create_window
from augstudio.training.config import TrainingConfig

INTERVAL = 4
WARM_UP_STEPS = 20


@dataclass
class Watch:
    """Called every few milliseconds, it notes how late (ms)."""

    late: list[float] = field(default_factory=list)
    on: bool = False
    _before: float = 0.0

    def tick(self) -> None:
        now = time.perf_counter()
        if self.on and self._before:
            self.late.append(max(0.0, 1000 * (now - self._before) - INTERVAL))
        self._before = now

    def begin(self) -> None:
        self.late.clear()
        self._before = 0.0
        self.on = True

    def report(self) -> str:
        self.on = False
        cuts = statistics.quantiles(self.late, n=1000, method="inclusive")
        over = sum(late > 16 for late in self.late)
        return (
            f"p50 {cuts[499]:5.1f}  p99 {cuts[989]:5.1f}  p99.9 {cuts[998]:5.1f}  max {max(self.late):6.1f} ms"
            f"  ({len(self.late)} ticks, {over} above 16 ms)"
        )


class Bench:
    """The window on a screen, and the watch."""

    def __init__(self, data: str, seconds: float) -> None:
        self._application = QApplication([])
        self._window = create_window()
        self._window.studio.set_source(open_source(data))
        self._window.resize(1400, 900)
        self._window.show()
        panel = self._window.training
        assert panel is not None, "a whole window has its training panel"
        self._panel = panel
        self._seconds = seconds
        self._watch = Watch()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._watch.tick)
        self._timer.start()
        self._spin(2.0)

    def idle(self) -> str:
        self._watch.begin()
        self._spin(self._seconds)
        return self._watch.report()

    def whole_run(self) -> str:
        """From pressing Train to the verdict: loading libraries, both arms, writing the run folder."""
        self._panel.form.set_training_config(TrainingConfig(epochs=10, baseline=True, device="cpu"))
        self._window.tabs.show_page(self._panel)
        self._watch.begin()
        self._panel.start_training()
        while self._panel.is_training:
            self._spin(0.05)
        return self._watch.report()

    def training(self, model: str) -> tuple[str, float]:
        """The report, and optimiser steps per second."""
        self._panel.form.set_training_config(TrainingConfig(model=model, epochs=1000, baseline=False, device="cpu"))
        self._window.tabs.show_page(self._panel)
        self._panel.start_training()
        record = self._panel.learning_view.record
        assert record is not None
        while self._panel.is_training and (record.batch is None or record.batch.step < WARM_UP_STEPS):
            self._spin(0.05)
        if record.batch is None:
            raise RuntimeError(self._panel.message or self._panel.status)
        first, began = record.batch.step, time.perf_counter()
        self._watch.begin()
        self._spin(self._seconds)
        report = self._watch.report()
        speed = (record.batch.step - first) / (time.perf_counter() - began)
        self._panel.shutdown()
        return report, speed

    def close(self) -> None:
        self._timer.stop()
        self._window.close()

    def _spin(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="fashion-mnist-5k")
    parser.add_argument("--models", default="softmax,lecture-cnn")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder)
        bench = Bench(arguments.data, arguments.seconds)
        print(f"{'first run':12}  {bench.whole_run()}  load {os.getloadavg()[0]:.1f}", flush=True)
        for _ in range(arguments.repeat):
            print(f"{'idle':12}  {bench.idle()}  load {os.getloadavg()[0]:.1f}", flush=True)
            for model in arguments.models.split(","):
                report, speed = bench.training(model)
                print(f"{model:12}  {report}  {speed:.0f} steps/s  load {os.getloadavg()[0]:.1f}", flush=True)
        bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
