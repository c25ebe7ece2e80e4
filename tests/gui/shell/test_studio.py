from augstudio.gui.studio import Studio


def test_a_studio_starts_with_its_document_and_data(studio: Studio) -> None:
    assert [step.op for step in studio.pipeline] == ["horizontal_flip", "rotate", "brightness", "normalize"]
    assert studio.source is not None
    assert len(studio.source) == 40
