"""Everything that can be added to a pipeline, by category."""

from PySide6.QtCore import QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QTreeView, QVBoxLayout, QWidget

from augstudio.errors import PipelineError
from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.elements.search_field import SearchField
from augstudio.gui.library.effect_images import EffectImages
from augstudio.gui.library.library_delegate import ADD_WIDTH, LibraryDelegate, Role
from augstudio.gui.stack.card_column import OP_MIME
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.preview.wording import op_title
from augstudio.transforms.base import Transform
from augstudio.transforms.catalogue import catalogue


class _LibraryModel(QStandardItemModel):
    """Categories with their ops; a dragged op carries its name."""

    def mimeTypes(self) -> list[str]:
        return [OP_MIME]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]  # Qt's stubs say Sequence
        data = QMimeData()
        ops = [op for index in indexes if (op := index.data(Role.OP))]
        if ops:
            data.setData(OP_MIME, ops[0].encode())
        return data


class _LibraryTree(QTreeView):
    """Keys and the mouse choose what to add."""

    chosen = Signal(str)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.model().index(0, 0, self.model().index(0, 0)))
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        op = self.currentIndex().data(Role.OP)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and op:
            self.chosen.emit(op)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if not index.data(Role.OP):
            self.setExpanded(index, not self.isExpanded(index))
        elif event.position().x() >= self.visualRect(index).right() - ADD_WIDTH:
            self.chosen.emit(index.data(Role.OP))


class TransformLibrary(QWidget):
    """A search field over the catalogue. Double-click, Enter, the plus or dragging adds a step."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transformLibrary")
        self._studio = studio
        self.images = EffectImages(studio, self)
        self.search = SearchField("Search transforms")
        self.search.setObjectName("librarySearch")
        self.tree = _LibraryTree()
        self._model = _LibraryModel(self)
        self._fill()
        self._set_up_tree()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.M, SPACE.S, 0, 0)
        column.setSpacing(SPACE.S)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, SPACE.S, 0)
        row.addWidget(self.search)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        self.search.textChanged.connect(self._filter)
        self.search.moved_down.connect(self._enter_tree)
        self.search.returnPressed.connect(self._add_first)
        self.tree.chosen.connect(self.add)
        self.tree.doubleClicked.connect(self._add_index)
        self.images.changed.connect(self.tree.viewport().update)

    def add(self, op: str, group: str = "") -> None:
        """Adds a step to a group, or to the pipeline, and selects it; what a group cannot hold is said in passing."""
        try:
            self._studio.select(self._studio.edits.add(op, group=group))
        except PipelineError as error:
            self._studio.message_posted.emit(error.message)

    def visible_ops(self) -> list[str]:
        """The ops that the search leaves, from top to bottom."""
        return [
            item.data(Role.OP)
            for category, item in self._items()
            if not self.tree.isRowHidden(item.row(), category.index())
        ]

    def _fill(self) -> None:
        shelves: dict[str, QStandardItem] = {}
        for transform in catalogue():
            name = transform.category.value
            if name not in shelves:
                shelves[name] = QStandardItem(name)
                shelves[name].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self._model.appendRow(shelves[name])
            shelves[name].appendRow(_item(transform))

    def _set_up_tree(self) -> None:
        quiet_scroll_bars(self.tree)
        self.tree.setModel(self._model)
        self.tree.setItemDelegate(LibraryDelegate(self.tree, self.images))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(0)
        self.tree.setRootIsDecorated(False)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setUniformRowHeights(False)
        self.tree.setMouseTracking(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setDragEnabled(True)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.viewport().setAutoFillBackground(False)
        self.tree.setAccessibleName("Transforms")
        self.tree.expandAll()

    def _items(self) -> list[tuple[QStandardItem, QStandardItem]]:
        categories = [self._model.item(row) for row in range(self._model.rowCount())]
        return [(category, category.child(row)) for category in categories for row in range(category.rowCount())]

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        left: dict[int, int] = {}
        for category, item in self._items():
            matches = all(word in item.data(Role.SEARCH) for word in words)
            self.tree.setRowHidden(item.row(), category.index(), not matches)
            left[category.row()] = left.get(category.row(), 0) + matches
        for row, count in left.items():
            self.tree.setRowHidden(row, QModelIndex(), count == 0)
        self.tree.expandAll()

    def _enter_tree(self) -> None:
        for category, item in self._items():
            if not self.tree.isRowHidden(item.row(), category.index()):
                self.tree.setCurrentIndex(item.index())
                self.tree.setFocus()
                return

    def _add_first(self) -> None:
        ops = self.visible_ops()
        if ops:
            self.add(ops[0])

    def _add_index(self, index: QModelIndex) -> None:
        if op := index.data(Role.OP):
            self.add(op)


def _item(transform: type[Transform]) -> QStandardItem:
    item = QStandardItem(op_title(transform.op))
    documentation = transform.__doc__ or ""
    item.setData(transform.op, Role.OP)
    item.setData(transform.category, Role.CATEGORY)
    names = " ".join(field.name for field in transform.parameter_fields())
    item.setData(f"{transform.op} {op_title(transform.op)} {transform.category.value} {names}".lower(), Role.SEARCH)
    item.setToolTip("\n\n".join(" ".join(part.split()).replace("`", "") for part in documentation.split("\n\n")))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    return item
