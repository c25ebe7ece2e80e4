"""Curves through errors at several training-set sizes: what lies a little beyond them, and how sure that is.

Error falls with the number of images like a power law over wide ranges (J. Hestness et al., "Deep Learning Scaling is Predictable,
Empirically", 2017); two other forms stand by, and an interval spans all that fit about as well as the best. Spread comes from the
repetitions: whole curves are drawn again with replacement (B. Efron, 1979), and the spread of what is fitted to them is widened by
Student's t, since repetitions are few.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_SIZES = 5
LEAST_SEEDS = 3
REACH = 2.0
"""Nothing is said of more images than so many times the largest size."""
_RESAMPLED = 300
_ALIKE = 2.0
"""Forms whose Akaike criterion is this close to the best's fit about as well."""
_NOISE_FLOOR = 0.01
"""Of the mean of the repetitions, relative: no curve is truer than that, however well the repetitions agree."""
_POOR = 0.1
"""A fit that misses by more than this, relative to the error, and by more than chance makes, is poor."""
_CHANCE = 3.0
"""Standard errors that chance makes."""
_SMALLEST_ERROR = 1e-3
_STUDENT_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)
"""97.5 % quantiles for 1, 2, ... degrees of freedom."""


class Form(StrEnum):
    """a + b g(n), with g falling, and neither a nor b below 0."""

    POWER = "power law"
    LOGARITHM = "logarithm"
    EXPONENTIAL = "exponential"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number, and where it is with a certainty of 95 %."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class FittedForm:
    """One form fitted to several curves at once: all arrays are (curves,)."""

    form: Form
    reach: float
    a: "Floats"
    b: "Floats"
    c: "Floats"

    def errors(self, size: float) -> "Floats":
        """Of every curve at one size."""
        return self.a + self.b * _shape(self.form, np.array([size]), self.c, self.reach)[:, 0]

    def sizes_for(self, errors: "Floats") -> "Floats":
        """How many images bring each curve down to its error; infinite where none do."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            heights = np.where(self.b > 0, (errors - self.a) / self.b, np.nan)
            match self.form:
                case Form.POWER:
                    sizes = self.reach * heights ** (-1 / self.c)
                case Form.LOGARITHM:
                    sizes = self.reach * np.exp(-heights)
                case Form.EXPONENTIAL:
                    sizes = -self.c * np.log(heights)
        return np.where(np.isnan(sizes), np.inf, np.maximum(sizes, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class SizeFit:
    """What errors of several repetitions at several sizes come to.

    Attributes:
        largest: Of the sizes.
        seeds: How many repetitions there are.
        is_poor: It is not to be believed: it misses the points, or from the smaller sizes it would not have foretold the largest.
        plausible: Forms that fit about as well as the best, which comes first. Their curve 0 is fitted to the mean of all repetitions,
            the others to resampled ones.
        measured: Mean errors at the largest size, of the same curves.
    """

    largest: int
    seeds: int
    is_poor: bool
    plausible: tuple[FittedForm, ...]
    measured: "Floats"

    @property
    def form(self) -> Form:
        """The one that fits best."""
        return self.plausible[0].form

    def error(self, size: float) -> float:
        """The fitted curve.

        Raises:
            ValueError: The size is out of reach.
        """
        self._check_reach(size)
        return float(self.plausible[0].errors(size)[0])

    def foretold(self, size: float) -> Interval:
        """The error at a size.

        Raises:
            ValueError: The size is out of reach.
        """
        self._check_reach(size)
        return _spanning([fitted.errors(size) for fitted in self.plausible], self.seeds)

    def gain(self, size: float) -> Interval:
        """By how much the error at a size is below that at the largest."""
        self._check_reach(size)
        return _spanning([fitted.errors(self.largest) - fitted.errors(size) for fitted in self.plausible], self.seeds)

    def size_ratio(self, other: "SizeFit") -> Interval:
        """The size at which this curve comes down to what another is measured at its largest: logarithm of its share of that size."""
        widest = 2 * np.log(REACH)
        ratios = [
            np.clip(np.log(np.maximum(fitted.sizes_for(other.measured), 1e-9) / other.largest), -20, widest)
            for fitted in self.plausible
        ]
        return _spanning(ratios, self.seeds)

    def _check_reach(self, size: float) -> None:
        if not 0 < size <= REACH * self.largest * (1 + 1e-9):
            raise ValueError(f"size {size:g} is out of reach: the largest is {self.largest}")


def fit_sizes(sizes: "Floats", errors: "Floats") -> SizeFit:
    """Fits the forms.

    Args:
        sizes: (m,) rising, `LEAST_SIZES` or more.
        errors: (seeds, m) shares of wrong answers, 0..1; `LEAST_SEEDS` or more. Curves that are to be compared have the same seeds in
            the same order: they are resampled alike.
    """
    seeds, count = errors.shape
    if seeds < LEAST_SEEDS or count < LEAST_SIZES:
        raise ValueError(f"{count} sizes and {seeds} seeds are too few")
    curves = _resampled(errors)
    relative = np.maximum(curves[0], _SMALLEST_ERROR)
    noise = _noise(errors, relative)
    fits = [(_akaike(form, sizes, curves[:1], relative, noise), form) for form in Form]
    best, form = min(fits)
    plausible = [form, *(other for akaike, other in fits if other is not form and akaike <= best + _ALIKE)]
    return SizeFit(
        largest=int(sizes[-1]),
        seeds=seeds,
        is_poor=_misses(form, sizes, curves[0], relative, noise),
        plausible=tuple(_fit(each, sizes, curves, relative) for each in plausible),
        measured=curves[:, -1],
    )


def _resampled(errors: "Floats") -> "Floats":
    """Mean curves (curves, m): of all repetitions, then of repetitions drawn with replacement, the same for every arm."""
    seeds = len(errors)
    chosen = np.random.default_rng(0).integers(0, seeds, (_RESAMPLED, seeds))
    return np.concatenate([errors.mean(axis=0, keepdims=True), errors[chosen].mean(axis=1)])


def _noise(errors: "Floats", relative: "Floats") -> float:
    """Standard error of the mean of the repetitions, relative to the error, over all sizes."""
    spread = errors.std(axis=0, ddof=1) / relative
    return max(_NOISE_FLOOR, float(np.sqrt((spread**2).mean() / len(errors))))


def _akaike(form: Form, sizes: "Floats", curves: "Floats", relative: "Floats", noise: float) -> float:
    fitted = _fit(form, sizes, curves, relative)
    parameters = 2 if form is Form.LOGARITHM else 3
    return float((_residuals(fitted, sizes, curves[0], relative) ** 2).sum()) / noise**2 + 2 * parameters


def _misses(form: Form, sizes: "Floats", curve: "Floats", relative: "Floats", noise: float) -> bool:
    most = max(_POOR, _CHANCE * noise)
    whole = _fit(form, sizes, curve[None], relative)
    before = _fit(form, sizes[:-1], curve[None, :-1], relative[:-1], reach=REACH * sizes[-1])
    last = _residuals(before, sizes[-1:], curve[-1:], relative[-1:])
    off = _residuals(whole, sizes, curve, relative)
    return bool(np.sqrt((off**2).mean()) > most or abs(last[0]) > most)


def _residuals(fitted: FittedForm, sizes: "Floats", curve: "Floats", relative: "Floats") -> "Floats":
    """What the first fitted curve is off by, relative to the error."""
    made = np.array([fitted.errors(size)[0] for size in sizes])
    return (made - curve) / relative


def _fit(
    form: Form, sizes: "Floats", curves: "Floats", relative: "Floats", *, reach: float | None = None
) -> FittedForm:
    """Least squares of relative residuals, the same for all curves: exact in a and b, over a grid in c."""
    reach = REACH * float(sizes[-1]) if reach is None else reach
    grid = _grid(form, sizes)
    shapes = _shape(form, sizes, grid, reach)
    weights = relative**-2
    total, x, xx = weights.sum(), shapes @ weights, shapes**2 @ weights
    y, xy = curves @ weights, (curves * weights) @ shapes.T
    b = (total * xy - np.outer(y, x)) / np.maximum(total * xx - x**2, 1e-12)
    a = (y[:, None] - b * x) / total
    a, b = np.where(a < 0, 0.0, a), np.where(a < 0, xy / xx, b)
    a, b = np.where(b < 0, y[:, None] / total, a), np.where(b < 0, 0.0, b)
    off = a**2 * total + 2 * a * b * x + b**2 * xx - 2 * a * y[:, None] - 2 * b * xy
    best = off.argmin(axis=1)
    rows = np.arange(len(curves))
    return FittedForm(form, reach, a[rows, best], b[rows, best], grid[best])


def _grid(form: Form, sizes: "Floats") -> "Floats":
    match form:
        case Form.POWER:
            return np.geomspace(0.05, 2.0, 200)
        case Form.LOGARITHM:
            return np.ones(1)
        case Form.EXPONENTIAL:
            return np.geomspace(sizes[0], 4 * sizes[-1], 200)


def _shape(form: Form, sizes: "Floats", c: "Floats", reach: float) -> "Floats":
    """What falls, g, at every size (m,) for every c (k,): (k, m)."""
    match form:
        case Form.POWER:
            return (sizes / reach) ** -c[:, None]
        case Form.LOGARITHM:
            return np.log(reach / sizes) * np.ones((len(c), 1))
        case Form.EXPONENTIAL:
            return np.exp(-sizes / c[:, None])


def _spanning(values: "list[Floats]", seeds: int) -> Interval:
    """The first value of the first form, and an interval that spans those of all forms."""
    student = _STUDENT_T[min(seeds - 1, len(_STUDENT_T)) - 1]
    # Resampling n repetitions shows (n - 1) / n of their variance.
    widths = [student * float(each[1:].std()) * (seeds / (seeds - 1)) ** 0.5 for each in values]
    centres = [float(each[0]) for each in values]
    bounds = list(zip(centres, widths, strict=True))
    return Interval(centres[0], min(c - w for c, w in bounds), max(c + w for c, w in bounds))
