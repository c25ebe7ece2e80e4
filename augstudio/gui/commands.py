"""Every command of the window, as data: actions, menus, the toolbar, the command palette and the shortcut list come from here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from augstudio.gui.theme import ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from augstudio.gui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do.

    Attributes:
        name: The action's object name.
        text: What menus and the palette call it; `&` marks the letter to press, `…` says that something is asked first.
        run: Does it.
        shortcut: As Qt writes it; several are separated by `; `.
        icon: The icon's name; empty for none.
        tooltip: One sentence; the text where it is empty.
        checkable: It is a state, on or off.
        short: What the toolbar calls it; the text where it is empty.
    """

    name: str
    text: str
    run: "Callable[[MainWindow], None]"
    shortcut: str = ""
    icon: str = ""
    tooltip: str = ""
    checkable: bool = False
    short: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("actionNew", "&New", lambda w: w.files.new(), "Ctrl+N", "new", "Start an empty pipeline"),
    Command("actionOpen", "&Open…", lambda w: w.files.ask_open(), "Ctrl+O", "open", "Open a pipeline file"),
    Command("actionSave", "&Save", lambda w: w.files.save(), "Ctrl+S", "save", "Save the pipeline to its file"),
    Command("actionSaveAs", "Save &as…", lambda w: w.files.ask_save(), "Ctrl+Shift+S", "", "Save under another name"),
    Command(
        "actionImport",
        "&Import steps…",
        lambda w: w.files.ask_import(),
        "Ctrl+I",
        "import",
        "Append the steps of another pipeline file, or of code or configuration of torchvision, Keras or Albumentations",
    ),
    Command(
        "actionExport",
        "&Export code…",
        lambda w: w.show_export(),
        "Ctrl+E",
        "export",
        "Write the pipeline as code for PyTorch or TensorFlow",
        short="Export",
    ),
    Command(
        "actionOpenData",
        "Open &data…",
        lambda w: w.data.ask_folder(),
        "Ctrl+Shift+O",
        "data",
        "Open a folder of images: one folder a class, or a flat one to look at",
    ),
    Command(
        "actionOpenDataFile",
        "Open data &file…",
        lambda w: w.data.ask_file(),
        tooltip="Open an .npz archive, IDX files such as MNIST's, or a single image",
    ),
    Command("actionQuit", "&Quit", lambda w: w.quit(), "Ctrl+Q", tooltip="Close the window"),
    Command("actionUndo", "&Undo", lambda w: w.document.undo(), "Ctrl+Z", "undo"),
    Command("actionRedo", "&Redo", lambda w: w.document.redo(), "Ctrl+Shift+Z; Ctrl+Y", "redo"),
    Command(
        "actionHistory",
        "Undo &history",
        lambda w: w.show_history(),
        "Ctrl+H",
        "history",
        "List every edit, to go back to any of them",
    ),
    Command(
        "actionAddStep",
        "&Add step…",
        lambda w: w.show_palette(adding=True),
        "Ctrl+Return",
        "plus",
        "Choose a transform to add",
    ),
    Command("actionDuplicateStep", "D&uplicate step", lambda w: w.steps.duplicate(), "", "duplicate"),
    Command("actionRemoveStep", "Re&move step", lambda w: w.steps.remove(), "", "trash"),
    Command(
        "actionCutStep", "Cu&t step", lambda w: w.steps.cut(), "Ctrl+X", "", "Take the selected step along, as YAML"
    ),
    Command(
        "actionCopyStep", "&Copy step", lambda w: w.steps.copy(), "Ctrl+C", "copy", "Copy the selected step as YAML"
    ),
    Command(
        "actionPasteSteps",
        "&Paste steps",
        lambda w: w.files.paste(),
        "Ctrl+V",
        "",
        "Add what is on the clipboard after the selected step: steps as YAML, or code of torchvision, Keras or Albumentations",
    ),
    Command(
        "actionGroupStep",
        "&Group step",
        lambda w: w.steps.group(),
        "Ctrl+G",
        "ops/category-groups",
        "Put the selected step into a group, of which each image gets one",
    ),
    Command(
        "actionUngroupStep",
        "&Ungroup",
        lambda w: w.steps.ungroup(),
        "Ctrl+Shift+G",
        "",
        "Put the steps of the selected group in its place",
    ),
    Command("actionToggleStep", "&Switch step on or off", lambda w: w.steps.toggle()),
    Command("actionMoveStepUp", "Move step u&p", lambda w: w.steps.move(-1)),
    Command("actionMoveStepDown", "Move step d&own", lambda w: w.steps.move(1)),
    Command(
        "actionCommandPalette",
        "&Command palette…",
        lambda w: w.show_palette(),
        "Ctrl+K; Ctrl+Shift+P",
        "search",
        "Find any command, transform or preset by name",
    ),
    Command(
        "actionResample", "&Resample", lambda w: w.studio.resample(), "Ctrl+R; F5", "resample", "Draw new variants"
    ),
    Command(
        "actionFreeze",
        "&Freeze design",
        lambda w: w.freeze_design(),
        "Ctrl+Shift+F",
        "freeze",
        "Keep this design as A, to compare with what you make of it",
        checkable=True,
        short="Freeze",
    ),
    Command(
        "actionCompare",
        "Compare &A and B",
        lambda w: w.compare_designs(),
        "Ctrl+B",
        "compare",
        "Show the frozen design left of a line that follows the mouse, the current one right of it, with the same draws",
        checkable=True,
        short="A | B",
    ),
    Command(
        "actionEvaluationView",
        "&Evaluation view",
        lambda w: w.toggle_evaluation_view(),
        "Ctrl+Shift+E",
        "check",
        "Show what the model sees when it is evaluated: nothing random",
        checkable=True,
        short="Eval view",
    ),
    Command(
        "actionShowLibrary",
        "Transform &library",
        lambda w: w.layout_.toggle_library(),
        "Ctrl+1",
        "panel-left",
        checkable=True,
    ),
    Command(
        "actionShowPanels",
        "&Bottom panels",
        lambda w: w.layout_.toggle_bottom(),
        "Ctrl+J",
        "panel-bottom",
        checkable=True,
    ),
    Command(
        "actionShowPipeline",
        "&Pipeline",
        lambda w: w.layout_.toggle_pipeline(),
        "Ctrl+2",
        "panel-right",
        checkable=True,
    ),
    Command(
        "actionSettings",
        "Settin&gs…",
        lambda w: w.show_settings(),
        "Ctrl+,",
        "settings",
        "Theme, device, memory, and where runs are kept",
    ),
    Command("actionThemeSystem", "&Follow the system", lambda w: w.set_theme(ThemeChoice.SYSTEM), checkable=True),
    Command("actionThemeLight", "&Light", lambda w: w.set_theme(ThemeChoice.LIGHT), checkable=True),
    Command("actionThemeDark", "&Dark", lambda w: w.set_theme(ThemeChoice.DARK), checkable=True),
    Command(
        "actionTrain",
        "&Train",
        lambda w: w.train(),
        "Ctrl+T",
        "play",
        "Train a model with and without this pipeline and draw the learning curves",
    ),
    Command(
        "actionStop",
        "&Stop training",
        lambda w: w.stop_training(),
        "",
        "stop",
        "Stop; what was measured stands",
        short="Stop",
    ),
    Command(
        "actionRuns",
        "Show &runs",
        lambda w: w.show_runs(),
        "Ctrl+Shift+R",
        "",
        "List the trainings that were kept, lay their curves over each other and compare their designs",
    ),
    Command("actionProblems", "Show &problems", lambda w: w.show_panel("problemsPanel"), "Ctrl+Shift+M", "warning"),
    Command("actionHelp", "&Help", lambda w: w.show_help(), "F1", "info"),
    Command("actionShortcuts", "&Keyboard shortcuts", lambda w: w.show_shortcuts(), "Ctrl+/"),
)
"""In the order the palette lists them."""

BY_NAME = {command.name: command for command in COMMANDS}

SEPARATOR = ""
PRESETS_MENU = "presets"
RECENT_MENU = "recent"
DATA_MENU = "data"

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "&File",
        (
            "actionNew",
            "actionOpen",
            RECENT_MENU,
            PRESETS_MENU,
            SEPARATOR,
            "actionSave",
            "actionSaveAs",
            SEPARATOR,
            "actionOpenData",
            "actionOpenDataFile",
            DATA_MENU,
            SEPARATOR,
            "actionImport",
            "actionExport",
            SEPARATOR,
            "actionQuit",
        ),
    ),
    (
        "&Edit",
        (
            "actionUndo",
            "actionRedo",
            "actionHistory",
            SEPARATOR,
            "actionCutStep",
            "actionCopyStep",
            "actionPasteSteps",
            SEPARATOR,
            "actionAddStep",
            "actionDuplicateStep",
            "actionGroupStep",
            "actionUngroupStep",
            "actionToggleStep",
            "actionMoveStepUp",
            "actionMoveStepDown",
            "actionRemoveStep",
            SEPARATOR,
            "actionSettings",
        ),
    ),
    (
        "&View",
        (
            "actionCommandPalette",
            SEPARATOR,
            "actionResample",
            "actionFreeze",
            "actionCompare",
            "actionEvaluationView",
            SEPARATOR,
            "actionShowLibrary",
            "actionShowPipeline",
            "actionShowPanels",
            "actionProblems",
            SEPARATOR,
            "actionThemeSystem",
            "actionThemeLight",
            "actionThemeDark",
        ),
    ),
    ("&Train", ("actionTrain", "actionStop", SEPARATOR, "actionRuns")),
    ("&Help", ("actionHelp", "actionShortcuts")),
)
"""Titles with the commands under them."""
