"""Choose the next token from the scores that a model gives to all tokens, in pure NumPy.

A way to choose, such as `top_p`, is a function. It takes logits or log-probabilities of shape (batch_size,
vocab_size), of any size, with -inf for a token that is impossible. It returns the log-probabilities of the
distribution to draw from, normalised, in float64::

    choose = chain(temperature(0.8), top_p(0.9))
    tokens = sample_tokens(choose(logits), np.random.default_rng(0).random(len(logits)))

Of equally probable tokens, greedy, top-k, top-p and beam search prefer the one with the lower id.
"""

from collections.abc import Callable

import numpy as np

from utils.arguments import is_real, whole_number

__all__ = ["chain", "float64_rows", "greedy", "log_softmax", "sample_tokens", "temperature", "top_k", "top_p"]

Choose = Callable[[np.ndarray], np.ndarray]
# Sums of probabilities are rounded: 0.7 + 0.2 is a little less than 0.9, but it should count as 0.9.
SLACK = 1e-12


def greedy() -> Choose:
    """Choose the most probable token, always.

    Returns:
        A function from logits to log-probabilities, both (batch_size, vocab_size); see the module.
    """

    def choose(logits):
        log_probs = log_softmax(logits)
        only = np.full_like(log_probs, -np.inf)
        only[np.arange(len(only)), log_probs.argmax(axis=1)] = 0
        return only

    return choose


def temperature(value: float) -> Choose:
    """Divide the logits by a temperature.

    Below 1 the probable tokens become more probable; above 1 all tokens become more alike. Temperature 0 is
    `greedy()`: of equally probable tokens it always takes the one with the lowest id. (In the limit of small
    temperatures they would share the probability.)

    Args:
        value: the temperature, 0 <= value < infinity.

    Returns:
        A function from logits to log-probabilities, both (batch_size, vocab_size); see the module.

    Raises:
        ValueError: if ``value`` is not such a number.
    """
    if not is_real(value) or not 0 <= value < np.inf:
        raise ValueError(f"temperature is {value!r}: expected a number from 0 (greedy) on, such as 0.8.")
    if value == 0:
        return greedy()

    def choose(logits):
        log_probs = log_softmax(logits)
        with np.errstate(over="ignore"):  # a number too small for float64 becomes -inf, which is allowed
            return log_softmax((log_probs - log_probs.max(axis=1, keepdims=True)) / value)

    return choose


def top_k(k: int) -> Choose:
    """Keep only the k most probable tokens (Fan et al. 2018).

    Exactly k tokens stay, or all possible ones if there are fewer.

    Args:
        k: how many tokens to keep, at least 1.

    Returns:
        A function from logits to log-probabilities, both (batch_size, vocab_size); see the module. It raises
        ValueError if k is larger than vocab_size.

    Raises:
        ValueError: if ``k`` is no whole number of at least 1.
    """
    whole_number("k", k, 1)

    def choose(logits):
        log_probs = log_softmax(logits)
        if k > log_probs.shape[1]:
            raise ValueError(f"k is {k}, but there are only {log_probs.shape[1]} tokens: pass a smaller k.")
        return _keep_only(log_probs, lambda order: np.arange(order.shape[1]) < k)

    return choose


def top_p(p: float) -> Choose:
    """Keep only the nucleus (Holtzman et al. 2020): the fewest tokens whose probabilities sum to p or more.

    The most probable token is always in it.

    Args:
        p: the probability to reach, 0 < p <= 1; 1 keeps all tokens.

    Returns:
        A function from logits to log-probabilities, both (batch_size, vocab_size); see the module.

    Raises:
        ValueError: if ``p`` is not such a number.
    """
    if not is_real(p) or not 0 < p <= 1:
        raise ValueError(f"p is {p!r}: expected a number above 0 and up to 1, such as 0.9.")

    def choose(logits):
        log_probs = log_softmax(logits)
        if p == 1:
            return log_probs

        def needed(order):  # a token is needed as long as the ones before it do not reach p
            mass = np.exp(np.take_along_axis(log_probs, order, axis=1))
            before = mass.cumsum(axis=1) - mass
            return (before < p - SLACK) | (np.arange(order.shape[1]) == 0)

        return _keep_only(log_probs, needed)

    return choose


def chain(*ways: Choose) -> Choose:
    """Apply several ways to choose, from left to right; each gets the distribution of the one before.

    The usual order is temperature first. The order matters for top-p: `chain(temperature(2), top_p(0.9))`
    keeps 0.9 of the flattened distribution, `chain(top_p(0.9), temperature(2))` keeps 0.9 of the model's.

    Args:
        *ways: ways to choose, such as `temperature(0.8)`; without any, the model's distribution stays.

    Returns:
        A function from logits to log-probabilities, both (batch_size, vocab_size); see the module.
    """

    def choose(logits):
        log_probs = log_softmax(logits)
        for way in ways:
            log_probs = way(log_probs)
        return log_probs

    return choose


def sample_tokens(log_probs: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """Draw one token for each row.

    The interval from 0 to 1 is cut into pieces, one for each token, as long as the token's probability. The
    token drawn is the one in whose piece the random number lies.

    Args:
        log_probs: (batch_size, vocab_size), as a way to choose returns them.
        uniforms: (batch_size,) random numbers, 0 <= u < 1.

    Returns:
        (batch_size,) int64, the ids of the tokens.

    Raises:
        ValueError: if ``log_probs`` are not numbers of that shape.
    """
    ends = np.exp(float64_rows("log_probs", log_probs)).cumsum(axis=1)
    return (ends <= np.asarray(uniforms)[:, None] * ends[:, -1:]).sum(axis=1)


def log_softmax(logits) -> np.ndarray:
    """Turn logits into log-probabilities; log-probabilities stay as they are.

    Args:
        logits: (batch_size, vocab_size) numbers of any type, bfloat16 and whole numbers included.

    Returns:
        (batch_size, vocab_size) float64.

    Raises:
        ValueError: for another shape, for values that are no numbers, and for a row that has NaN, has +inf,
            or is -inf only.
    """
    logits = float64_rows("logits", logits)
    largest = logits.max(axis=1, keepdims=True)
    if not np.isfinite(largest).all():
        row = np.flatnonzero(~np.isfinite(largest))[0]
        wrong = {"nan": "NaN", "inf": "+inf", "-inf": "-inf only, no token is possible"}[str(largest[row, 0])]
        raise ValueError(f"Row {row} of the logits has {wrong}: did the training diverge?")
    with np.errstate(over="ignore"):
        logits = logits - largest
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def float64_rows(name: str, values) -> np.ndarray:
    """Check that an argument has one row of numbers for each text.

    Args:
        name: what the argument is called, for the message.
        values: an array, a tensor or nested lists.

    Returns:
        (batch_size, vocab_size) float64.

    Raises:
        ValueError: if ``values`` have another shape, are empty, or are no numbers.
    """
    rows = np.asarray(values)
    # `can_cast`, because NumPy itself does not know bfloat16 as a kind of float.
    is_numbers = rows.dtype.kind != "b" and np.can_cast(rows.dtype, np.float64, "same_kind")
    if rows.ndim != 2 or rows.size == 0 or not is_numbers:
        raise ValueError(
            f"{name} have shape {rows.shape} and type {rows.dtype}: expected numbers, one row for "
            f"each text, (batch_size, vocab_size)."
        )
    return rows.astype(np.float64)


def _keep_only(log_probs: np.ndarray, keep: Callable) -> np.ndarray:
    """Keep the tokens that `keep(order)` marks and renormalise; `order` are ids, the most probable first."""
    order = np.argsort(-log_probs, axis=1, kind="stable")
    kept = np.zeros(log_probs.shape, bool)
    np.put_along_axis(kept, order, np.broadcast_to(keep(order), kept.shape), axis=1)
    return log_softmax(np.where(kept, log_probs, -np.inf))
