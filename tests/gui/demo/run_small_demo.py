"""Runs the demonstration with a small plan in a process of its own: run_small_demo.py OUT."""

import sys
from pathlib import Path

from augstudio.gui.demo import DemoPlan, DemoResult, Progress, run_demo
from augstudio.training.config import TrainingConfig

SMALL = TrainingConfig(model="softmax", epochs=2, baseline=True)
PLAN = DemoPlan(preset="gentle-digits", data="digits", learning=SMALL, sizes=SMALL, repetitions=1)


def tell(progress: Progress) -> None:
    print(f"{progress.stage}: {progress.detail}")


def finished(result: DemoResult) -> None:
    print(f"complete: {result.is_complete}")
    print(*result.findings, sep="\n")


sys.exit(run_demo(Path(sys.argv[1]), tell, finished, headless=True, plan=PLAN))
