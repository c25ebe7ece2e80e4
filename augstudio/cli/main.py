"""`augstudio`: the window and the commands. Whatever goes wrong is one line on stderr and an exit code."""

import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path

from cyclopts import App, Argument, CycloptsError, MissingArgumentError, Parameter, UnusedCliTokensError

from augstudio.cli.commands import COMMANDS
from augstudio.errors import AugStudioError, PipelineError, TrainingError
from augstudio.version import __version__

_HELP = """Design image augmentation, see it on your images, prove that it helps, ship it as code.

`augstudio [FILE]` opens the window; the commands do the same work without one."""

_DASH = "\0-"
"""Stands for `-` while the words are parsed: the parser takes every word that begins with a dash for an option."""

_NAMES = tuple(command.name for command in COMMANDS)


_VALUES = {
    ("preview", "--out"): "OUT.png",
    ("train", "--out"): "RUN",
    ("curve", "--out"): "RUN",
    ("ablate", "--out"): "RUN",
    ("apply", "--out"): "DIR",
    ("apply", "--copies"): "K",
}
"""What to write for the value of an option, where its name in capitals says too little."""


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    CHECK_FAILED = 1
    BAD_INPUT = 2
    RUN_FAILED = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code.

    Args:
        arguments: As typed, without the program's name; by default those of the process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _make_streams_forgiving()
    try:
        code = _guarded(lambda: _run(words))
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_output()
        return ExitCode.BROKEN_PIPE
    except OSError as error:  # a full disk behind standard output, mostly
        _abandon_output()
        return _complain(f"{error.filename or 'standard output'}: {error.strerror or error}", ExitCode.BAD_INPUT)
    return code


def _abandon_output() -> None:
    """What is left in the buffer would raise once more when Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _make_streams_forgiving() -> None:
    """A terminal that cannot show a degree sign shows an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _guarded(run: Callable[[], int]) -> int:
    try:
        return run()
    except CycloptsError as error:
        return _complain(_usage(error), ExitCode.BAD_INPUT)
    except TrainingError as error:
        return _complain(str(error), ExitCode.RUN_FAILED)
    except AugStudioError as error:
        return _complain(str(error), ExitCode.BAD_INPUT)
    except KeyboardInterrupt:
        return _complain("interrupted", ExitCode.INTERRUPTED)
    except OSError:
        raise
    except Exception as error:  # a user gets no traceback, whatever it is
        if os.environ.get("AUGSTUDIO_DEBUG"):
            raise
        return _complain(*_unexpected(error))


def _unexpected(error: Exception) -> tuple[str, ExitCode]:
    """What is said about an error that nobody foresaw, and the exit code."""
    if isinstance(error, ImportError):
        return f"{error}: `augstudio doctor` says how to install it", ExitCode.BAD_INPUT
    kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"unexpected: {kind} (AUGSTUDIO_DEBUG=1 shows where)", ExitCode.RUN_FAILED


def _complain(message: str, code: ExitCode) -> int:
    """One line on stderr, whatever the message is made of."""
    line = "".join(character if character.isprintable() else " " for character in " ".join(message.split()))
    print(f"augstudio: {line}", file=sys.stderr)
    return code


def _usage(error: CycloptsError) -> str:
    if isinstance(error, UnusedCliTokensError):
        return f"too many arguments: {' '.join(error.unused_tokens or ())}; see --help"
    if isinstance(error, MissingArgumentError) and error.argument is not None and "Did you mean" not in str(error):
        return f"{_missing(error, error.argument)}; see --help"
    text = str(error).strip()
    return text if text.endswith("?") else f"{text.rstrip('.')}; see --help"


def _missing(error: MissingArgumentError, argument: Argument) -> str:
    """What a command cannot do without."""
    if error.keyword or argument.tokens:
        return f"{error.keyword or argument.name} needs a value"
    command = " ".join(error.command_chain or ("augstudio",))
    value = argument.name.removeprefix("--").upper()
    if argument.index is not None:
        return f"{command} needs {value}"
    return f"{command} needs {argument.name} {_VALUES.get((command, argument.name), value)}"


def _run(words: list[str]) -> int:
    _refuse_mistyped(words)
    tokens = [_DASH if word == "-" else word for word in words]
    command, bound, _ = _application(words[0] if words else "").parse_args(
        tokens, exit_on_error=False, print_error=False
    )
    for name, value in bound.arguments.items():
        bound.arguments[name] = _with_dashes(value)
    result = command(*bound.args, **bound.kwargs)
    return result if isinstance(result, int) else ExitCode.DONE


def _with_dashes(value: object) -> object:
    match value:
        case str() | Path() if str(value) == _DASH:
            return type(value)("-")
        case list() | tuple():
            return type(value)(_with_dashes(each) for each in value)
        case _:
            return value


def _application(called: str) -> App:
    app = App(
        name="augstudio",
        usage=None if called in _NAMES else "Usage: augstudio [FILE]\n       augstudio COMMAND [ARGS]",
        help=_HELP,
        version=__version__,
        default_parameter=Parameter(negative=()),  # no --no-json beside --json
        suppress_keyboard_interrupt=False,
    )
    app.default(_window)
    for position, command in enumerate(COMMANDS):
        # The command that is called brings its own, longer help; the others are not even loaded.
        summary = None if command.name == called else command.summary
        app.command(command.place, name=command.name, help=summary, usage=command.usage or None, sort_key=position)
    return app


def _refuse_mistyped(words: list[str]) -> None:
    """A first word that is no command, no option and no file is a slip of the finger."""
    if not words or words[0].startswith("-") or words[0] in _NAMES or Path(words[0]).exists():
        return
    near = get_close_matches(words[0], _NAMES, n=1)
    if near:
        raise PipelineError(f"there is no command and no file {words[0]!r}: did you mean `augstudio {near[0]}`?")


def _window(file: str | None = None, /) -> int:
    """Open the window.

    Args:
        file: The pipeline file to open.
    """
    from augstudio.pipeline.yaml_format import STANDARD_INPUT, load  # noqa: PLC0415 -- not for every command

    if file is not None and file != STANDARD_INPUT:
        load(file, fitting=False)
    from augstudio.gui.application import run_application  # noqa: PLC0415 -- Qt

    return run_application(None if file is None else Path(file))
