"""`augstudio bench` as its users run it."""

import json
from pathlib import Path

import pytest

from augstudio.cli.main import main


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "p.augstudio.yaml"
    path.write_text("augstudio: 1\nname: mine\nsteps:\n- {op: rotate, probability: 0.5}\n- {op: invert}\n")
    return str(path)


def test_a_table_says_how_fast_each_step_is(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", file, "--device", "cpu", "--size", "8x10x1", "--batch", "4", "--explain"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("mine: batches of 4 images, 10×8 px, gray, on cpu\n")
    assert "of the speed of a plain copy" in out
    steps = [line.split() for line in out.splitlines() if line.startswith(("rotate ", "invert "))]
    assert [(words[0], words[1]) for words in steps] == [("rotate", "rotate"), ("invert", "invert")]
    assert "  1 rotate: takes 10×8; warp; touches 50% of the images\n" in out


def test_json_has_every_number(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", file, "--device", "cpu", "--data", "digits", "--batch", "3", "--explain", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pipeline"], found["batch"], found["images"]) == ("mine", 3, "8×8 px, gray")
    assert all(speed["images_per_second"] > 0 for speed in found["speeds"])
    assert [step["id"] for step in found["steps"]] == ["rotate", "invert"]
    assert found["plan"][0]["stages"] == ["warp"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--size", "32"], "--size 32: give height x width x channels, such as 32x32x3"),
        (["--size", "0x8x3"], "--size 0x8x3: give height"),
        (["--size", "8x8x3", "--data", "digits"], "--size is for made-up images and --data for real ones"),
        (["--device", "tpu"], "no device 'tpu' on this machine"),
        (["--batch", "0"], "--batch"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", file, *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_a_step_that_does_not_fit_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("augstudio: 1\nsteps: [{op: random_crop, height: 20, width: 20}]\n")
    assert main(["bench", str(path), "--size", "8x8x3", "--device", "cpu"]) == 2
    assert "random-crop" in capsys.readouterr().err
