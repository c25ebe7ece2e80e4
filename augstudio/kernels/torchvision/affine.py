"""Affine maps whose translation is drawn from any range; torchvision's are even about 0."""

from torch import Tensor, nn
from torchvision.transforms import v2

from augstudio.kernels.torchvision.chance import uniform


class Affine(nn.Module):
    """Turns, scales and slants the image about its centre, and moves it.

    Degrees are counter-clockwise; moves are fractions of the sides, in whole pixels.
    """

    def __init__(
        self,
        angle: tuple[float, float],
        translate_x: tuple[float, float],
        translate_y: tuple[float, float],
        scale: tuple[float, float],
        shear_x: tuple[float, float],
        shear_y: tuple[float, float],
        fill: float | list[float] | None,
        interpolation: v2.InterpolationMode,
    ) -> None:
        super().__init__()
        self.ranges = (angle, translate_x, translate_y, scale, shear_x, shear_y)
        self.fill = fill
        self.interpolation = interpolation

    def forward(self, image: Tensor) -> Tensor:
        height, width = image.shape[-2:]
        angle, x, y, scale, *shear = [uniform(each) for each in self.ranges]
        result: Tensor = v2.functional.affine(
            image,
            angle=-angle,  # clockwise there
            translate=[round(x * width), round(y * height)],
            scale=scale,
            shear=shear,
            interpolation=self.interpolation,
            fill=self.fill,
        )
        return result
