"""What the command palette lists."""

from collections.abc import Callable
from functools import partial

from augstudio.data.embedded import EMBEDDED
from augstudio.gui.actions import Actions, plain_text, shortcut_text
from augstudio.gui.command_palette import Entry
from augstudio.gui.commands import COMMANDS
from augstudio.gui.icons import op_icon
from augstudio.pipeline.presets import PRESETS
from augstudio.preview.wording import op_title
from augstudio.transforms.catalogue import catalogue


def command_entries(actions: Actions) -> list[Entry]:
    """Every command but the one that opens the palette."""
    return [
        Entry(
            plain_text(command),
            shortcut_text(command),
            command.icon,
            actions[command.name].trigger,
            actions[command.name].isEnabled(),
        )
        for command in COMMANDS
        if command.name != "actionCommandPalette"
    ]


def transform_entries(add: Callable[[str], None]) -> list[Entry]:
    """Every transform, to be added."""
    return [
        Entry(
            f"Add {op_title(each.op).lower()}",
            each.category.value,
            op_icon(each.op, each.category),
            partial(add, each.op),
        )
        for each in catalogue()
    ]


def preset_entries(open_preset: Callable[[str], None]) -> list[Entry]:
    """Every recipe."""
    return [Entry(f"Preset {name}", "Preset", "preset", partial(open_preset, name)) for name in PRESETS]


def data_entries(open_data: Callable[[str], None]) -> list[Entry]:
    """Every built-in data set."""
    return [Entry(f"Open data {name}", "Built-in data", "data", partial(open_data, name)) for name in EMBEDDED]
