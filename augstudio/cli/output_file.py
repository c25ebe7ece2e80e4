"""Where a command may write: never over what it reads."""

from pathlib import Path

from augstudio.errors import AugStudioError


def refuse_to_overwrite(out: str, *read: str | None) -> None:
    """Refuses an output that is one of the inputs, under whatever name.

    Args:
        out: The file to write.
        read: What is read: files, folders, names that are no paths; None for what was not given.

    Raises:
        AugStudioError: Writing would destroy an input.
    """
    for each in read:
        if each is not None and _is_same_file(out, each):
            raise AugStudioError(f"{out}: this is the file to read, which would be lost; give another name to write")


def _is_same_file(one: str, other: str) -> bool:
    try:
        return Path(one).expanduser().samefile(Path(other).expanduser())
    except (OSError, ValueError, RuntimeError):  # one of them is not there, or is no path at all
        return False
