"""Statements of tf.image as steps of equal meaning."""

import pytest

import augstudio
from augstudio.export.importing.reading import read_foreign
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class

FLOATS = """
import tensorflow as tf
def augment(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = {}
    return image, label
"""
BYTES = FLOATS.replace("    image = tf.image.convert_image_dtype(image, tf.float32)\n", "")


def imported(code, template=FLOATS):
    return read_foreign(template.format(code), "source.py")


def step(op, probability=1.0, **parameters):
    return Step(transform_class(op).create(parameters), probability=probability)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("tf.image.resize(image, (8, 9))", step("resize", height=8, width=9, antialias=False)),
        (
            "tf.image.resize(image, [8, 9], method='nearest')",
            step("resize", height=8, width=9, interpolation="nearest"),
        ),
        (
            "tf.image.resize(image, [8, 9], tf.image.ResizeMethod.BICUBIC, antialias=True)",
            step("resize", height=8, width=9, interpolation="bicubic"),
        ),
        ("tf.image.resize_with_crop_or_pad(image, 8, 9)", step("center_crop", height=8, width=9)),
        ("tf.image.random_crop(image, size=[8, 9, 3])", step("random_crop", height=8, width=9)),
        ("tf.image.stateless_random_crop(image, [8, 9, 3], seed)", step("random_crop", height=8, width=9)),
        (
            "tf.image.random_crop(tf.pad(image, [[2, 2], [2, 2], [0, 0]], 'REFLECT'), [8, 9, 3])",
            step("random_crop", height=8, width=9, padding=2, padding_mode="reflect"),
        ),
        (
            "tf.pad(image, [[1, 2], [3, 4], [0, 0]], constant_values=0.5)",
            step("pad", top=1, bottom=2, left=3, right=4, fill=0.5),
        ),
        ("tf.image.random_flip_left_right(image)", step("horizontal_flip", 0.5)),
        ("tf.image.flip_left_right(image)", step("horizontal_flip")),
        ("tf.image.stateless_random_flip_up_down(image, seed=(1, 2))", step("vertical_flip", 0.5)),
        ("tf.image.rot90(image, k=3)", step("quarter_turn", turns=[3])),
        ("tf.image.transpose(image)", step("transpose")),
        ("tf.image.random_brightness(image, 0.2)", step("brightness_shift", delta=[-0.2, 0.2])),
        ("tf.image.adjust_brightness(image, delta=0.1)", step("brightness_shift", delta=0.1)),
        ("tf.image.random_contrast(image, 0.5, 1.5)", step("contrast", factor=[0.5, 1.5], mean="channel")),
        ("tf.image.adjust_contrast(image, 2)", step("contrast", factor=2, mean="channel")),
        ("tf.image.random_hue(image, 0.1)", step("hue", shift=[-0.1, 0.1])),
        ("tf.image.adjust_hue(image, tf.random.uniform([], 0.1, 0.2))", step("hue", shift=[0.1, 0.2])),
        ("tf.image.adjust_gamma(image, 1.5)", step("gamma", gamma=1.5)),
        ("tf.image.adjust_jpeg_quality(image, 60)", step("jpeg", quality=60)),
        ("tf.image.random_jpeg_quality(image, 50, 91)", step("jpeg", quality=[50, 90])),
        ("tf.image.rgb_to_grayscale(image)", step("grayscale")),
        ("tf.image.per_image_standardization(image)", step("per_image_standardize")),
        ("image * tf.random.uniform([], 0.8, 1.2)", step("brightness", factor=[0.8, 1.2])),
        ("tf.random.uniform([], 0.8, 1.2) * image", step("brightness", factor=[0.8, 1.2])),
        ("image + tf.random.uniform((), -0.1, maxval=0.1)", step("brightness_shift", delta=[-0.1, 0.1])),
        ("tf.clip_by_value(image * 1.5, 0, 1)", step("brightness", factor=1.5)),
        ("1.0 - image", step("invert")),
        ("(image - 0.5) / 0.25", step("normalize", mean=[0.5], std=[0.25])),
        (
            "(image - tf.constant([0.1, 0.2, 0.3])) / [0.4, 0.5, 0.6]",
            step("normalize", mean=[0.1, 0.2, 0.3], std=[0.4, 0.5, 0.6]),
        ),
    ],
)
def test_a_statement_is_a_step_of_equal_meaning(code, expected):
    found = imported(code)
    assert found.unrecognised == ()
    assert found.pipeline.steps == Pipeline((expected,)).steps
    assert found.kind == "tensorflow"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("tf.cast(image, tf.float32) / 255.0", ()),
        ("tf.cast(image, tf.float32) / 255", ()),
        ("tf.cast(image, tf.float32) * (1 / 127.5) - 1", (step("normalize", mean=[0.5], std=[0.5]),)),
        (
            "tf.image.adjust_brightness(tf.cast(image, tf.float32), 51.0)",
            (step("brightness_shift", delta=0.2),),
        ),
        ("tf.image.random_brightness(image, 0.2)", (step("brightness_shift", delta=[-0.2, 0.2]),)),
        ("tf.image.decode_jpeg(tf.io.read_file(image))", ()),
    ],
)
def test_the_range_of_values_is_followed(code, expected):
    found = imported(code, BYTES)
    assert found.unrecognised == ()
    assert found.pipeline.steps == Pipeline(expected).steps


def test_what_is_not_clipped_is_noted_unless_it_is_clipped_after():
    assert any("leaves values beyond" in each for each in imported("tf.image.random_contrast(image, 1, 2)").notes)
    assert imported("tf.clip_by_value(tf.image.random_contrast(image, 1, 2), 0, 1)").notes == ()


def test_steps_before_and_after_an_unknown_one_are_kept():
    found = imported("tf.image.flip_up_down(my_blur(tf.image.flip_left_right(image), 3))")
    assert [each.op for each in found.pipeline] == ["horizontal_flip", "vertical_flip"]
    (entry,) = found.unrecognised
    assert str(entry) == "source.py:5:35 my_blur is not known"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("tf.image.random_saturation(image, 0.5, 1.5)", "scales the S of HSV"),
        ("tf.image.resize(image, (8, 9), preserve_aspect_ratio=True)", "preserve_aspect_ratio = True has no equal"),
        ("tf.image.resize(image, (8, 9), name2='x')", "it is given 'name2', which is not known"),
        ("tf.clip_by_value(image, 0.2, 0.8)", "another range"),
        ("0.3 - image", "subtracted from another number"),
        ("tf.image.central_crop(image, 0.5)", "is not known"),
        ("tf.pad(image, [[1, 1], [1, 1], [1, 1]])", "none of channels"),
        ("tf.cond(chance, lambda: tf.image.flip_up_down(image), lambda: image)", "is not known"),
    ],
)
def test_what_has_no_equal_is_listed(code, reason):
    (entry,) = imported(f"tf.image.transpose({code})").unrecognised
    assert reason in entry.reason
    assert entry.line == 5


def test_lambdas_of_data_sets_are_read():
    text = "import tensorflow as tf\nds = ds.map(lambda x, y: (tf.image.random_flip_left_right(x), y)).batch(8)"
    assert [each.op for each in read_foreign(text, "-").pipeline] == ["horizontal_flip"]


def test_the_seed_of_our_own_export_is_kept():
    pipeline = augstudio.loads("augstudio: 1\nseed: 42\nsteps: [{op: invert}]")
    assert read_foreign(augstudio.export(pipeline, framework="tf"), "export.py").pipeline == pipeline


def test_our_own_export_is_read_with_its_mixing_and_without_its_evaluation():
    text = augstudio.export(
        augstudio.loads("augstudio: 1\nsteps: [{op: brightness, probability: 0.3}, {op: mixup}]"), framework="tf"
    )
    found = read_foreign(text, "export.py")
    assert [each.op for each in found.pipeline] == ["brightness", "mixup"]
    assert found.notes == ()


CHANCE = """
import tensorflow as tf
def augment(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.transpose(image)
    {}
    return image, label
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if tf.random.uniform(()) < 0.2:\n        image = tf.image.flip_up_down(image)", 0.2),
        ("if tf.random.uniform([], 0, 10) >= 2:\n        image = tf.image.flip_up_down(image)", 0.8),
        ("if 0.3 > tf.random.uniform([]):\n        image = tf.image.flip_up_down(image)", 0.3),
        ("image = tf.image.flip_up_down(image) if tf.random.uniform([]) > 0.3 else image", 0.7),
        ("if tf.random.uniform([]) > 0.3:\n        pass\n    else:\n        image = tf.image.flip_up_down(image)", 0.3),
        (
            "image = tf.cond(tf.random.uniform([]) < 0.4, lambda: tf.image.flip_up_down(image), lambda: image)",
            0.4,
        ),
        (
            "image = tf.cond(tf.random.uniform([]) < 0.4, true_fn=lambda: image, false_fn=lambda: tf.image.flip_up_down(image))",
            0.6,
        ),
    ],
)
def test_what_happens_by_chance_has_that_probability(code, expected):
    found = imported(code, CHANCE)
    assert found.unrecognised == ()
    assert [(each.op, each.probability) for each in found.pipeline] == [("transpose", 1), ("vertical_flip", expected)]


def test_statements_under_one_condition_share_its_coin():
    code = "if tf.random.uniform([]) < 0.4:\n        image = tf.image.flip_up_down(tf.image.rot90(image))"
    group = imported(code, CHANCE).pipeline.steps[1]
    assert (group.op, group.probability) == ("some_of", 0.4)
    assert [child.op for child in group.steps] == ["quarter_turn", "vertical_flip"]


def test_two_draws_that_look_alike_are_two():
    line = "if tf.random.uniform([]) < 0.4:\n        image = tf.image.flip_up_down(image)\n    "
    assert [each.probability for each in imported(line * 2, CHANCE).pipeline] == [1, 0.4, 0.4]


def test_a_draw_that_decides_twice_is_listed():
    code = "u = tf.random.uniform([])\n    if u < 0.4:\n        image = tf.image.rot90(image)\n    image = 1 - image\n"
    found = imported(code + "    if u < 0.2:\n        image = tf.image.flip_up_down(image)", CHANCE)
    assert [each.op for each in found.pipeline] == ["transpose", "quarter_turn", "invert"]
    assert found.unrecognised[0].reason == "shares its draw with a statement before it"


@pytest.mark.parametrize(
    "code",
    [
        "if tf.random.uniform([]) < rate:\n        image = tf.image.flip_up_down(image)",
        "if something:\n        image = tf.image.flip_up_down(image)",
        "if tf.random.uniform([]) < 0.5:\n        image = tf.image.rot90(image)\n    else:\n        image = tf.image.rot90(image, 3)",
    ],
)
def test_a_condition_that_is_not_known_is_listed_and_the_rest_kept(code):
    found = imported(f"{code}\n    image = 1 - image", CHANCE)
    (entry,) = found.unrecognised
    assert "depends on a condition that is not known" in entry.reason
    assert found.pipeline.steps[-1].op == "invert"


def test_numbers_that_no_step_takes_are_listed():
    (entry,) = imported("(image - 0.5) / 100").unrecognised
    assert "100" in entry.reason
