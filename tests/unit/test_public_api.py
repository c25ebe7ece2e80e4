import subprocess
import sys

import pytest

import augstudio

HEAVY = (
    "torch",
    "torchvision",
    "numpy",
    "PIL",
    "PySide6",
    "rich",
    "pydantic",
    "ruamel.yaml",
    "matplotlib",
    "tensorflow",
)


def loaded_after(code: str) -> set[str]:
    """Which of the heavy libraries a fresh process has loaded after running some code."""
    program = f"import sys\n{code}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    )


def test_importing_it_loads_nothing() -> None:
    assert loaded_after("import augstudio; augstudio.__version__; dir(augstudio)") == set()


def test_reading_writing_linting_and_exporting_need_neither_torch_nor_numpy_nor_qt() -> None:
    code = """
import augstudio
from augstudio.pipeline.lint import lint
held = "steps: [{op: hue}, {op: rotate}]"
groups = augstudio.loads(f"{{augstudio: 1, steps: [{{op: one_of, {held}}}, {{op: some_of, {held}}}, {{op: random_order, {held}}}]}}")
pipeline = augstudio.preset("lecture-2").inserted(0, *(each.without_ids() for each in groups))
assert augstudio.loads(augstudio.dumps(pipeline)) == pipeline
augstudio.evaluation_twin(pipeline)
augstudio.export(pipeline)
lint(pipeline, classes="0123456789")
"""
    assert loaded_after(code) == {"pydantic", "ruamel.yaml"}


@pytest.mark.parametrize("name", augstudio.__all__)
def test_every_public_name_is_there_and_listed(name: str) -> None:
    assert getattr(augstudio, name) is not None
    assert name in dir(augstudio)


def test_other_names_are_no_attributes() -> None:
    with pytest.raises(AttributeError, match="'augstudio' has no attribute 'Pipelin'"):
        _ = augstudio.Pipelin


def test_the_errors_are_one_family() -> None:
    errors = [getattr(augstudio, name) for name in augstudio.__all__ if name.endswith("Error")]
    assert len(errors) == 6
    assert all(issubclass(error, augstudio.AugStudioError) for error in errors)
