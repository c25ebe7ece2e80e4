"""Processes of frameworks that are missing, broken, slow or no longer wanted."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from augstudio.export.exporter import Framework, export
from augstudio.export.verify import frameworks
from augstudio.export.verify.frameworks import FrameworkMissing, FrameworkProcess, Job, VerificationCancelled
from augstudio.export.verify.verdicts import Mismatch
from augstudio.pipeline.model import Pipeline

IMAGE = np.zeros((1, 4, 4, 3), np.uint8)


@pytest.fixture(name="fake")
def fake_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module `tensorflow` that child processes find first."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "tensorflow.py"


def test_a_framework_that_is_not_there_is_named_with_the_command(fake: Path) -> None:
    fake.write_text("raise ModuleNotFoundError('No module named tensorflow', name='tensorflow')")
    with (
        FrameworkProcess(Framework.TF, []) as process,
        pytest.raises(FrameworkMissing, match=r"TensorFlow is not installed: pip install 'augstudio\[tf\]'"),
    ):
        process.versions()


def test_a_framework_that_cannot_be_loaded_says_why(fake: Path) -> None:
    fake.write_text("raise ImportError('libcuda.so.1: \\x1b[1mno such\\x1b[0m file')")
    with (
        FrameworkProcess(Framework.TF, []) as process,
        pytest.raises(FrameworkMissing, match=r"cannot be loaded \(ImportError: libcuda.so.1: no such file\): install"),
    ):
        process.versions()


def test_a_framework_that_ends_its_process_is_told_with_its_last_words(fake: Path) -> None:
    fake.write_text("import os, sys\nprint('Illegal instruction', file=sys.stderr, flush=True)\nos._exit(3)")
    with (
        FrameworkProcess(Framework.TF, []) as process,
        pytest.raises(FrameworkMissing, match=r"TensorFlow ended unexpectedly \(Illegal instruction\)"),
    ):
        process.versions()


def test_a_framework_that_hangs_is_given_up(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(frameworks, "SILENCE", 0.2)
    with (
        FrameworkProcess(Framework.TF, []) as process,
        pytest.raises(FrameworkMissing, match=r"TensorFlow said nothing for 0 s"),
    ):
        process.versions()


def test_whoever_stops_leaves_no_process_and_no_file_behind(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.write_text("import os, time\nopen(os.environ['PID_FILE'], 'w').write(str(os.getpid()))\ntime.sleep(60)")
    pid_file = fake.with_name("pid")
    monkeypatch.setenv("PID_FILE", str(pid_file))
    process = FrameworkProcess(Framework.TF, [], pid_file.exists)
    with process, pytest.raises(VerificationCancelled):
        process.versions()
    assert not process._folder.exists()
    assert not is_alive(int(pid_file.read_text()))


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_a_killed_verification_takes_its_framework_with_it(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.write_text("import os, time\nopen(os.environ['PID_FILE'], 'w').write(str(os.getpid()))\ntime.sleep(60)")
    pid_file = fake.with_name("pid")
    monkeypatch.setenv("PID_FILE", str(pid_file))
    monkeypatch.setenv("TMPDIR", str(fake.parent))
    code = (
        "from augstudio.export.verify.frameworks import *\n"
        "with FrameworkProcess(Framework.TF, []) as process: process.versions()"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        wait_until(lambda: pid_file.exists() and pid_file.read_text() != "")
        parent.kill()
    wait_until(lambda: not is_alive(int(pid_file.read_text())))
    assert list(fake.parent.glob("augstudio-verify-*")) == []


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_frozen_build_starts_itself_no_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(FrameworkMissing, match="install it with pip"):
        FrameworkProcess(Framework.TF, [])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_code_that_raises_spoils_its_own_job_only() -> None:
    good = export(Pipeline(), framework="torch")
    jobs = [Job("raise ValueError('no such thing')", IMAGE), Job(good, IMAGE), Job("print('hello')", IMAGE)]
    with FrameworkProcess(Framework.TORCH, jobs) as process:
        assert set(process.versions()) == {"torch", "torchvision"}
        first, second, third = process.outcomes()
    with pytest.raises(Mismatch, match="ValueError: no such thing"):
        _ = first.images
    assert np.array_equal(second.images[0], IMAGE[0])
    assert "KeyError: 'train_transforms'" in third.error


def test_each_framework_runs_in_the_interpreter_that_runs_this() -> None:
    source = f"import sys\nassert sys.executable == {sys.executable!r}\n" + export(Pipeline(), framework="torch")
    with FrameworkProcess(Framework.TORCH, [Job(source, IMAGE)]) as process:
        process.versions()
        (outcome,) = process.outcomes()
    assert outcome.error == ""
