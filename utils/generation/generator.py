"""Let a trained next-token model write; its states are carried from token to token.

    generator = Generator(model, vocabulary, start="<start>", end="<end>")
    texts = generator.write([["a", "cream"]], n=5, choose=top_p(0.9), seed=0)
    best = generator.beam(["a", "cream"], width=5)

The module `sampling` chooses a token, the module `one_step` runs the model for one token.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utils.arguments import is_whole_number, whole_number
from utils.generation.beam import beam_search
from utils.generation.one_step import Stepper
from utils.generation.sampling import chain, greedy, log_softmax, sample_tokens, temperature, top_k, top_p
from utils.preprocessing.text import Vocabulary, word_list

__all__ = ["Generator", "Text"]


@dataclass(frozen=True, eq=False)
class Text:
    """A text that was written. The arrays (tokens,) hold the new tokens only, the end token included.

    Args:
        prompt: (prompt_tokens,) ids that were read before, the start token included.
        tokens: (tokens,) ids.
        log_probability: (tokens,) log-probability of each token under the model, in nats: at temperature 1,
            with no token cut away.
        log_probability_drawn: (tokens,) the same under the distribution it was drawn from; 0 where nothing
            was left to chance, as in greedy and beam search.
        ended: whether the last token is the end token.
    """

    prompt: np.ndarray
    tokens: np.ndarray
    log_probability: np.ndarray
    log_probability_drawn: np.ndarray
    ended: bool


class Generator:
    """A writer: it writes texts with a model, with the weights that the model has at that time.

    Args:
        model: a Keras model `Embedding -> recurrent layers -> Dense`, see `Stepper`.
        vocabulary: vocab_size words (or characters): a `Vocabulary`, a list in the order of the ids, or a
            dict, from id to word or from word to id. It is needed for prompts in words.
        start: the token, id or word, that is put before every prompt; None for the start of a `Vocabulary`,
            or no start token.
        end: the token, id or word, that ends a text; None for the end of a `Vocabulary`, or no end token.
        from_logits: see `Stepper`.

    Raises:
        TypeError: if ``model`` is no Keras model.
        ValueError: as `Stepper` does; for a vocabulary of another size or with a word twice; for ids in a
            dict that are not 0, 1, 2 ...; for a start or end that is no token.
    """

    def __init__(
        self,
        model,
        vocabulary: Sequence[str] | Mapping | None = None,
        start: int | str | None = None,
        end: int | str | None = None,
        from_logits: bool | None = None,
    ) -> None:
        self._step = Stepper(model, from_logits)
        self.vocab_size = self._step.vocab_size
        words = [] if vocabulary is None else word_list(vocabulary)
        self._ids = {word: i for i, word in enumerate(words)}
        if vocabulary is not None and not self.vocab_size == len(words) == len(self._ids):
            raise ValueError(
                f"vocabulary has {len(words)} words, {len(self._ids)} of them different, and the model "
                f"{self.vocab_size} tokens: expected as many different words as tokens, in the order of ids."
            )
        if isinstance(vocabulary, Vocabulary):
            start = vocabulary.start if start is None else start
            end = vocabulary.end if end is None else end
        self.start, self.end = (
            None if token is None else int(self._to_ids([token])[0]) for token in (start, end)
        )

    def write(
        self,
        prompts: Iterable[Iterable] = ((),),
        n: int = 1,
        choose: Callable[[np.ndarray], np.ndarray] | None = None,
        max_tokens: int = 60,
        seed: int = 0,
    ) -> list[Text]:
        """Write n texts for each prompt, all of them at once.

        The j-th text of a prompt depends only on the prompt, j and the seed. It depends neither on the other
        prompts nor on n, and with a larger max_tokens it goes on as it began. (In a batch of another size a
        processor may round the last digit of a float32 differently. Very rarely, this changes a draw.)

        Args:
            prompts: each a list of ids or words, of any length; it may be empty if there is a start token.
            n: how many texts to write for each prompt.
            choose: greedy(), temperature(0.8), top_k(40), top_p(0.9), or a chain of them; None for
                temperature 1, the model's own distribution.
            max_tokens: a text stops there if it does not end before.
            seed: of the random numbers, at least 0.

        Returns:
            The texts, first the n of the first prompt.

        Raises:
            ValueError: for prompts that are no lists of known tokens, a number out of its range, or a
                `choose` that is no way to choose.
        """
        whole_number("n", n, 1)
        whole_number("max_tokens", max_tokens, 1)
        choose = _check_choose(temperature(1) if choose is None else choose)
        prompts = [self._prompt(prompt) for prompt in _check_prompts(prompts)]
        uniforms = _uniforms(prompts, n, max_tokens, seed)
        log_probs, states = self._read(prompts)
        rows = np.repeat(np.arange(len(prompts)), n)  # the row of the states from which each text goes on
        log_probs, prompts = log_probs[rows], [prompts[row] for row in rows]
        tokens = np.zeros(uniforms.shape, int)
        under_model, drawn = np.zeros(uniforms.shape), np.zeros(uniforms.shape)
        lengths, writing = np.zeros(len(rows), int), np.arange(len(rows))
        for t in range(max_tokens):
            choice = log_softmax(choose(log_probs))
            if choice.shape != log_probs.shape:
                raise ValueError(f"choose gives {choice.shape}, expected the shape of its input.")
            token = sample_tokens(choice, uniforms[writing, t])
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
        """Find the texts with the best score by beam search; see `beam_search`.

        Args:
            prompt: a list of ids or words; it may be empty if there is a start token.
            width: how many beginnings to keep.
            n: how many texts to return, 1 <= n <= width.
            max_tokens: a text stops there if it does not end before.
            divide_by: the score is the log-probability of the text divided by `divide_by(length)`, such as
                `length_penalty(0.6)`, or `float` for the mean; None for no division.

        Returns:
            Up to n texts, the best first. There are fewer if no others are possible.

        Raises:
            ValueError: as `write` does, and unless 1 <= n <= width.
        """
        prompt = self._prompt(prompt)
        log_probs, states = self._read([prompt])
        found = beam_search(log_probs, states, self._step, width, n, max_tokens, self.end, divide_by)
        return [self._text(prompt, tokens, log_p, np.zeros(len(log_p))) for tokens, log_p in found]

    def _read(self, prompts: list[np.ndarray]) -> tuple[np.ndarray, list]:
        """Read the prompts: log-probabilities and states after each.

        All prompts end in the same step; a longer one begins earlier.
        """
        states, row_of = None, {}  # row_of[prompt] is its row in the states
        for left in range(max(map(len, prompts)), 0, -1):
            reading = [k for k, prompt in enumerate(prompts) if len(prompt) >= left]
            tokens = [prompts[k][-left] for k in reading]
            rows = [row_of.get(k, -1) for k in reading]
            log_probs, states = self._step(tokens, states, rows)
            row_of = {k: row for row, k in enumerate(reading)}
        return log_probs, states

    def _text(self, prompt, tokens, log_probability, drawn) -> Text:
        return Text(prompt, tokens, log_probability, drawn, bool(tokens[-1] == self.end))

    def _prompt(self, prompt) -> np.ndarray:
        """Turn a prompt into ids, (tokens,) int64, with the start token before them."""
        if isinstance(prompt, str):
            raise ValueError(
                f"A prompt is {prompt!r}: expected a list of ids or words, such as {prompt.split()[:5]}, or "
                f"list(...) for characters. Several prompts are a list of such lists."
            )
        if not isinstance(prompt, Iterable):
            raise ValueError(f"A prompt is {prompt!r}: expected a list of ids or words, also for one token.")
        ids = self._to_ids([*([] if self.start is None else [self.start]), *prompt])
        if ids.size == 0:
            raise ValueError(
                "A prompt is empty: pass at least one token, or tell the Generator the start token, start=..."
            )
        return ids

    def _to_ids(self, tokens: list) -> np.ndarray:
        """Turn words and ids into ids, (tokens,) int64; ValueError for what is neither."""
        unknown = [token for token in tokens if isinstance(token, str) and token not in self._ids]
        if unknown and not self._ids:
            raise ValueError(f"{unknown[0]!r} is a word: pass vocabulary=... to the Generator, or pass ids.")
        if unknown:
            near = {word: difflib.get_close_matches(word, self._ids) for word in dict.fromkeys(unknown)}
            hints = [f"{word!r} (near: {', '.join(near[word]) or 'none'})" for word in near]
            raise ValueError(f"Not in the vocabulary: {', '.join(hints)}. Pass words from the vocabulary.")
        ids = [self._ids[token] if isinstance(token, str) else token for token in tokens]
        for token in ids:
            if not is_whole_number(token):
                raise ValueError(
                    f"A token is {token!r}: expected a word, or an id from 0 to {self.vocab_size - 1}."
                )
            if not 0 <= token < self.vocab_size:
                raise ValueError(f"A token is {token}: expected an id from 0 to {self.vocab_size - 1}.")
        return np.array(ids, int)


def _check_prompts(prompts) -> list:
    if isinstance(prompts, str) or not isinstance(prompts, Iterable):
        raise ValueError(f"prompts is {prompts!r}: expected a list of prompts, each a list of tokens.")
    prompts = list(prompts)
    if not prompts:
        raise ValueError("prompts is empty: for a text from the start token pass [[]], a list of one prompt.")
    return prompts


def _check_choose(choose):
    for maker in (greedy, temperature, top_k, top_p, chain):
        if choose is maker:
            raise ValueError(f"choose is {maker.__name__} itself: call it, as in greedy() or top_p(0.9).")
    if not callable(choose):
        raise ValueError(f"choose is {choose!r}: expected greedy(), temperature(0.8), top_k(40), top_p(0.9).")
    return choose


def _uniforms(prompts: list[np.ndarray], n: int, size: int, seed: int) -> np.ndarray:
    """Random numbers 0 <= u < 1, (texts, size). The j-th text of each prompt has its own stream."""
    whole_number("seed", seed, 0)
    times_seen, streams = Counter(), []
    for prompt in prompts:
        for _ in range(n):
            # With the length in it: to SeedSequence, [1] and [1, 0] are the same.
            key = len(prompt), *prompt.tolist()
            streams.append(np.random.default_rng([seed, times_seen[key], *key]).random(size))
            times_seen[key] += 1
    return np.stack(streams)
