import pytest
import torch

from augstudio.errors import TrainingError
from augstudio.training.models import MODELS, model_kind


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (1, 8, 8), (3, 1, 1), (2, 5, 130)])
def test_every_model_takes_images_of_any_size(name, shape):
    model = model_kind(name).create(shape, 7, seed=0)
    assert model(torch.rand(4, *shape)).shape == (4, 7)


@pytest.mark.parametrize("name", MODELS)
def test_initial_weights_depend_on_the_seed_alone(name):
    first, again, other = (model_kind(name).create((1, 8, 8), 3, seed).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert any(not torch.equal(first[key], other[key]) for key in first)


@pytest.mark.parametrize("name", MODELS)
def test_creating_a_model_leaves_the_global_generator_alone(name):
    before = torch.get_rng_state()
    model_kind(name).create((1, 8, 8), 3, seed=0)
    assert torch.equal(before, torch.get_rng_state())


def test_large_images_are_pooled_until_few_numbers_are_left():
    model = model_kind("lecture-cnn").create((3, 224, 224), 10, seed=0)
    assert sum(values.numel() for values in model.parameters()) < 500_000


def test_a_mistyped_model_is_refused_with_a_suggestion():
    with pytest.raises(TrainingError, match="did you mean lecture-cnn"):
        model_kind("lecture-ccn")


def test_the_small_residual_network_stays_below_a_hundred_thousand_weights():
    model = model_kind("small-resnet").create((3, 32, 32), 10, seed=0)
    assert sum(values.numel() for values in model.parameters()) <= 100_000


def test_normalisation_starts_as_it_is_defined():
    model = model_kind("small-resnet").create((1, 28, 28), 10, seed=0)
    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    assert norms
    for norm in norms:
        assert torch.equal(norm.running_mean, torch.zeros_like(norm.running_mean))
        assert torch.equal(norm.running_var, torch.ones_like(norm.running_var))
        assert torch.equal(norm.weight, torch.ones_like(norm.weight))


OWN = """
import torch
from torch import nn

def linear(shape, classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(shape[0] * shape[1] * shape[2], classes))

def nothing(shape, classes):
    return None

def wrong(shape, classes):
    return nn.Flatten()

def choosy(shape, classes):
    return nn.Linear(shape[2] + 1, classes)

def failing(shape, classes):
    raise RuntimeError("no such\\nweights")

number = 7
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    (tmp_path / "own_models.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("own")
def test_a_factory_of_the_users_own_is_trained():
    kind = model_kind("own_models:linear")
    before = torch.get_rng_state()
    first, again, other = (kind.create((1, 4, 4), 3, seed) for seed in (0, 0, 1))
    assert torch.equal(first[1].weight, again[1].weight)
    assert not torch.equal(first[1].weight, other[1].weight)
    assert torch.equal(before, torch.get_rng_state())
    assert first(torch.rand(2, 1, 4, 4)).shape == (2, 3)


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_module:factory", "cannot be imported: ModuleNotFoundError"),
        (":factory", "cannot be imported"),
        ("own_models:missing", "has no function 'missing'"),
        ("own_models:number", "has no function 'number'"),
        ("own_models:nothing", "returned NoneType"),
        ("own_models:wrong", r"logits \(B, 3\), not \(2, 16\)"),
        ("own_models:choosy", "does not take images"),
        ("own_models:failing", "raised RuntimeError: no such weights"),
    ],
)
def test_a_factory_that_serves_nothing_is_refused_in_one_line(name, message):
    with pytest.raises(TrainingError, match=message) as caught:
        model_kind(name).create((1, 4, 4), 3, seed=0)
    assert "\n" not in str(caught.value)
