"""Whether a GPU would run a recurrent layer with its fused kernel.

As read in Keras 3.15.1: `LSTM.inner_loop` and `GRU.inner_loop` try it unless `use_cudnn=False` or
`recurrent_dropout` is set; `cudnn_ok` in keras/src/backend/tensorflow/rnn.py asks for a GPU and for the
arguments below; `_assert_valid_mask` there stops a graph whose mask is not strictly right-padded or has an
empty row. SimpleRNN and cells of one's own have no such kernel.
"""

from collections.abc import Iterator

from utils.checkup.case import Call, Case
from utils.checkup.registry import finding


@finding(
    "no fused kernel",
    "On a GPU the fused kernel is many times faster than a loop of steps; on a CPU there is none.",
)
def fused_kernel(case: Case) -> Iterator[tuple]:
    """Arguments and masks that keep a GPU from using the fused kernel."""
    seen = set()
    for call in case.calls:
        if call.kind not in ("LSTM", "GRU") or id(call.wrapper or call.layer) in seen:
            continue
        seen.add(id(call.wrapper or call.layer))
        reasons = _arguments(call)
        if reasons:
            yield (
                "note",
                f"{call.name} would not use it: {', '.join(reasons)}.",
                len(reasons),
                "Keep to Keras' defaults for these arguments if you train on a GPU.",
            )
        elif call.mask is not None and not _right_padded(call):
            yield (
                "alarm" if _gpus() else "note",
                f"The mask of {call.name} is not one of padding behind the words only.",
                1,
                "Pad behind the words (with a mask), or set use_cudnn=False in the layer.",
                "On a GPU, fit stops at such a mask with an InvalidArgumentError; on a CPU nothing happens.",
            )


def _arguments(call: Call) -> list[str]:
    """The arguments that prevent it."""
    layer, cell = call.layer, call.layer.cell
    asked = {
        f"activation={_name(cell.activation)!r}, not 'tanh'": _name(cell.activation) != "tanh",
        f"recurrent_activation={_name(cell.recurrent_activation)!r}, not 'sigmoid'": _name(
            cell.recurrent_activation
        )
        != "sigmoid",
        "recurrent_dropout": bool(cell.recurrent_dropout),
        "unroll=True": layer.unroll,
        "use_bias=False": not cell.use_bias,
        "reset_after=False": call.kind == "GRU" and not cell.reset_after,
        "use_cudnn=False": getattr(layer, "use_cudnn", False) is False,
    }
    return [name for name, prevents in asked.items() if prevents]


def _name(activation) -> str:
    return getattr(activation, "__name__", type(activation).__name__)


def _right_padded(call: Call) -> bool:
    """Whether the words of each row come first, without a gap, and there is one."""
    return bool(call.mask[:, 0].all() and (call.mask[:, :-1] >= call.mask[:, 1:]).all())


def _gpus() -> bool:
    import tensorflow as tf

    return bool(tf.config.list_logical_devices("GPU"))
