import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from augstudio.gui.training.devices import devices_here
from augstudio.gui.training.training_form import MODELS, TrainingForm
from augstudio.training.config import TrainingConfig
from augstudio.training.models import MODELS as TRAINABLE


@pytest.fixture
def form(qtbot: QtBot) -> TrainingForm:
    made = TrainingForm()
    qtbot.addWidget(made)
    return made


def test_untouched_it_compares_with_no_augmentation(form: TrainingForm) -> None:
    assert form.training_config() == TrainingConfig(baseline=True)


@pytest.mark.parametrize("rate", [None, 0.003])
def test_a_configuration_comes_out_as_it_went_in(form: TrainingForm, rate: float | None) -> None:
    config = TrainingConfig(
        model="lecture-cnn", epochs=7, batch_size=50, learning_rate=rate, seed=5, device="cpu", baseline=False
    )
    form.set_training_config(config)
    assert form.training_config() == config


@pytest.mark.parametrize("text", ["", "0", "abc", "-1"])
def test_a_rate_that_is_none_means_automatic(form: TrainingForm, text: str) -> None:
    form._learning_rate.setText(text)
    assert form.training_config().learning_rate is None


def test_a_number_is_taken_as_it_is_typed(qtbot: QtBot, form: TrainingForm) -> None:
    form._epochs.selectAll()
    qtbot.keyClicks(form._epochs, "25")
    assert form.training_config().epochs == 25
    qtbot.keyClick(form._epochs, Qt.Key.Key_Up)
    qtbot.keyClick(form._epochs, Qt.Key.Key_PageDown)
    assert form.training_config().epochs == 16


def test_a_number_out_of_bounds_is_not_taken(qtbot: QtBot, form: TrainingForm) -> None:
    form._epochs.selectAll()
    qtbot.keyClicks(form._epochs, "0")
    assert form.training_config().epochs >= 1
    form._epochs.set_value(10**9)
    assert form.training_config().epochs == 10_000


def test_the_size_curve_takes_its_repetitions(form: TrainingForm) -> None:
    form.set_repetitions(5)
    assert form.curve_config().seeds == 5
    assert form.curve_config().training == form.training_config()


def test_every_model_it_offers_can_be_trained() -> None:
    assert set(MODELS) <= set(TRAINABLE)


def test_there_is_always_a_processor() -> None:
    devices = devices_here()
    assert devices[0] == "auto"
    assert devices[-1] == "cpu"


def test_every_field_has_a_name_for_assistive_tools(form: TrainingForm) -> None:
    fields = [form._model, form._epochs, form._batch_size, form._learning_rate, form._seed, form._device]
    assert all(field.accessibleName() for field in (*fields, form._repetitions, form._baseline))
