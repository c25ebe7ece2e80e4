from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from augstudio.export.exporter import Format, Framework, export
from augstudio.export.verify.frameworks import FrameworkMissing
from augstudio.gui.code.code_panel import CodePanel
from augstudio.gui.code.syntax import Language, SyntaxColours
from augstudio.gui.studio import Studio
from augstudio.gui.theme import colours
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Step
from augstudio.transforms.catalogue import transform_class

PATIENCE = 10_000


def step(op: str, **parameters: Any) -> Step:
    return Step(transform_class(op).create(parameters))


@pytest.fixture
def panel(qtbot, studio: Studio) -> CodePanel:
    widget = CodePanel(studio)
    qtbot.addWidget(widget, before_close_func=lambda each: each.shut_down())
    widget.resize(800, 300)
    widget.show()
    settle(qtbot, widget)
    return widget


def settle(qtbot, panel: CodePanel) -> None:
    def settled() -> None:
        assert not panel.is_busy
        assert panel.result is not None
        assert panel.result.request == panel.request()

    qtbot.waitUntil(settled, timeout=PATIENCE)


def text(panel: CodePanel) -> str:
    return panel.findChild(QPlainTextEdit, "codeView").toPlainText()


def test_the_view_shows_the_export_and_follows_edits(qtbot, panel: CodePanel, studio: Studio) -> None:
    assert text(panel) == export(studio.pipeline)
    studio.document.edit(studio.pipeline.inserted(0, step("vertical_flip")), "Add Vertical flip")
    settle(qtbot, panel)
    assert "VerticalFlip" in text(panel)
    assert text(panel) == export(studio.pipeline)
    assert panel.view.isReadOnly()


@pytest.mark.parametrize("framework", list(Framework))
@pytest.mark.parametrize("format_", list(Format))
def test_the_switches_choose_framework_format_and_mode(
    qtbot, panel: CodePanel, studio: Studio, framework: Framework, format_: Format
) -> None:
    flip = Step(transform_class("horizontal_flip").create({}), probability=0.5)  # which every format can say
    studio.document.edit(studio.pipeline.with_steps([flip]), "Keep only a flip")
    panel.choose(framework, format_)
    settle(qtbot, panel)
    assert text(panel) == export(studio.pipeline, framework=framework, format=format_)
    panel.chains.setCurrentIndex(2)
    settle(qtbot, panel)
    assert text(panel) == export(studio.pipeline, framework=framework, format=format_, mode="eval")


def test_a_drag_is_written_once_it_rests(qtbot, panel: CodePanel, studio: Studio) -> None:
    changes: list[None] = []
    panel.view.textChanged.connect(lambda: changes.append(None))
    for high in range(31, 61):
        rotate = Step(transform_class("rotate").create({"angle": [-30, high]}), id="rotate")
        studio.document.edit(studio.pipeline.with_step(rotate), "Rotate: angle", gesture="drag")
    settle(qtbot, panel)
    assert "60" in text(panel)
    assert len(changes) <= 2


def test_a_step_that_yaml_cannot_say_is_named_and_python_is_offered(qtbot, panel: CodePanel, studio: Studio) -> None:
    contrast = step("contrast", mean="channel")
    studio.document.edit(studio.pipeline.inserted(0, contrast), "Add Contrast")
    panel.choose(Framework.TORCH, Format.YAML)
    settle(qtbot, panel)
    assert "contrast" in panel.notice.text
    assert text(panel) == ""
    assert not panel.copy_button.isEnabled()
    assert panel.notice.button.text() == "Show as Python"
    QTest.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
    settle(qtbot, panel)
    assert text(panel) == export(studio.pipeline)
    assert not panel.notice.isVisible()


def test_statistics_come_from_the_open_data_or_data_are_asked_for(
    qtbot, panel: CodePanel, studio: Studio, source
) -> None:
    from augstudio.data.statistics import channel_statistics

    normalize = Step(transform_class("normalize").create({"mean": "dataset", "std": "dataset"}), id="normalize")
    studio.document.edit(studio.pipeline.with_step(normalize), "From data")
    settle(qtbot, panel)
    mean, std = channel_statistics(source)
    assert text(panel) == export(
        resolve_statistics(studio.pipeline, [round(each, 4) for each in mean], [round(each, 4) for each in std])
    )
    studio.set_source(None)
    qtbot.waitUntil(lambda: "open data" in panel.notice.text, timeout=PATIENCE)
    with qtbot.waitSignal(panel.open_data_requested):
        QTest.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)


def test_a_step_that_never_fits_can_be_shown(qtbot, panel: CodePanel, studio: Studio) -> None:
    steps = (step("center_crop", height=8, width=8), step("random_crop", height=64, width=64))
    studio.document.edit(studio.pipeline.inserted(0, *steps), "Add crops")
    settle(qtbot, panel)
    assert "64 px never fits" in panel.notice.text
    QTest.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
    assert studio.selected_step.id == "random-crop"


def test_code_is_copied_and_saved_whole(qtbot, panel: CodePanel, studio: Studio, tmp_path: Path) -> None:
    QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == export(studio.pipeline)
    assert panel.request().file_name == "augment_torch.py"
    panel.save_to(tmp_path / "augment_torch.py")
    assert (tmp_path / "augment_torch.py").read_text(encoding="utf-8") == export(studio.pipeline)
    panel.save_to(tmp_path / "nowhere" / "augment.py")
    assert "nowhere" in panel.notice.text


def test_what_one_reads_stays_where_it_is(qtbot, panel: CodePanel, studio: Studio) -> None:
    bar = panel.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    rotate = Step(transform_class("rotate").create({"angle": [-5, 5]}), id="rotate")
    studio.document.edit(studio.pipeline.with_step(rotate), "Rotate: angle")
    settle(qtbot, panel)
    assert bar.value() == place


def spans(source: str, language: Language) -> dict[str, str]:
    """What each piece of text is coloured as: the token's name."""
    document = QTextDocument(source)
    syntax = SyntaxColours(document)
    syntax.set_language(language)
    syntax.rehighlight()
    tokens = colours()
    names = {getattr(tokens, name).name(): name for name in ("text_faint", "success", "accent", "text", "warning")}
    found = {}
    block = document.begin()
    while block.isValid():
        for part in block.layout().formats():
            piece = block.text()[part.start : part.start + part.length]
            found[piece] = names[part.format.foreground().color().name()]
        block = block.next()
    return found


def test_python_is_coloured() -> None:
    code = 'def run(x):  # why "not"\n    """Two\n    lines"""\n    return x + 12.5 if "def" else None\n'
    assert spans(code, Language.PYTHON) == {
        "def": "accent",
        "run": "text",
        '# why "not"': "text_faint",
        '"""Two': "success",
        '    lines"""': "success",
        "return": "accent",
        "12.5": "warning",
        "if": "accent",
        '"def"': "success",
        "else": "accent",
        "None": "accent",
    }


def test_yaml_is_coloured() -> None:
    assert spans("# head\nname: lecture-2\nsize: [28, true]\n- op: 'a: b'\n", Language.YAML) == {
        "# head": "text_faint",
        "name": "accent",
        "size": "accent",
        "28": "warning",
        "true": "accent",
        "op": "accent",
        "'a: b'": "success",
    }


def test_the_exact_style_is_shown_and_yaml_has_none(qtbot, panel: CodePanel, studio: Studio) -> None:
    panel.style_box.setCurrentIndex(1)
    settle(qtbot, panel)
    assert text(panel) == export(studio.pipeline, style="exact")
    panel.choose(Framework.TORCH, Format.YAML)
    settle(qtbot, panel)
    assert not panel.style_box.isEnabled()
    assert text(panel) == export(studio.pipeline, format="yaml")


def verified(qtbot, panel: CodePanel) -> None:
    with qtbot.waitSignal(panel.verification.settled, timeout=120_000):
        panel.verify_button.click()


def test_the_code_is_verified_in_its_framework_step_by_step(qtbot, panel: CodePanel, studio: Studio) -> None:
    verified(qtbot, panel)
    assert panel.certificate.isVisible()
    assert panel.certificate.title.text().startswith("Exact")
    assert "torchvision" in panel.certificate.where.text()
    names = [row.accessibleName() for row in panel.certificate.rows]
    assert len(names) == len(studio.pipeline) + 2
    assert all(": exact" in name for name in names)
    studio.document.edit(studio.pipeline.inserted(0, step("vertical_flip")), "Add Vertical flip")
    settle(qtbot, panel)
    assert panel.certificate.title.text() == "Verified before the last change"


def test_a_verification_is_cancelled(qtbot, panel: CodePanel) -> None:
    panel.verify_button.click()
    assert not panel.verify_button.isEnabled()
    with qtbot.waitSignal(panel.verification.settled, timeout=60_000):
        panel.certificate.cancel.click()
    assert not panel.certificate.isVisible()
    assert panel.verify_button.isEnabled()


def test_a_framework_that_is_not_there_is_said(qtbot, panel: CodePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_arguments: Any, **_options: Any) -> None:
        raise FrameworkMissing("torchvision cannot be loaded here: pip install torchvision")

    monkeypatch.setattr("augstudio.export.verify.certificate.verify", missing)
    verified(qtbot, panel)
    assert panel.certificate.title.text() == "Not verified"
    assert "pip install" in panel.certificate.where.text()
