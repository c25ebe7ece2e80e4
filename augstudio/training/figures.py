"""The two curves as pictures for reports: light, colour-blind-safe, with the finding as the title.

Uses matplotlib's objects directly: pyplot keeps figures and settings in global state.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from augstudio.atomic_file import write_atomically
from augstudio.training.config import BASELINE
from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.figure_text import fitting, set_typeface
from augstudio.training.findings import (
    Curves,
    arm_title,
    epoch_curves,
    learning_finding,
    memorised,
    percent,
    size_curves,
    size_finding,
)
from augstudio.training.fits import REACH
from augstudio.training.worth import Unknown, fitted, outlook_sentence, worth_sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours without yellow, which is too light for lines on white; the darkest first.
_BASELINE_COLOUR = "#D55E00"
_COLOURS = ("#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#1C1C22")
_TEXT, _QUIET, _GRID = "#1C1C22", "#6A6A75", "#E4E4EA"

_SIZE_INCHES = (7.6, 4.8)
_DOTS_PER_INCH = 150
_LEFT, _RIGHT, _BOTTOM, _TOP = 0.085, 0.75, 0.12, 0.775
_LABEL_GAP = 0.065
"""Least distance between two labels, as a share of the axes' height."""
_LONGEST_TITLE, _LONGEST_LINE, _LONGEST_LABEL = 80, 110, 28
"""Characters that there is room for."""
_SENTENCE = 0.05
"""Room for a sentence below the horizontal axis."""
_AHEAD = 20
"""Pieces that a fitted curve is drawn in beyond the data."""
_FEW = 2
"""Arms for which there is room to say everything."""
_SETTLING = 0.1
"""Share of the epochs, the first, whose low values need not be seen whole."""


def learning_curve_figure(
    rows: Sequence[EpochFinished], path: str | Path, *, subtitle: str = "", validation_count: int = 0
) -> None:
    """Draws accuracy over epochs, a line an arm, solid on validation and dashed on un-augmented training images.

    Args:
        rows: Of one or several arms and seeds; at least one.
        path: The PNG file, written whole or not at all.
        subtitle: What was trained on what.
        validation_count: How many validation images there are, to tell news from chance; 0: not known.

    Raises:
        AugStudioError: The file cannot be written.
    """
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    curves = epoch_curves(rows)
    figure, axes = _canvas(
        learning_finding(curves, validation_count), subtitle, memorised(curves) if len(curves) <= _FEW else ""
    )
    _draw(axes, curves)
    last = max(points[-1].x for points in curves.values())
    axes.set_xlim(1 if last > 1 else 0, max(2, last))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("epoch")
    settled = [
        value
        for points in curves.values()
        for point in points
        if point.x > _SETTLING * last or point is points[-1]
        for value in (point.train, point.low)
    ]
    _finish(figure, axes, curves, low=min(settled), path=path)


def size_curve_figure(rows: Sequence[CurvePointFinished], path: str | Path, *, subtitle: str = "") -> None:
    """Draws accuracy over the number of training images on a logarithmic axis, with a band from the worst seed to the best.

    Where they can be trusted, fitted curves go on, dotted, to twice the images.

    Args:
        rows: Of one or several arms, sizes and seeds; at least one.
        path: The PNG file, written whole or not at all.
        subtitle: What was trained on what.

    Raises:
        AugStudioError: The file cannot be written.
    """
    curves = size_curves(rows)
    seeds = max(len(point.by_seed) for points in curves.values() for point in points)
    band = f"mean and range of {seeds} seeds" if seeds > 1 else "one seed"
    figure, axes = _canvas(size_finding(curves), "  ·  ".join(filter(None, (subtitle, band))), worth_sentence(curves))
    axes.set_xscale("log")
    _draw(axes, curves, marker="o")
    sizes = sorted({point.x for points in curves.values() for point in points})
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlim(sizes[0] * 0.94, sizes[-1] if len(sizes) > 1 else sizes[0] * 1.06)
    axes.set_xlabel("training images")
    _draw_outlook(figure, axes, curves)
    lowest = min(value for points in curves.values() for point in points for value in (point.train, point.low))
    _finish(figure, axes, curves, low=lowest, path=path)


def _draw_outlook(figure: "Figure", axes: "Axes", curves: Curves) -> None:
    """Makes room for what lies ahead, and says what it is."""
    axes.set_position((_LEFT, _BOTTOM + _SENTENCE, _RIGHT - _LEFT, _TOP - _BOTTOM - _SENTENCE))
    sentence = fitting(outlook_sentence(curves), _LONGEST_LINE)
    figure.text(_LEFT, 0.025, sentence, size=9, color=_TEXT, parse_math=False)
    for arm in curves:
        fits = fitted(curves, (arm,))
        if isinstance(fits, Unknown) or fits[arm].is_poor:
            continue
        last = fits[arm].largest
        ahead = [last * REACH ** (step / _AHEAD) for step in range(_AHEAD + 1)]
        accuracies = [1 - fits[arm].error(size) for size in ahead]
        axes.plot(ahead, accuracies, color=_colour(arm, curves), linewidth=1.8, linestyle=(0, (1, 1.4)))
        if axes.get_xlim()[1] < last * REACH:
            axes.set_xlim(right=last * REACH)
            across = axes.get_xaxis_transform()
            axes.text(last * REACH, 0.02, "extrapolated", transform=across, ha="right", size=8.5, color=_QUIET)


def _canvas(title: str, subtitle: str, remark: str) -> "tuple[Figure, Axes]":
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 -- slow, and needed at the end of a run only
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=_SIZE_INCHES, dpi=_DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM))
    # Names of pipelines and data may hold dollar signs, which are no formulas.
    figure.text(_LEFT, 0.93, fitting(title, _LONGEST_TITLE), size=12.5, weight="bold", color=_TEXT, parse_math=False)
    figure.text(_LEFT, 0.886, fitting(subtitle, _LONGEST_LINE), size=9, color=_QUIET, parse_math=False)
    figure.text(_LEFT, 0.85, fitting(remark, _LONGEST_LINE), size=9, color=_TEXT, parse_math=False)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)
    axes.tick_params(length=0, pad=6, labelsize=9, colors=_QUIET)
    axes.yaxis.set_major_formatter(lambda value, _: f"{round(100 * value, 1):g} %")
    axes.xaxis.label.set(size=9, color=_QUIET)
    return figure, axes


def _draw(axes: "Axes", curves: Curves, *, marker: str = "") -> None:
    for arm, points in curves.items():
        colour = _colour(arm, curves)
        places = [point.x for point in points]
        lone = "o" if len(points) == 1 else ""
        if any(len(point.by_seed) > 1 for point in points):
            low, high = [point.low for point in points], [point.high for point in points]
            axes.fill_between(places, low, high, color=colour, alpha=0.15, linewidth=0)
        train = [point.train for point in points]
        axes.plot(
            places,
            train,
            color=colour,
            linewidth=1.3,
            dashes=(4, 2.5),
            alpha=0.75,
            marker=lone,
            markerfacecolor="white",
        )
        validation = [point.validation for point in points]
        # Markers on the frame are shown whole; lines that start below it end there.
        whole = bool(marker or lone)
        axes.plot(
            places,
            validation,
            color=colour,
            linewidth=2.2,
            marker=marker or lone,
            markersize=4,
            clip_on=not whole,
            zorder=3,
        )


def _finish(figure: "Figure", axes: "Axes", curves: Curves, *, low: float, path: str | Path) -> None:
    """Sets the vertical range, writes beside each line what it is, and saves."""
    high = max(value for points in curves.values() for point in points for value in (point.train, point.high))
    room = max(0.02, 0.06 * (high - low))
    axes.set_ylim(max(0.0, low - room), min(1.0, high + room))
    axes.set_title("accuracy", loc="left", size=9, color=_QUIET, pad=8)
    _label_lines(axes, curves)
    _explain_dashes(axes)
    set_typeface(figure)
    content = BytesIO()
    figure.savefig(content, format="png", dpi=_DOTS_PER_INCH)
    write_atomically(path, content.getvalue())


def _label_lines(axes: "Axes", curves: Curves) -> None:
    """Names and final values at the lines' right ends, moved apart where they would touch."""
    bottom, top = axes.get_ylim()
    labels = []
    for arm, points in curves.items():
        colour = _colour(arm, curves)
        last = points[-1]
        labels.append((last.validation, f"{percent(last.validation)}  {arm_title(arm)}", colour, "bold"))
        if len(curves) <= _FEW:
            labels.append((last.train, f"{percent(last.train)}  training", colour, "normal"))
    labels.sort()
    wanted = [(value - bottom) / (top - bottom) for value, *_ in labels]
    for (_, text, colour, weight), height in zip(labels, spread(wanted, _LABEL_GAP), strict=True):
        axes.text(
            1.015,
            height,
            fitting(text, _LONGEST_LABEL),
            transform=axes.transAxes,
            va="center",
            size=8.5,
            color=colour,
            weight=weight,
            parse_math=False,
        )


def _explain_dashes(axes: "Axes") -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    lines = (
        Line2D([], [], color=_QUIET, linewidth=2.2, label="validation"),
        Line2D([], [], color=_QUIET, linewidth=1.3, dashes=(4, 2.5), label="training, un-augmented images"),
    )
    axes.legend(
        handles=lines,
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=8.5,
        labelcolor=_QUIET,
        borderaxespad=0.3,
        handlelength=2.2,
    )


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Heights at least a gap apart, in the same order, each group of neighbours centred on where it wants to be; none above 1.

    Args:
        wanted: Rising heights, 0..1.
        gap: The least distance between two.
    """
    groups: list[list[float]] = []
    for height in wanted:
        groups.append([height])
        while len(groups) > 1 and _start(groups[-1], gap) < _start(groups[-2], gap) + gap * len(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    return [_start(group, gap) + gap * position for group in groups for position in range(len(group))]


def _start(group: Sequence[float], gap: float) -> float:
    """Where the lowest of a group goes."""
    return min(sum(group) / len(group) - gap * (len(group) - 1) / 2, 1 - gap * (len(group) - 1))


def _colour(arm: str, curves: Curves) -> str:
    if arm == BASELINE:
        return _BASELINE_COLOUR
    augmented = [name for name in curves if name != BASELINE]
    return _COLOURS[augmented.index(arm) % len(_COLOURS)]
