import time

import pytest

from augstudio.errors import PipelineError
from augstudio.pipeline.yaml_format import loads

HEAD = "augstudio: 1\nsteps:\n- op: resize\n  height: 32\n  width: 32\n"

REFUSED_STEPS = {
    # What is appended to HEAD: line, op as the place names it, field, part of the message.
    "- op: rotat": (6, "rotat", "op", "unknown op 'rotat': did you mean 'rotate'"),
    "- op: [rotate]": (6, "", "op", "expected the name of a transform"),
    "- op:": (6, "", "op", "`op` is missing"),
    "- angle: 3": (6, "", "op", "`op` is missing"),
    "- rotate": (6, "", None, "expected `op:` and its parameters, not a single value"),
    "- - op: rotate": (6, "", None, "not a list"),
    "- op: rotate\n  angel: 3": (7, "rotate", "angel", "did you mean 'angle'?"),
    "- op: rotate\n  wibble: 3": (7, "rotate", "wibble", "it may have: angle, interpolation"),
    "- op: rotate\n  angle: [3, 2]": (7, "rotate", "angle", "reversed: write [2, 3]"),
    "- op: rotate\n  angle: [-400, 2]": (7, "rotate", "angle", "outside -360 to 360"),
    "- op: rotate\n  angle: [1, 2, 3]": (7, "rotate", "angle", "expected one number or [low, high]"),
    "- op: rotate\n  angle: []": (7, "rotate", "angle", "expected one number or [low, high]"),
    "- op: rotate\n  angle: yes": (7, "rotate", "angle", "expected a number, got 'yes'"),
    "- op: rotate\n  angle: true": (7, "rotate", "angle", "expected a number, got True"),
    "- op: rotate\n  angle:": (7, "rotate", "angle", "expected a number, got None"),
    "- op: rotate\n  angle: {low: 1}": (7, "rotate", "angle", "expected a number"),
    "- op: rotate\n  angle: '3'": (7, "rotate", "angle", "expected a number, got '3'"),
    "- op: rotate\n  angle: .nan": (7, "rotate", "angle", "no finite number"),
    "- op: rotate\n  angle: [-.inf, 0]": (7, "rotate", "angle", "no finite number"),
    "- op: rotate\n  angle: 1e999": (7, "rotate", "angle", "no finite number"),
    "- op: rotate\n  angle: " + "9" * 5000: (7, "rotate", "angle", "too long"),
    "- op: rotate\n  angle: " + "9" * 60: (7, "rotate", "angle", "outside -360 to 360"),
    "- op: rotate\n  angle: 0x" + "f" * 60: (7, "rotate", "angle", "outside -360 to 360"),
    "- op: rotate\n\n  # note\n  angle: 1\n  angle: 2": (10, "rotate", "angle", "twice; first in line 9"),
    "- op: rotate\n  angle: !!float 3": (7, "rotate", "angle", "tags"),
    "- op: rotate\n  angle: !!python/object/apply:os.system [ls]": (7, "rotate", "angle", "tags"),
    "- op: rotate\n  angle: &a 3": (7, "rotate", "angle", "anchors and aliases"),
    "- op: rotate\n  angle: *a": (7, "rotate", "angle", "anchors and aliases"),
    "- op: rotate\n  interpolation: bicubic": (7, "rotate", "interpolation", "expected nearest or bilinear"),
    "- op: rotate\n  probability: 1.5": (7, "rotate", "probability", "outside 0 to 1"),
    "- op: rotate\n  probability: often": (7, "rotate", "probability", "expected a number from 0 to 1"),
    "- op: rotate\n  enabled: 1": (7, "rotate", "enabled", "expected true or false"),
    "- op: rotate\n  id: A b": (7, "rotate 'A b'", "id", "is no id"),
    "- op: rotate\n  id: 7": (7, "rotate", "id", "expected a word"),
    "- op: rotate\n  id: ''": (7, "rotate ''", "id", "expected a word"),
    "- op: rotate\n  id: a\n- op: hue\n  id: a": (9, "hue 'a'", "id", "two steps have the id 'a'"),
    "- op: center_crop\n  height: 3": (6, "center_crop", "width", "center_crop needs width"),
    "- op: center_crop\n  height: 0\n  width: 3": (7, "center_crop", "height", "outside 1 to 16384 px"),
    "- op: center_crop\n  height: 1.5\n  width: 3": (7, "center_crop", "height", "expected a whole number"),
    "- op: resize\n  height: 3\n  shorter: 3": (6, "resize", None, "either shorter or height and width"),
    "- op: normalize\n  mean: [1, 2]\n  std: [1, 2, 3]": (6, "normalize", None, "mean has 2 numbers, std 3"),
    "- op: normalize\n  mean: 0\n  std: 0": (8, "normalize", "std", "above 0"),
    "- op: random_crop\n  height: 3\n  width: 40": (8, "random_crop", "width", "a crop of 40 px never fits"),
}


@pytest.mark.parametrize("text", REFUSED_STEPS, ids=lambda text: repr(text[:50]))
def test_refusals_name_file_line_step_and_field(text: str) -> None:
    line, op, field, message = REFUSED_STEPS[text]
    with pytest.raises(PipelineError) as caught:
        loads(HEAD + text + "\n", "p.yaml")
    error = caught.value
    position = 2 if "id: a\n" in text else 1
    place = f"p.yaml:{line}: step {position + 1}" + (f" ({op})" if op else "")
    assert str(error).startswith(place + (f", {field}: " if field else ": "))
    assert message in error.message
    assert (error.step, error.field) == (position, field)
    assert "\n" not in str(error)
    assert len(str(error)) < 500


REFUSED_FILES = {
    "": ("p.yaml: empty", None),
    "# only a comment\n": ("p.yaml: empty", None),
    "~": ("p.yaml: empty", None),
    "[1, 2]": ("p.yaml:1: expected keys with values", None),
    "hello": ("p.yaml:1: expected keys with values", None),
    "steps: []": ("p.yaml:1: augstudio: this key is missing", "augstudio"),
    "augstudio: 1": ("p.yaml:1: steps: this key is missing", "steps"),
    "steps: []\naugstudio: 2": ("p.yaml:2: augstudio: written in format 2", "augstudio"),
    "steps: []\naugstudio: 1.0": ("p.yaml:2: augstudio: expected the format version 1, got 1.0", "augstudio"),
    "steps: []\naugstudio: true": ("p.yaml:2: augstudio: expected the format version 1, got True", "augstudio"),
    "steps: []\naugstudio: 0": ("p.yaml:2: augstudio: expected the format version 1, got 0", "augstudio"),
    "augstudio: 1\nsteps:": ("p.yaml:2: steps: expected a list of steps, not nothing", "steps"),
    "augstudio: 1\nsteps: {op: rotate}": ("p.yaml:2: steps: expected a list of steps, not keys with values", "steps"),
    "augstudio: 1\nnmae: x\nsteps: []": ("p.yaml:2: unknown key 'nmae': did you mean 'name'?", "nmae"),
    "augstudio: 1\nname: 3\nsteps: []": ("p.yaml:2: name: expected text (put it in quotes), got 3", "name"),
    "augstudio: 1\nname:\nsteps: []": ("p.yaml:2: name: expected text (put it in quotes), got nothing", "name"),
    "augstudio: 1\nframework: [tf]\nsteps: []": ("p.yaml:2: framework: expected text", "framework"),
    "augstudio: 1\nseed: -1\nsteps: []": ("p.yaml:2: seed: -1 is outside 0 to 4294967295", "seed"),
    "augstudio: 1\nseed: 4294967296\nsteps: []": ("p.yaml:2: seed: 4294967296 is outside", "seed"),
    "augstudio: 1\nseed: true\nsteps: []": ("p.yaml:2: seed: expected a whole number, got True", "seed"),
    "augstudio: 1\nresampling: double\nsteps: []": (
        "p.yaml:2: resampling: expected sequential or single",
        "resampling",
    ),
    "augstudio: 1\nsteps: []\nsteps: []": ("p.yaml:3: steps: the key 'steps' is here twice; first in line 2", "steps"),
    "augstudio: 1\nsteps: []\n---\na: 1": ("p.yaml:3: a second document begins here", None),
    "augstudio: 1\nsteps: [\n": ("p.yaml:3: not YAML", None),
    "a: b: c": ("p.yaml:1: not YAML: mapping values are not allowed here", None),
    "\tx: 1": ("p.yaml:1: not YAML", None),
    "a: 'open": ("p.yaml:1: not YAML", None),
    "? [a, b]\n: 1": ("p.yaml:1: this is no key", None),
    "1: 2": ("p.yaml:1: 1 is no key: keys are words", None),
    "{[]: 1}": ("p.yaml:1: this is no key", None),
    'name: "\\UFFFFFFFF"': ("p.yaml: not YAML", None),
    'name: "\\ud800"': ("p.yaml:1: name: half a surrogate pair is no character", "name"),
    "name: \x00": ("p.yaml: not YAML", None),
    "<<: {augstudio: 1}": ("p.yaml:1: unknown key '<<'", "<<"),
    "%YAML 9.1\n---\naugstudio: 1": ("p.yaml:1: not YAML", None),
}


@pytest.mark.parametrize("text", REFUSED_FILES, ids=lambda text: repr(text[:50]))
def test_files_that_are_no_pipeline_are_refused_with_their_line(text: str) -> None:
    start, field = REFUSED_FILES[text]
    with pytest.raises(PipelineError) as caught:
        loads(text, "p.yaml")
    assert str(caught.value).startswith(start)
    assert caught.value.field == field
    assert "\n" not in str(caught.value)


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level + 1}: &a{level + 1} [{', '.join([f'*a{level}'] * 9)}]\n" for level in range(12)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "augstudio: 1\nsteps: " + "[" * 5000 + "]" * 5000,
        "augstudio: 1\nsteps: []\nname: " + "x" * 2_000_000,
        "augstudio: 1\nsteps: [" + "{op: invert}, " * 2_000 + "]",
        "#" * 1_000_001,
        "!" * 100_000,
        "&" * 100_000,
    ],
    ids=["aliases", "lists", "maps", "dashes", "keys", "steps", "name", "many", "comment", "tags", "anchors"],
)
def test_hostile_files_are_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(PipelineError) as caught:
        loads(text, "p.yaml")
    assert time.perf_counter() - started < 5
    assert len(str(caught.value)) < 500


def test_what_yaml_1_1_reads_otherwise_is_text_or_number_as_in_1_2() -> None:
    pipeline = loads("augstudio: 1\nname: 'no'\nsteps: [{op: rotate, angle: 0o17}, {op: rotate, id: 'on', angle: 1e1}]")
    assert pipeline.name == "no"
    assert pipeline.step("rotate").transform.plain()["angle"] == 15
    assert pipeline.step("on").transform.plain()["angle"] == 10


def test_the_framework_is_allowed_and_informs_nobody() -> None:
    assert loads("augstudio: 1\nframework: tf\nsteps: []") == loads("augstudio: 1\nsteps: []")


def test_a_file_from_a_newer_version_says_what_to_do() -> None:
    with pytest.raises(PipelineError, match="reads up to 1: update AugStudio"):
        loads("augstudio: 12\nsteps: []\nfuture: key")
