"""The live preview: originals beside variants, following every edit."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from augstudio.data.source import Source
from augstudio.gui.data_panel.opening import data_opening, dropped_path
from augstudio.gui.elements.surface import Hairline
from augstudio.gui.preview.background import Background
from augstudio.gui.preview.grid_layout import TilePlace
from augstudio.gui.preview.notices import EmptyPreview, NoticeBar
from augstudio.gui.preview.preview_header import PreviewHeader
from augstudio.gui.preview.render_jobs import Answer, Costs, Wanted, refined, rendered
from augstudio.gui.preview.strip_view import PICTURE
from augstudio.gui.preview.tile_canvas import TileCanvas
from augstudio.gui.preview.tile_details import TileDetails
from augstudio.gui.preview.tile_keeping import TileKeeping
from augstudio.gui.studio import Studio
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.preview.renderer import Renderer
from augstudio.preview.selection import choose_samples
from augstudio.preview.step_strip import StepStrip, StripRequest
from augstudio.preview.values import PreviewGrid as Grid
from augstudio.preview.values import PreviewRequest
from augstudio.preview.wording import fault_text, tile_text

_MOST_TILES = 160
"""Variants shown at once: beyond that a picture is too small to judge and a drag too slow to follow."""
_MOST_THREADS = 4
_REST = 180
"""How long edits have to rest before drafts are made again without shortcuts (ms)."""
_LOOK_AHEAD = 48
"""So many samples are looked for at once, so that a window that grows need not look again."""


class PreviewGrid(QWidget):
    """Shows what the pipeline does to the open data, in a thread of its own.

    Signals:
        open_requested: The user wants to open data.
        rendered: A complete grid has been painted.
        costs_measured: What each step costs an image (s), by id; while nothing is edited.
    """

    open_requested = Signal()
    rendered = Signal(object)
    costs_measured = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewGrid")
        self.setAccessibleName("Preview")
        self.setAcceptDrops(True)
        self._studio = studio
        self._opening = data_opening(studio)
        self._renderer = Renderer(threads=min(_MOST_THREADS, os.cpu_count() or 1))
        self._kept_renderer = Renderer()
        self._background = Background("preview", self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._shuffle = 0
        self._step_at_fault = ""
        self._chosen_index: int | None = None
        self._class: int | None = None
        self._samples_of: tuple[Source, int, int | None] | None = None
        self._sample_indices: tuple[int, ...] = ()
        self._rendered_source: Source | None = None
        self._asked: Wanted | None = None
        self._kept_shown: tuple[Source, PreviewRequest] | None = None
        self.header = PreviewHeader(self)
        self.notice = NoticeBar(self)
        self.canvas = TileCanvas(self)
        self.details = TileDetails(self)
        self.details.hide()
        self.keeping = TileKeeping(studio, self)
        self._empty = EmptyPreview(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.canvas)
        self._lay_out()
        self._connect()
        self._on_source(studio.source)

    @property
    def studio(self) -> Studio:
        """The state that is shown."""
        return self._studio

    @property
    def grid(self) -> Grid | None:
        """What is on screen."""
        return self.canvas.grid

    @property
    def is_busy(self) -> bool:
        """A render runs or waits, or will follow when the hand rests."""
        return self._background.is_busy or self._rest.isActive()

    def set_evaluation(self, enabled: bool) -> None:
        """Shows the evaluation view, or the training view."""
        self.header.evaluation.setChecked(enabled)

    def compare(self, *, enabled: bool) -> None:
        """Shows the kept design beside the current one, in every tile; or the current one alone."""
        self.canvas.compare(enabled=enabled)

    def limit_memory(self, most: int) -> None:
        """Keeps so much at most of each design that is shown (bytes)."""
        self._renderer.memory = self._kept_renderer.memory = most

    def shut_down(self) -> None:
        """Renders no more. Returns at once; a render under way ends by itself."""
        self._rest.stop()
        self._background.close()
        self._renderer.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_path(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_path(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._opening.open(path)

    # ---------------------------------------------------------------- building

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Hairline(self))
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self.details)

    def _connect(self) -> None:
        self._studio.pipeline_changed.connect(self.refresh)
        self._studio.draws_changed.connect(self.refresh)
        self._studio.kept_changed.connect(self._on_kept)
        self._studio.source_changed.connect(self._on_source)
        self._studio.selection_changed.connect(self.details.view.set_selected)
        self._background.produced.connect(self._show)
        self._background.failed.connect(self._on_failure)
        self._rest.timeout.connect(self._refine)
        self.destroyed.connect(self._background.close)
        self.destroyed.connect(self._renderer.close)
        self.header.variants_changed.connect(self._on_columns)
        self.header.evaluation_toggled.connect(self._on_columns)
        self.header.tile_changed.connect(self.canvas.set_tile)
        self.header.class_changed.connect(self._on_class)
        self.header.reshuffle_requested.connect(self._on_shuffle)
        self.canvas.capacity_changed.connect(self._on_capacity)
        self.canvas.place_chosen.connect(self._on_choice)
        self.canvas.place_moved.connect(self._on_move)
        self.canvas.escaped.connect(self._close_details)
        self.details.closed.connect(self._close_details)
        self.details.step_chosen.connect(self._studio.select)
        self.details.code_requested.connect(lambda: self._with_chosen_tile(self.keeping.copy_code))
        self.details.test_requested.connect(lambda: self._with_chosen_tile(self.keeping.ask_test))
        self.keeping.failed.connect(self._on_failure)
        self.notice.action_requested.connect(self._select_fault)
        self._empty.open_requested.connect(self.open_requested)
        self._opening.failed.connect(self._on_failure)

    # ---------------------------------------------------------------- asking

    @Slot()
    def refresh(self) -> None:
        """Asks for what should be on screen, unless that was the last thing asked for."""
        source = self._studio.source
        if source is None or not self.isVisible():
            return
        wanted = self._wanted(source)
        if wanted == self._asked and source is self._rendered_source:
            return
        self._rest.stop()
        is_new = source is not self._rendered_source
        self._asked, self._rendered_source = wanted, source
        if is_new:
            self.header.say("Preparing the variants…")
        self._submit(wanted, source, originals_first=is_new)

    def _submit(self, wanted: Wanted, source: Source, *, originals_first: bool = False) -> None:
        """Has everything made that is wanted, but for the kept design where that is on screen already."""
        if wanted.kept is not None and self._kept_shown == (source, wanted.kept):
            wanted = replace(wanted, kept=None)
        job = partial(rendered, self._renderer, self._kept_renderer, wanted, source, originals_first=originals_first)
        self._background.submit(job)

    def _wanted(self, source: Source) -> Wanted:
        pipeline, mode = self._studio.pipeline, self._mode()
        variants = self.header.variants.value()
        count = min(self.canvas.plan.samples, max(1, _MOST_TILES // variants))
        preview = PreviewRequest(
            pipeline,
            self._with_chosen(self._samples(source, count)),
            variants=variants,
            epoch=self._studio.epoch,
            mode=mode,
            tile_size=round(self.canvas.plan.tile * self.devicePixelRatioF()),
            is_draft=True,
        )
        design = self._studio.kept
        kept = None if design is None else replace(preview, pipeline=design, is_draft=False)
        return Wanted(preview, self._strip_request(preview), kept)

    def _samples(self, source: Source, count: int) -> tuple[int, ...]:
        """The samples to show; looked for once, not at every move of a slider."""
        key = source, self._shuffle, self._class
        if key != self._samples_of or len(self._sample_indices) < count:
            self._samples_of = key
            found = choose_samples(source, max(count, _LOOK_AHEAD), shuffle=self._shuffle, class_index=self._class)
            self._sample_indices = found
        return self._sample_indices[:count]

    def _with_chosen(self, indices: tuple[int, ...]) -> tuple[int, ...]:
        """The chosen sample stays on screen, in the last place if need be, when there is room for fewer."""
        place = self.canvas.chosen
        if self._chosen_index is None or place is None or not indices:
            return indices
        if self._chosen_index not in indices:
            indices = (*indices[:-1], self._chosen_index)
        self.canvas.choose(TilePlace(indices.index(self._chosen_index), place.column))
        return indices

    def _strip_request(self, preview: PreviewRequest) -> StripRequest | None:
        place = self.canvas.chosen
        if place is None or place.sample >= len(preview.indices):
            return None
        epochs = preview.epochs
        epoch = epochs[min(max(0, place.column - 1), len(epochs) - 1)]
        side = round(PICTURE * self.devicePixelRatioF())
        return StripRequest(preview.pipeline, preview.indices[place.sample], epoch, preview.mode, side)

    def _mode(self) -> Mode:
        return Mode.EVAL if self.header.evaluation.isChecked() else Mode.TRAIN

    # ---------------------------------------------------------------- showing

    @Slot(object)
    def _show(self, answer: Answer) -> None:
        if answer.source is not self._studio.source or self._asked is None:
            return
        match answer.made:
            case Costs(seconds):
                self.costs_measured.emit(seconds)
            case Grid() as grid if answer.is_kept:
                self._show_kept(grid, answer.source)
            case Grid() as grid if grid.request.mode is self._asked.preview.mode:
                self._show_grid(grid)
            case StepStrip() as strip if self.canvas.chosen is not None:
                self.details.set_strip(strip)

    def _show_kept(self, grid: Grid, source: Source) -> None:
        if self._asked is not None and grid.request == self._asked.kept:
            self._kept_shown = source, grid.request
            self.canvas.set_kept(grid)

    def _show_grid(self, grid: Grid) -> None:
        """Shows pictures even if newer ones are being made already: in a drag that is what keeps frames coming."""
        self.canvas.set_grid(grid)
        self.canvas.set_image_side(max((max(row.size) for row in grid.rows), default=0))
        if grid.complete:
            self._tell(grid)
            self._describe_choice()
            self.rendered.emit(grid)
            if self._asked is not None and grid.request == self._asked.preview:
                self._rest.start()

    @Slot()
    def _refine(self) -> None:
        """The hand rests: makes the same pictures without shortcuts where some were taken, and measures the steps."""
        source, grid = self._studio.source, self.canvas.grid
        if source is None or self._asked is None or grid is None:
            return
        wanted = replace(self._asked, preview=replace(self._asked.preview, is_draft=False), strip=None)
        self._background.submit(partial(refined, self._renderer, wanted, source, has_drafts=grid.is_draft))

    def _tell(self, grid: Grid) -> None:
        self.header.say("")
        faults = grid.faults
        if faults:
            self._step_at_fault = faults[0].step_id
            action = "Show step" if self._step_at_fault else ""
            self.notice.say(fault_text(faults[0].message, faults[0].step_id), action=action, is_error=True)
        elif not self._active_steps():
            self.notice.say("Variants look like the originals: add a step from the library, or switch one on")
        else:
            self.notice.say("")

    def _active_steps(self) -> int:
        return len(self._studio.pipeline.active)

    @Slot()
    def _select_fault(self) -> None:
        self._studio.select(self._step_at_fault)

    @Slot(str)
    def _on_failure(self, message: str) -> None:
        self.notice.say(message, is_error=True)
        self.header.say("")

    # ---------------------------------------------------------------- following

    @Slot(object)
    def _on_source(self, source: Source | None) -> None:
        self._shuffle, self._class, self._asked = 0, None, None
        self.notice.say("")
        self._close_details()
        self.header.set_classes(source.classes if source else ())
        self.header.setEnabled(source is not None)
        self.header.say("")
        self.canvas.set_data(source.classes if source else ())
        self._stack.setCurrentWidget(self.canvas if source else self._empty)
        self.refresh()

    @Slot()
    def _on_columns(self) -> None:
        evaluates = self._mode() is Mode.EVAL
        self.header.variants.setEnabled(not evaluates)
        variants = 1 if evaluates else self.header.variants.value()
        with QSignalBlocker(self.canvas):
            self.canvas.set_columns(variants, evaluates=evaluates)
        self._on_capacity()

    @Slot()
    def _on_capacity(self) -> None:
        self.header.show_tile_size(self.canvas.plan.tile)
        self.refresh()

    @Slot(object)
    def _on_class(self, position: int | None) -> None:
        self._class = position
        self._close_details()
        self.refresh()

    @Slot()
    def _on_shuffle(self) -> None:
        self._shuffle += 1
        self._close_details()
        self.refresh()

    @Slot(object)
    def _on_kept(self, _design: Pipeline | None) -> None:
        self._kept_shown = None
        self.canvas.set_kept(None)
        self.refresh()

    # ---------------------------------------------------------------- details

    @Slot(object)
    def _on_choice(self, place: TilePlace) -> None:
        row = self.canvas.row_at(place)
        if row is None:
            return
        self._chosen_index = row.index
        self.canvas.choose(place)
        self.canvas.hold_tile(held=True)
        self.details.set_strip(None)
        self._describe_choice()
        self.details.show()
        self.details.view.set_selected(step.id if (step := self._studio.selected_step) else "")
        self.refresh()

    @Slot(object)
    def _on_move(self, place: TilePlace) -> None:
        if self.details.isVisible():
            self._on_choice(place)

    @Slot()
    def _close_details(self) -> None:
        self.details.hide()
        self.details.set_strip(None)
        self._chosen_index = None
        self.canvas.choose(None)
        self.canvas.hold_tile(held=False)

    def _with_chosen_tile(self, action: Callable[[int, int, Mode], None]) -> None:
        """Calls with the chosen tile's sample, epoch and chain; an original stands for its first variant."""
        place = self.canvas.chosen
        tile = None if place is None else self.canvas.tile_at(TilePlace(place.sample, max(1, place.column)))
        if tile is not None:
            action(tile.index, tile.epoch, self._mode())

    def _describe_choice(self) -> None:
        place = self.canvas.chosen
        row = None if place is None else self.canvas.row_at(place)
        if place is None or row is None:
            return
        tile = self.canvas.tile_at(TilePlace(place.sample, max(1, place.column)))
        sample = f"sample {row.index}"
        if tile is None:
            self.details.describe(row.label or sample.capitalize(), sample if row.label else "", "")
            return
        where = "evaluation" if self._mode() is Mode.EVAL else f"variant {max(1, place.column)}, epoch {tile.epoch}"
        title, words = (row.label, f"{sample}, {where}") if row.label else (sample.capitalize(), where)
        self.details.describe(title, words, tile_text(tile, self._studio.pipeline.seed))
