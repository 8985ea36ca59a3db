"""Beam search: keep the most probable beginnings of a text and go on with all of them."""

from collections.abc import Callable

import numpy as np

from utils.arguments import is_real, whole_number

__all__ = ["beam_search", "length_penalty"]


def beam_search(
    log_probs: np.ndarray,
    states,
    step: Callable,
    width: int,
    n: int = 1,
    max_tokens: int = 60,
    end: int | None = None,
    divide_by: Callable[[int], float] | None = None,
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Search for the texts with the best score.

    At each length the `width` most probable beginnings are kept. Those that reach `end`, or `max_tokens`
    tokens, are set aside; the others go on. Width 1 is greedy. The search stops when no unfinished text can
    still come among the n best.

    Args:
        log_probs: (1, vocab_size), log-probabilities of the first token.
        states: whatever `step` needs to go on from there.
        step: a function `step(tokens, states, rows)` that returns log_probs and states. Text b goes on with
            the token `tokens[b]` from row `rows[b]` of the states.
        width: how many beginnings to keep.
        n: how many texts to return, 1 <= n <= width.
        max_tokens: the largest number of new tokens in a text, at least 1.
        end: the id of the end token; None if there is none.
        divide_by: a text's score is its log-probability divided by `divide_by(length)`, a number above 0;
            None for no division. The length counts the new tokens, the end included. With `length_penalty`
            the score is no longer the sum, and a longer text can win; with `float` it is the mean.

    Returns:
        Up to n texts, the best first, each as (tokens, log-probabilities of the tokens). There are fewer if
        no others are possible.

    Raises:
        ValueError: if a number is out of its range, or `divide_by` returns a number that is not above 0.
    """
    whole_number("width", width, 1)
    whole_number("max_tokens", max_tokens, 1)
    whole_number("n", n, 1)
    if n > width:
        raise ValueError(f"n is {n}, width is {width}: a beam finds no more texts than it is wide.")
    divisors = [1.0 if divide_by is None else float(divide_by(length + 1)) for length in range(max_tokens)]
    if not min(divisors) > 0:
        raise ValueError(f"divide_by gives {min(divisors)} for a length: expected a number above 0.")
    tokens, past, found = np.zeros((1, 0), int), np.zeros((1, 0)), []
    for t in range(max_tokens):
        totals = past.sum(axis=1, keepdims=True) + log_probs
        best = np.argsort(-totals, axis=None, kind="stable")[:width]
        rows, chosen = np.divmod(best[totals.flat[best] > -np.inf], totals.shape[1])
        tokens = np.column_stack([tokens[rows], chosen])
        past = np.column_stack([past[rows], log_probs[rows, chosen]])
        ended = np.full(len(chosen), t + 1 == max_tokens) | (chosen == (-1 if end is None else end))
        found += [(past[b].sum() / divisors[t], tokens[b], past[b]) for b in np.flatnonzero(ended)]
        found = sorted(found, key=lambda text: -text[0])[:n]
        going = np.flatnonzero(~ended)
        if going.size == 0:
            break
        tokens, past = tokens[going], past[going]
        if len(found) == n and past.sum(axis=1).max() / max(divisors[t + 1 :]) <= found[-1][0]:
            break
        log_probs, states = step(chosen[going], states, rows[going])
    return [(text, log_p) for _, text, log_p in found]


def length_penalty(alpha: float) -> Callable[[int], float]:
    """Make the divisor ((5 + length) / 6) ** alpha of Wu et al. (2016), for `beam_search`.

    Args:
        alpha: 0 <= alpha < infinity; 0 changes nothing, a larger one favours longer texts.

    Returns:
        A function from a length in tokens to the divisor.

    Raises:
        ValueError: if ``alpha`` is not such a number.
    """
    if not is_real(alpha) or not 0 <= alpha < np.inf:
        raise ValueError(f"alpha is {alpha!r}: expected a number from 0 on, such as 0.6.")
    return lambda length: ((5 + length) / 6) ** alpha
