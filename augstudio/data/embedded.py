"""The data sets that come with the program, by name."""

from dataclasses import dataclass

from augstudio.data import fingerprints
from augstudio.data.flat_folder import open_flat_folder
from augstudio.data.npz import open_npz
from augstudio.data.source import Source
from augstudio.resource_files import resource


@dataclass(frozen=True, slots=True)
class EmbeddedDataset:
    """What a list of built-in data sets shows.

    Attributes:
        name: What to call it on the command line and in scripts.
        summary: One line on what it holds.
        labelled: Whether it can be trained on.
    """

    name: str
    summary: str
    labelled: bool = True

    def licence(self) -> str:
        """Where it comes from and on what terms, as text."""
        return resource("datasets", f"{self.name}.LICENSE.txt").read_text(encoding="utf-8")

    def open(self) -> Source:
        """The data set as a source, with a fingerprint that is the same on every machine."""
        archive = resource("datasets", f"{self.name}.npz")
        if archive.is_file():
            return open_npz(archive, name=self.name, fingerprint=fingerprints.of_contents([archive]))
        folder = resource("datasets", self.name)
        fingerprint = fingerprints.of_contents(sorted(folder.iterdir()))
        return open_flat_folder(folder, name=self.name, fingerprint=fingerprint)


EMBEDDED = {
    dataset.name: dataset
    for dataset in (
        EmbeddedDataset("fashion-mnist-5k", "5,000 gray 28×28 pictures of clothes, 10 classes"),
        EmbeddedDataset("mnist-5k", "5,000 gray 28×28 handwritten digits, 10 classes"),
        EmbeddedDataset("digits", "1,797 gray 8×8 handwritten digits, 10 classes"),
        EmbeddedDataset("shapes", "1,200 colour 32×32 drawings, whose colour or direction is the class; 8 classes"),
        EmbeddedDataset("photos", "colour photographs of about 256 pixels, to look at", labelled=False),
    )
}
