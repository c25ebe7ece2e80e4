"""The vocabulary of Keras: its layers in all their spellings, and our own layers that exports are made of."""

from collections.abc import Sequence

from augstudio.export.importing import keras_meanings as means
from augstudio.export.importing.arguments import Arguments
from augstudio.export.importing.foreign import ForeignCall, Parameter
from augstudio.export.importing.keras_own import OWN_LAYERS
from augstudio.export.importing.vocabulary import Chain, Meaning, Table, Word, nothing, refused
from augstudio.pipeline.model import Step

_ABOUT_ITSELF = (
    "name dtype trainable seed data_format bounding_box_format input_shape batch_input_shape batch_size autocast "
    "activity_regularizer"
)
"""What layers are told that changes no image: what they are called, where their draws come from, how images lie in memory."""

_POLICY = "draws other operations, of other strengths, than the policy of this name here"


def keras_word(path: str) -> Word | None:
    """The meaning of a class of Keras, in any of its spellings, of one of our own layers, or of a layer that is called."""
    if path == ForeignCall.APPLIED:
        return _CALLED
    origin, _, name = path.rpartition(".")
    if origin == "augstudio.kernels.keras":
        return OWN_LAYERS.get(name)
    if origin == "Custom":
        return _registered(OWN_LAYERS.get(name))
    if name in NETWORK:
        return _NETWORK if _is_of(origin, "keras", *_SECOND, "tensorflow.keras") else None
    if _is_of(origin, *_SECOND) or (_is_of(origin, "tensorflow.keras") and ".experimental" in origin):
        return OLDER_LAYERS.get(name) or LAYERS.get(name)
    return LAYERS.get(name) if _is_of(origin, "keras", "tensorflow.keras") else None


_SECOND = ("tf_keras", "tensorflow.python.keras")
"""Where the second version of Keras is."""


def _is_of(module: str, *packages: str) -> bool:
    return f"{module}.".startswith(tuple(f"{package}." for package in packages))


def _registered(word: Word | None) -> Word | None:
    """A layer that a file only names, which is likely to be the one of our own that is named so."""
    if word is None:
        return None

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        chain.note(arguments.call, "is taken for the layer of this name that exports from here define")
        return word.meaning(arguments, chain)

    return _layer(word.signature, meaning)


NETWORK = frozenset(
    {
        *("Conv1D", "Conv2D", "Conv2DTranspose", "Conv3D", "DepthwiseConv2D", "SeparableConv2D", "UpSampling2D"),
        *("AveragePooling2D", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "MaxPooling2D"),
        *("BatchNormalization", "GroupNormalization", "LayerNormalization", "Dropout", "SpatialDropout2D"),
        *("Activation", "Add", "Concatenate", "Dense", "Flatten", "MultiHeadAttention", "Reshape", "Softmax"),
    }
)
"""Layers that a model begins with after its images are ready."""


def _called(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """`layer(images)`: what made the images comes first."""
    images = arguments.required("images")
    before = () if isinstance(images, Parameter) else chain.steps(images)
    return (*before, *chain.steps(arguments.required("layer")))


def _model(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return chain.steps(arguments.required("outputs"))


_CALLED = Word("layer images * training mask", _called)
_NETWORK = Word("**", means.network)


def _layer(signature: str, meaning: Meaning) -> Word:
    """What a layer takes besides what all of them do."""
    by_position, _, by_name = signature.partition("*")
    return Word(f"{by_position} * {by_name} {_ABOUT_ITSELF}", meaning)


_WARPED = "fill_mode interpolation seed fill_value"
_RANGED = "factor value_range"

LAYERS: Table = {
    "Model": Word("inputs outputs name * trainable", _model),
    "Sequential": _layer("layers trainable name", means.layers),
    "Pipeline": _layer("layers name", means.layers),
    "Input": _layer("shape * batch_size sparse ragged tensor optional batch_shape", nothing),
    "InputLayer": _layer("shape * batch_size sparse ragged input_tensor optional batch_shape", nothing),
    "Identity": _layer("", nothing),
    "Rescaling": _layer("scale offset", means.rescaling),
    "Normalization": _layer("axis mean variance invert", means.normalization),
    "ReLU": _layer("max_value negative_slope threshold", means.clip),
    "Resizing": _layer(
        "height width interpolation crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value antialias",
        means.resizing,
    ),
    "ZeroPadding2D": _layer("padding", means.zero_padding),
    "CenterCrop": _layer("height width", means.center_crop),
    "RandomCrop": _layer("height width", means.random_crop),
    "RandomFlip": _layer("mode", means.random_flip),
    "RandomRotation": _layer(f"factor {_WARPED}", means.random_rotation),
    "RandomTranslation": _layer(f"height_factor width_factor {_WARPED}", means.random_translation),
    "RandomZoom": _layer(f"height_factor width_factor {_WARPED}", means.random_zoom),
    "RandomShear": _layer("x_factor y_factor interpolation fill_mode fill_value", means.random_shear),
    "RandomBrightness": _layer(_RANGED, means.random_brightness),
    "RandomContrast": _layer(_RANGED, means.random_contrast),
    "RandomColorDegeneration": _layer(_RANGED, means.random_color_degeneration),
    "RandomSaturation": _layer(_RANGED, refused(means.HSV)),
    "RandomHue": _layer(_RANGED, means.random_hue),
    "RandomColorJitter": _layer(
        "value_range brightness_factor contrast_factor saturation_factor hue_factor", means.random_color_jitter
    ),
    "RandomGrayscale": _layer("factor", means.random_grayscale),
    "RandomInvert": _layer(_RANGED, means.random_invert),
    "RandomPosterization": _layer(_RANGED, means.random_posterization),
    "Solarization": _layer("addition_factor threshold_factor value_range", means.solarization),
    "AutoContrast": _layer("value_range", means.autocontrast),
    "Equalization": _layer("value_range bins", means.equalization),
    "GaussianNoise": _layer("stddev", means.gaussian_noise),
    "RandomSharpness": _layer(_RANGED, means.random_sharpness),
    "RandomGaussianBlur": _layer("factor kernel_size sigma value_range", means.random_gaussian_blur),
    "RandomErasing": _layer("factor scale fill_value value_range", means.random_erasing),
    "MixUp": _layer("alpha", means.mix_up),
    "CutMix": _layer("factor", refused("draws its boxes by another distribution than cutmix does")),
    "RandomPerspective": _layer(
        "factor scale interpolation fill_value",
        refused("moves three corners, outwards too; perspective all, inwards"),
    ),
    "RandomElasticTransform": _layer(
        "factor scale interpolation fill_mode fill_value value_range",
        refused("draws a field whose strength depends on the size of the image"),
    ),
    "ImageDataGenerator": Word("**", refused("is no layer, and no longer recommended: write its changes as layers")),
    "RandAugment": _layer("value_range num_ops factor interpolation", refused(_POLICY)),
    "AugMix": _layer("value_range num_chains chain_depth factor alpha all_ops interpolation", refused(_POLICY)),
}

OLDER_LAYERS: Table = {
    "RandomFlip": _layer("mode seed", means.older_random_flip),
    "RandomContrast": _layer("factor seed", means.older_random_contrast),
}
"""What meant something else in the second version of Keras."""
