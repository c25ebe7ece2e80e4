"""The networks themselves: each a function from the shape of the images and the number of classes to a module with unset weights."""

import math

from torch import Tensor, nn

Shape = tuple[int, int, int]
"""(C, H, W) of the images."""

_HIDDEN = (256, 128)
_LARGEST_PLAIN_SIDE = 64
"""Up to here ResNet-18 looks at every pixel; larger images are shrunk fourfold first, as its authors do at 224 px."""


def softmax(shape: Shape, classes: int) -> nn.Module:
    """One weight a pixel and class."""
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(shape), classes))


def mlp(shape: Shape, classes: int) -> nn.Module:
    """Two hidden layers of 256 and 128 units."""
    layers: list[nn.Module] = [nn.Flatten()]
    features = math.prod(shape)
    for width in _HIDDEN:
        layers += [nn.Linear(features, width), nn.ReLU()]
        features = width
    return nn.Sequential(*layers, nn.Linear(features, classes))


def lecture_cnn(shape: Shape, classes: int) -> nn.Module:
    """Convolution and pooling until 8 x 8 are left, at least twice, then two dense layers."""
    channels, height, width = shape
    layers: list[nn.Module] = []
    wide = 16
    while len(layers) < 6 or max(height, width) > 8:
        # With ceil_mode any size can be halved, down to one pixel. ReLU after the pooling gives the same for a quarter of the work.
        layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.MaxPool2d(2, ceil_mode=True), nn.ReLU()]
        channels, wide = wide, min(64, wide * 2)
        height, width = (height + 1) // 2, (width + 1) // 2
    features = channels * height * width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(features, 64), nn.ReLU(), nn.Linear(64, classes))


def small_resnet(shape: Shape, classes: int) -> nn.Module:
    """Two residual blocks of 32 and 64 channels after a pooled stem: at most 100,000 weights for ten classes."""
    channels, height, width = shape
    layers: list[nn.Module] = [*_convolution(channels, 16), _half(), *_halved(max(height, width) / 2, until=16)]
    layers += [_ResidualBlock(16, 32), _half(), _ResidualBlock(32, 64)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes))


def resnet9(shape: Shape, classes: int) -> nn.Module:
    """Nine layers with weights, made for small images: D. Page, "How to train your ResNet" (2018)."""
    channels, height, width = shape
    layers: list[nn.Module] = [*_convolution(channels, 64), *_halved(max(height, width), until=32)]
    layers += [*_convolution(64, 128), _half(), _ResidualBlock(128, 128)]
    layers += [*_convolution(128, 256), _half()]
    layers += [*_convolution(256, 512), _half(), _ResidualBlock(512, 512)]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(512, classes))


def resnet18(shape: Shape, classes: int) -> nn.Module:
    """torchvision's, K. He et al. (2016), untrained; small images skip the shrinking of its first layers."""
    from torchvision import models  # noqa: PLC0415 -- seconds, for this model only

    channels, height, width = shape
    model: nn.Module = models.resnet18(weights=None, num_classes=classes)
    if max(height, width) <= _LARGEST_PLAIN_SIDE:
        model.conv1 = nn.Conv2d(channels, 64, 3, padding=1, bias=False)
        model.maxpool = nn.Identity()
    elif channels != 3:
        model.conv1 = nn.Conv2d(channels, 64, 7, stride=2, padding=3, bias=False)
    return model


class _ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut, which is a 1 x 1 convolution where the number of channels changes."""

    def __init__(self, channels: int, wide: int) -> None:
        super().__init__()
        second = nn.Sequential(nn.Conv2d(wide, wide, 3, padding=1, bias=False), nn.BatchNorm2d(wide))
        self.body = nn.Sequential(*_convolution(channels, wide), second)
        self.shortcut: nn.Module = nn.Identity()
        if channels != wide:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide))
        self.last = nn.ReLU()

    def forward(self, images: Tensor) -> Tensor:
        made: Tensor = self.last(self.body(images) + self.shortcut(images))
        return made


def _convolution(channels: int, wide: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(channels, wide, 3, padding=1, bias=False), nn.BatchNorm2d(wide), nn.ReLU()


def _half() -> nn.Module:
    return nn.MaxPool2d(2, ceil_mode=True)


def _halved(side: float, until: int) -> list[nn.Module]:
    """What halves a side until it is no longer than another."""
    return [_half() for _ in range(math.ceil(math.log2(max(1, side / until))))]
