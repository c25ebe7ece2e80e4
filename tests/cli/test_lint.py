import io
import json
import sys
from pathlib import Path

import pytest

from augstudio.cli.main import main

WRONG = """\
augstudio: 1
steps:
- {op: horizontal_flip}
- {op: normalize, mean: 0.5, std: 0.5}
- {op: hue, id: tint}
"""


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    return str(path)


def test_errors_are_printed_with_step_why_and_fix_and_fail(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", wrong]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("error: step 3 (tint): hue expects values from 0 to 1")
    assert lines[1:] == ["  fix: move it before normalize", "1 error"]


def test_the_data_tell_about_labels(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", wrong, "--data", "digits"]) == 1
    text = capsys.readouterr().out
    assert "warning: step 1 (horizontal-flip): horizontal_flip can change the label" in text
    assert text.endswith("1 error, 1 warning, 1 advice\n")


def test_the_data_tell_whether_crops_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("augstudio: 1\nsteps:\n- {op: random_crop, height: 9, width: 8}\n")
    assert main(["lint", str(path)]) == 0
    assert main(["lint", str(path), "--data", "digits"]) == 1
    assert "a crop of 9 px never fits an image of 8 px" in capsys.readouterr().out


def test_json(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", wrong, "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert problem["severity"] == "error"
    assert (problem["position"], problem["step"], problem["op"]) == (3, "tint", "hue")
    assert problem["fix"] == "move it before normalize"


def test_a_file_whose_sizes_never_fit_is_linted_instead_of_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("augstudio: 1\nsteps: [{op: resize, shorter: 8}, {op: random_crop, height: 9, width: 8}]\n")
    assert main(["lint", str(path)]) == 0
    path.write_text(
        "augstudio: 1\nsteps: [{op: resize, height: 8, width: 8}, {op: random_crop, height: 9, width: 8}]\n"
    )
    assert main(["lint", str(path)]) == 1


def test_nothing_to_say_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"augstudio: 1\nsteps: []\n")))
    assert main(["lint", "-"]) == 0
    assert capsys.readouterr().out == "no problems\n"
