"""Events as lines of JSON: what `--events jsonl` prints."""

import json
import math
import re
from dataclasses import fields
from typing import Any

from augstudio.training.events import TrainingEvent

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def as_json(event: TrainingEvent) -> str:
    """One line: `event` names it (`epoch_finished`), its fields follow; what is no number is null."""
    name = _WORD_START.sub("_", type(event).__name__).lower()
    values = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    return json.dumps({"event": name, **values}, allow_nan=False)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
