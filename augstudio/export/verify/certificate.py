"""Certificates: what exported code does in its real framework, step by step, compared with what the preview shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, assert_never

from augstudio.data.source import Source
from augstudio.errors import ExportError
from augstudio.export.chain import Chains
from augstudio.export.exporter import Framework, Style, export
from augstudio.export.verify.exact import exact_plans
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import FrameworkMissing, VerificationCancelled
from augstudio.export.verify.native import native_plans
from augstudio.export.verify.plan import Plan, run_plans
from augstudio.export.verify.sample_images import default_source, sample_images
from augstudio.export.verify.verdicts import Difference, DrawComparison, Verdict, VerifiedStep, worst
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dumps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Certificate",
    "Difference",
    "DrawComparison",
    "FrameworkMissing",
    "Verdict",
    "VerificationCancelled",
    "VerifiedStep",
    "verify",
]

SCHEMA = 1
"""Of the JSON that `Certificate.to_json` makes."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found out about the export of one pipeline. It holds no date: the same input makes the same certificate.

    Attributes:
        pipeline: The pipeline's name.
        pipeline_digest: SHA-256 of the pipeline as YAML.
        export_digest: SHA-256 of the exported text; empty where the pipeline as a whole cannot be exported.
        framework: Whose code it is.
        style: How it is written.
        versions: The packages it ran in.
        data: Whose images it ran on.
        data_fingerprint: Changes when those images change.
        images: How many of them.
        steps: The steps in order, those of groups after their group.
        chains: The training chain and the evaluation chain as a whole.
    """

    pipeline: str
    pipeline_digest: str
    export_digest: str
    framework: Framework
    style: Style
    versions: tuple[tuple[str, str], ...]
    data: str
    data_fingerprint: str
    images: int
    steps: tuple[VerifiedStep, ...]
    chains: tuple[VerifiedStep, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all its verdicts."""
        return worst(each.verdict for each in (*self.steps, *self.chains))

    @property
    def is_good(self) -> bool:
        """True where the exported code does what the preview shows, exactly or within the bound that it states."""
        return self.verdict in {Verdict.EXACT, Verdict.APPROXIMATE}

    def to_json(self) -> dict[str, Any]:
        """In plain types."""
        return {
            "schema": SCHEMA,
            "verdict": self.verdict.value,
            "pipeline": {"name": self.pipeline, "sha256": self.pipeline_digest},
            "export": {
                "framework": self.framework.value,
                "style": self.style.value,
                "sha256": self.export_digest,
                "versions": dict(self.versions),
            },
            "data": {"name": self.data, "fingerprint": self.data_fingerprint, "images": self.images},
            "steps": [each.as_json() for each in self.steps],
            "chains": [each.as_json() for each in self.chains],
        }


def verify(
    pipeline: Pipeline,
    *,
    framework: Framework | str,
    style: Style | str = Style.NATIVE,
    source: Source | None = None,
    samples: int = 8,
    progress: Callable[[VerifiedStep], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Certificate:
    """Runs the exported text in its framework, in a process of its own, and compares what it computes with the preview.

    Usable from a worker thread.

    Args:
        pipeline: The design; no statistic in it waits for a data set.
        framework: `torch`, `tf` or `keras`.
        style: `native` or `exact`.
        source: Whose images to use; by default embedded photographs, or clothes where the pipeline is made for gray images.
        samples: How many of them at most.
        progress: Told of each step, and of both chains, as soon as it is verified.
        cancelled: Asked often; True stops it.

    Raises:
        ExportError: There is no such framework or style, or normalize waits for the statistics of a data set.
        PipelineError: A step can never be applied to these images.
        DataError: None of the images can be read.
        FrameworkMissing: The framework cannot be loaded here.
        VerificationCancelled: `cancelled` said so.
    """
    export(Pipeline(), framework=framework, style=style)  # refuses what there is not, in the words of the exporter
    exporting = Exporting(Framework(framework), Style(style))
    given = source or default_source(pipeline)
    images = sample_images(pipeline, given, samples)
    plans = _plans(pipeline, images, exporting)
    versions, lines = run_plans(plans, exporting.framework, progress, cancelled)
    return Certificate(
        pipeline=pipeline.name,
        pipeline_digest=_digest(dumps(pipeline)),
        export_digest=_export_digest(pipeline, exporting),
        framework=exporting.framework,
        style=exporting.style,
        versions=tuple(sorted(versions.items())),
        data=given.name,
        data_fingerprint=given.fingerprint,
        images=len(images),
        steps=lines[:-2],
        chains=lines[-2:],
    )


def _plans(pipeline: Pipeline, images: "Sequence[NDArray[np.uint8]]", exporting: Exporting) -> tuple[Plan, ...]:
    match exporting.style:
        case Style.NATIVE:
            return native_plans(pipeline, images, exporting)
        case Style.EXACT:
            return exact_plans(pipeline, images, exporting)
        case _:
            assert_never(exporting.style)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _export_digest(pipeline: Pipeline, exporting: Exporting) -> str:
    try:
        return _digest(exporting.text(pipeline, Chains.BOTH))
    except ExportError:
        return ""
