"""`augstudio verify` as its users run it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from augstudio.cli.main import main

GOOD = "augstudio: 1\nname: good\nsteps:\n- {op: resize, height: 12, width: 12}\n- {op: hue}\n- {op: invert}\n"


def write(folder: Path, text: str) -> str:
    path = folder / "p.augstudio.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_table_names_every_step_with_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", write(tmp_path, GOOD), "--data", "digits", "--samples", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("good: torch, native, torch ")
    assert lines[0].endswith("on 2 images of digits")
    assert [line.split()[:3] for line in lines[2:7]] == [
        ["resize", "resize", "exact"],
        ["hue", "hue", "exact"],
        ["invert", "invert", "exact"],
        ["train", "chain", "exact"],
        ["eval", "chain", "exact"],
    ]
    assert lines[-1] == "verdict: exact"


def test_json_is_the_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", write(tmp_path, GOOD), "--samples", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["data"]["name"], found["export"]["framework"]) == ("exact", "photos", "torch")


def test_what_cannot_be_exported_is_unsupported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "augstudio: 1\nsteps:\n- {op: pad, left: 3, probability: 0.5}\n- op: invert\n")
    assert main(["verify", path, "--framework", "keras", "--samples", "1"]) == 1
    out = capsys.readouterr().out
    assert "unsupported" in out
    assert "images of two sizes" in out


def test_a_missing_framework_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tensorflow.py").write_text("raise ModuleNotFoundError('none', name='tensorflow')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert main(["verify", write(tmp_path, GOOD), "--framework", "tf", "--samples", "1"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (
        "",
        "augstudio: TensorFlow is not installed: pip install 'augstudio[tf]'\n",
    )


def test_images_that_a_step_does_not_fit_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "augstudio: 1\nsteps:\n- {op: random_crop, height: 20, width: 20}\n")
    assert main(["verify", path, "--data", "digits"]) == 2
    assert "random-crop" in capsys.readouterr().err


def test_statistics_of_data_need_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "augstudio: 1\nsteps:\n- {op: normalize, mean: dataset, std: dataset}\n")
    assert main(["verify", path]) == 2
    assert "--data DATA" in capsys.readouterr().err


def test_ctrl_c_ends_it_and_the_framework_with_it(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    fake = f"import os, time\nopen({str(pid_file)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    (tmp_path / "tensorflow.py").write_text(fake)
    command = [
        sys.executable,
        "-m",
        "augstudio",
        "verify",
        write(tmp_path, GOOD),
        "--framework",
        "tf",
        "--samples",
        "1",
    ]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not (pid_file.exists() and pid_file.read_text()):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "augstudio: interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)
