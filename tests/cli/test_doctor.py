"""`augstudio doctor`: what it finds on machines that lack something."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from augstudio.cli import doctor_checks
from augstudio.cli.doctor_checks import Finding, State, examine_installation, examine_libraries
from augstudio.cli.doctor_probes import TORCH, Answer, Probe, ask
from augstudio.cli.main import main
from augstudio.errors import MissingDependencyError

TORCH_FACTS = {"version": "2.15", "threads": 2, "cuda": None, "gpus": [], "trouble": "", "mps": False}
WORKING = {
    "torch": Answer(({**TORCH_FACTS}, {"version": "0.29"})),
    "tensorflow": Answer(({"version": "2.21", "gpus": 0}, {"version": "3.15", "backend": "tensorflow"})),
    "qt": Answer(({"version": "6.11.3", "plugin": "offscreen", "width": 800, "height": 800},)),
    "window": Answer(({"version": "6.11.3", "plugin": "xcb", "width": 1920, "height": 1080},)),
}
SCREEN = {"DISPLAY": ":0"}


def found(
    monkeypatch: pytest.MonkeyPatch,
    answers: Mapping[str, Answer] | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Finding]:
    """What is said about libraries that give these answers."""
    given = {**WORKING, **(answers or {})}
    monkeypatch.setattr(doctor_checks, "ask", lambda probes: {name: given[name] for name in probes})
    monkeypatch.setattr("augstudio.gui.platform_check.is_loadable", lambda library: True)
    monkeypatch.setattr(doctor_checks, "check_platform", lambda given: None)
    return {each.topic: each for each in examine_libraries(SCREEN if environment is None else environment)}


def test_here_the_essentials_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["works"]
    states = {each["topic"]: each["state"] for each in report["findings"]}
    assert {topic for topic, state in states.items() if state == "broken"} <= {"GPU", "window"}
    assert [states[topic] for topic in ("Python", "PyTorch", "torchvision", "Qt", "fonts and images")] == ["works"] * 5


def test_what_does_not_work_is_told_with_its_fix_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, {"torch": Answer(error="No module named 'torch'")})
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("FAIL  PyTorch"))
    assert lines[at + 1].strip() == "fix: pip install torch torchvision"
    assert lines[-1] == "AugStudio does not work here yet; mend first: PyTorch."


def test_without_tensorflow_everything_else_works(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = found(monkeypatch, {"tensorflow": Answer(error="No module named 'tensorflow'")})
    assert findings["TensorFlow"].state is State.ABSENT
    assert "pip install 'augstudio[tf]'" in findings["TensorFlow"].fix
    assert "Keras" not in findings


def test_a_library_that_crashes_is_broken_and_what_came_before_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = found(monkeypatch, {"torch": Answer((TORCH_FACTS,), "it crashed (SIGSEGV)")})
    assert findings["PyTorch"].state is State.WORKS
    assert (findings["torchvision"].state, findings["torchvision"].text) == (State.BROKEN, "it crashed (SIGSEGV)")
    assert findings["torchvision"].essential


@pytest.mark.parametrize(
    ("facts", "driver", "state", "said"),
    [
        ({"gpus": ["NVIDIA H100, 80 GiB"], "cuda": "13.2"}, True, State.WORKS, "H100"),
        ({"mps": True}, False, State.WORKS, "mps"),
        ({}, False, State.ABSENT, "processor"),
        ({}, True, State.BROKEN, "built without CUDA"),
        ({"cuda": "13.2"}, True, State.BROKEN, "cannot use it"),
        ({"trouble": "out of memory"}, True, State.BROKEN, "out of memory"),
    ],
)
def test_a_gpu_that_is_there_but_of_no_use_is_told(
    facts: dict[str, object], driver: bool, state: State, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/nvidia-smi" if driver else None)
    gpu = found(monkeypatch, {"torch": Answer(({**TORCH_FACTS, **facts}, {"version": "0.29"}))})["GPU"]
    assert gpu.state is state
    assert said in gpu.text
    assert not gpu.essential
    assert bool(gpu.fix) is (state is State.BROKEN)


def test_a_machine_without_a_screen_is_not_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch)
    monkeypatch.setattr(doctor_checks, "check_platform", _refuse("no display: neither is set; run it headless"))
    findings = {each.topic: each for each in examine_libraries({})}
    assert findings["window"] == Finding(
        "window", State.ABSENT, "no display: neither is set", "run it headless", essential=False
    )


def test_a_screen_that_qt_lacks_libraries_for_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch)
    monkeypatch.setattr(doctor_checks, "check_platform", _refuse("the window needs x; install them: apt install x"))
    findings = {each.topic: each for each in examine_libraries(SCREEN)}
    assert (findings["window"].state, findings["window"].essential) == (State.BROKEN, True)
    assert findings["window"].fix == "install them: apt install x"


def test_qt_that_lacks_libraries_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch)
    monkeypatch.setattr(
        doctor_checks, "check_platform", _refuse("Qt needs x; install them: apt install x", always=True)
    )
    findings = {each.topic: each for each in examine_libraries(SCREEN)}
    assert (findings["Qt"].state, findings["Qt"].fix) == (State.BROKEN, "apt install x")


def test_versions_of_pyside_that_abort_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    qt = found(monkeypatch, {"qt": Answer(({"version": "6.12.0"},))})["Qt"]
    assert (qt.state, qt.essential) == (State.BROKEN, True)
    assert "!=6.12.0" in qt.fix


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setattr(doctor_checks, "user_config_path", lambda *_, **__: file / "settings")
    settings = next(each for each in examine_installation() if each.topic == "settings")
    assert settings.state is State.BROKEN
    assert "is not writable: not a directory" in settings.text
    assert not settings.essential


def test_a_build_without_a_python_says_that_it_cannot_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    (finding,) = examine_libraries()
    assert finding.state is State.ABSENT
    assert "not looked at" in finding.text


def test_programs_that_hang_fail_or_crash_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging = Probe("import time\nprint('{\"a\": 1}', flush=True)\ntime.sleep(60)")
    assert ask({"hanging": hanging}, patience=2)["hanging"] == Answer(({"a": 1},), "no answer within 2 seconds")
    (tmp_path / "torch.py").write_text("raise ImportError('libcudart.so: no such file')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    answers = ask({"torch": TORCH, "missing": Probe("import no_such"), "crashing": Probe("import os\nos.abort()")})
    assert answers["torch"].error == "ImportError: libcudart.so: no such file"
    assert answers["missing"] == Answer(error="No module named 'no_such'")
    assert answers["missing"].is_missing
    if sys.platform != "win32":
        assert answers["crashing"].error.startswith("it crashed (SIGABRT)")


def _refuse(message: str, *, always: bool = False) -> object:
    def check(given: Mapping[str, str]) -> None:
        if always or given.get("QT_QPA_PLATFORM") != "offscreen":
            raise MissingDependencyError(message)

    return check
