import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.pipeline.yaml_format import loads
from augstudio.preview.coverage import invented_share, on_paper

ONES = torch.ones(1, 3, 40, 40)


def share(*steps: str) -> float:
    pipeline = loads("augstudio: 1\nsteps:\n" + "".join(f"- {{{step}}}\n" for step in steps))
    return invented_share(Augmenter(on_paper(pipeline))(ONES)[0])


def test_colours_invent_nothing() -> None:
    assert share("op: invert", "op: brightness, factor: 0", "op: normalize, mean: 0.5, std: 0.1") == 0


def test_a_border_is_invented_whatever_it_is_filled_with() -> None:
    expected = 1 - 40 * 40 / (40 * 50)
    assert abs(share("op: pad, left: 10") - expected) < 1e-6
    assert abs(share("op: pad, left: 10, fill: 1") - expected) < 1e-6
    assert share("op: pad, left: 10, mode: edge") == 0


def test_the_corners_of_a_rotation_are_invented() -> None:
    assert abs(share("op: rotate, angle: 45") - (1 - 2 * (2**0.5 - 1))) < 0.02


def test_what_is_covered_counts_too() -> None:
    assert 0.05 < share("op: cutout, size: 0.5, fill: 0.7, probability: 1") <= 0.26


def test_steps_draw_as_before() -> None:
    text = "augstudio: 1\nsteps:\n- op: one_of\n  steps:\n  - {op: invert}\n  - {op: pad, left: 10}\n"
    pipeline = loads(text)
    images = torch.rand(32, 3, 8, 8)
    ours = [image.shape for image in Augmenter(pipeline)(images)]
    paper = [image.shape for image in Augmenter(on_paper(pipeline))(torch.ones_like(images))]
    assert ours == paper
    assert len(set(ours)) == 2
