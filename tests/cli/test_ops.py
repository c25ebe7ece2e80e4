import json

import pytest

from augstudio.cli.main import main
from augstudio.transforms.catalogue import OPS


def test_every_op_is_listed_with_every_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ops"]) == 0
    text = capsys.readouterr().out
    lines = [line.split()[0] for line in text.splitlines() if line.startswith("  ") and line[2] != " "]
    assert [word for word in lines if word in OPS] == list(OPS)
    assert "angle = [-15, 15] °" in text
    assert "antialias = true" in text
    assert "mean (required)" in text
    assert "shorter (optional, px)" in text


def test_json_holds_what_other_tools_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ops", "--json"]) == 0
    listed = {each["op"]: each for each in json.loads(capsys.readouterr().out)}
    assert tuple(listed) == OPS
    rotate = listed["rotate"]
    assert (rotate["category"], rotate["default_probability"]) == ("Geometry", 1)
    assert rotate["parameters"][0]["default"] == [-15, 15]
    assert rotate["parameters"][0]["unit"] == "°"
    assert rotate["label_risks"][0]["traits"] == ["digits", "letters"]
    assert listed["horizontal_flip"]["default_probability"] == 0.5
    assert all(each["summary"] and each["documentation"] for each in listed.values())
