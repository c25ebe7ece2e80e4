"""The commands as data: what `augstudio --help` lists and where each is found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: What the user types.
        place: The function that runs it, `module:name`; loaded when it is called.
        summary: One line for the list of commands.
        usage: The line that shows what to type; empty for the one made of its parameters.
    """

    name: str
    place: str
    summary: str
    usage: str = ""


COMMANDS = (
    Command("demo", "augstudio.cli.demo:demo", "Do the whole job on images that come with AugStudio."),
    Command("ops", "augstudio.cli.ops:ops", "List every transform with its parameters."),
    Command("presets", "augstudio.cli.presets:presets", "List the recipes to start from, or write one."),
    Command("schema", "augstudio.cli.schema:schema", "Print the JSON Schema of pipeline files."),
    Command("lint", "augstudio.cli.lint:lint", "Find order mistakes and label risks in a pipeline."),
    Command("preview", "augstudio.cli.preview:preview", "Draw originals beside augmented variants."),
    Command("export", "augstudio.cli.export:export", "Write a pipeline as PyTorch or TensorFlow code, or as YAML."),
    Command(
        "import", "augstudio.cli.import_:import_", "Read a pipeline from code or configuration of another library."
    ),
    Command("verify", "augstudio.cli.verify:verify", "Run exported code in its framework, against the preview."),
    Command("train", "augstudio.cli.train:train", "Train with a pipeline and without, and draw the learning curves."),
    Command(
        "curve",
        "augstudio.cli.curve:curve",
        "Draw accuracy against the number of training images.",
        usage="Usage: augstudio curve FILE... --data DATA --out RUN [OPTIONS]",
    ),
    Command("ablate", "augstudio.cli.ablate:ablate", "Find out which steps of a pipeline help, and which hurt."),
    Command("apply", "augstudio.cli.apply:apply", "Write an augmented data set, with a manifest of every draw."),
    Command("stats", "augstudio.cli.stats:stats", "Describe a data set."),
    Command("bench", "augstudio.cli.bench:bench", "Measure how fast a pipeline is, and where the time goes."),
    Command("doctor", "augstudio.cli.doctor:doctor", "Say what works on this machine, and how to mend what does not."),
)
"""In the order in which they are listed."""
