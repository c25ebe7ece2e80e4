"""Questions that only a process of its own can answer: some libraries abort, hang, or cannot share a process with others.

Each program prints one JSON object for each library that works, in the order in which it tries them.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

PATIENCE = 180.0
"""Seconds after which a library is taken to hang; a cold disk may need half a minute for TensorFlow."""

_QT = """
import json, PySide6
from PySide6.QtGui import QGuiApplication
from PySide6 import QtSvg, QtWidgets
application = QGuiApplication(["augstudio"])
size = application.primaryScreen().size()
print(json.dumps({"version": PySide6.__version__, "plugin": application.platformName(),
                  "width": size.width(), "height": size.height()}))
"""

_TORCH = """
import json, torch
assert (torch.ones(4, 4) @ torch.ones(4, 4)).sum() == 64
gpus, trouble = [], ""
try:
    for number in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        assert torch.ones(8, device=f"cuda:{number}").sum().item() == 8
        card = torch.cuda.get_device_properties(number)
        gpus.append(f"{card.name}, {card.total_memory / 2**30:.0f} GiB")
except Exception as error:
    trouble = str(error).partition("\\n")[0]
mps = torch.backends.mps.is_available()
print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "cuda": torch.version.cuda,
                  "gpus": gpus, "trouble": trouble, "mps": mps}), flush=True)
import torchvision
from torchvision.transforms import v2
assert v2.functional.resize(torch.zeros(3, 8, 8), [4, 4], antialias=True).shape == (3, 4, 4)
print(json.dumps({"version": torchvision.__version__}))
"""

_TENSORFLOW = """
import json
import tensorflow
assert float(tensorflow.reduce_sum(tensorflow.ones(3))) == 3
gpus = len(tensorflow.config.list_physical_devices("GPU"))
print(json.dumps({"version": tensorflow.__version__, "gpus": gpus}), flush=True)
import keras
assert keras.layers.Rescaling(2.0)(tensorflow.ones((1, 2, 2, 3))).shape == (1, 2, 2, 3)
print(json.dumps({"version": keras.__version__, "backend": keras.backend.backend()}))
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """A program to run.

    Attributes:
        program: Python, that prints JSON.
        environment: Variables that it gets besides those of this process.
    """

    program: str
    environment: Mapping[str, str] = field(default_factory=dict)


QT_UNSEEN = Probe(_QT, {"QT_QPA_PLATFORM": "offscreen"})
QT_ON_SCREEN = Probe(_QT)
TORCH = Probe(_TORCH)
TENSORFLOW = Probe(_TENSORFLOW, {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said.

    Attributes:
        facts: What it printed, one for each library that works.
        error: Why it got no further, in one line; empty where it came to its end.
    """

    facts: tuple[dict[str, Any], ...] = ()
    error: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether what it stopped at is not installed at all."""
        return self.error.startswith("No module named")


def can_ask() -> bool:
    """Whether there is a Python to run programs with: a frozen build has none."""
    return not getattr(sys, "frozen", False)


def ask(probes: Mapping[str, Probe], patience: float = PATIENCE) -> dict[str, Answer]:
    """Runs programs, all at the same time, and waits for them.

    Args:
        probes: By name.
        patience: Seconds for all of them together; what is not done by then is ended.
    """
    running: dict[str, subprocess.Popen[str]] = {}
    try:
        for name, probe in probes.items():
            running[name] = _start(probe)
        end = monotonic() + patience
        return {name: _answer(process, end, patience) for name, process in running.items()}
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.communicate()


def _start(probe: Probe) -> "subprocess.Popen[str]":
    # -P: files in the working folder are not to hide libraries.
    return subprocess.Popen(  # noqa: S603 -- our own text
        [sys.executable, "-P", "-c", probe.program],
        env={**os.environ, **probe.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _answer(process: "subprocess.Popen[str]", end: float, patience: float) -> Answer:
    try:
        out, errors = process.communicate(timeout=max(0.0, end - monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
        return Answer(_facts(out), f"no answer within {patience:g} seconds")
    return Answer(_facts(out), "" if process.returncode == 0 else _reason(process.returncode, errors))


def _facts(out: str) -> tuple[dict[str, Any], ...]:
    """The objects among what was printed; libraries print, too."""
    facts = []
    for line in out.splitlines():
        with suppress(ValueError):
            value = json.loads(line)
            if isinstance(value, dict):
                facts.append(value)
    return tuple(facts)


def _reason(code: int, errors: str) -> str:
    """Why a program ended early: the last line of its traceback, or the signal that ended it with what it said before."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if code < 0:
        return f"it crashed ({_signal_name(-code)}){f': {last}' if last else ''}"
    kind, colon, message = last.partition(": ")
    return message if colon and kind == "ModuleNotFoundError" else last or f"it ended with exit code {code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
