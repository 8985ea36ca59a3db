"""Let a trained next-token model write, its states carried from token to token.

    generator = Generator(model, vocabulary, start="<start>", end="<end>")
    texts = generator.write([["a", "cream"]], n=5, choose=top_p(0.9), seed=0)
    best = generator.beam(["a", "cream"], width=5)

How a token is chosen stands in `sampling`, how the model takes a step in `one_step`.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from utils.arguments import is_whole_number, whole_number
from utils.generation.beam_search import beam_search
from utils.generation.one_step import Stepper
from utils.generation.sampling import chain, greedy, log_softmax, sample_tokens, temperature, top_k, top_p

__all__ = ["Generator", "Text"]


@dataclass(frozen=True, eq=False)
class Text:
    """What was written: arrays (tokens,), of the new tokens only, the end token among them if it came.

    prompt: (prompt_tokens,) ids that were read before, the start token among them.
    tokens: ids. ended: whether the last one is the end token.
    log_probability: of each token under the model, in nats: at temperature 1, nothing cut away.
    log_probability_drawn: under the distribution it was drawn from; 0 where nothing was left to chance, as
    in greedy and beam.
    """

    prompt: np.ndarray
    tokens: np.ndarray
    log_probability: np.ndarray
    log_probability_drawn: np.ndarray
    ended: bool


class Generator:
    """Writes with `model`, as it is at the time of writing.

    model: a Keras model `Embedding -> recurrent layers -> Dense`, see `Stepper`, from_logits too.
    vocabulary: list of vocab_size words (or characters), vocabulary[id] is a word; needed for prompts in
    words. start: the token, id or word, that is put before every prompt. end: the one that ends a text.

    Raises what `Stepper` raises, and ValueError for a vocabulary of another size or with a word twice,
    or a start or end that is no token.
    """

    def __init__(
        self,
        model,
        vocabulary: Sequence[str] | None = None,
        start: int | str | None = None,
        end: int | str | None = None,
        from_logits: bool | None = None,
    ) -> None:
        self._step = Stepper(model, from_logits)
        self.vocab_size = self._step.vocab_size
        words = [] if vocabulary is None else list(vocabulary)
        self._ids = {word: i for i, word in enumerate(words)}
        if vocabulary is not None and not self.vocab_size == len(words) == len(self._ids):
            raise ValueError(
                f"vocabulary has {len(words)} words, {len(self._ids)} of them different, and the model "
                f"{self.vocab_size} tokens: expected as many different words as tokens, in the order of ids."
            )
        self.start, self.end = (None if one is None else int(self._tokens([one])[0]) for one in (start, end))

    def write(
        self,
        prompts: Iterable[Iterable] = ((),),
        n: int = 1,
        choose: Callable[[np.ndarray], np.ndarray] | None = None,
        max_tokens: int = 60,
        seed: int = 0,
    ) -> list[Text]:
        """Write `n` texts for each prompt, all at once; those of the first prompt come first.

        prompts: each a list of ids or words, of any length; an empty one if there is a start token.
        choose: greedy(), temperature(0.8), top_k(40), top_p(0.9), or a chain of them; None for
        temperature 1, the model's own distribution.
        max_tokens: a text stops there if it does not end before.

        The j-th text of a prompt depends on the prompt, j and the seed alone: neither on the other prompts
        nor on n; with a larger max_tokens it goes on as it began. (A processor may round the last digit of
        a float32 otherwise in a batch of another size; a draw on the very edge could then fall otherwise.)

        Raises ValueError for prompts that are no lists of known tokens, numbers out of range, a `choose`
        that is no way to choose.
        """
        whole_number("n", n, 1)
        whole_number("max_tokens", max_tokens, 1)
        choose = _checked(temperature(1) if choose is None else choose)
        prompts = [self._prompt(prompt) for prompt in _listed(prompts)]
        luck = _luck(prompts, n, max_tokens, seed)
        log_probs, states = self._read(prompts)
        rows = np.repeat(np.arange(len(prompts)), n)  # of the states, the one from which a text goes on
        log_probs, prompts = log_probs[rows], [prompts[row] for row in rows]
        tokens = np.zeros(luck.shape, int)
        under_model, drawn = np.zeros(luck.shape), np.zeros(luck.shape)
        lengths, writing = np.zeros(len(rows), int), np.arange(len(rows))
        for t in range(max_tokens):
            choice = log_softmax(choose(log_probs))
            if choice.shape != log_probs.shape:
                raise ValueError(f"choose gives {choice.shape}, expected the shape of its input.")
            token = sample_tokens(choice, luck[writing, t])
            each = np.arange(len(token))
            tokens[writing, t], lengths[writing] = token, t + 1
            under_model[writing, t], drawn[writing, t] = log_probs[each, token], choice[each, token]
            going = each if self.end is None else np.flatnonzero(token != self.end)
            writing = writing[going]
            if len(writing) == 0 or t + 1 == max_tokens:
                break
            log_probs, states = self._step(token[going], states, rows[going])
            rows = np.arange(len(going))
        return [
            self._text(prompt, *(part[:length] for part in parts))
            for prompt, length, *parts in zip(prompts, lengths, tokens, under_model, drawn, strict=True)
        ]

    def beam(
        self,
        prompt: Iterable = (),
        width: int = 5,
        n: int = 1,
        max_tokens: int = 60,
        divide_by: Callable[[int], float] | None = None,
    ) -> list[Text]:
        """The `n` texts with the best score that a beam search finds, best first; see `beam_search`.

        The score is the log-probability of the text, divided by `divide_by(length)` if it is given:
        `length_penalty(0.6)`, or `float` for the mean. Fewer than n come back if no others are possible.

        Raises ValueError as `write` does, and unless 1 <= n <= width.
        """
        prompt = self._prompt(prompt)
        log_probs, states = self._read([prompt])
        found = beam_search(log_probs, states, self._step, width, n, max_tokens, self.end, divide_by)
        return [self._text(prompt, tokens, log_p, np.zeros(len(log_p))) for tokens, log_p in found]

    def _read(self, prompts: list[np.ndarray]) -> tuple[np.ndarray, list]:
        """What the model says after each prompt. All end in the same step: a longer one begins earlier."""
        states, place = None, {}
        for left in range(max(map(len, prompts)), 0, -1):
            reading = [row for row, prompt in enumerate(prompts) if len(prompt) >= left]
            tokens = [prompts[row][-left] for row in reading]
            rows = [place.get(row, -1) for row in reading]
            log_probs, states = self._step(tokens, states, rows)
            place = {row: k for k, row in enumerate(reading)}
        return log_probs, states

    def _text(self, prompt, tokens, log_probability, drawn) -> Text:
        return Text(prompt, tokens, log_probability, drawn, bool(tokens[-1] == self.end))

    def _prompt(self, prompt) -> np.ndarray:
        """The ids of a prompt, (tokens,) int64, the start token before them."""
        if isinstance(prompt, str):
            raise ValueError(
                f"A prompt is {prompt!r}: expected a list of ids or words, such as {prompt.split()[:5]}, or "
                f"list(...) for characters. Several prompts are a list of such lists."
            )
        if not isinstance(prompt, Iterable):
            raise ValueError(f"A prompt is {prompt!r}: expected a list of ids or words, also for one token.")
        ids = self._tokens([*([] if self.start is None else [self.start]), *prompt])
        if ids.size == 0:
            raise ValueError(
                "A prompt is empty: pass at least one token, or tell the Generator the start token, start=..."
            )
        return ids

    def _tokens(self, tokens: list) -> np.ndarray:
        unknown = [one for one in tokens if isinstance(one, str) and one not in self._ids]
        if unknown and not self._ids:
            raise ValueError(f"{unknown[0]!r} is a word: pass vocabulary=... to the Generator, or pass ids.")
        if unknown:
            near = {word: difflib.get_close_matches(word, self._ids) for word in dict.fromkeys(unknown)}
            hints = [f"{word!r} (near: {', '.join(near[word]) or 'none'})" for word in near]
            raise ValueError(f"Not in the vocabulary: {', '.join(hints)}. Pass words from the vocabulary.")
        ids = [self._ids[one] if isinstance(one, str) else one for one in tokens]
        for one in ids:
            if not is_whole_number(one):
                raise ValueError(
                    f"A token is {one!r}: expected a word, or an id from 0 to {self.vocab_size - 1}."
                )
            if not 0 <= one < self.vocab_size:
                raise ValueError(f"A token is {one}: expected an id from 0 to {self.vocab_size - 1}.")
        return np.array(ids, int)


def _listed(prompts) -> list:
    if isinstance(prompts, str) or not isinstance(prompts, Iterable):
        raise ValueError(f"prompts is {prompts!r}: expected a list of prompts, each a list of tokens.")
    prompts = list(prompts)
    if not prompts:
        raise ValueError("prompts is empty: for a text from the start token pass [[]], a list of one prompt.")
    return prompts


def _checked(choose):
    for maker in (greedy, temperature, top_k, top_p, chain):
        if choose is maker:
            raise ValueError(f"choose is {maker.__name__} itself: call it, as in greedy() or top_p(0.9).")
    if not callable(choose):
        raise ValueError(f"choose is {choose!r}: expected greedy(), temperature(0.8), top_k(40), top_p(0.9).")
    return choose


def _luck(prompts: list[np.ndarray], n: int, size: int, seed: int) -> np.ndarray:
    """Random numbers 0 <= u < 1, (texts, size): a stream of its own for the j-th text of a prompt."""
    whole_number("seed", seed, 0)
    seen, luck = Counter(), []
    for prompt in prompts:
        for _ in range(n):
            # Without the length, SeedSequence would not tell [1] from [1, 0].
            key = len(prompt), *prompt.tolist()
            luck.append(np.random.default_rng([seed, seen[key], *key]).random(size))
            seen[key] += 1
    return np.stack(luck)
