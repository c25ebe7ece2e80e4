import pytest
import torch

from augstudio.errors import TrainingError
from augstudio.training.device import available_devices, choose_device
from augstudio.training.threads import one_core_spared


def test_auto_takes_the_fastest_there_is():
    assert choose_device("auto").type == available_devices()[-1]


def test_the_cpu_is_always_there():
    assert choose_device("cpu") == torch.device("cpu")


def test_a_missing_device_is_refused_with_what_there_is():
    with pytest.raises(TrainingError, match=r"there is .*cpu"):
        choose_device("tpu")


def test_threads_are_never_more_than_were_allowed():
    before = torch.get_num_threads()
    with one_core_spared():
        assert 1 <= torch.get_num_threads() <= before
    assert torch.get_num_threads() == before
