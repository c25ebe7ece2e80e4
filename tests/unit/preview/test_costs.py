from augstudio.pipeline.yaml_format import loads
from augstudio.preview.costs import step_costs
from tests.unit.preview.conftest import MemoryImages


def test_every_active_step_has_a_cost(colour: MemoryImages) -> None:
    text = "augstudio: 1\nsteps:\n- op: hue\n- {op: invert, enabled: false}\n- op: normalize\n  mean: dataset\n  std: dataset\n"
    costs = step_costs(loads(text), colour, (0, 1))
    assert set(costs) == {"hue", "normalize"}
    assert all(0 < seconds < 1 for seconds in costs.values())
    assert costs["hue"] > costs["normalize"]


def test_what_cannot_be_run_costs_nothing(colour: MemoryImages) -> None:
    assert step_costs(loads("augstudio: 1\nsteps: []\n"), colour, (0,)) == {}
    too_large = "augstudio: 1\nsteps:\n- {op: random_crop, height: 4000, width: 4000}\n"
    assert step_costs(loads(too_large, fitting=False), colour, (0,)) == {}
    assert step_costs(loads("augstudio: 1\nsteps:\n- op: hue\n"), colour, ()) == {}
