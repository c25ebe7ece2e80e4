"""The ablation as a picture: what each step adds, with its interval."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from augstudio.atomic_file import write_atomically
from augstudio.training.ablation_findings import AblationFindings, Effect, Verdict, ablation_sentence
from augstudio.training.figure_text import fitting, set_typeface

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours: told apart by colour-blind eyes, too.
_COLOURS = {Verdict.HELPS: "#0072B2", Verdict.HURTS: "#D55E00", Verdict.UNCLEAR: "#8A8A94"}
_TEXT, _QUIET, _GRID = "#1C1C22", "#6A6A75", "#E4E4EA"

_WIDTH, _MARGINS, _ROW = 7.6, 1.9, 0.42
"""Inches: of the picture, above and below the rows, of a row."""
_DOTS_PER_INCH = 150
_APART = 0.16
"""How far the two markers of a step are from its middle."""
_LONGEST_TITLE, _LONGEST_NAME = 98, 26
"""Characters that there is room for."""


def ablation_figure(findings: AblationFindings, path: str | Path, *, subtitle: str = "") -> None:
    """Draws what each step adds: filled within the pipeline, hollow alone; grey where the interval holds 0.

    Args:
        findings: What the runs came to.
        path: The PNG file, written whole or not at all.
        subtitle: What was trained on what.

    Raises:
        AugStudioError: The file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 -- slow, and needed at the end of a run only
    from matplotlib.figure import Figure  # noqa: PLC0415

    height = _MARGINS + _ROW * len(findings.steps)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    bottom, top = 0.75 / height, 1 - 1.15 / height
    axes = figure.add_axes((0.26, bottom, 0.7, top - bottom))
    title = fitting(ablation_sentence(findings), _LONGEST_TITLE)
    about = f"{subtitle}  ·  95 % intervals over {findings.seeds} seeds, paired"
    figure.text(0.03, 1 - 0.33 / height, title, size=11, weight="bold", color=_TEXT, parse_math=False)
    figure.text(0.03, 1 - 0.58 / height, about, size=9, color=_QUIET, parse_math=False)
    _draw(axes, findings)
    _explain(axes)
    set_typeface(figure)
    content = BytesIO()
    figure.savefig(content, format="png", dpi=_DOTS_PER_INCH)
    write_atomically(path, content.getvalue())


def _draw(axes: "Axes", findings: AblationFindings) -> None:
    axes.axvline(0, color=_QUIET, linewidth=1)
    for row, step in enumerate(findings.steps):
        _mark(axes, row - _APART, step.within, filled=True)
        _mark(axes, row + _APART, step.alone, filled=False)
    axes.set_ylim(len(findings.steps) - 0.5, -0.5)
    axes.set_yticks(range(len(findings.steps)), [fitting(each.step, _LONGEST_NAME) for each in findings.steps])
    axes.set_xlabel("validation accuracy that the step adds, in points")
    axes.xaxis.label.set(size=9, color=_QUIET)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:+g}".replace("-", "−") if value else "0")
    axes.tick_params(length=0, pad=6, labelsize=9, colors=_QUIET)
    axes.tick_params(axis="y", colors=_TEXT)
    axes.grid(axis="x", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)


def _mark(axes: "Axes", height: float, effect: Effect, *, filled: bool) -> None:
    colour = _COLOURS[effect.verdict]
    axes.plot([effect.low, effect.high], [height, height], color=colour, linewidth=2.2 if filled else 1.3)
    face = colour if filled else "white"
    axes.plot([effect.mean], [height], "o", color=colour, markerfacecolor=face, markersize=6)


def _explain(axes: "Axes") -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    within = Line2D([], [], color=_QUIET, marker="o", linewidth=2.2, label="to the other steps")
    alone = Line2D([], [], color=_QUIET, marker="o", markerfacecolor="white", linewidth=1.3, label="alone")
    axes.legend(
        handles=(within, alone),
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=8.5,
        labelcolor=_QUIET,
    )
