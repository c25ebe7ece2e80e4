"""Where the window keeps its runs."""

import re
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from augstudio.gui.settings import open_settings

_KEY = "training/runs_folder"


def runs_folder() -> Path:
    """The folder that the user picked, or one among the user's data."""
    picked = open_settings().value(_KEY)
    return Path(str(picked)) if picked else user_data_path("augstudio", appauthor=False) / "runs"


def pick_runs_folder(folder: Path) -> None:
    """Keeps runs in another folder from now on."""
    open_settings().setValue(_KEY, str(folder))


def new_run_folder(title: str, started: datetime) -> Path:
    """A folder for one run that is not there yet; it is not made."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "run"
    stem = f"{started:%Y-%m-%d_%H-%M-%S}_{slug}"
    place, number = runs_folder() / stem, 2
    while place.exists():
        place, number = runs_folder() / f"{stem}-{number}", number + 1
    return place
