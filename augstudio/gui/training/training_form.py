"""What is asked of a training: a slim form of few fields, good as they are."""

from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QSpinBox, QWidget

from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.theme import FIELD_HEIGHT, SPACE
from augstudio.gui.training.devices import devices_here
from augstudio.training.config import CurveConfig, TrainingConfig

MODELS = {"softmax": "Softmax regression", "lecture-cnn": "Convolutional net"}
"""Models by name, with what the form calls them."""
_DEVICE_TITLES = {"auto": "Auto", "cuda": "CUDA GPU", "mps": "Apple GPU", "cpu": "CPU"}
_BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)


class _DeviceBox(QComboBox):
    """Looks what is there when it is opened: by then torch is often loaded and knows for certain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill()

    def showPopup(self) -> None:
        self._fill()
        super().showPopup()

    def _fill(self) -> None:
        chosen = self.currentData()
        self.clear()
        for device in devices_here():
            self.addItem(_DEVICE_TITLES[device], device)
        self.setCurrentIndex(max(0, self.findData(chosen)))


class TrainingForm(QWidget):
    """The fields; the values come out frozen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingForm")
        defaults = TrainingConfig()
        self._model = QComboBox()
        for name, title in MODELS.items():
            self._model.addItem(title, name)
        self._epochs = _spin_box(1, 1_000, defaults.epochs)
        self._batch_size = QComboBox()
        for size in _BATCH_SIZES:
            self._batch_size.addItem(str(size), size)
        self._batch_size.setCurrentIndex(_BATCH_SIZES.index(defaults.batch_size))
        self._learning_rate = QLineEdit()
        self._learning_rate.setPlaceholderText("auto")
        positive = QDoubleValidator(0.0, 100.0, 8, self._learning_rate)
        positive.setLocale(positive.locale().c())
        self._learning_rate.setValidator(positive)
        self._learning_rate.setToolTip("Peak learning rate; empty takes the model's own")
        self._seed = _spin_box(0, 2**31 - 1, defaults.seed)
        self._seed.setToolTip("Of the split, the initial weights and the order of the images")
        self._device = _DeviceBox()
        self._repetitions = _spin_box(1, 20, 3)
        self._repetitions.setToolTip(
            "How often each size is trained, every time on other images from other initial weights"
        )
        self._baseline = QCheckBox("Compare with no augmentation")
        self._baseline.setObjectName("baselineCheck")
        self._baseline.setAccessibleName("Compare with no augmentation")
        self._baseline.setToolTip("Trains a second time on the bare images, from the same initial weights")
        self._baseline.setChecked(True)
        self._lay_out()

    def training_config(self) -> TrainingConfig:
        """What the fields say."""
        rate = self._learning_rate.text()
        return TrainingConfig(
            model=str(self._model.currentData()),
            epochs=self._epochs.value(),
            batch_size=int(self._batch_size.currentData()),
            learning_rate=float(rate) if self._learning_rate.hasAcceptableInput() and float(rate) > 0 else None,
            baseline=self._baseline.isChecked(),
            seed=self._seed.value(),
            device=str(self._device.currentData()),
        )

    def curve_config(self) -> CurveConfig:
        """What the fields say, for accuracy against the number of training images."""
        return CurveConfig(training=self.training_config(), seeds=self._repetitions.value())

    def set_training_config(self, config: TrainingConfig) -> None:
        """Fills the fields, as a demonstration or a repeated run does."""
        self._model.setCurrentIndex(self._model.findData(config.model))
        self._epochs.setValue(config.epochs)
        if self._batch_size.findData(config.batch_size) < 0:
            self._batch_size.addItem(str(config.batch_size), config.batch_size)
        self._batch_size.setCurrentIndex(self._batch_size.findData(config.batch_size))
        self._learning_rate.setText("" if config.learning_rate is None else f"{config.learning_rate:g}")
        self._baseline.setChecked(config.baseline)
        self._seed.setValue(config.seed)
        self._device.setCurrentIndex(max(0, self._device.findData(config.device)))

    def set_repetitions(self, seeds: int) -> None:
        """How many seeds the size curve takes."""
        self._repetitions.setValue(seeds)

    def show_repetitions(self, *, shown: bool) -> None:
        """Seeds are asked for where they mean something: in the size curve."""
        self._repetitions_label.setVisible(shown)
        self._repetitions.setVisible(shown)
        self._grid.addWidget(self._device, 3, 1, 1, 1 if shown else 3)

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.S)
        grid.setVerticalSpacing(SPACE.S)
        self._labelled(0, 0, "Model", self._model)
        grid.addWidget(self._model, 0, 1, 1, 3)
        self._labelled(1, 0, "Epochs", self._epochs)
        self._labelled(1, 2, "Batch", self._batch_size).setToolTip("Images per optimiser step")
        self._labelled(2, 0, "Rate", self._learning_rate).setToolTip(self._learning_rate.toolTip())
        self._labelled(2, 2, "Seed", self._seed).setToolTip(self._seed.toolTip())
        self._labelled(3, 0, "Device", self._device)
        self._repetitions_label = self._labelled(3, 2, "Seeds", self._repetitions)
        grid.addWidget(self._baseline, 4, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _labelled(self, row: int, column: int, text: str, field: QWidget) -> QLabel:
        name = label(text, TextStyle.QUIET)
        name.setBuddy(field)
        field.setAccessibleName(text)
        field.setFixedHeight(FIELD_HEIGHT)
        self._grid.addWidget(name, row, column)
        self._grid.addWidget(field, row, column + 1)
        return name


def _spin_box(low: int, high: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setValue(value)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    return box
