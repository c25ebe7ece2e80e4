import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    environment.pop("DISPLAY", None)
    script = Path(__file__).with_name("run_small_demo.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder / "out")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return folder / "out", done.stdout


def test_it_leaves_every_file_that_it_promises(demo: tuple[Path, str]) -> None:
    promised = {
        "pipeline.yaml", "preview.png", "window.png", "learning_curve.png", "size_curve.png", "metrics.csv", "curve.csv",
        "augment_torch.py", "augment_torch.yaml", "augment_tf.py", "augment_tf.yaml",
        "augment_keras.py", "augment_keras.yaml",
    }  # fmt: skip
    assert promised <= {path.name for path in demo[0].iterdir() if path.stat().st_size > 0}


def test_both_tables_hold_both_arms(demo: tuple[Path, str]) -> None:
    for name in ("metrics.csv", "curve.csv"):
        with (demo[0] / name).open() as file:
            assert {row["pipeline"] for row in csv.DictReader(file)} == {"none", "gentle-digits"}


def test_the_pictures_show_something(demo: tuple[Path, str]) -> None:
    for name in ("preview.png", "window.png", "learning_curve.png", "size_curve.png"):
        with Image.open(demo[0] / name) as image:
            assert min(image.size) > 300
            assert len(image.convert("L").getcolors() or []) > 30
    with Image.open(demo[0] / "window.png") as image:
        assert image.size == (1440, 900)


def test_it_tells_every_stage_and_ends_with_a_finding_for_each_curve(demo: tuple[Path, str]) -> None:
    lines = demo[1].splitlines()
    assert lines[0].startswith("Open the pipeline and preview it")
    assert "complete: True" in lines
    assert sum("with gentle-digits" in line.lower() for line in lines[lines.index("complete: True") :]) == 2


def test_the_exported_torch_code_runs(demo: tuple[Path, str]) -> None:
    done = subprocess.run(
        [sys.executable, str(demo[0] / "augment_torch.py")], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ok")


def test_ctrl_c_ends_it_and_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "augstudio", "demo", "--headless", "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("[2]"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "augstudio: interrupted"
    assert out == ""


def test_a_folder_that_cannot_be_written_is_said_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = subprocess.run(
        [sys.executable, "-m", "augstudio", "demo", "--headless", "--out", str(tmp_path / "file")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
