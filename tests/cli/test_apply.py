"""`augstudio apply` as its users run it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from augstudio.cli.main import main


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "p.augstudio.yaml"
    path.write_text("augstudio: 1\nsteps:\n- {op: rotate}\n- {op: normalize, mean: 0.5, std: 0.5}\n")
    return str(path)


def test_it_writes_says_so_and_does_nothing_twice(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    command = ["apply", file, "--data", "digits", "--copies", "1", "--out", out]
    assert main(command) == 0
    captured = capsys.readouterr()
    assert captured.out == f"1,797 images written: {out} (manifest.jsonl has every draw)\n"
    assert captured.err.startswith("left out, since image files hold plain values: normalize")
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("Everything was there already")
    assert main(["stats", out]) == 0
    assert "1,797" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--copies", "0"], "--copies"),
        (["--copies", "1", "--format", "tar"], 'Choose from: "folder", "npz"'),
        (["--copies", "1", "--workers", "0"], "--workers"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", file, "--data", "digits", "--out", str(tmp_path / "out"), *arguments]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_copies_never_go_among_the_images(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", file, "--data", "digits", "--copies", "1", "--format", "folder", "-o", f"{tmp_path}/a"]) == 0
    inside = f"{tmp_path}/a/more"
    assert main(["apply", file, "--data", f"{tmp_path}/a", "--copies", "1", "-o", inside]) == 2
    assert "lies in the data folder" in capsys.readouterr().err
    assert not Path(inside).exists()


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_ctrl_c_stops_it_in_good_order_and_it_goes_on_later(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["apply", file, "--data", "digits", "--copies", "6", "--out", str(out)]
    command = [sys.executable, "-m", "augstudio", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        manifest = out / "manifest.partial.jsonl"
        while process.poll() is None and not (manifest.exists() and manifest.read_text().count("\n") > 1):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=60)
    assert (process.returncode, printed, errors.splitlines()[-1]) == (130, "", "augstudio: interrupted")
    done = len(list(out.glob("*/*.png")))
    assert 0 < done < 6 * 1797
    assert not list(out.rglob("*.tmp"))
    assert main(arguments) == 0
    written = int(capsys.readouterr().out.split()[0].replace(",", ""))
    assert 6 * 1797 - done <= written < 6 * 1797
