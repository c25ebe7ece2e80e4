import json

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import PRESETS, preset, preset_path
from augstudio.pipeline.schema import json_schema
from augstudio.pipeline.yaml_format import dumps
from augstudio.transforms.catalogue import OPS
from tests.unit.pipeline.strategies import pipelines

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def mistakes(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def test_it_is_a_schema_and_json() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("name", PRESETS)
def test_recipes_are_valid_as_written_and_as_saved(name: str) -> None:
    assert mistakes(preset_path(name).read_text()) == []
    assert mistakes(dumps(preset(name))) == []


@settings(max_examples=60, deadline=None)
@given(pipelines())
def test_what_we_write_is_valid(pipeline: Pipeline) -> None:
    assert mistakes(dumps(pipeline)) == []


STEP = "augstudio: 1\nsteps:\n- "


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("steps: []", "'augstudio' is a required property"),
        ("augstudio: 1", "'steps' is a required property"),
        ("augstudio: 2\nsteps: []", "1 was expected"),
        ("augstudio: 1\nsteps: []\nnmae: x", "'nmae' was unexpected"),
        ("augstudio: 1\nsteps: []\nseed: -1", "less than the minimum of 0"),
        ("augstudio: 1\nsteps: []\nresampling: double", "is not one of ['sequential', 'single']"),
        (STEP + "{angle: 3}", "'op' is a required property"),
        (STEP + "{op: rotat}", "'rotat' is not one of"),
        (STEP + "{op: rotate, angel: 3}", "'angel' was unexpected"),
        (STEP + "{op: rotate, angle: x}", "not valid under any of the given schemas"),
        (STEP + "{op: rotate, angle: [1, 2, 3]}", "not valid under any of the given schemas"),
        (STEP + "{op: rotate, angle: 400}", "not valid under any of the given schemas"),
        (STEP + "{op: rotate, probability: 2}", "greater than the maximum of 1"),
        (STEP + "{op: rotate, enabled: 1}", "not of type 'boolean'"),
        (STEP + "{op: rotate, id: A b}", "does not match"),
        (STEP + "{op: one_of}", "'steps' is a required property"),
        (STEP + "{op: rotate, steps: []}", "'steps' was unexpected"),
        (STEP + "{op: one_of, steps: [], weights: [-1]}", "not valid under any of the given schemas"),
        (STEP + "{op: one_of, steps: [{op: some_of, steps: [{op: rotate, angel: 3}]}]}", "'angel' was unexpected"),
        (STEP + "{op: one_of, steps: [{op: some_of, steps: [], count: 1.5}]}", "not valid under any"),
        (STEP + "{op: rotate, interpolation: bicubic}", "is not one of ['nearest', 'bilinear']"),
        (STEP + "{op: center_crop, height: 3}", "'width' is a required property"),
        (STEP + "{op: normalize, mean: 0, std: 0}", "not valid under any of the given schemas"),
    ],
)
def test_mistakes_are_found(text: str, part: str) -> None:
    assert any(part in mistake for mistake in mistakes(text))


def test_everything_is_documented_for_editors() -> None:
    definitions = json_schema()["$defs"]
    for op in OPS:
        assert definitions[op]["description"]
        for name, said in definitions[op]["properties"].items():
            assert name in {"op", "id", "enabled"} or said["description"]
    angle = definitions["rotate"]["properties"]["angle"]
    assert (angle["default"], angle["description"]) == ([-15, 15], "Positive turns counter-clockwise. Unit: °.")
