import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import augstudio
from augstudio.cli.main import main

COMPOSE = """
from torchvision import transforms as T

train = T.Compose([
    T.RandomHorizontalFlip(),
    T.RandomRotation(10, expand=True),
    T.ToTensor(),
])
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "data.py"
    path.write_text(COMPOSE, encoding="utf-8")
    return path


def test_what_is_recognised_is_printed_and_the_rest_listed(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(source)]) == 1
    output = capsys.readouterr()
    assert [step.op for step in augstudio.loads(output.out)] == ["horizontal_flip"]
    assert output.err == (f"{source}:6:33 torchvision.transforms.RandomRotation expand = True has no equal\n")


def test_a_file_is_written(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text(COMPOSE.replace(", expand=True", ""), encoding="utf-8")
    out = tmp_path / "out.augstudio.yaml"
    assert main(["import", str(source), "-o", str(out)]) == 0
    assert capsys.readouterr().out == ""
    pipeline = augstudio.load(out)
    assert pipeline.name == "data"
    assert [step.id for step in pipeline] == ["horizontal-flip", "rotate"]


def test_json_says_it_all(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(source), "--json"]) == 1
    output = capsys.readouterr()
    said = json.loads(output.out)
    assert output.err == ""
    assert said["kind"] == "torchvision"
    assert said["steps"] == [{"op": "horizontal_flip", "id": "horizontal-flip", "probability": 0.5, "enabled": True}]
    (entry,) = said["unrecognised"]
    assert entry["file"] == str(source)
    assert (entry["line"], entry["column"], entry["name"]) == (6, 33, "torchvision.transforms.RandomRotation")
    assert said["notes"] == []


def test_groups_are_nested_in_json(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text("T.Compose([T.RandomOrder([T.RandomInvert(), T.RandomEqualize()])])", encoding="utf-8")
    assert main(["import", str(source), "--json"]) == 0
    (group,) = json.loads(capsys.readouterr().out)["steps"]
    assert group["op"] == "random_order"
    assert [child["op"] for child in group["steps"]] == ["invert", "equalize"]


def test_notes_say_how_steps_differ(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text("val = T.Compose([])\ntrain = T.Compose([T.Grayscale()])", encoding="utf-8")
    assert main(["import", str(source)]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "note: no import says what T is: taken for torchvision.transforms",
        "note: line 2: Grayscale: leaves one channel; here as many as there were stay, all alike",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("T.Compose([T.FiveCrop(3)])", "nothing in it is recognised, so there is no pipeline to write"),
        ("print('hello')", "no transform in it is known"),
        ("x = (", "line 1: no Python"),
        ("\0", "no text"),
        ('{"a": [1, 2}', "no Python"),
        ("", "no transform in it is known"),
    ],
)
def test_nothing_recognised_is_one_line_and_nothing_is_written(
    text: str, reason: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text(text, encoding="utf-8")
    out = tmp_path / "out.yaml"
    assert main(["import", str(source), "-o", str(out)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert reason in output.err.splitlines()[-1]
    assert output.err.splitlines()[-1].startswith("augstudio: ")
    assert not out.exists()


def test_standard_input_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO(b"from torchvision.transforms import v2\nv2.RandomHorizontalFlip(p=0.25)")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    assert main(["import", "-"]) == 0
    pipeline = augstudio.loads(capsys.readouterr().out)
    assert (pipeline.name, pipeline.steps[0].probability) == ("untitled", 0.25)


def test_a_pipeline_file_comes_back_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.augstudio.yaml"
    path.write_text(
        "augstudio: 1\nname: mine\nseed: 7\nsteps: [{op: invert, id: neg, enabled: false}]", encoding="utf-8"
    )
    assert main(["import", str(path)]) == 0
    assert augstudio.loads(capsys.readouterr().out) == augstudio.load(path)


def test_a_source_is_never_written_over(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(source), "-o", str(source)]) == 2
    assert "would be lost" in capsys.readouterr().err
    assert source.read_text(encoding="utf-8") == COMPOSE


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none.py")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_reading_code_loads_no_framework(source: Path) -> None:
    code = f"""
import sys
from augstudio.cli.main import main
main(["import", {str(source)!r}])
loaded = [name for name in ("torch", "numpy", "PySide6", "tensorflow", "keras", "torchvision") if name in sys.modules]
assert loaded == [], loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
