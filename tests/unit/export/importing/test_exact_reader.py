"""Our own exact exports, as written and as changed."""

import pytest

import augstudio
from augstudio.export.importing.reading import read_foreign

PIPELINE = augstudio.loads(
    "augstudio: 1\nname: mine\nseed: 9\nsteps: [{op: rotate, id: turn}, {op: invert, probability: 0.2}]"
)


@pytest.fixture(scope="module")
def text():
    return augstudio.export(PIPELINE, style="exact")


def test_it_holds_the_pipeline_itself(text):
    found = read_foreign(text, "exact.py")
    assert found.pipeline == PIPELINE
    assert (found.kind, found.notes) == ("augstudio", ())


def test_a_changed_step_is_read_as_it_is(text):
    found = read_foreign(text.replace("probability=0.2", "probability=0.4"), "exact.py")
    assert [step.probability for step in found.pipeline] == [1, 0.4]
    assert found.notes == ()


def test_changed_code_around_the_steps_is_noted(text):
    changed = text.replace("1 - ", "2 - ")
    assert changed != text
    found = read_foreign(changed, "exact.py")
    assert found.pipeline == PIPELINE
    assert found.notes == ("the list of steps is read; the code around it is not what this version writes for them",)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("transform=Invert()", "transform=Other()", "is no transform that is known here"),
        ("transform=Invert()", "transform=Invert(strength=3)", "invert has no parameter 'strength'"),
        ("transform=Invert()", "transform=Invert(), odd=3", "it is given 'odd', which is not known"),
        ("probability=0.2", "probability=2.5", "2.5 is outside 0 to 1"),
        ("probability=0.2", "probability=chance()", "probability: expected a number"),
        ('id="turn"', "id=5", "id: expected a text"),
        ('id="turn"', 'id="No Slug"', "is no id"),
        ("Range(-15, 15)", "Range(15, -15)", "is reversed"),
        ("Range(-15, 15)", "open('x')", "is not followed"),
    ],
)
def test_a_step_that_cannot_be_is_listed_and_the_others_are_kept(text, old, new, reason):
    chain = text[: text.index("TRAINING = (")], text[text.index("TRAINING = (") :]
    assert old in chain[1]
    found = read_foreign(chain[0] + chain[1].replace(old, new, 1), "exact.py")
    (entry,) = found.unrecognised
    assert reason in entry.reason
    assert len(found.pipeline) == 1


def test_code_that_only_looks_exact_is_read_as_any_other(text):
    header = text[: text.index("\n\n")]
    found = read_foreign(f"{header}\n\nt = T.Compose([T.RandomInvert()])", "exact.py")
    assert (found.kind, [step.op for step in found.pipeline]) == ("torchvision", ["invert"])
