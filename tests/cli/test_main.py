import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from augstudio.cli.commands import COMMANDS, Command
from augstudio.cli.main import main
from augstudio.errors import AugStudioError, DataError, TrainingError
from augstudio.version import __version__

ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "80"}


def run(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "augstudio", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def pipeline_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.augstudio.yaml"
    path.write_text("augstudio: 1\nsteps: [{op: rotate}]\n")
    return path


def test_the_version_and_the_help_are_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")  # a narrow terminal breaks summaries over lines
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{__version__}\n"
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert "augstudio [FILE]" in text
    assert all(command.name in text and command.summary in text for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_exists_and_explains_itself_and_its_options(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    module, name = command.place.split(":")
    assert callable(getattr(import_module(module), name))
    assert main([command.name, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"Usage: augstudio {command.name}" in text
    options = [line for line in text.splitlines() if line.startswith("│") and "--" in line[:12]]
    assert all(len(line.split()) > 3 for line in options)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["expotr", "x.yaml", "--framework", "tf"],
            "there is no command and no file 'expotr': did you mean `augstudio export`?",
        ),
        (["lnt"], "did you mean `augstudio lint`?"),
        (["no-such.yaml"], "no-such.yaml: there is no such file"),
        (["mine.augstudio.yml"], "did you mean mine.augstudio.yaml?"),
        (["export"], "export needs FILE; see --help"),
        (["stats"], "stats needs DATA; see --help"),
        (["preview", "mine.augstudio.yaml"], "preview needs --data DATA; see --help"),
        (["preview", "mine.augstudio.yaml", "--data", "digits"], "preview needs --out OUT.png; see --help"),
        (["curve", "mine.augstudio.yaml", "--data", "digits"], "curve needs --out RUN; see --help"),
        (["ablate", "mine.augstudio.yaml", "--data", "digits"], "ablate needs --out RUN; see --help"),
        (["apply", "mine.augstudio.yaml", "--data", "digits", "--copies", "2"], "apply needs --out DIR; see --help"),
        (["export", "mine.augstudio.yaml", "and", "more"], "too many arguments: and more; see --help"),
        (
            ["export", "mine.augstudio.yaml", "--frmework", "tf"],
            "Unknown option: --frmework. Did you mean --framework?",
        ),
        (["export", "mine.augstudio.yaml", "--framework", "jax"], 'Choose from: "torch", "tf"'),
        (["export", "mine.augstudio.yaml", "--out"], "--out needs a value; see --help"),
        (["--wibble"], "Unknown option: --wibble"),
        (["ops", "--json=perhaps"], "--json"),
        (["presets", "lectur-2"], "did you mean 'lecture-2'?"),
        (["export", "lecture-2"], "augstudio presets lecture-2 -o lecture-2.augstudio.yaml"),
        (["bad.yaml"], "bad.yaml:3: step 1 (rotate), angle: expected a number, got 'wide'"),
        (["."], ".: cannot be read: is a directory"),
        (["export", "two\nlines.yaml"], "two lines.yaml: there is no such file"),
        (["stats", "dgits"], "did you mean digits?"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str],
    message: str,
    pipeline_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(pipeline_file.parent)
    Path("bad.yaml").write_text("augstudio: 1\nsteps: [{op: rotate,\n  angle: wide}]\n")
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("augstudio: ")
    assert output.err.count("\n") == 1
    assert message in output.err


def test_a_process_ends_the_same_way() -> None:
    done = run("expotr")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "augstudio: there is no command and no file 'expotr': did you mean `augstudio export`?\n"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (DataError("a\nb"), 2, "augstudio: a b\n"),
        (AugStudioError("x\x1b[31my"), 2, "augstudio: x [31my\n"),
        (TrainingError("the loss is no number"), 3, "augstudio: the loss is no number\n"),
        (KeyboardInterrupt(), 130, "augstudio: interrupted\n"),
        (ValueError("odd"), 3, "augstudio: unexpected: ValueError: odd (AUGSTUDIO_DEBUG=1 shows where)\n"),
        (
            ModuleNotFoundError("No module named 'torch'", name="torch"),
            2,
            "augstudio: No module named 'torch': `augstudio doctor` says how to install it\n",
        ),
        (MemoryError(), 3, "augstudio: unexpected: MemoryError (AUGSTUDIO_DEBUG=1 shows where)\n"),
        (PermissionError(13, "Permission denied", "here"), 2, "augstudio: here: Permission denied\n"),
    ],
)
def test_whatever_is_raised_is_one_line_and_an_exit_code(
    error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise error

    monkeypatch.delenv("AUGSTUDIO_DEBUG", raising=False)
    monkeypatch.setattr("augstudio.cli.schema.schema", fail)
    assert main(["schema"]) == code
    assert capfd.readouterr().err == message


def test_developers_see_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise ValueError("odd")

    monkeypatch.setenv("AUGSTUDIO_DEBUG", "1")
    monkeypatch.setattr("augstudio.cli.schema.schema", fail)
    with pytest.raises(ValueError, match="odd"):
        main(["schema"])


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals are POSIX")
def test_a_reader_that_leaves_is_no_error() -> None:
    command = [sys.executable, "-m", "augstudio", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux")
def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "augstudio", "ops"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "augstudio: standard output: No space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_ctrl_c_is_exit_code_130_without_a_traceback() -> None:
    program = """
import sys, time
import augstudio.cli.schema
from augstudio.cli.main import main
def wait():
    print("waiting", flush=True)
    time.sleep(60)
augstudio.cli.schema.schema = wait
sys.exit(main(["schema"]))
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "augstudio: interrupted\n")


def test_a_terminal_without_the_signs_shows_escapes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "augstudio", "ops"],
        env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\xb0" in done.stdout


def test_without_a_command_the_window_opens_with_the_file(pipeline_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path | None] = []
    application = pytest.importorskip("augstudio.gui.application")

    def run_application(file: Path | None) -> int:
        opened.append(file)
        return 0

    monkeypatch.setattr(application, "run_application", run_application)
    assert main([]) == 0
    assert main([str(pipeline_file)]) == 0
    assert opened == [None, pipeline_file]


@pytest.mark.skipif(os.name != "posix", reason="the processor time of children is POSIX")
def test_text_commands_start_in_a_blink(pipeline_file: Path) -> None:
    seconds = []
    for _ in range(5):
        before = os.times()
        assert run("export", str(pipeline_file)).returncode == 0
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        seconds.append(used)
    assert min(seconds) < 0.3  # processor time, which other processes hardly change; 0.2 measured


@pytest.mark.parametrize("arguments", [["--help"], ["ops"], ["presets"], ["schema"], ["lint"], ["export"]])
def test_text_commands_load_neither_torch_nor_numpy_nor_qt(arguments: list[str], pipeline_file: Path) -> None:
    if arguments[0] in {"lint", "export"}:
        arguments = [*arguments, str(pipeline_file)]
    program = f"""
import sys
from augstudio.cli.main import main
assert main({arguments!r}) == 0
sys.exit(" ".join(name for name in ("torch", "numpy", "PIL", "PySide6") if name in sys.modules) or None)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_curve_says_that_it_takes_several_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["curve", "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Usage: augstudio curve FILE... ")
    assert "[ARGS...]" not in text
    assert "FILE..." in text.split("Arguments")[1].split("Parameters")[0]
