"""What `doctor` looks at, and what it says about each."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_config_path, user_data_path, user_state_path

from augstudio.cli.doctor_probes import QT_ON_SCREEN, QT_UNSEEN, TENSORFLOW, TORCH, Answer, Probe, ask, can_ask
from augstudio.errors import MissingDependencyError
from augstudio.gui.platform_check import check_platform
from augstudio.resource_files import resource_folder
from augstudio.version import __version__

_OLDEST_PYTHON = (3, 11)
_LITTLE_DISK = 2**30
_LITTLE_MEMORY = 2 * 2**30
_BROKEN_PYSIDE = {"6.9.1", "6.9.2", "6.11.0", "6.11.1", "6.12.0"}
"""Abort or leak on some Pythons: every signal loses a reference to True."""

_LIBRARIES = (
    "cyclopts",
    "matplotlib",
    "numpy",
    "PIL",
    "platformdirs",
    "pydantic",
    "pyqtgraph",
    "rich",
    "ruamel.yaml",
    "safetensors",
    "tensorboard",
)
_REINSTALL = "pip install --force-reinstall augstudio"


class State(StrEnum):
    """How something stands."""

    WORKS = "works"
    ABSENT = "absent"
    """Not there, and not needed by what is asked of it here."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        topic: What.
        state: How it stands.
        text: What was found.
        fix: What to do about it; empty where there is nothing to do.
        essential: Whether AugStudio is of no use without it.
    """

    topic: str
    state: State
    text: str
    fix: str = ""
    essential: bool = False


def examine_installation() -> Iterator[Finding]:
    """Looks at what can be told at once: Python, files, folders, memory, cores."""
    yield _python()
    yield _libraries()
    yield _resources()
    yield from _folders()
    yield _memory()
    yield _cores()
    yield _ray()


def examine_libraries(environment: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Loads Qt, torch and TensorFlow, each in a process of its own; takes seconds.

    Args:
        environment: The environment variables that say where the window goes; this process's where it is None.
    """
    if not can_ask():
        text = "Qt, torch and what else this build brings are packed into it and not looked at one by one"
        yield Finding("libraries inside", State.ABSENT, text)
        return
    given = os.environ if environment is None else environment
    qt_trouble, window_trouble = _platform({"QT_QPA_PLATFORM": "offscreen"}), _platform(given)
    qt = _qt_probes(loads=not qt_trouble, shows=not window_trouble)
    answers = ask({"torch": TORCH, "tensorflow": TENSORFLOW} | qt)
    yield _qt(qt_trouble, answers.get("qt"))
    yield _window(given, window_trouble, answers.get("window"))
    yield from _torch(answers["torch"])
    yield from _tensorflow(answers["tensorflow"])


# In this process.


def _python() -> Finding:
    text = f"{platform.python_version()}, {platform.machine()}, {platform.system()}; AugStudio {__version__}"
    if sys.version_info < _OLDEST_PYTHON or sys.maxsize < 2**32:
        fix = f"install a 64-bit Python {'.'.join(map(str, _OLDEST_PYTHON))} or newer"
        return Finding("Python", State.BROKEN, text, fix, essential=True)
    return Finding("Python", State.WORKS, text, essential=True)


def _libraries() -> Finding:
    missing = [name for name in _LIBRARIES if not _is_installed(name)]
    if missing:
        return Finding("libraries", State.BROKEN, f"missing: {', '.join(missing)}", _REINSTALL, essential=True)
    return Finding("libraries", State.WORKS, f"{len(_LIBRARIES)} that AugStudio is built on", essential=True)


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it would be in
        return False


def _resources() -> Finding:
    try:
        folder = resource_folder()
    except MissingDependencyError as error:
        return Finding("fonts and images", State.BROKEN, str(error), _REINSTALL, essential=True)
    fonts = len([*folder.glob("fonts/*.otf"), *folder.glob("fonts/*.ttf")])
    images = len(list(folder.glob("datasets/*.npz")))
    text = f"{fonts} typefaces and {images} data sets in {folder}"
    if not fonts or not images:
        return Finding("fonts and images", State.BROKEN, text, _REINSTALL, essential=True)
    return Finding("fonts and images", State.WORKS, text, essential=True)


def _folders() -> Iterator[Finding]:
    yield _folder("temporary files", Path(tempfile.gettempdir()), "set TMPDIR to one that is", essential=True)
    for topic, path in (
        ("settings", user_config_path("augstudio", appauthor=False)),
        ("unsaved edits", user_state_path("augstudio", appauthor=False)),
        ("runs of the window", user_data_path("augstudio", appauthor=False)),
    ):
        yield _folder(topic, path, f"give yourself the right to write there: chown or chmod {_existing(path)}")


def _folder(topic: str, path: Path, fix: str, *, essential: bool = False) -> Finding:
    """Whether files can be written in a folder, or in the one that it would be made in; its disk."""
    place = _existing(path)
    try:
        with tempfile.TemporaryFile(dir=place):
            free = shutil.disk_usage(place).free
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Finding(topic, State.BROKEN, f"{path} is not writable: {reason}", fix, essential=essential)
    text = f"{path}, {_size(free)} free"
    if free < _LITTLE_DISK:
        return Finding(topic, State.BROKEN, text, "make room on this disk: a run needs up to a gigabyte")
    return Finding(topic, State.WORKS, text, essential=essential)


def _existing(path: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next((each for each in (path, *path.parents) if each.exists()), path)


def _memory() -> Finding:
    total = _total_memory()
    if total is None:
        return Finding("memory", State.ABSENT, "this system does not tell")
    if total < _LITTLE_MEMORY:
        return Finding("memory", State.BROKEN, _size(total), "train on fewer images at a time: --batch-size 32")
    return Finding("memory", State.WORKS, _size(total))


def _total_memory() -> int | None:
    """Bytes that this process may use; less than the machine has where a container limits it."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdecimal() else total


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("cores", State.WORKS, str(cores))


def _ray() -> Finding:
    try:
        return Finding("Ray", State.WORKS, version("ray"))
    except PackageNotFoundError:
        fix = "only needed for work on many machines: pip install 'augstudio[ray]'"
        return Finding("Ray", State.ABSENT, "not installed", fix)


# In processes of their own.


def _platform(environment: Mapping[str, str]) -> str:
    """Why Qt would abort there; empty where it would not."""
    try:
        check_platform(environment)
    except MissingDependencyError as error:
        return str(error)
    return ""


def _qt_probes(*, loads: bool, shows: bool) -> dict[str, Probe]:
    """Qt is only started where it would not abort."""
    return ({"qt": QT_UNSEEN} if loads else {}) | ({"window": QT_ON_SCREEN} if loads and shows else {})


def _torch(answer: Answer) -> Iterator[Finding]:
    facts = dict(zip(("torch", "torchvision"), answer.facts, strict=False))
    if "torch" not in facts:
        yield _failed("PyTorch", answer, "pip install torch torchvision", essential=True)
        return
    torch = facts["torch"]
    yield Finding("PyTorch", State.WORKS, f"{torch['version']}, {torch['threads']} threads", essential=True)
    yield _gpu(torch)
    if "torchvision" in facts:
        yield Finding("torchvision", State.WORKS, str(facts["torchvision"]["version"]), essential=True)
    else:
        yield _failed("torchvision", answer, "pip install --force-reinstall torch torchvision", essential=True)


def _gpu(torch: Mapping[str, object]) -> Finding:
    gpus, trouble, cuda = torch["gpus"], str(torch["trouble"]), torch["cuda"]
    if trouble:
        fix = "run `nvidia-smi`; install the newest driver, or hide the card: CUDA_VISIBLE_DEVICES=''"
        return Finding("GPU", State.BROKEN, trouble, fix)
    if isinstance(gpus, list) and gpus:
        return Finding("GPU", State.WORKS, f"{'; '.join(map(str, gpus))}; CUDA {cuda}")
    if torch["mps"]:
        return Finding("GPU", State.WORKS, "Apple (mps)")
    if shutil.which("nvidia-smi") is None:
        return Finding("GPU", State.ABSENT, "none: everything is computed on the processor")
    if cuda is None:
        fix = "install the build for CUDA: https://pytorch.org/get-started/locally"
        return Finding("GPU", State.BROKEN, "there is an NVIDIA driver, but this torch is built without CUDA", fix)
    fix = f"run `nvidia-smi`; install a driver that knows CUDA {cuda}, or a torch for the CUDA that it names"
    return Finding("GPU", State.BROKEN, f"there is an NVIDIA driver, but torch (CUDA {cuda}) cannot use it", fix)


def _qt(trouble: str, answer: Answer | None) -> Finding:
    if trouble or answer is None:
        text, _, fix = trouble.partition("; install them: ")
        return Finding("Qt", State.BROKEN, text, fix, essential=True)
    if not answer.facts:
        return _failed("Qt", answer, "pip install --force-reinstall PySide6-Essentials", essential=True)
    number = str(answer.facts[0]["version"])
    if number in _BROKEN_PYSIDE:
        fix = "pip install --upgrade 'PySide6-Essentials!=" + ",!=".join(sorted(_BROKEN_PYSIDE)) + "'"
        return Finding("Qt", State.BROKEN, f"PySide6 {number} aborts after a few hundred signals", fix, essential=True)
    return Finding("Qt", State.WORKS, f"PySide6 {number}", essential=True)


def _window(environment: Mapping[str, str], trouble: str, answer: Answer | None) -> Finding:
    """Whether the window can be shown: nothing to worry about on a machine without a screen."""
    has_screen = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    if trouble:
        text, _, fix = trouble.partition("; ")
        return Finding("window", State.BROKEN if has_screen else State.ABSENT, text, fix, essential=has_screen)
    if answer is None:
        return Finding("window", State.ABSENT, "not asked: Qt does not work")
    if not answer.facts:
        fix = "check that DISPLAY names a screen that you may use; QT_QPA_PLATFORM=offscreen runs the window unseen"
        return _failed("window", answer, fix, essential=True)
    shown = answer.facts[0]
    return Finding("window", State.WORKS, f"{shown['plugin']}, screen of {shown['width']}×{shown['height']} px")


def _tensorflow(answer: Answer) -> Iterator[Finding]:
    install = "only needed to run exports for it: pip install 'augstudio[tf]'"
    facts = dict(zip(("tensorflow", "keras"), answer.facts, strict=False))
    if "tensorflow" not in facts:
        yield _failed("TensorFlow", answer, install)
        return
    gpus = facts["tensorflow"]["gpus"]
    where = "processor only" if not gpus else f"{gpus} GPUs" if gpus > 1 else "1 GPU"
    yield Finding("TensorFlow", State.WORKS, f"{facts['tensorflow']['version']}, {where}")
    if "keras" in facts:
        keras = facts["keras"]
        yield Finding("Keras", State.WORKS, f"{keras['version']} on {keras['backend']}")
    else:
        yield _failed("Keras", answer, install)


def _failed(topic: str, answer: Answer, fix: str, *, essential: bool = False) -> Finding:
    if answer.is_missing and not essential:
        return Finding(topic, State.ABSENT, "not installed", fix)
    return Finding(topic, State.BROKEN, answer.error or "it said nothing", fix, essential=essential)


def _size(count: int) -> str:
    return f"{count / 2**30:,.1f} GiB"
