import json
import math

from augstudio.training.event_json import as_json
from augstudio.training.events import ArmFinished, RunStarted


def test_an_event_is_one_line_that_names_it():
    event = RunStarted(("none", "a\nb"), "softmax", "cpu", 7, 2, 1, 3, 9, 11)
    line = as_json(event)
    assert "\n" not in line
    assert json.loads(line)["event"] == "run_started"
    assert json.loads(line)["arms"] == ["none", "a\nb"]


def test_what_is_no_number_is_null():
    assert json.loads(as_json(ArmFinished("a", 1, 0.5, math.nan, 1.0)))["test_accuracy"] is None
