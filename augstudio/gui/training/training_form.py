"""What is asked of a training: a slim form of few fields, good as they are."""

from dataclasses import replace

from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QDoubleValidator, QIntValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.number_field import FieldEdit
from augstudio.gui.elements.switch import Switch
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.theme import FIELD_HEIGHT, SPACE
from augstudio.gui.training.devices import DEVICE_TITLES, devices_here
from augstudio.gui.training.whole_number_field import WholeNumberField
from augstudio.training.config import CurveConfig, TrainingConfig

MODELS = {
    "softmax": "Softmax regression",
    "mlp": "Multilayer perceptron",
    "lecture-cnn": "Convolutional net",
    "small-resnet": "Small ResNet",
    "resnet9": "ResNet-9",
    "resnet18": "ResNet-18",
}
"""Models by name, with what the form calls them."""
_BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)
_COMPARE = "Compare with no augmentation"


class _WideChoice(ChoiceBox):
    """Takes the room there is, and needs little."""

    def __init__(self, titles: dict[str, str], accessible_name: str) -> None:
        super().__init__([], accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for name, title in titles.items():
            self.addItem(title, name)

    @property
    def chosen(self) -> str:
        """The name of what is chosen."""
        return str(self.currentData())

    def choose(self, name: str) -> None:
        """Chooses by name; the first where the name is not there."""
        self.setCurrentIndex(max(0, self.findData(name)))

    def minimumSizeHint(self) -> QSize:
        return QSize(52, FIELD_HEIGHT)


class _DeviceChoice(_WideChoice):
    """Looks what is there when it is opened: by then torch is often loaded and knows for certain."""

    def __init__(self) -> None:
        super().__init__({}, "Device")
        self._look()

    def showPopup(self) -> None:
        self._look()
        super().showPopup()

    def _look(self) -> None:
        chosen = self.chosen
        self.clear()
        for device in devices_here():
            self.addItem(DEVICE_TITLES[device], device)
        self.choose(chosen)


class TrainingForm(QWidget):
    """The fields; the values come out frozen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingForm")
        defaults = TrainingConfig()
        self._model = _WideChoice(MODELS, "Model")
        self._epochs = WholeNumberField(1, 10_000, defaults.epochs)
        self._epochs.setToolTip("Passes over the training images; in a size curve, over the largest size")
        self._batch_size = _WideChoice({str(size): str(size) for size in _BATCH_SIZES}, "Batch")
        self._batch_size.setToolTip("Images per optimiser step")
        self._learning_rate = FieldEdit()
        self._learning_rate.setPlaceholderText("auto")
        self._learning_rate.setToolTip("Peak learning rate; empty takes the model's own")
        positive = QDoubleValidator(0.0, 100.0, 8, self._learning_rate)
        positive.setLocale(QLocale.c())
        self._learning_rate.setValidator(positive)
        self._seed = WholeNumberField(0, 2**31 - 1, defaults.seed)
        self._seed.setToolTip("Of the split, the initial weights and the order of the images")
        self._device = _DeviceChoice()
        self._repetitions = WholeNumberField(1, 20, CurveConfig(training=defaults).seeds)
        self._repetitions.setToolTip("How often each size is trained, every time on other images from other weights")
        self._limit = FieldEdit()
        self._limit.setPlaceholderText("all")
        self._limit.setToolTip("Train on so many images at most; empty takes all that may train")
        self._limit.setValidator(QIntValidator(1, 2**31 - 1, self._limit))
        self._baseline = Switch(_COMPARE)
        self._baseline.setObjectName("baselineSwitch")
        self._baseline.setToolTip("Trains a second time on the bare images, from the same initial weights")
        self._baseline.setChecked(True)
        self.set_training_config(TrainingConfig(baseline=True))
        self._lay_out()

    def training_config(self) -> TrainingConfig:
        """What the fields say."""
        rate = self._learning_rate.text()
        return TrainingConfig(
            model=self._model.chosen,
            epochs=self._epochs.value,
            batch_size=int(self._batch_size.chosen),
            learning_rate=float(rate) if self._learning_rate.hasAcceptableInput() and float(rate) > 0 else None,
            baseline=self._baseline.isChecked(),
            seed=self._seed.value,
            device=self._device.chosen,
            limit=int(self._limit.text()) if self._limit.hasAcceptableInput() else None,
        )

    def curve_config(self) -> CurveConfig:
        """What the fields say, for accuracy against the number of training images."""
        return CurveConfig(training=replace(self.training_config(), limit=None), seeds=self._repetitions.value)

    def set_training_config(self, config: TrainingConfig) -> None:
        """Fills the fields, as a demonstration or a repeated run does."""
        self._model.choose(config.model)
        self._epochs.set_value(config.epochs)
        size = str(config.batch_size)
        if self._batch_size.findData(size) < 0:
            self._batch_size.addItem(size, size)
        self._batch_size.choose(size)
        self._learning_rate.setText("" if config.learning_rate is None else f"{config.learning_rate:g}")
        self._baseline.setChecked(config.baseline)
        self._seed.set_value(config.seed)
        self._device.choose(config.device)
        self._limit.setText("" if config.limit is None else str(config.limit))

    def choose_device(self, name: str) -> None:
        """Takes a device by its name; the automatic choice where it is not here."""
        self._device.choose(name)

    def set_repetitions(self, seeds: int) -> None:
        """How many seeds the size curve takes."""
        self._repetitions.set_value(seeds)

    def show_repetitions(self, *, shown: bool) -> None:
        """Seeds are asked for where they mean something, in the size curve; elsewhere the number of images takes their place."""
        self._repetitions_label.setVisible(shown)
        self._repetitions.setVisible(shown)
        self._limit_label.setVisible(not shown)
        self._limit.setVisible(not shown)

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.S)
        grid.setVerticalSpacing(SPACE.S)
        self._place(0, 0, "Model", self._model)
        grid.addWidget(self._model, 0, 1, 1, 3)
        self._place(1, 0, "Epochs", self._epochs)
        self._place(1, 2, "Batch", self._batch_size)
        self._place(2, 0, "Rate", self._learning_rate)
        self._place(2, 2, "Seed", self._seed)
        self._place(3, 0, "Device", self._device)
        self._repetitions_label = self._place(3, 2, "Seeds", self._repetitions)
        self._limit_label = self._place(3, 2, "Images", self._limit)
        row = QHBoxLayout()
        compare = label(_COMPARE, TextStyle.QUIET)
        compare.setToolTip(self._baseline.toolTip())
        row.addWidget(compare, 1)
        row.addWidget(self._baseline)
        grid.addLayout(row, 4, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _place(self, row: int, column: int, text: str, field: QWidget) -> QLabel:
        name = label(text, TextStyle.QUIET)
        name.setBuddy(field)
        name.setToolTip(field.toolTip())
        field.setAccessibleName(text)
        self._grid.addWidget(name, row, column)
        self._grid.addWidget(field, row, column + 1)
        return name
