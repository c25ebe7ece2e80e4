"""What `curve` and `ablate` share: a bar while many runs are trained, and their points when they are."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from augstudio.cli.run_session import progress_console, tell_skipped
from augstudio.training.events import CurvePointFinished, CurveStarted, TrainingEvent
from augstudio.training.findings import arm_title


class CurveProgress:
    """Moves a bar by a run, and keeps what each came to.

    Attributes:
        folder: Of the whole.
        rows: The runs that are done.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.rows: list[CurvePointFinished] = []
        console = progress_console()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("runs"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=console is None,
        )
        self._task = self._bar.add_task("preparing the images", total=None)
        self._bar.start()

    def show(self, event: TrainingEvent) -> None:
        """Moves the bar, keeps what the results need."""
        match event:
            case CurveStarted():
                tell_skipped(event.skipped)
                runs = len(event.arms) * len(event.sizes) * event.seeds
                self._bar.update(self._task, total=runs, description="training")
            case CurvePointFinished():
                self.rows.append(event)
                place = f"{arm_title(event.pipeline)}, {event.size:,} images, seed {event.seed}"
                self._bar.update(self._task, advance=1, description=place)
            case _:
                pass

    def close(self) -> None:
        """Takes the bar away."""
        self._bar.stop()
