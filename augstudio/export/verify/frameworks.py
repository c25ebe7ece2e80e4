"""Runs exported code in a process of its own and hands back what it computes."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from augstudio.errors import AugStudioError, MissingDependencyError
from augstudio.export.exporter import Framework
from augstudio.export.verify.verdicts import Mismatch

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENCE = 600.0
"""Seconds without any news after which the framework is taken to hang; one job can take minutes on a busy machine."""

_RUNNER = Path(__file__).with_name("runner.py")
_PATIENCE = 0.05
_INSTALL = {
    Framework.TORCH: ("PyTorch", "pip install torch torchvision"),
    Framework.TF: ("TensorFlow", "pip install 'augstudio[tf]'"),
    Framework.KERAS: ("Keras", "pip install 'augstudio[tf]'"),
}
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "tensorflow"}


class FrameworkMissing(MissingDependencyError):  # noqa: N818 -- its public name
    """The framework cannot be loaded here; the message holds the command that installs it."""


class VerificationCancelled(AugStudioError):  # noqa: N818 -- no error: what was asked for happened
    """The user asked to stop."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Exported code to be run.

    The same seeds and the same number and size of images make the same draws, whatever the images show.

    Attributes:
        source: The exported text.
        images: (n, H, W, C) uint8 or float32 in [0, 1].
        seeds: One for each image; with one image, each is a run of it.
        call: `train`, `eval`, `mix`, `exact train`, `exact eval`: which of its functions.
        grid: Instead of images, values at so many places along each side.
        options: For exact code: `epoch`, `index`, and `classes` where it mixes.
    """

    source: str
    images: "NDArray[Any]"
    seeds: tuple[int, ...] = (0,)
    call: str = "train"
    grid: int = 0
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a job gave.

    Attributes:
        arrays: By name: numbered images, or `images` and `labels`, or `grid` and `sizes`.
        error: What was raised instead; empty where it went well.
    """

    arrays: "dict[str, NDArray[Any]]"
    error: str = ""

    @property
    def images(self) -> "list[NDArray[np.float32]]":
        """The results, in order; raises Mismatch where there are none."""
        return [self.array(name) for name in sorted(self._arrays())]

    def array(self, name: str) -> "NDArray[Any]":
        """One array; raises Mismatch where the job failed."""
        return self._arrays()[name]

    def _arrays(self) -> "dict[str, NDArray[Any]]":
        if self.error:
            raise Mismatch(self.error)
        return self.arrays


class FrameworkProcess:
    """A framework at work on jobs. Used with `with`: the process is gone afterwards, however it ends."""

    def __init__(
        self, framework: Framework, jobs: Sequence[Job], cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        """Writes the jobs down.

        Args:
            framework: Whose code it is.
            jobs: What to run.
            cancelled: Asked often; True stops it.

        Raises:
            FrameworkMissing: This is a build without an interpreter.
        """
        if getattr(sys, "frozen", False):
            raise FrameworkMissing("this build of AugStudio has no Python to run exported code: install it with pip")
        self._framework = framework
        self._cancelled = cancelled
        self._scratch = TemporaryDirectory(prefix="augstudio-verify-")
        self._folder = Path(self._scratch.name)
        self._count = len(jobs)
        self._lines: Queue[str | None] = Queue()
        self._process: subprocess.Popen[str] | None = None
        (self._folder / "jobs.json").write_text(json.dumps([self._write(*each) for each in enumerate(jobs)]))

    def _write(self, number: int, job: Job) -> dict[str, Any]:
        source, images = f"exported_{number}.py", f"{number}-images.npy"
        (self._folder / source).write_text(job.source, encoding="utf-8")
        np.save(self._folder / images, job.images)
        return {
            "source": source,
            "images": images,
            "seeds": job.seeds,
            "call": job.call,
            "grid": job.grid,
            **job.options,
        }

    def __enter__(self) -> Self:
        self._errors = (self._folder / "stderr.txt").open("w+", encoding="utf-8", errors="replace")
        # -P: names of modules beside the script are not to hide those of libraries.
        self._process = subprocess.Popen(  # noqa: S603 -- our own script, on text that our exporters wrote
            [sys.executable, "-P", str(_RUNNER), self._framework.value, str(self._folder)],
            env={**os.environ, **_QUIET, "KERAS_HOME": str(self._folder)},
            cwd=self._folder,
            stdin=subprocess.PIPE,  # closed when this process dies, which tells that one to end
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None  # noqa: S101 -- it is a pipe
        self._reader = Thread(target=_pass_on, args=(self._process.stdout, self._lines), daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None  # noqa: S101 -- it is a pipe
            self._process.stdin.close()
            self._reader.join(timeout=5)
        self._errors.close()
        self._scratch.cleanup()

    def versions(self) -> dict[str, str]:
        """The framework's packages with their versions, once it is loaded.

        Raises:
            FrameworkMissing: It is not installed, or broken.
            VerificationCancelled: The user asked to stop.
        """
        message = self._next()
        if "versions" in message:
            versions: dict[str, str] = message["versions"]
            return versions
        name, command = _INSTALL[self._framework]
        reason = _one_line(str(message["missing"]))
        if message["module"] in {"torch", "torchvision", "tensorflow", "keras"}:
            raise FrameworkMissing(f"{name} is not installed: {command}")
        raise FrameworkMissing(f"{name} cannot be loaded ({reason}): install it again, {command}")

    def outcomes(self) -> Iterator[Outcome]:
        """What each job gives, in order, as they are done.

        Raises:
            FrameworkMissing: The process broke down or hangs.
            VerificationCancelled: The user asked to stop.
        """
        for number in range(self._count):
            self._next()
            yield self._read(number)

    def _read(self, number: int) -> Outcome:
        error = self._folder / f"{number}.txt"
        if error.exists():
            return Outcome({}, _one_line(error.read_text(encoding="utf-8")))
        path = self._folder / f"{number}.npz"
        with np.load(path) as found:
            arrays = dict(found)
        path.unlink()  # many images of many jobs would fill a small disk
        return Outcome(arrays)

    def _next(self) -> dict[str, Any]:
        """The next thing the process says; other lines are what exported code prints."""
        last_news = time.monotonic()
        while True:
            if self._cancelled():
                raise VerificationCancelled("the verification was cancelled")
            try:
                line = self._lines.get(timeout=_PATIENCE)
            except Empty:
                if time.monotonic() - last_news > SILENCE:
                    raise self._broken(f"said nothing for {SILENCE:.0f} s") from None
                continue
            if line is None:
                raise self._broken("ended unexpectedly")
            if line.startswith("{"):
                message: dict[str, Any] = json.loads(line)
                return message

    def _broken(self, what: str) -> FrameworkMissing:
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors if line.strip()]
        last = f" ({lines[-1][:200]})" if lines else ""
        return FrameworkMissing(f"{_INSTALL[self._framework][0]} {what}{last}: is it installed well, and memory free?")


def _pass_on(stream: IO[str], lines: "Queue[str | None]") -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def _one_line(text: str) -> str:
    """The beginning of an error message, without a terminal's colours."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())[:200]
