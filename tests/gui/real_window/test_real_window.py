import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

SESSION = Path(__file__).with_name("session.py")
ROOT = Path(__file__).parents[3]


def start(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SESSION), str(folder), *arguments],
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_program_shows_pictures_on_a_real_screen_and_closes(environment: dict[str, str], tmp_path: Path) -> None:
    program = start(tmp_path, environment)
    output, _ = program.communicate(timeout=120)
    assert program.returncode == 0, output
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert facts["platform"] == "xcb"
    assert facts["torch_at_first"] == [False]
    assert facts["colours"] > 100, "the screen is blank"
    assert False in facts["enabled"], "the click on the switch reached nobody"


def test_a_click_of_the_x_server_reaches_the_switch(environment: dict[str, str], tmp_path: Path) -> None:
    clicker = shutil.which("xdotool")
    if clicker is None:
        pytest.skip("no xdotool")
    program = start(tmp_path, environment, "--stay")
    try:
        deadline = time.monotonic() + 90
        while not (tmp_path / "ready").exists() and program.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        x, y = json.loads((tmp_path / "facts.json").read_text())["switch_place"]
        subprocess.run([clicker, "mousemove", str(x), str(y), "click", "1"], env=environment, check=True, timeout=10)
        time.sleep(0.5)
        (tmp_path / "done").touch()
        output, _ = program.communicate(timeout=60)
    finally:
        program.kill()
    assert program.returncode == 0, output
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert False in facts["enabled"]
    assert all(facts["enabled_after_click"])
