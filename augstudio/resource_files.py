"""Where the files of `resources/` are: in a checkout, an editable install, a wheel and a frozen build alike."""

import sys
from pathlib import Path

from augstudio.errors import MissingDependencyError


def resource_folder() -> Path:
    """The folder that holds icons, fonts, presets and the embedded data sets.

    Raises:
        MissingDependencyError: The installation lost its resources.
    """
    package = Path(__file__).resolve().parent
    frozen = Path(getattr(sys, "_MEIPASS", package)) / "augstudio" / "_resources"
    for folder in (package / "_resources", package.parent / "resources", frozen):
        if (folder / "datasets").is_dir():
            return folder
    raise MissingDependencyError(f"{package}: the resources folder is missing; install augstudio again")


def resource(*parts: str) -> Path:
    """The path of one resource, for example `resource("datasets", "digits.npz")`."""
    return resource_folder().joinpath(*parts)
