"""What an ablation leaves of its events: a table, a summary, a figure."""

from dataclasses import asdict
from typing import Any

from augstudio.training.ablation_figure import ablation_figure
from augstudio.training.ablation_findings import Effect, ablation_findings, ablation_sentence
from augstudio.training.events import CurvePointFinished, CurveStarted, TrainingEvent
from augstudio.training.run_files import RunFiles
from augstudio.training.run_recording import Recording


class AblationRecording(Recording):
    """Of the pipeline without each step, and with each alone."""

    key = "ablation"
    _TABLE = "ablation.csv"

    def __init__(self, files: RunFiles, started: CurveStarted, steps: tuple[str, ...]) -> None:
        super().__init__(files)
        self._started = started
        self._steps = steps
        self._rows: list[CurvePointFinished] = []
        files.start_table(self._TABLE, CurvePointFinished)

    def take(self, event: TrainingEvent) -> None:
        if isinstance(event, CurvePointFinished):
            self._rows.append(event)
            self._files.add_row(self._TABLE, event)

    def results(self) -> dict[str, Any]:
        found = ablation_findings(self._rows, self._steps)
        if found is None:
            return {"steps": []}
        return {
            "finding": ablation_sentence(found),
            "seeds": found.seeds,
            "together": _described(found.together),
            "steps": [
                {"step": each.step, "within": _described(each.within), "alone": _described(each.alone)}
                for each in found.steps
            ],
        }

    def draw(self, data_name: str) -> None:
        found = ablation_findings(self._rows, self._steps)
        if found is not None:
            images = f"{self._started.sizes[0]:,} training images"
            subtitle = f"{data_name}  ·  {self._started.model}  ·  {images}"
            ablation_figure(found, self._files.folder / "ablation.png", subtitle=subtitle)


def _described(effect: Effect) -> dict[str, Any]:
    return {**asdict(effect), "verdict": effect.verdict.value}
