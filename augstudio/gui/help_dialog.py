"""The help, in a window beside the window."""

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from augstudio.gui.elements.focus_ring import FocusRing
from augstudio.gui.elements.search_field import SearchField
from augstudio.gui.theme import SPACE, colours
from augstudio.project.help_pages import HelpPage, help_pages

_LIST_WIDTH = 190
_ROW_HEIGHT = 28
_LINE_HEIGHT = 120.0
"""Percent of the font's own."""
_HEADINGS = (17.0, 13.0, 11.0)
"""Sizes of the three levels (pt)."""


class HelpDialog(QDialog):
    """Pages on the left, the open one on the right, and a search over all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpDialog")
        self.setWindowTitle("Help")
        self._pages = help_pages()
        self.search = SearchField("Search the help", self)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._find_next)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Help pages")
        for page in self._pages:
            item = QListWidgetItem(page.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
        self.list.currentItemChanged.connect(self._open_item)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("Help text")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        for view in (self.list, self.text):
            FocusRing(view)
        self._lay_out()
        self.resize(900, 680)
        self.list.setCurrentRow(0)

    def show_page(self, name: str) -> None:
        """Opens a page by its name; an unknown one changes nothing."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentItem(item)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(SPACE.S)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.search.setFixedWidth(_LIST_WIDTH)
        self.list.setFixedWidth(_LIST_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.M, SPACE.M, SPACE.M, SPACE.M)
        row.setSpacing(SPACE.M)
        row.addLayout(column)
        row.addWidget(self.text, 1)

    def _open_item(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        page = next(each for each in self._pages if each.name == item.data(Qt.ItemDataRole.UserRole))
        self._show(page)

    def _show(self, page: HelpPage) -> None:
        document = self.text.document()
        document.setDefaultStyleSheet(f"a {{ color: {colours(self).accent.name()}; }}")
        document.setDocumentMargin(SPACE.L)
        document.setMarkdown(page.markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        _give_room(document)
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
        self._find_next()

    def _follow(self, link: QUrl) -> None:
        if link.isRelative():
            self.show_page(link.path().removesuffix(".md"))
        else:
            QDesktopServices.openUrl(link)

    def _filter(self, words: str) -> None:
        """Lists the pages that say the words, and opens the first unless the open one does."""
        wanted = words.casefold().strip()
        for row, page in enumerate(self._pages):
            self.list.item(row).setHidden(wanted not in page.markdown.casefold())
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if self.list.currentRow() not in shown:
            self.list.setCurrentRow(shown[0] if shown else -1)
        else:
            self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
            self._find_next()

    def _find_next(self) -> None:
        """Marks the next place of the words that are searched for, from the top again after the last."""
        words = self.search.text().strip()
        if words and not self.text.find(words):
            self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
            self.text.find(words)


def _give_room(document: QTextDocument) -> None:
    """Sets blocks apart: Qt lays Markdown out without any space between them."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        is_heading, is_item = shape.headingLevel() > 0, block.textList() is not None
        shape.setTopMargin(SPACE.XL if is_heading and block != document.begin() else 0)
        shape.setBottomMargin(SPACE.XS if is_item else SPACE.S)
        shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(shape)
        if is_heading:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = QTextCharFormat()
            letters.setFontPointSize(_HEADINGS[min(shape.headingLevel(), len(_HEADINGS)) - 1])
            cursor.mergeCharFormat(letters)
        block = block.next()
