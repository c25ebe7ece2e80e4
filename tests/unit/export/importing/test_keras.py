import math

import pytest

from augstudio.export.helper_source import definition_texts
from augstudio.export.importing.json_reader import read_json
from augstudio.export.importing.keras import LAYERS, keras_word
from augstudio.export.importing.keras_json import keras_calls
from augstudio.export.importing.keras_own import OWN_LAYERS
from augstudio.export.importing.python_reader import read_python
from augstudio.export.importing.vocabulary import Chain
from tests.unit.export.importing.chains import read_steps, said

IMPORTS = "import keras\nfrom keras import layers\n"
BLACK = "here it is black"

MEANINGS = [
    # Keras' factors are fractions of a turn, counter-clockwise; two are sorted.
    ("RandomRotation(0.1, fill_mode='constant')", [("rotate", {"angle": [-36, 36]}, 1)], ""),
    ("RandomRotation((10/360, -5/360), fill_mode='constant')", [("rotate", {"angle": [-5, 10]}, 1)], ""),
    ("RandomRotation(0.1)", [("rotate", {"angle": [-36, 36]}, 1)], BLACK),
    ("RandomFlip('horizontal')", [("horizontal_flip", {}, 0.5)], ""),
    ("RandomFlip(mode='vertical', seed=3)", [("vertical_flip", {}, 0.5)], ""),
    ("RandomFlip()", [("quarter_turn", {"turns": [2]}, 0.5)], "turn by 180 degrees"),
    # Above 0 the picture becomes smaller.
    ("RandomZoom((-0.2, 0.25), fill_mode='constant')", [("affine", {"scale": [0.8, 1.25]}, 1)], "inverse of the scale"),
    ("RandomZoom(0.2, 0.2, 'constant')", [("affine", {"scale": [0.833333333333, 1.25]}, 1)], "one for both"),
    (
        "RandomTranslation(0.1, (0, 0.2), fill_mode='constant', interpolation='nearest')",
        [("affine", {"translate_y": [-0.1, 0.1], "translate_x": [0, 0.2], "interpolation": "nearest"}, 1)],
        "fractions of pixels",
    ),
    ("RandomShear(x_factor=1.0, fill_mode='constant')", [("affine", {"shear_x": [-45, 45]}, 1)], "upper left corner"),
    ("RandomBrightness(0.3)", [("brightness_shift", {"delta": [-0.3, 0.3]}, 1)], ""),
    ("RandomBrightness((0.1, 0.3))", [("brightness_shift", {"delta": [0.1, 0.3]}, 1)], ""),
    # One number only ever strengthens contrast; two are how much less and how much more.
    ("RandomContrast(0.3)", [("contrast", {"factor": [1, 1.3], "mean": "channel"}, 1)], "never weakens contrast"),
    ("RandomContrast((0.2, 0.5))", [("contrast", {"factor": [0.8, 1.5], "mean": "channel"}, 1)], ""),
    ("RandomColorDegeneration(0.5)", [("saturation", {"factor": [0.5, 1.5]}, 1)], ""),
    ("RandomHue(0.2)", [("hue", {"shift": [-0.1, 0.1]}, 1)], ""),
    ("RandomGrayscale()", [("grayscale", {}, 0.5)], ""),
    # A probability from a range comes to its middle.
    ("RandomInvert(1.0)", [("invert", {}, 0.5)], ""),
    ("RandomInvert((0.3, 0.3))", [("invert", {}, 0.3)], ""),
    ("RandomPosterization(5)", [("posterize", {"bits": [1, 4]}, 1)], ""),
    ("RandomPosterization((5, 5))", [("posterize", {"bits": 5}, 1)], ""),
    ("Solarization(threshold_factor=(0.0, 0.5))", [("solarize", {"threshold": [0, 0.5]}, 1)], ""),
    ("AutoContrast()", [("autocontrast", {}, 1)], ""),
    ("Equalization()", [("equalize", {}, 1)], "another table"),
    ("RandomSharpness((0.25, 0.75))", [("sharpness", {"factor": [0.5, 1.5]}, 1)], "border"),
    (
        "RandomGaussianBlur((0.5, 0.5), kernel_size=5, sigma=(0.5, 1))",
        [("gaussian_blur", {"kernel_size": 5, "sigma": [0.5, 1]}, 0.5)],
        "darkens the border",
    ),
    ("RandomErasing((0.4, 0.4), fill_value=51)", [("random_erasing", {"fill": [0.2]}, 0.4)], "sides of its box"),
    ("GaussianNoise(5.1)", [("gaussian_noise", {"sigma": 0.02}, 1)], "clipped"),
    ("MixUp()", [("mixup", {}, 1)], "the one before it"),
    ("RandomCrop(28, 24)", [("random_crop", {"height": 28, "width": 24}, 1)], "share one place"),
    ("CenterCrop(28, width=24)", [("center_crop", {"height": 28, "width": 24}, 1)], "upper left"),
    ("Resizing(32, 48)", [("resize", {"height": 32, "width": 48, "antialias": False}, 1)], ""),
    ("Resizing(32, 48, antialias=True)", [("resize", {"height": 32, "width": 48}, 1)], ""),
    ("ZeroPadding2D(((1, 2), (3, 4)))", [("pad", {"left": 3, "top": 1, "right": 4, "bottom": 2}, 1)], ""),
    ("ZeroPadding2D((1, 3))", [("pad", {"left": 3, "top": 1, "right": 3, "bottom": 1}, 1)], ""),
    ("Rescaling(1./127.5, offset=-1)", [("normalize", {"mean": [0.5], "std": [0.5]}, 1)], ""),
    ("Normalization(mean=[51.0], variance=[2601.0])", [("normalize", {"mean": [0.2], "std": [0.2]}, 1)], ""),
    ("Normalization()", [("normalize", {"mean": "dataset", "std": "dataset"}, 1)], "adapts"),
    (
        "RandomColorJitter(brightness_factor=0.1, hue_factor=0.2)",
        [("brightness_shift", {}, 1), ("hue", {"shift": [-0.1, 0.1]}, 1)],
        "",
    ),
    ("Conv2D(32, 3, activation='relu')", [], "network itself"),
]


@pytest.mark.parametrize(("code", "expected", "note"), MEANINGS, ids=[code for code, _, _ in MEANINGS])
def test_a_layer_becomes_steps_of_its_meaning(code: str, expected: list[object], note: str) -> None:
    steps, chain = read_steps(f"{IMPORTS}layer = layers.{code}", keras_word)
    assert steps == expected
    assert not chain.refusals
    assert note in " ".join(chain.notes)
    assert bool(note) == bool(chain.notes)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("RandomSaturation(0.5)", "scales the S of HSV"),
        ("RandomZoom(0.1, 0.2)", "two sides differently"),
        ("RandomZoom(-1)", "enlarges without end"),
        ("RandomShear(x_factor=(0.1, 0.2))", "either way"),
        ("RandomHue((0.1, 0.2))", "either way"),
        ("RandomPerspective()", "moves three corners"),
        ("RandomElasticTransform()", "depends on the size"),
        ("RandAugment()", "draws other operations"),
        ("AugMix()", "draws other operations"),
        ("CutMix()", "another distribution"),
        ("RandomErasing()", "noise clipped"),
        ("RandomColorJitter(saturation_factor=0.1)", "scales the S of HSV"),
        ("Solarization(addition_factor=0.1)", "addition_factor = 0.1 has no equal"),
        ("Resizing(8, 8, crop_to_aspect_ratio=True)", "crop_to_aspect_ratio = True has no equal"),
        ("Resizing(8, 8, interpolation='lanczos3')", "'lanczos3' has no equal"),
        ("Resizing(8)", "width is missing"),
        ("Resizing(8, 8, 'bilinear', False, False, 'constant', 0.0, True, None, 1)", "an argument more"),
        ("RandomRotation(0.1, angle=3)", "'angle', which is not known"),
        ("RandomRotation('a lot')", "expected a number"),
        ("RandomRotation(limit)", "running the source"),
        ("RandomFlip('diagonal')", "'diagonal' has no equal"),
        ("Rescaling(0)", "leaves nothing"),
        ("Normalization(mean=0.5, variance=0)", "above 0"),
        ("RandomGaussianBlur(kernel_size=(3, 5))", "no square"),
        ("ImageDataGenerator(rotation_range=20)", "no longer recommended"),
        ("Lambda(lambda x: x)", "is not known"),
    ],
)
def test_a_layer_without_an_equal_is_refused_with_its_place(code: str, reason: str) -> None:
    steps, chain = read_steps(f"{IMPORTS}layer = layers.{code}", keras_word)
    assert steps == []
    (refusal,) = chain.refusals
    assert reason in refusal.reason
    assert refusal.name == f"keras.layers.{code.partition('(')[0]}"
    assert refusal.value.line == 3


@pytest.mark.parametrize(
    "spelling",
    [
        "keras.layers.RandomFlip('horizontal')",
        "tf.keras.layers.RandomFlip('horizontal')",
        "tf.keras.layers.experimental.preprocessing.RandomFlip('horizontal')",
        "tf_keras.layers.RandomFlip('horizontal')",
    ],
)
def test_all_spellings_are_one(spelling: str) -> None:
    steps, _ = read_steps(f"import keras, tf_keras\nimport tensorflow as tf\nlayer = {spelling}", keras_word)
    assert steps == [("horizontal_flip", {}, 0.5)]


def test_layers_of_other_packages_are_not_taken_for_those_of_keras() -> None:
    steps, chain = read_steps("import keras_cv\nlayer = keras_cv.layers.RandomFlip()", keras_word)
    assert steps == []
    assert [refusal.name for refusal in chain.refusals] == ["keras_cv.layers.RandomFlip"]


def test_values_are_followed_through_rescaling() -> None:
    code = """
model = keras.Sequential([
    layers.RandomBrightness(0.2),
    layers.Rescaling(1 / 255),
    layers.RandomErasing((1, 1), fill_value=0.5, value_range=(0, 1)),
    layers.Normalization(mean=[0.5, 0.4, 0.3], variance=[0.04, 0.04, 0.09]),
])
"""
    steps, chain = read_steps(IMPORTS + code, keras_word)
    assert steps == [
        ("brightness_shift", {"delta": [-0.2, 0.2]}, 1),
        ("random_erasing", {"fill": [0.5]}, 1),
        ("normalize", {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.2, 0.3]}, 1),
    ]
    assert not chain.refusals


def test_a_layer_that_expects_bytes_is_refused_after_rescaling() -> None:
    code = "model = keras.Sequential([\n layers.Rescaling(1/255),\n layers.RandomBrightness(0.2),\n])"
    steps, chain = read_steps(IMPORTS + code, keras_word)
    assert steps == []
    (refusal,) = chain.refusals
    assert (refusal.value.line, refusal.reason) == (5, "value_range is (0, 255), but its images go from 0 to 1")


def test_a_functional_model_is_followed_from_its_output_to_its_input() -> None:
    code = """
inputs = keras.Input((32, 32, 3))
x = layers.RandomFlip("horizontal")(inputs)
x = layers.RandomInvert((1, 1))(x, training=True)
model = keras.Model(inputs, x)
"""
    steps, chain = read_steps(IMPORTS + code, keras_word)
    assert steps == [("horizontal_flip", {}, 0.5), ("invert", {}, 1)]
    assert not chain.refusals


def test_every_layer_of_the_table_is_tried_here() -> None:
    containers = {"Model", "Sequential", "Pipeline", "Input", "InputLayer", "Identity", "ReLU"}
    tried = " ".join(code for code, _, _ in MEANINGS)
    refused = {
        "ImageDataGenerator",
        "RandomSaturation",
        "RandomPerspective",
        "RandomElasticTransform",
        "RandAugment",
        "AugMix",
        "CutMix",
    }
    assert {name for name in LAYERS if f"{name}(" not in tried} == containers | refused


SEQUENTIAL = """
{"module": "keras", "class_name": "Sequential", "config": {"name": "s", "trainable": true, "layers": [
 {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "dtype": "float32",
  "sparse": false, "ragged": false, "name": "i", "optional": false}, "registered_name": null},
 {"module": "keras.layers", "class_name": "Rescaling", "config": {"name": "r", "trainable": true,
  "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": null},
  "scale": 0.00392156862745098, "offset": 0.0}, "registered_name": null},
 {"module": "keras.layers", "class_name": "RandomContrast", "config": {"name": "c", "data_format": "channels_last",
  "factor": [0.2, 0.3], "value_range": [0, 1], "seed": null}, "registered_name": null},
 {"module": null, "class_name": "RandomApply", "config": {"name": "a", "probability": 0.3, "evaluated": true,
  "layer": {"module": "keras.layers", "class_name": "AutoContrast", "config": {"value_range": [0, 1]}}},
  "registered_name": "Custom>RandomApply"},
 {"module": "keras.layers", "class_name": "Conv2D", "config": {"filters": 4}, "registered_name": null},
 {"module": "keras.layers", "class_name": "MyOwn", "config": {}, "registered_name": null}
]}, "registered_name": null}
"""


def test_a_sequential_model_is_read_from_its_json_up_to_its_network() -> None:
    chain = Chain(keras_word)
    steps = [said(step) for step in chain.steps(keras_calls(read_json(SEQUENTIAL)))]
    assert steps == [("contrast", {"factor": [0.8, 1.3], "mean": "channel"}, 1), ("autocontrast", {}, 0.3)]
    assert not chain.refusals
    assert ["taken for the layer" in note or "network" in note for note in chain.notes] == [True, True]


def _functional(second_input: str) -> str:
    def layer(name: str, kind: str, inbound: str) -> str:
        tensor = f'{{"class_name": "__keras_tensor__", "config": {{"keras_history": ["{inbound}", 0, 0]}}}}'
        nodes = f'[{{"args": [{tensor}], "kwargs": {{}}}}]' if inbound else "[]"
        return f'{{"class_name": "{kind}", "config": {{}}, "name": "{name}", "inbound_nodes": {nodes}}}'

    layers = [layer("i", "InputLayer", ""), layer("f", "RandomFlip", "i"), layer("e", "Equalization", second_input)]
    return f'{{"class_name": "Functional", "config": {{"layers": [{", ".join(layers)}]}}}}'


def test_a_functional_model_is_read_from_its_json_where_it_is_one_line() -> None:
    chain = Chain(keras_word)
    assert [step.op for step in chain.steps(keras_calls(read_json(_functional("f"))))] == [
        "horizontal_flip",
        "vertical_flip",
        "equalize",
    ]
    assert not chain.refusals


def test_a_functional_model_with_branches_is_refused_where_it_branches() -> None:
    chain = Chain(keras_word)
    assert [step.op for step in chain.steps(keras_calls(read_json(_functional("i"))))] == [
        "horizontal_flip",
        "vertical_flip",
    ]
    assert len(chain.refusals) == 1


def test_slopes_of_shears_become_degrees() -> None:
    steps, _ = read_steps(f"{IMPORTS}layer = layers.RandomShear(0.2, 0.1)", keras_word)
    ((_, parameters, _),) = steps
    assert parameters["shear_x"] == pytest.approx([-math.degrees(math.atan(0.2)), math.degrees(math.atan(0.2))])


def test_lists_of_layers_are_read_like_sequences() -> None:
    steps, _ = read_steps(f"{IMPORTS}stack = [layers.RandomFlip('vertical'), layers.AutoContrast()]", keras_word)
    assert [op for op, _, _ in steps] == ["vertical_flip", "autocontrast"]


def test_every_layer_of_our_own_is_known() -> None:
    texts = definition_texts("augstudio.kernels.keras")
    layers = {name for name, text in texts.items() if text.startswith("@keras.saving.register_keras_serializable()")}
    assert layers == set(OWN_LAYERS)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("[layers.Rescaling(1), Elastic(1, 2)]", "its images go to 255"),
        ("AutoAugment([(('Invert', 0.1, 7), ('Rotate', 0.5, 2))])", "none of the policies"),
        ("RandomApply(layers.RandomSaturation(0.5), 0.5)", "scales the S of HSV"),
        ("RandomApply(probability=0.5)", "layer is missing"),
        ("SomeOf(3, 1, 2)", "what it holds is not followed"),
    ],
)
def test_a_layer_of_our_own_is_refused_where_it_means_nothing(code: str, reason: str) -> None:
    names = {"Elastic", "AutoAugment", "RandomApply", "SomeOf"}
    chain = Chain(lambda path: keras_word(f"augstudio.kernels.keras.{path}" if path in names else path))
    assert not chain.steps(read_python(f"{IMPORTS}layer = {code}").values[-1].value)
    assert any(reason in refusal.reason for refusal in chain.refusals)


@pytest.mark.parametrize("home", ["tf_keras.layers", "tensorflow.keras.layers.experimental.preprocessing"])
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("RandomFlip()", [("horizontal_flip", {}, 0.5), ("vertical_flip", {}, 0.5)]),
        ("RandomFlip('vertical')", [("vertical_flip", {}, 0.5)]),
        ("RandomContrast(0.3)", [("contrast", {"factor": [0.7, 1.3], "mean": "channel"}, 1)]),
        ("RandomContrast((0.5, 0.2))", [("contrast", {"factor": [0.5, 1.2], "mean": "channel"}, 1)]),
    ],
)
def test_layers_of_the_second_version_have_its_meaning(home: str, code: str, expected: list[object]) -> None:
    steps, chain = read_steps(f"import {home}\nlayer = {home}.{code}", keras_word)
    assert steps == expected
    assert not chain.refusals
    assert not chain.notes


@pytest.mark.parametrize(("version", "op"), [("2.15.0", "horizontal_flip"), ("3.8.0", "quarter_turn")])
def test_files_are_read_by_the_version_that_wrote_them(version: str, op: str) -> None:
    layer = '{"module": "keras.layers", "class_name": "RandomFlip", "config": {}, "registered_name": null}'
    model = f'{{"class_name": "Sequential", "config": {{"layers": [{layer}]}}, "keras_version": "{version}"}}'
    assert Chain(keras_word).steps(keras_calls(read_json(model)))[0].op == op


def test_what_keras_writes_of_every_layer_changes_nothing() -> None:
    config = '{"name": "n", "trainable": true, "dtype": "float32", "activity_regularizer": null, "autocast": true}'
    layer = f'{{"module": null, "class_name": "Transpose", "config": {config}, "registered_name": "Custom>Transpose"}}'
    chain = Chain(keras_word)
    assert [step.op for step in chain.steps(keras_calls(read_json(layer)))] == ["transpose"]
