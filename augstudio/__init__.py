"""AugStudio: design image augmentation, see it on your images, prove that it helps, ship it as code.

    pipeline = augstudio.load("p.augstudio.yaml")
    augment = augstudio.Augmenter(pipeline)
    images = augment(images, epoch=0)

Everything here is loaded on first use: `import augstudio` loads neither torch nor numpy nor Qt.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from augstudio.version import __version__

if TYPE_CHECKING:
    from augstudio import export as export
    from augstudio.engine.augmenter import Augmenter as Augmenter
    from augstudio.errors import AugStudioError as AugStudioError
    from augstudio.errors import DataError as DataError
    from augstudio.errors import ExportError as ExportError
    from augstudio.errors import MissingDependencyError as MissingDependencyError
    from augstudio.errors import PipelineError as PipelineError
    from augstudio.errors import TrainingError as TrainingError
    from augstudio.pipeline.evaluation import evaluation_twin as evaluation_twin
    from augstudio.pipeline.model import Pipeline as Pipeline
    from augstudio.pipeline.model import Step as Step
    from augstudio.pipeline.presets import preset as preset
    from augstudio.pipeline.yaml_format import dump as dump
    from augstudio.pipeline.yaml_format import dumps as dumps
    from augstudio.pipeline.yaml_format import load as load
    from augstudio.pipeline.yaml_format import loads as loads

__all__ = [
    "AugStudioError",
    "Augmenter",
    "DataError",
    "ExportError",
    "MissingDependencyError",
    "Pipeline",
    "PipelineError",
    "Step",
    "TrainingError",
    "__version__",
    "dump",
    "dumps",
    "evaluation_twin",
    "export",
    "load",
    "loads",
    "preset",
]

_PLACES = {
    "AugStudioError": "augstudio.errors",
    "Augmenter": "augstudio.engine.augmenter",
    "DataError": "augstudio.errors",
    "ExportError": "augstudio.errors",
    "MissingDependencyError": "augstudio.errors",
    "Pipeline": "augstudio.pipeline.model",
    "PipelineError": "augstudio.errors",
    "Step": "augstudio.pipeline.model",
    "TrainingError": "augstudio.errors",
    "dump": "augstudio.pipeline.yaml_format",
    "dumps": "augstudio.pipeline.yaml_format",
    "evaluation_twin": "augstudio.pipeline.evaluation",
    "load": "augstudio.pipeline.yaml_format",
    "loads": "augstudio.pipeline.yaml_format",
    "preset": "augstudio.pipeline.presets",
}


def __getattr__(name: str) -> object:
    if name == "export":  # a package that can be called
        return import_module("augstudio.export")
    if name not in _PLACES:
        raise AttributeError(f"module 'augstudio' has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
