"""Python sources as values: what is followed, what is not, and that nothing is ever run."""

import pytest

import augstudio
from augstudio.export.importing.foreign import (
    ForeignCall,
    ForeignFunction,
    ForeignList,
    ForeignName,
    ForeignSourceError,
    Literal,
    Unknown,
    named_inside,
)
from augstudio.export.importing.python_reader import MAXIMUM_CHARACTERS, read_python


def value_of(text, name):
    found = [each.value for each in read_python(text).values if each.name == name]
    assert found, [each.name for each in read_python(text).values]
    return found[-1]


def plain(value):
    match value:
        case Literal(value=constant):
            return constant
        case ForeignList(items=items):
            return [plain(each) for each in items]
        case ForeignName(path=path):
            return path
        case ForeignCall(path=path, positional=positional, keywords=keywords):
            return {path: [plain(each) for each in positional], **{key: plain(each) for key, each in keywords.items()}}
        case Unknown(text=text):
            return f"?{text}"
        case _:
            return value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 / 255", 1 / 255),
        ("-8. / 255 + 2 ** 3", -8 / 255 + 8),
        ("[0.5] * 3", [0.5, 0.5, 0.5]),
        ("[1, *[2, 3]] + [4]", [1, 2, 3, 4]),
        ("(1, (2, 'three'))", [1, [2, "three"]]),
        ("{'a': [7, 8]}['a'][1]", 8),
        ("dict(size=5)['size']", 5),
        ("list((1, 2))", [1, 2]),
        ("math.pi / 2", "?math.pi / 2"),
        ("3 if True else 4", 3),
        ("1 / 0", "?1 / 0"),
        ("(-1) ** 0.5", "?(-1) ** 0.5"),
        ("9 ** 9 ** 9", "?9 ** 9 ** 9"),
        ("[1] * 10_000_000", "?[1] * 10000000"),
        ("[x for x in y]", "?[x for x in y]"),
        ("f'{x}'", "?f'{x}'"),
        ("x", "?x"),
    ],
)
def test_an_expression_is_what_it_says_or_not_followed(expression, expected):
    assert plain(value_of(f"found = {expression}", "found")) == expected


def test_imported_numbers_are_numbers():
    assert plain(value_of("import math\nturn = math.pi / 2", "turn")) == pytest.approx(1.5707963267948966)


@pytest.mark.parametrize(
    "text",
    [
        "import torchvision.transforms.v2\nt = torchvision.transforms.v2.Resize(8)",
        "import torchvision.transforms.v2 as v2\nt = v2.Resize(8)",
        "from torchvision.transforms import v2\nt = v2.Resize(8)",
        "from torchvision.transforms import v2 as T\nt = T.Resize(8)",
        "from torchvision.transforms.v2 import Resize\nt = Resize(8)",
        "from torchvision.transforms.v2 import Resize as Other\nt = Other(8)",
        "from torchvision.transforms.v2 import *\nt = Resize(8)",
        "from torchvision.transforms import v2\nmake = v2.Resize\nt = make(8)",
    ],
)
def test_every_way_to_import_leads_to_one_path(text):
    assert plain(value_of(text, "t")) == {"torchvision.transforms.v2.Resize": [8]}


def test_what_is_taken_for_granted_is_noted():
    source = read_python("t = T.Resize(8)")
    assert plain(source.values[0].value) == {"torchvision.transforms.Resize": [8]}
    assert source.notes == ("no import says what T is: taken for torchvision.transforms",)


def test_places_are_counted_in_characters_from_one():
    value = value_of("ä = 'ö'; t = T.Resize(8)", "t")
    assert (value.line, value.column) == (1, 14)
    assert (value.positional[0].line, value.positional[0].column) == (1, 23)


def test_lists_and_models_that_grow_are_followed():
    text = """
steps = [T.ToTensor()]
steps.append(T.Resize(8))
steps += [T.Resize(9)]
steps.extend([T.Resize(10)])
model = keras.Sequential()
model.add(layers.RandomFlip())
model.add(layers.RandomZoom())
"""
    resize = "torchvision.transforms.Resize"
    expected = [{"torchvision.transforms.ToTensor": []}, {resize: [8]}, {resize: [9]}, {resize: [10]}]
    assert plain(value_of(text, "steps")) == expected
    flip, zoom = {"keras.layers.RandomFlip": []}, {"keras.layers.RandomZoom": []}
    assert plain(value_of(text, "model")) == {"keras.Sequential": [[flip, zoom]]}


FACTORY = """
def make(train, size=8):
    steps = [T.Resize(size)]
    if train:
        steps.append(T.RandomHorizontalFlip())
    return T.Compose(steps)
training, evaluation = make(True), make(train=False, size=9)
"""


def test_functions_are_followed_with_what_they_are_given():
    flip, compose = {"torchvision.transforms.RandomHorizontalFlip": []}, "torchvision.transforms.Compose"
    assert plain(value_of(FACTORY, "training")) == {compose: [[{"torchvision.transforms.Resize": [8]}, flip]]}
    assert plain(value_of(FACTORY, "evaluation")) == {compose: [[{"torchvision.transforms.Resize": [9]}]]}
    assert value_of(FACTORY, "make") == value_of(FACTORY, "training")


@pytest.mark.parametrize("test", ["mode == 'train'", "not mode != 'train'", "args.train", "mode != 'val'"])
def test_of_two_branches_the_one_for_training_is_taken(test):
    assert plain(value_of(f"if {test}:\n    t = 1\nelse:\n    t = 2", "t")) == 1


def test_what_depends_on_chance_or_repetition_is_not_known():
    text = "t = 1\nif x > 2:\n    t = 2\nfor _ in y:\n    s = 3\nu = t\nv = s"
    assert value_of(text, "u").path == ForeignCall.CHOSEN
    assert isinstance(value_of(text, "v"), Unknown)
    assert 2 in [plain(each.value) for each in read_python(text).values]


def test_attributes_of_self_are_names():
    text = """
class Data:
    def __init__(self, size=8):
        self.size = size
        self.transform = T.Resize(self.size)
    def __getitem__(self, index):
        return self.transform(self.images[index])
"""
    assert plain(value_of(text, "Data.transform")) == {"torchvision.transforms.Resize": [8]}
    applied = value_of(text, "Data.__getitem__")
    assert applied.path == ForeignCall.APPLIED
    assert plain(applied.positional[0]) == {"torchvision.transforms.Resize": [8]}


def test_variables_of_a_caller_are_not_those_of_a_function():
    text = "size = 8\ndef make():\n    return T.Resize(size)\ndef other():\n    size = 9\n    return make()"
    assert plain(value_of(text, "other")) == {"torchvision.transforms.Resize": [8]}


def test_statements_about_an_image_become_calls_in_calls():
    text = """
def augment(image, label):
    image = tf.cast(image, tf.float32) / 255.
    image = tf.image.flip_up_down(image)
    return image, label
"""
    image = value_of(text, "augment").items[0]
    assert image.path == "tensorflow.image.flip_up_down"
    assert image.positional[0].path == "operator.truediv"
    assert image.positional[0].positional[0].positional[0].name == "image"


def test_functions_without_names_are_read_too():
    text = "ds = ds.map(lambda x, y: (tf.image.flip_up_down(x), y))"
    named = [each.value for each in named_inside(read_python(text).values[0])]
    (function,) = (each for each in named if isinstance(each, ForeignFunction))
    assert function.parameters == ("x", "y")
    assert "tensorflow.image.flip_up_down" in [each.path for each in named if isinstance(each, ForeignCall)]


PIPELINE = "augstudio: 1\nsteps: [{op: cutout}, {op: rotate, probability: 0.5}]"


@pytest.mark.parametrize(("framework", "name"), [("torch", "Cutout"), ("tf", "cutout"), ("tf", "rotate")])
def test_helpers_of_our_exports_are_known_by_their_source(framework, name):
    text = augstudio.export(augstudio.loads(PIPELINE), framework=framework)
    package = {"torch": "torchvision", "tf": "tensorflow"}[framework]
    assert f"augstudio.kernels.{package}.{name}" in _paths(text)


def test_a_helper_that_was_changed_is_ours_no_more():
    text = augstudio.export(augstudio.loads(PIPELINE))
    changed = text.replace("- side // 2", "- side // 3")
    assert changed != text
    assert "augstudio.kernels.torchvision.Cutout" not in _paths(changed)
    assert "Cutout" in _paths(changed)


def test_a_helper_is_ours_no_more_when_what_it_uses_was_changed():
    text = augstudio.export(augstudio.loads(PIPELINE))
    changed = text.replace("bounds[1] + 1", "bounds[1]")
    assert changed != text
    assert "Cutout" in _paths(changed)


def _paths(text):
    values = [each.value for named in read_python(text).values for each in named_inside(named)]
    return {each.path for each in values if isinstance(each, ForeignCall | ForeignName)}


def test_nothing_is_run(tmp_path):
    mark = tmp_path / "mark"
    text = f"""
__import__("pathlib").Path({str(mark)!r}).touch()
exec("open({str(mark)!r}, 'w')")
t = [eval("open({str(mark)!r}, 'w')") for _ in range(3)]
class Trap:
    open({str(mark)!r}, "w").close()
    def __del__(self): open({str(mark)!r}, "w").close()
"""
    read_python(text)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (", "line 1: no Python: '\\(' was never closed"),
        ("x = 'a\0b'", "NUL"),
        ("(" * 500 + ")" * 500, "too many nested|nested too deeply"),
        ("x = " + "-" * 50_000 + "1", "nested too deeply|too many"),
        ("x = 1" + "+1" * 50_000, "nested too deeply"),
        ("x" + ".y" * 50_000, "nested too deeply"),
        ("x = []\n" + "x = [x]\n" * 1000, "nested deeper than 200"),
        ("9" * 5000, "digits"),
        ("#" * (MAXIMUM_CHARACTERS + 1), "more than"),
        ("x = [" + "1," * 400_000 + "]", "more than 200,000 values"),
    ],
    ids=lambda value: value[:12],
)
def test_a_hostile_source_is_refused_in_one_line(text, message):
    with pytest.raises(ForeignSourceError, match=message) as raised:
        read_python(text)
    assert "\n" not in str(raised.value)


def test_a_source_whose_values_multiply_is_read_in_no_time():
    text = "x = [1]\n" + "x = [x, x]\n" * 100 + "def f(x):\n    return [f(x), f(x), f(x)]\nf(x)\n"
    assert value_of(text, "x").weight > 2**100
    assert len(list(named_inside(read_python(text).values[-1]))) < 100_000


def test_loops_over_what_is_written_down_are_done():
    text = "t = [T.ToTensor()]\nfor side in (8, 9):\n    t.append(T.Resize(side))\nfor _ in range(2):\n    t += [T.RandomInvert()]"
    paths = [each.path.rpartition(".")[2] for each in value_of(text, "t").items]
    assert paths == ["ToTensor", "Resize", "Resize", "RandomInvert", "RandomInvert"]
    assert plain(value_of("mean = [x / 255 for x in [51, 102]]", "mean")) == [0.2, 0.4]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("0.5 > 0", 1),
        ("p >= 0.5", 2),
        ("0.5 > 0 and not mode == 'val'", 1),
        ("p >= 0.5 or 1 == 1", 1),
        ("'PIL'.lower() == 'pil'", 1),
    ],
)
def test_conditions_on_known_values_are_decided(test, expected):
    found = value_of(f"p = 0.2\nif {test}:\n    t = 1\nelse:\n    t = 2", "t")
    assert plain(found) == expected


def test_of_a_list_that_may_grow_only_what_is_more_depends_on_the_condition():
    found = value_of("t = [1]\nif x:\n    t.append(2)\nt.append(3)", "t")
    first, second, third = found.items
    assert (plain(first), plain(third)) == (1, 3)
    assert second.path == ForeignCall.CHOSEN
    assert [plain(each) for each in second.positional[1:]] == [2, None]
