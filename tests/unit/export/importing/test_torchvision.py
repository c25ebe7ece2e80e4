"""torchvision's classes as steps of equal meaning: read without being run, compared with torchvision itself where nothing is drawn."""

import pytest
import torch
from torchvision import transforms
from torchvision.transforms import InterpolationMode, v2

from augstudio.engine.augmenter import Augmenter
from augstudio.export.importing.reading import read_foreign
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class

BYTES = "from torchvision import transforms as T\nt = T.Compose([{}])"
FLOATS = "from torchvision import transforms as T\nt = T.Compose([T.ToTensor(), {}])"


def imported(code, template=FLOATS):
    return read_foreign(template.format(code), "source")


def step(op, probability=1.0, steps=(), **parameters):
    return Step(transform_class(op).create(parameters), probability=probability, steps=steps)


def same(pipeline, *steps):
    return pipeline.steps == Pipeline(steps).steps


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("T.Resize(32)", step("resize", shorter=32)),
        ("T.Resize([32])", step("resize", shorter=32)),
        ("T.Resize((32, 24), antialias=False)", step("resize", height=32, width=24, antialias=False)),
        ("T.Resize((32, 24), Image.BICUBIC)", step("resize", height=32, width=24, interpolation="bicubic")),
        ("T.Resize(32, interpolation=3)", step("resize", shorter=32, interpolation="bicubic")),
        (
            "T.Resize(32, T.InterpolationMode.NEAREST_EXACT)",
            step("resize", shorter=32, interpolation="nearest"),
        ),
        ("T.CenterCrop(20)", step("center_crop", height=20, width=20)),
        ("T.Pad(2)", step("pad", left=2, top=2, right=2, bottom=2)),
        ("T.Pad((2, 3))", step("pad", left=2, top=3, right=2, bottom=3)),
        ("T.Pad([1, 2, 3, 4], padding_mode='edge')", step("pad", left=1, top=2, right=3, bottom=4, mode="edge")),
        ("T.RandomCrop(28)", step("random_crop", height=28, width=28)),
        (
            "T.RandomCrop(28, 4, padding_mode='reflect')",
            step("random_crop", height=28, width=28, padding=4, padding_mode="reflect"),
        ),
        ("T.RandomResizedCrop(28)", step("random_resized_crop", height=28, width=28)),
        (
            "T.RandomResizedCrop(28, scale=(0.5, 1), ratio=(1, 2))",
            step("random_resized_crop", height=28, width=28, scale=[0.5, 1], ratio=[1, 2]),
        ),
        ("T.RandomHorizontalFlip()", step("horizontal_flip", 0.5)),
        ("T.RandomVerticalFlip(p=0.2)", step("vertical_flip", 0.2)),
        ("T.RandomRotation(30)", step("rotate", angle=[-30, 30], interpolation="nearest")),
        ("T.RandomRotation((0, 30))", step("rotate", angle=[0, 30], interpolation="nearest")),
        (
            "T.RandomRotation(30, interpolation=T.InterpolationMode.BILINEAR, fill=1)",
            step("rotate", angle=[-30, 30], fill=1),
        ),
        ("T.RandomAffine((0, 30))", step("affine", angle=[-30, 0], interpolation="nearest")),
        (
            "T.RandomAffine(10, translate=(0.1, 0.2), scale=(0.8, 1.2), shear=5)",
            step(
                "affine",
                angle=[-10, 10],
                translate_x=[-0.1, 0.1],
                translate_y=[-0.2, 0.2],
                scale=[0.8, 1.2],
                shear_x=[-5, 5],
                interpolation="nearest",
            ),
        ),
        (
            "T.RandomAffine(0, shear=[1, 2, 3, 4])",
            step("affine", shear_x=[1, 2], shear_y=[3, 4], interpolation="nearest"),
        ),
        ("T.RandomPerspective()", step("perspective", 0.5, distortion=0.5)),
        ("T.ElasticTransform(alpha=30.)", step("elastic", alpha=30)),
        ("T.ColorJitter(brightness=0.2)", step("brightness", factor=[0.8, 1.2])),
        ("T.ColorJitter(0, 0.2, 0)", step("contrast", factor=[0.8, 1.2])),
        ("T.ColorJitter(contrast=2)", step("contrast", factor=[0, 3])),
        ("T.ColorJitter(saturation=(0.5, 2))", step("saturation", factor=[0.5, 2])),
        ("T.ColorJitter(hue=0.1)", step("hue", shift=[-0.1, 0.1])),
        (
            "T.ColorJitter(0.4, 0.4, 0.4, 0.1)",
            step("color_jitter", brightness=[0.6, 1.4], contrast=[0.6, 1.4], saturation=[0.6, 1.4], hue=[-0.1, 0.1]),
        ),
        (
            "T.ColorJitter(brightness=0.4, hue=0.1)",
            step("color_jitter", brightness=[0.6, 1.4], contrast=1, saturation=1, hue=[-0.1, 0.1]),
        ),
        ("T.Grayscale(num_output_channels=3)", step("grayscale")),
        ("T.RandomGrayscale()", step("grayscale", 0.1)),
        ("T.GaussianBlur(5)", step("gaussian_blur", kernel_size=5)),
        ("T.GaussianBlur((5, 5), sigma=1.5)", step("gaussian_blur", kernel_size=5, sigma=1.5)),
        ("v2.GaussianNoise(sigma=0.2)", step("gaussian_noise", sigma=0.2)),
        ("v2.RandomChannelPermutation()", step("channel_shuffle")),
        ("v2.JPEG((50, 90))", step("jpeg", quality=[50, 90])),
        ("T.RandomInvert()", step("invert", 0.5)),
        ("T.RandomPosterize(3)", step("posterize", 0.5, bits=3)),
        ("T.RandomSolarize(0.7, p=1)", step("solarize", threshold=0.7)),
        ("T.RandomAdjustSharpness(2)", step("sharpness", 0.5, factor=2)),
        ("T.RandomAutocontrast()", step("autocontrast", 0.5)),
        ("T.RandomEqualize(p=1)", step("equalize")),
        ("T.RandomErasing()", step("random_erasing", 0.5)),
        ("T.RandomErasing(value='random')", step("random_erasing", 0.5, fill="noise")),
        ("T.RandomErasing(p=1, value=(0.1, 0.2, 0.3))", step("random_erasing", fill=[0.1, 0.2, 0.3])),
        ("T.RandAugment(magnitude=7)", step("rand_augment", magnitude=7)),
        ("T.TrivialAugmentWide()", step("trivial_augment_wide")),
        ("T.AutoAugment(T.AutoAugmentPolicy.CIFAR10)", step("auto_augment", policy="cifar10")),
        ("T.AugMix(severity=5, chain_depth=2)", step("augmix", severity=5, depth=2)),
        ("T.Normalize([0.5], [0.25])", step("normalize", mean=[0.5], std=[0.25])),
        ("v2.MixUp(alpha=0.4, num_classes=10)", step("mixup", alpha=0.4)),
        ("v2.CutMix(num_classes=10)", step("cutmix", alpha=1)),
        ("T.Lambda(lambda x: x * 2 - 1)", step("normalize", mean=[0.5], std=[0.5])),
        ("T.Lambda(lambda image: torch.rot90(image, 1, (1, 2)))", step("quarter_turn", turns=[1])),
        ("T.Lambda(lambda x: torch.flip(x, [2]))", step("horizontal_flip", 1.0)),
        ("T.Lambda(TF.hflip)", step("horizontal_flip", 1.0)),
        ("T.Lambda(functools.partial(torch.transpose, dim0=1, dim1=2))", step("transpose")),
        ("T.RandomApply([T.RandomRotation(5)], p=0.3)", step("rotate", 0.3, angle=[-5, 5], interpolation="nearest")),
        ("T.RandomApply([T.RandomHorizontalFlip()])", step("horizontal_flip", 0.25)),
        (
            "T.RandomApply([T.RandomInvert(), T.GaussianBlur(3)], p=0.3)",
            step("some_of", 0.3, (step("invert", 0.5), step("gaussian_blur")), count=2),
        ),
        (
            "T.RandomChoice([T.RandomInvert(), T.GaussianBlur(3)], p=[1, 3])",
            step("one_of", 1, (step("invert", 0.5), step("gaussian_blur")), weights=[1, 3]),
        ),
        ("T.RandomApply(torch.nn.ModuleList([T.RandomInvert(1)]), p=0.3)", step("invert", 0.3)),
        (
            "T.RandomChoice(torch.nn.ModuleList([T.RandomInvert(1), T.GaussianBlur(3)]))",
            step("one_of", 1, (step("invert"), step("gaussian_blur"))),
        ),
        ("T.Lambda(lambda x: TF.resize(x, [8, 9]))", step("resize", height=8, width=9)),
        ("T.Lambda(lambda x: TF.gaussian_noise(x, sigma=0.3))", step("gaussian_noise", sigma=0.3)),
        ("v2.RandomChoice([v2.Identity(), T.GaussianBlur(3)])", step("gaussian_blur", 0.5)),
        (
            "T.RandomOrder([T.RandomInvert(), T.Compose([T.RandomInvert(), T.GaussianBlur(3)])])",
            step(
                "random_order",
                1,
                (step("invert", 0.5), step("some_of", 1, (step("invert", 0.5), step("gaussian_blur")), count=2)),
            ),
        ),
    ],
)
def test_a_class_is_a_step_of_equal_meaning(code, expected):
    source = "import functools, torch\nfrom PIL import Image\nimport torchvision.transforms.functional as TF\n"
    template = source + "from torchvision.transforms import v2\n" + FLOATS
    found = imported(code, template)
    assert found.unrecognised == ()
    assert same(found.pipeline, expected)
    assert found.kind == "torchvision"


def test_one_class_can_be_two_steps():
    found = imported("T.RandomCrop(28, padding=(1, 2))")
    assert same(found.pipeline, step("pad", left=1, top=2, right=1, bottom=2), step("random_crop", height=28, width=28))


def test_what_only_changes_how_images_are_kept_is_no_step():
    code = (
        "T.Lambda(lambda x: x.convert('RGB')), v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.ToPureTensor(), "
    )
    code += "T.ConvertImageDtype(torch.float), T.RGB(), T.ColorJitter()"
    assert imported(code, "import torch\nfrom torchvision.transforms import v2\n" + BYTES).pipeline.steps == ()


@pytest.mark.parametrize(
    ("template", "code", "fill"),
    [
        (BYTES, "T.Pad(2, fill=51), T.ToTensor()", 0.2),
        (FLOATS, "T.Pad(2, fill=0.2)", 0.2),
        (BYTES, "T.Pad(2, fill=(51, 102, 0))", [0.2, 0.4, 0]),
        (FLOATS, "T.Normalize([0.5], [0.5]), T.Pad(2, fill=0.2)", 0.2),
    ],
)
def test_values_of_pixels_are_read_in_the_range_that_they_have_there(template, code, fill):
    pad = next(each for each in imported(code, template).pipeline if each.op == "pad")
    assert pad.transform == step("pad", left=2, top=2, right=2, bottom=2, fill=fill).transform


def test_statistics_of_bytes_are_read_as_such():
    code = "v2.ToDtype(torch.float32), v2.Normalize([127.5], [127.5])"
    found = imported(code, "import torch\nfrom torchvision.transforms import v2\n" + BYTES)
    assert same(found.pipeline, step("normalize", mean=[0.5], std=[0.5]))


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("T.Resize(8, T.InterpolationMode.NEAREST)", "off by half a pixel"),
        ("T.Resize(8, T.InterpolationMode.BICUBIC)", "goes beyond black and white"),
        ("T.RandomRotation(8, T.InterpolationMode.BILINEAR)", "blends the border twice"),
        ("T.RandomRotation(8, T.InterpolationMode.BILINEAR, fill=None)", "blends the border twice"),
        ("T.RandomPosterize(4)", "1/255 darker"),
        ("T.Grayscale()", "leaves one channel"),
        ("v2.MixUp(num_classes=3)", "one share for the whole batch"),
        ("T.RandomCrop(8, pad_if_needed=True)", "pads images that are smaller"),
    ],
)
def test_what_differs_is_noted(code, note):
    found = imported(code)
    assert found.pipeline.steps
    assert any(note in each and each.startswith("line 2: ") for each in found.notes), found.notes


def test_the_second_version_blends_a_border_of_none_once():
    found = imported("v2.RandomRotation(8, v2.InterpolationMode.BILINEAR, fill=None)", "v2.Compose([v2.ToImage(), {}])")
    assert same(found.pipeline, step("rotate", angle=[-8, 8]))
    assert found.notes == ("no import says what v2 is: taken for torchvision.transforms.v2",)


@pytest.mark.parametrize(
    ("code", "offset", "name", "reason"),
    [
        ("T.RandomRotation(8, expand=True)", 27, "RandomRotation", "expand = True has no equal"),
        ("T.RandomRotation(8, centre=(1, 1))", 27, "RandomRotation", "it is given 'centre', which is not known"),
        ("T.RandomAffine(8, center=[1, 2])", 25, "RandomAffine", "center"),
        ("T.Resize(8, max_size=9)", 21, "Resize", "max_size = 9 has no equal"),
        ("T.Resize((8, 9, 10))", 9, "Resize", "size: sides that are not alike"),
        ("T.Resize(8, 1)", 12, "Resize", "interpolation: 1 has no equal"),
        ("T.Resize()", 0, "Resize", "size is missing"),
        ("T.Resize(size)", 9, "Resize", "size: expected a number"),
        ("T.RandomHorizontalFlip(2)", 0, "RandomHorizontalFlip", "probability: 2.0 is outside 0 to 1"),
        ("T.GaussianBlur((3, 5))", 15, "GaussianBlur", "kernel_size: sides that are not alike"),
        ("T.FiveCrop(8)", 0, "FiveCrop", "makes several images of one"),
        ("T.RandAugment(num_magnitude_bins=10)", 33, "RandAugment", "num_magnitude_bins = 10 has no equal"),
        ("T.Lambda(lambda x: x.view(-1))", 19, "Lambda", "a function that is not followed"),
        ("T.Lambda(print)", 9, "Lambda", "a function that is not followed"),
        ("T.RandomChoice([T.FiveCrop(8), T.RandomInvert()])", 0, "RandomChoice", "not known as a whole"),
        ("Mine(3)", 0, "Mine", "is not known"),
        ("kornia.augmentation.RandomGamma()", 0, "kornia", "is not known"),
    ],
)
def test_what_has_no_equal_is_listed_with_its_place(code, offset, name, reason):
    before = "from torchvision import transforms as T; t = T.Compose(["
    found = imported(f"{code}, T.RandomGrayscale()", f"import kornia\n{before}{{}}])")
    entry = found.unrecognised[-1]
    assert (entry.place, entry.line) == ("source", 2)
    assert name in entry.name
    assert reason in entry.reason
    assert entry.column == len(before) + offset + 1
    assert found.pipeline.steps[-1].op == "grayscale"


FIXED = [
    "T.Resize((19, 31))",
    "T.Resize(17)",
    "T.Resize((19, 31), T.InterpolationMode.NEAREST_EXACT)",
    "T.CenterCrop((17, 12))",
    "T.Pad([1, 2, 3, 4], fill=0.3)",
    "T.RandomHorizontalFlip(1.0)",
    "T.RandomRotation((25, 25), T.InterpolationMode.BILINEAR, fill=0.4)",
    "T.RandomAffine((25, 25), scale=(0.8, 0.8), shear=(7, 7, 3, 3), interpolation=T.InterpolationMode.BILINEAR, fill=0.3)",
    "T.ColorJitter(brightness=(1.3, 1.3))",
    "T.ColorJitter(contrast=(0.4, 0.4))",
    "T.ColorJitter(saturation=(1.7, 1.7))",
    "T.ColorJitter(hue=(0.2, 0.2))",
    "T.Grayscale(3)",
    "T.GaussianBlur(5, 1.2)",
    "T.RandomInvert(1)",
    "T.RandomSolarize(0.6, 1)",
    "T.RandomAdjustSharpness(1.8, 1)",
    "T.RandomAutocontrast(1)",
    "T.Normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4])",
    "T.Lambda(lambda x: x / 0.5 - 1)",
]


@pytest.mark.parametrize("code", FIXED)
@pytest.mark.parametrize("version", [transforms, v2], ids=["v1", "v2"])
def test_images_come_out_as_in_torchvision(code, version):
    image = torch.rand(3, 24, 30, generator=torch.Generator().manual_seed(3))
    names = {"T": version, "InterpolationMode": InterpolationMode}
    there = eval(code, names)(image)
    here = Augmenter(imported(code).pipeline)(image[None], epoch=0)[0]
    assert here.shape == there.shape
    assert (here - there).abs().max() < 1e-5
