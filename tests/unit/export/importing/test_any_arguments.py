"""Whatever a class is given, it becomes steps or a refusal: no source can make reading fail."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from augstudio.export.importing.albumentations import CLASSES, albumentations_word
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, ForeignName, Literal, Unknown
from augstudio.export.importing.keras import LAYERS, keras_word
from augstudio.export.importing.keras_own import OWN_LAYERS
from augstudio.export.importing.statements import Statements
from augstudio.export.importing.tensorflow import CORE_FUNCTIONS, IMAGE_FUNCTIONS, tensorflow_word
from augstudio.export.importing.tensorflow_helpers import HELPER_WORDS as TENSORFLOW_HELPERS
from augstudio.export.importing.torchvision import WORDS as TORCHVISION_CLASSES
from augstudio.export.importing.torchvision import torchvision_word
from augstudio.export.importing.torchvision_helpers import HELPER_WORDS as TORCHVISION_HELPERS
from augstudio.export.importing.vocabulary import Chain, Word
from augstudio.pipeline.model import Pipeline

PLACE = {"line": 1, "column": 1}
NUMBERS = (
    st.sampled_from([0, 1, 2, 3, 0.5, -1, 255, 1e-320, 1e300, -1e300, 10**60]) | st.floats(-2, 2) | st.integers(-9, 99)
)
PLAIN = (
    st.none() | st.booleans() | NUMBERS | st.sampled_from(["", "constant", "bilinear", "horizontal", "a\x00b", "😀"])
)
LEAVES: st.SearchStrategy[Foreign] = (
    PLAIN.map(lambda value: Literal(value, **PLACE))
    | st.just(Unknown("f(x)", **PLACE))
    | st.just(ForeignName("cv2.INTER_AREA", **PLACE))
)
VALUES = LEAVES | st.lists(LEAVES, max_size=4).map(lambda items: ForeignList(tuple(items), **PLACE))

PATHS: list[tuple[str, Callable[[str], Word | None]]] = [
    *((f"keras.layers.{name}", keras_word) for name in LAYERS),
    *((f"augstudio.kernels.keras.{name}", keras_word) for name in OWN_LAYERS),
    *((f"albumentations.{name}", albumentations_word) for name in CLASSES),
    *((f"torchvision.transforms.v2.{name}", torchvision_word) for name in TORCHVISION_CLASSES),
    *((f"augstudio.kernels.torchvision.{name}", torchvision_word) for name in TORCHVISION_HELPERS),
    *((f"tensorflow.image.{name}", tensorflow_word) for name in IMAGE_FUNCTIONS),
    *((f"tensorflow.{name}", tensorflow_word) for name in CORE_FUNCTIONS),
    *((f"augstudio.kernels.tensorflow.{name}", tensorflow_word) for name in TENSORFLOW_HELPERS),
]


@pytest.mark.parametrize(("path", "words"), PATHS, ids=[path for path, _ in PATHS])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_arguments_become_steps_or_a_refusal(
    path: str, words: Callable[[str], Word | None], data: st.DataObject
) -> None:
    word = words(path)
    assert word is not None
    names = word.signature.replace("*", " ").replace("...", "").split() or ["name"]
    keywords = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=len(names)))
    positional = tuple(data.draw(st.lists(VALUES, max_size=2)))
    chain = Statements(words) if words is tensorflow_word else Chain(words)
    steps = chain.steps(ForeignCall(path, positional, keywords, **PLACE))
    assert len(Pipeline(steps)) == len(steps)
    assert all(refusal.reason and "\n" not in refusal.reason for refusal in chain.refusals)
