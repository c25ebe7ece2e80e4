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
