"""The numbers that `normalize` takes from a data set."""

from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import needs_statistics, resolve_statistics
from augstudio.pipeline.model import Pipeline


def with_statistics(pipeline: Pipeline, data: str | None) -> Pipeline:
    """The pipeline with the numbers of its training images where it says `dataset`; itself where it does not.

    Args:
        pipeline: The design.
        data: What the user gave as `--data`.

    Raises:
        PipelineError: It says `dataset`, and no data set is given.
        DataError: The data cannot be opened or read.
    """
    if not needs_statistics(pipeline):
        _refuse_missing(data)
        return pipeline
    if data is None:
        raise PipelineError(
            "normalize takes its mean and std from the data set: add `--data DATA`, or write the numbers into the file"
        )
    from augstudio.data.detection import open_source  # noqa: PLC0415 -- numpy and Pillow, only where data are read
    from augstudio.data.loading import official_splits  # noqa: PLC0415
    from augstudio.data.source import SplitName  # noqa: PLC0415
    from augstudio.data.statistics import channel_statistics  # noqa: PLC0415

    source = open_source(data)
    mean, std = channel_statistics(source, official_splits(source).get(SplitName.TRAIN))
    return resolve_statistics(pipeline, mean, std)


def _refuse_missing(data: str | None) -> None:
    """Data that nobody needs are opened all the same: a slip in their name is told, not kept for the next call."""
    if data is not None:
        from augstudio.data.detection import open_source  # noqa: PLC0415 -- as above

        open_source(data)
