"""Statements that happen with a probability: `if tf.random.uniform(()) < 0.5: image = ...`, and `tf.cond`."""

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignFunction, Literal
from augstudio.export.importing.python_arithmetic import number
from augstudio.export.importing.tensorflow_values import drawn, is_drawn

_LESS = {"operator.lt", "operator.le", "tensorflow.less", "tensorflow.less_equal", "tensorflow.math.less"}
_GREATER = {"operator.gt", "operator.ge", "tensorflow.greater", "tensorflow.greater_equal", "tensorflow.math.greater"}
_COND = "tensorflow.cond"


def as_choice(call: ForeignCall) -> ForeignCall | None:
    """A call that is one thing or another by a condition, in one form; None for others."""
    if call.path == ForeignCall.CHOSEN:
        return call
    if call.path != _COND:
        return None
    arguments = {**dict(zip(("pred", "true_fn", "false_fn"), call.positional, strict=False)), **call.keywords}
    match arguments:
        case {
            "pred": condition,
            "true_fn": ForeignFunction(result=then),
            "false_fn": ForeignFunction(result=otherwise),
        }:
            parts = (condition, then, otherwise)
            return ForeignCall(ForeignCall.CHOSEN, parts, line=call.line, column=call.column)
        case _:
            return None


def chance_of(condition: Foreign) -> tuple[float, ForeignCall] | None:
    """How likely a condition holds that compares a drawn number with another, and the draw."""
    match condition:
        case ForeignCall(path=path, positional=(ForeignCall() as draw, bound)) if path in _LESS | _GREATER:
            below = path in _LESS
        case ForeignCall(path=path, positional=(bound, ForeignCall() as draw)) if path in _LESS | _GREATER:
            below = path in _GREATER
        case _:
            return None
    limit = number(bound)
    if limit is None or not is_drawn(draw):
        return None
    ends = drawn(draw)
    low, high = ends if isinstance(ends, list) else (0.0, 0.0)
    if not low < high:
        return None
    share = min(max((limit - low) / (high - low), 0.0), 1.0)
    return (share if below else float(f"{1 - share:.12g}")), draw


def coin(draw: ForeignCall) -> Foreign:
    """What tells draws apart: where each is made."""
    return Literal(f"{draw.line}:{draw.column}", line=draw.line, column=draw.column)
