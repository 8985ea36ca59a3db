"""Choose the next token from what a model says of all of them: pure NumPy, no network in sight.

A way to choose takes logits or log-probabilities (batch_size, vocab_size) of any size, -inf for what
cannot come, and gives the log-probabilities of the distribution that is drawn from, normalised, in float64::

    choose = chain(temperature(0.8), top_p(0.9))
    token = sample_tokens(choose(logits), np.random.default_rng(0).random(len(logits)))

Among equally probable tokens, greedy, top-k, top-p and beam prefer the one with the lower id.
"""

from collections.abc import Callable

import numpy as np

from utils.arguments import is_real, whole_number

__all__ = ["chain", "greedy", "log_softmax", "sample_tokens", "temperature", "top_k", "top_p"]

Choose = Callable[[np.ndarray], np.ndarray]
# Sums of probabilities are rounded: 0.7 + 0.2 is a little less than 0.9, and is meant to reach it.
SLACK = 1e-12


def greedy() -> Choose:
    """The most probable token, and no other."""

    def choose(logits):
        log_probs = log_softmax(logits)
        only = np.full_like(log_probs, -np.inf)
        only[np.arange(len(only)), log_probs.argmax(axis=1)] = 0
        return only

    return choose


def temperature(value: float) -> Choose:
    """Divide the logits by `value`: below 1 the probable gets more so, above 1 all become more alike.

    At 0 it is `greedy()`: of equally probable tokens the one with the lowest id, always. (In the limit
    of small values they would share.) Raises ValueError unless 0 <= value < infinity.
    """
    if not is_real(value) or not 0 <= value < np.inf:
        raise ValueError(f"temperature is {value!r}: expected a number from 0 (greedy) on, such as 0.8.")
    if value == 0:
        return greedy()

    def choose(logits):
        log_probs = log_softmax(logits)
        with np.errstate(over="ignore"):  # too improbable for a float64 becomes -inf, which is allowed
            return log_softmax((log_probs - log_probs.max(axis=1, keepdims=True)) / value)

    return choose


def top_k(k: int) -> Choose:
    """Only the `k` most probable tokens (Fan et al. 2018): exactly k, or all that are possible if fewer.

    Raises ValueError for k < 1, at once, and for k > vocab_size, when it chooses.
    """
    whole_number("k", k, 1)

    def choose(logits):
        log_probs = log_softmax(logits)
        if k > log_probs.shape[1]:
            raise ValueError(f"k is {k}, but there are only {log_probs.shape[1]} tokens: pass a smaller k.")
        return _only(log_probs, lambda order: np.arange(order.shape[1]) < k)

    return choose


def top_p(p: float) -> Choose:
    """Only the nucleus (Holtzman et al. 2020): the fewest tokens whose probabilities add up to `p` or more.

    The most probable token is always in it; p = 1 keeps all. Raises ValueError unless 0 < p <= 1.
    """
    if not is_real(p) or not 0 < p <= 1:
        raise ValueError(f"p is {p!r}: expected a number above 0 and up to 1, such as 0.9.")

    def choose(logits):
        log_probs = log_softmax(logits)
        if p == 1:
            return log_probs

        def needed(order):  # a token is, as long as those before it do not reach p
            mass = np.exp(np.take_along_axis(log_probs, order, axis=1))
            before = mass.cumsum(axis=1) - mass
            return (before < p - SLACK) | (np.arange(order.shape[1]) == 0)

        return _only(log_probs, needed)

    return choose


def chain(*ways: Choose) -> Choose:
    """Several ways one after another, from left to right; each gets the distribution of the one before.

    The usual order is temperature first. It matters for top-p: `chain(temperature(2), top_p(0.9))` looks
    for 0.9 of the flattened distribution, `chain(top_p(0.9), temperature(2))` for 0.9 of the model's.
    """

    def choose(logits):
        log_probs = log_softmax(logits)
        for way in ways:
            log_probs = way(log_probs)
        return log_probs

    return choose


def sample_tokens(log_probs: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """One token for each row, (batch_size,) int64; `luck` (batch_size,) are random numbers, 0 <= u < 1.

    The unit interval is cut into pieces as long as the probabilities; u lies in that of the token.
    """
    ends = np.exp(log_probs).cumsum(axis=1)
    return (ends <= luck[:, None] * ends[:, -1:]).sum(axis=1)


def log_softmax(logits) -> np.ndarray:
    """Log-probabilities (batch_size, vocab_size) float64 of logits, or of log-probabilities, which stay.

    Raises ValueError for another shape, for what is no number, NaN, +inf, or a row that is -inf only.
    """
    logits = np.asarray(logits)
    if logits.ndim != 2 or logits.size == 0 or logits.dtype.kind not in "iuf":
        raise ValueError(
            f"logits have shape {logits.shape} and type {logits.dtype}: expected numbers, one row for "
            f"each text, (batch_size, vocab_size)."
        )
    logits = logits.astype(np.float64)
    largest = logits.max(axis=1, keepdims=True)
    if not np.isfinite(largest).all():
        row = np.flatnonzero(~np.isfinite(largest))[0]
        wrong = {"nan": "NaN", "inf": "+inf", "-inf": "-inf only, no token is possible"}[str(largest[row, 0])]
        raise ValueError(f"Row {row} of the logits has {wrong}: did the training diverge?")
    with np.errstate(over="ignore"):
        logits = logits - largest
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def _only(log_probs: np.ndarray, keep: Callable) -> np.ndarray:
    """The tokens that `keep(order)` says, renormalised; `order` are ids, the most probable first."""
    order = np.argsort(-log_probs, axis=1, kind="stable")
    kept = np.zeros(log_probs.shape, bool)
    np.put_along_axis(kept, order, np.broadcast_to(keep(order), kept.shape), axis=1)
    return log_softmax(np.where(kept, log_probs, -np.inf))
