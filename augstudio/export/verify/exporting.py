"""What is verified: the text that an exporter writes, and what it says is only approximate."""

from dataclasses import dataclass

from augstudio.export import keras_layers, tensorflow_steps, torch_calls
from augstudio.export.chain import Chains
from augstudio.export.exporter import Framework, Style, export
from augstudio.pipeline.model import Pipeline

_APPROXIMATIONS = {
    Framework.TORCH: torch_calls.approximations,
    Framework.TF: tensorflow_steps.approximations,
    Framework.KERAS: keras_layers.approximations,
}


@dataclass(frozen=True, slots=True)
class Exporting:
    """A framework and a style to write in."""

    framework: Framework
    style: Style

    def text(self, pipeline: Pipeline, chains: Chains = Chains.TRAIN) -> str:
        """The exported Python code.

        Raises:
            ExportError: A step cannot be said.
            PipelineError: A step can never be applied.
        """
        return export(pipeline, framework=self.framework, style=self.style, mode=chains)

    def approximate(self, pipeline: Pipeline) -> str:
        """Why the code of a pipeline is not quite what the preview shows; empty where it is."""
        if self.style is not Style.NATIVE:
            return ""
        reasons = _APPROXIMATIONS[self.framework]([pipeline])
        return "; ".join(dict.fromkeys(reason for _, reason in reasons))
