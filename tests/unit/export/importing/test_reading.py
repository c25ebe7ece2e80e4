"""Which chain of a source is read, in which format, and that nothing hostile gets through."""

import json
import time
from pathlib import Path

import pytest

import augstudio
from augstudio.errors import AugStudioError
from augstudio.export.importing.reading import read_foreign

INVERT, BLUR, FLIP = "T.RandomInvert()", "T.GaussianBlur(3)", "T.RandomHorizontalFlip()"


def ops(text, place="source.py"):
    return [step.op for step in read_foreign(text, place).pipeline]


@pytest.mark.parametrize(
    "text",
    [
        f"test = T.Compose([{BLUR}])\ntrain = T.Compose([{INVERT}])",
        f"train = T.Compose([{INVERT}])\ntest = T.Compose([{BLUR}])",
        f"transform = T.Compose([{INVERT}])\nval_transform = T.Compose([{BLUR}])",
        f"val_transform = T.Compose([{BLUR}])\ntransform = T.Compose([{INVERT}])",
        f"both = {{'val': T.Compose([{BLUR}]), 'train': T.Compose([{INVERT}])}}",
        f"both = {{}}\nboth['val'] = T.Compose([{BLUR}])\nboth['train'] = T.Compose([{INVERT}])",
        f"load(root, transform=T.Compose([{INVERT}]))",
        f"test_set = load(T.Compose([{BLUR}]))\ntrain_set = load(T.Compose([{INVERT}]))",
        f"base = T.Compose([{INVERT}])\nfull = T.Compose([base])",
        f"def make(train):\n    return T.Compose([{INVERT}] if train else [{BLUR}])\na = make(False)",
        f"class TrainSet:\n    def __init__(self):\n        self.t = T.Compose([{INVERT}])\nother = T.Compose([{BLUR}])",
        f"""class Data:
    def train_dataloader(self):
        return Load(T.Compose([{INVERT}]))
    def val_dataloader(self):
        return Load(T.Compose([{BLUR}]))""",
        f"steps = [{BLUR}]\nchain = T.Compose([{INVERT}])",
        f"chain = [{INVERT}]",
        f"chain = {INVERT}",
        f"t = T.Compose([{INVERT}]) if args.strong else T.Compose([{BLUR}])",
        f"torch.nn.Sequential({INVERT})",
        f"image = {FLIP}(image)\ntrain = T.Compose([{INVERT}])",
    ],
)
def test_the_chain_for_training_is_read(text):
    assert ops(text) == ["invert"]


def test_what_is_left_aside_is_noted_once():
    text = (
        f"from torchvision import transforms as T\ntrain = T.Compose([{INVERT}])\nval = T.Compose([{BLUR}])\nuse(val)"
    )
    assert read_foreign(text, "source.py").notes == ("line 3: val is left aside",)


def test_what_mixes_batches_follows_the_chain():
    text = f"t = T.Compose([{INVERT}])\nmix = v2.RandomApply([v2.CutMix(num_classes=3)], p=0.5)"
    assert [(step.op, step.probability) for step in read_foreign(text, "-").pipeline] == [
        ("invert", 0.5),
        ("cutmix", 0.5),
    ]


def test_layers_that_are_called_one_after_the_other_are_a_chain():
    text = "x = layers.RandomFlip('vertical')(inputs)\nx = layers.RandomInvert((1, 1))(x)\noutputs = x"
    assert ops(text) == ["vertical_flip", "invert"]


@pytest.mark.parametrize("place", ["file.py", "file.txt", "<stdin>"])
def test_python_is_told_by_what_it_looks_like(place):
    assert ops(f"t = T.Compose([{INVERT}])", place) == ["invert"]


@pytest.mark.parametrize("place", ["file.json", "<stdin>"])
@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_told_by_what_it_looks_like(place, indent):
    config = {
        "class_name": "Sequential",
        "config": {"layers": [{"class_name": "RandomFlip", "config": {"mode": "vertical"}}]},
    }
    assert ops(json.dumps(config, indent=indent), place) == ["vertical_flip"]


@pytest.mark.parametrize("place", ["file.yaml", "file.yml", "<stdin>"])
def test_yaml_is_told_by_what_it_looks_like(place):
    assert ops("- _target_: torchvision.transforms.RandomInvert", place) == ["invert"]
    assert ops("# mine\naugstudio: 1\nsteps: [{op: invert}]", place) == ["invert"]


def test_a_printed_dictionary_is_python():
    text = "{'transform': {'__class_fullname__': 'VerticalFlip', 'p': 0.5}, '__version__': '2.0.8', 'x': None}"
    assert ops(text, "<stdin>") == ["vertical_flip"]


def test_the_name_comes_from_the_header_or_the_file():
    pipeline = augstudio.loads("augstudio: 1\nname: lecture 3\nsteps: [{op: invert}]")
    assert read_foreign(augstudio.export(pipeline), "x.py").pipeline.name == "lecture 3"
    assert read_foreign(f"t = {INVERT}", "folder/my.transforms.py").pipeline.name == "my.transforms"
    assert read_foreign(f"t = {INVERT}", "<stdin>").pipeline.name == "untitled"


HOSTILE = {
    "nothing": "",
    "null": "\0",
    "no Python": "def (",
    "brackets": "T.Compose(" + "[" * 250 + "]" * 250 + ")",
    "attributes": "t = T" + ".Compose" * 20_000,
    "a sum": "t = T.Compose([T.Resize(1" + "+1" * 20_000 + ")])",
    "a power": f"t = T.Compose([{INVERT}, T.Resize(9**9**9)])",
    "doubling": "x = [T.RandomInvert()]\n" + "x = x + x\n" * 60 + "t = T.Compose(x)",
    "doubling in calls": "x = T.RandomInvert()\n" + "x = T.RandomOrder([x, x])\n" * 40 + "t = T.Compose([x])",
    "doubling in functions": "".join(f"def f{n}(): return f{n + 1}() + f{n + 1}()\n" for n in range(30))
    + "t = T.Compose(f0())",
    "recursion": "def f(x): return f([x, x])\nt = T.Compose(f(1))",
    "many steps": "t = T.Compose([" + "T.RandomInvert()," * 30_000 + "])",
    "long number": "t = T.Resize(" + "9" * 10_000 + ")",
    "infinite": "t = T.Compose([T.Resize(1e999), T.GaussianBlur(3, 1e308 * 10)])",
    "surrogate": "t = T.Compose(['\\ud800'])",
    "json depth": '{"a":' * 5000 + "1" + "}" * 5000,
    "json nan": '{"class_name": "Rescaling", "config": {"scale": NaN}}',
    "yaml tag": "- _target_: !!python/name:os.system",
    "yaml bomb": "_target_: [&a [1], *a]",
    "pickle": "\x80\x04\x95cposix\nsystem\n(S'true'\ntR.",
    "too long": "#" * 1_000_001,
    "long yaml": "_target_: x\na: [" + "1," * 400_000 + "1]",
}


def outcome(text, place):
    """The refusal of a source, or what was read."""
    try:
        return "", read_foreign(text, place)
    except AugStudioError as error:
        return str(error), None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_source_is_refused_or_listed_soon(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    refusal, imported = outcome(HOSTILE[name], "<stdin>")
    assert time.process_time() - start < 5
    assert imported is None or imported.unrecognised
    assert imported is not None or (refusal.startswith("<stdin>") and "\n" not in refusal)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_source_is_run(tmp_path):
    mark = tmp_path / "mark"
    text = f"""
import os
from torchvision import transforms as T
__import__("os").system("touch {mark}")
open({str(mark)!r}, "w").close()
t = T.Compose([T.Lambda(lambda x: os.system("touch {mark}")), eval("open({str(mark)!r}, 'w')"), T.RandomInvert()])
"""
    found = read_foreign(text, "source.py")
    assert [step.op for step in found.pipeline] == ["invert"]
    assert len(found.unrecognised) == 2
    assert not mark.exists()


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_exports_that_are_cut_off_or_mixed_up_are_refused_or_listed(cut):
    text = augstudio.export(augstudio.preset("photos"), framework="tf")
    lines = text.splitlines(keepends=True)
    share = len(lines) * cut // 100
    for changed in ("".join(lines[:share]), "".join(lines[share:] + lines[:share]), text[: len(text) * cut // 100]):
        refusal, imported = outcome(changed, "x.py")
        assert imported is not None or refusal.startswith("x.py: ")


def test_our_own_sources_can_all_be_read():
    root = Path(augstudio.__file__).parent
    for path in sorted(root.rglob("*.py"))[::9]:
        refusal, imported = outcome(path.read_text(encoding="utf-8"), path.name)
        assert imported is not None or "no transform in it is known" in refusal


@pytest.mark.parametrize(
    ("text", "read", "refused"),
    [
        (f"t = T.Compose([{FLIP}])\nt.transforms.append(Cutout(8))", ["horizontal_flip"], [(2, "Cutout")]),
        (f"t = T.Compose([{FLIP}])\nt.transforms.insert(0, {INVERT})", ["invert", "horizontal_flip"], []),
        (f"s = [{FLIP}]\ns.insert(0, Own())\ns[1] = {INVERT}\nt = T.Compose(s)", ["invert"], [(2, "Own")]),
        (f"t = T.Compose([{FLIP}])\nif a:\n    t.transforms.insert(0, Own())", ["horizontal_flip"], [(3, "Own")]),
        (f"t = T.Compose(self.get() + [{FLIP}])", ["horizontal_flip"], [(1, ".get")]),
        (f"def rgb(i):\n    return i.convert('RGB')\nt = T.Compose([rgb, {FLIP}])", ["horizontal_flip"], []),
        ("def f(n):\n    return T.Compose([T.CenterCrop(n)])\npreprocess = f(8)", ["center_crop"], []),
        ("c = tf.keras.Sequential()\nif a:\n    c.add(Own())", [], [(3, "Own")]),
        (
            """def preprocess(x, y):
    return tf.image.resize(x, [8, 8]), y
def augment(x, y):
    return tf.image.random_flip_left_right(x), y
train_ds = ds.map(preprocess).map(augment).batch(8)""",
            ["resize", "horizontal_flip"],
            [],
        ),
    ],
)
def test_what_is_added_or_changed_later_is_read_or_refused(
    text: str, read: list[str], refused: list[tuple[int, str]]
) -> None:
    imported = read_foreign(text, "source.py")
    assert [step.op for step in imported.pipeline] == read
    assert [(each.line, each.name) for each in imported.unrecognised] == refused


def test_a_child_of_a_choice_is_refused_by_its_own_name() -> None:
    imported = read_foreign("t = A.Compose([A.OneOf([A.InvertImg(), A.GaussNoise(var_limit=9)])])", "source.py")
    assert [(each.column, each.name) for each in imported.unrecognised] == [(63, "albumentations.GaussNoise")]
