"""Sentences with a blank: a word far back decides the answer, and you choose how many words lie between.

Each function is a seeded generator, pure NumPy: the same arguments give the same bytes. A sentence is

    lead-in   cue   filler clauses, among them perhaps a trap   ending   ___

and only the cue tells the answer: everything else is drawn independently of it. A checksum of the
lead-in decides whether a sentence is for training or for testing. A quarter of the lead-ins is for
testing, so no test sentence occurs in training, not even with another cue or trap.
"""

import itertools
import zlib
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from utils.arguments import random_generator, whole_number
from utils.synthetic.labels import balanced_labels
from utils.synthetic.notation import read_lists

__all__ = ["Sentences", "address", "home_language", "pronoun", "short_context", "swapped"]

TEXTS = read_lists("words/cue_sentences.txt")
SLOTS, FILLERS, CONTROLS = TEXTS["slots"], TEXTS["fillers"], TEXTS["controls"]
LANGUAGES = {country: language for country, (language,) in TEXTS["languages"].items()}
MEN, WOMEN = TEXTS["nouns"]["men"], TEXTS["nouns"]["women"]


@dataclass(frozen=True, eq=False)
class Sentences:
    """Sentences that end right before a blank. All are equally long, without padding.

    So the cue is at the same place in every row: a model that has weights of its own for each position,
    and sees all positions, finds it without a memory.

    Args:
        x: (rows, timesteps) int32, ids of words; ``vocabulary[id]`` is the word.
        y: (rows,) int64, the answer for the blank; ``answers[y]`` is the word.
        answers: the words that can fill the blank.
        vocabulary: the word of each id.
        cue_at: (rows,) int64, the position of the word that decides.
        trap: (rows,) int64, the answer that a later, misleading word suggests; -1 if there is no such word.
        cues: ``cues[k]`` lists the words that mean answer k.
    """

    x: np.ndarray
    y: np.ndarray
    answers: list[str]
    vocabulary: list[str]
    cue_at: np.ndarray
    trap: np.ndarray
    cues: list[list[str]]

    def text(self, row: int) -> str:
        """Write out one row, with the blank: `... speaks fluent ___`.

        Args:
            row: the index of the row.

        Returns:
            The words, with spaces between them.
        """
        return " ".join([*(self.vocabulary[i] for i in self.x[row]), "___"])


@dataclass(frozen=True)
class SentenceTemplate:
    """The templates of a task: lead-in, cue, and then a quick ending, or opening, fillers and an ending.

    Args:
        lead_in: the words before the cue.
        opening: the words right after the cue.
        fillers: clauses between opening and ending.
        traps: clauses with ``{trap}``, a misleading word.
        endings: the words before the blank.
        quick: endings that make up the whole gap.
        answers: the words that can fill the blank.
        cues: ``cues[k]`` lists the words that mean ``answers[k]``.
        trap_from: the shortest gap with a trap.
    """

    lead_in: str
    opening: str
    fillers: tuple[str, ...]
    traps: tuple[str, ...]
    endings: tuple[str, ...]
    quick: tuple[str, ...]
    answers: list[str]
    cues: list[list[str]]
    trap_from: int = 10**9

    def vocabulary(self) -> list[str]:
        """List every word that a sentence of this task can hold.

        Returns:
            The words, sorted.
        """
        templates = (self.lead_in, self.opening, *self.fillers, *self.traps, *self.endings, *self.quick)
        tokens = {token for template in templates for token in template.split()}
        slots = {token[1:-1] for token in tokens if token.startswith("{")} - {"trap"}
        words = {token for token in tokens if not token.startswith("{")}
        return sorted(
            words.union(" ".join(itertools.chain(*(SLOTS[slot] for slot in slots))).split(), *self.cues)
        )


HOME = SentenceTemplate(
    lead_in="{name} , the {adjective} {job} near the {place} , {origin}",
    opening=".",
    fillers=tuple(FILLERS["scenes"]),
    # Traps share no word with `origin`: other words say where someone travels.
    traps=tuple(TEXTS["home_language"]["traps"]),
    endings=tuple(TEXTS["home_language"]["endings"]),
    quick=tuple(TEXTS["home_language"]["quick"]),
    answers=list(LANGUAGES.values()),
    cues=[[country] for country in LANGUAGES],
    trap_from=12,
)

ADDRESS = SentenceTemplate(
    lead_in="on {day} {time} a {staff} at the {place} {greeted} the {adjective}",
    opening=".",
    fillers=tuple(FILLERS["scenes"]),
    traps=(),
    endings=tuple(TEXTS["address"]["endings"]),
    quick=tuple(TEXTS["address"]["quick"]),
    answers=["sir", "ma'am"],
    cues=[MEN, WOMEN],
)

PRONOUN = SentenceTemplate(
    lead_in="on a {sky} {day} in {month} , the {adjective}",
    opening="",
    fillers=tuple(FILLERS["deeds"]),
    traps=tuple(TEXTS["pronoun"]["traps"]),
    endings=tuple(TEXTS["pronoun"]["endings"]),
    quick=tuple(TEXTS["pronoun"]["quick"]),
    answers=["his", "her"],
    cues=[MEN, WOMEN],
    trap_from=6,
)

CONTROL = SentenceTemplate(
    lead_in="one {sky} {day} {time} in {month} ,",
    opening="",
    fillers=tuple(FILLERS["scenes"]),
    traps=(),
    endings=tuple(itertools.chain(*CONTROLS.values())),
    quick=(),
    answers=list(CONTROLS),
    cues=[[endings[0].split()[-1]] for endings in CONTROLS.values()],
)


def home_language(
    rows: int, gap: int, seed: int = 0, part: str = "train", classes: int | None = None
) -> Sentences:
    """Ask for the language of the country where someone grew up.

    `Sam ... was born in Spain ... speaks ___`: the cue is the country of origin, `gap` words before the
    blank. From gap 12 on, a later clause names another country, to which the person only travels: the trap.
    It is the last country that is mentioned, and each country is trap as often as answer (counts differ by
    at most 1).

    Args:
        rows: how many sentences, at least 1.
        gap: how many words before the blank the cue is, at least 2.
        seed: for the random numbers, at least 0.
        part: "train" or "test".
        classes: how many countries, from 2 to 8, in the order of LANGUAGES; None takes all 8.

    Returns:
        The sentences.

    Raises:
        ValueError: if an argument is not as described.
    """
    classes = len(LANGUAGES) if classes is None else classes
    whole_number("classes", classes, 2)
    if classes > len(LANGUAGES):
        raise ValueError(f"classes is {classes}: expected at most {len(LANGUAGES)}, as many as countries.")
    rng = _checked(rows, gap, seed, part)
    # In each block of `classes` rows every country is answer once and, `step` places later, trap once.
    place, block = np.arange(rows) % classes, np.arange(rows) // classes
    step = 1 + (block + rng.integers(classes - 1)) % (classes - 1)
    country, order = rng.permutation(classes), rng.permutation(rows)
    y, trap = country[place][order], country[(place + step) % classes][order]
    first = np.zeros(rows, np.int64)  # each country has one word
    sentences = _write(HOME, y, first, trap, first, gap, part, rng)
    return replace(sentences, answers=sentences.answers[:classes], cues=sentences.cues[:classes])


def address(rows: int, gap: int, seed: int = 0, part: str = "train") -> Sentences:
    """Ask how someone is addressed: `sir` or `ma'am`.

    `... greeted the shy girl . ... the clerk said thank you , ___`: the cue is a noun, `gap` words before the
    blank. A man is addressed as `sir`, a woman as `ma'am`. Nothing else in the sentence tells the gender, and
    there is no trap.

    Args:
        rows: how many sentences, at least 1.
        gap: how many words before the blank the cue is, at least 2.
        seed: for the random numbers, at least 0.
        part: "train" or "test".

    Returns:
        The sentences.

    Raises:
        ValueError: if an argument is not as described.
    """
    rng = _checked(rows, gap, seed, part)
    y, noun = balanced_labels(rows, 2, rng), rng.integers(len(MEN), size=rows)
    return _write(ADDRESS, y, noun, 1 - y, noun, gap, part, rng)


def pronoun(rows: int, gap: int, seed: int = 0, part: str = "train") -> Sentences:
    """Ask for the pronoun: `his` or `her`.

    `... the polite king met the old duchess , ... and lost ___`: the cue is the subject, `gap` words before
    the blank. From gap 6 on, a noun of the other gender and of another pair (no queen beside the king) comes
    between: the trap. So the opposite of the trap is always right as well; `swapped` shows whether a model
    has learned that instead.

    Args:
        rows: how many sentences, at least 1.
        gap: how many words before the blank the cue is, at least 2.
        seed: for the random numbers, at least 0.
        part: "train" or "test".

    Returns:
        The sentences.

    Raises:
        ValueError: if an argument is not as described.
    """
    rng = _checked(rows, gap, seed, part)
    y, noun = balanced_labels(rows, 2, rng), rng.integers(len(MEN), size=rows)
    trap_noun = (noun + rng.integers(1, len(MEN), rows)) % len(MEN)
    return _write(PRONOUN, y, noun, 1 - y, trap_noun, gap, part, rng)


def short_context(rows: int, seed: int = 0, part: str = "train", words: int = 20) -> Sentences:
    """Make the control task: the last word tells the answer, `... clouds crossed the blue ___`.

    The cue is right before the blank. There are 8 answers and no trap.

    Args:
        rows: how many sentences, at least 1.
        seed: for the random numbers, at least 0.
        part: "train" or "test".
        words: how long a sentence is; enough for a lead-in, a clause and an ending.

    Returns:
        The sentences.

    Raises:
        ValueError: if an argument is not as described.
    """
    longest = max(map(_length, CONTROL.endings))
    least = _length(CONTROL.lead_in) + min(_bank(CONTROL.fillers)) + longest
    whole_number("words", words, least, "a lead-in, a clause and an ending")
    rng = _checked(rows, 2, seed, part)
    y = balanced_labels(rows, len(CONTROLS), rng)
    texts = []
    for endings in (CONTROLS[CONTROL.answers[k]] for k in y):
        lead_in, _ = _lead_in(CONTROL, part, rng)
        ending = _pick(endings, rng).split()
        texts.append([*lead_in, *_fill(CONTROL, words - len(lead_in) - len(ending), rng, None), *ending])
    return _sentences(CONTROL, texts, y, words - 1, np.full(rows, -1))


def swapped(sentences: Sentences, seed: int = 0) -> Sentences:
    """Replace each cue by one of another answer, and the answer with it.

    A noun is replaced by its counterpart (king by queen), a country by another one, drawn at random,
    that is not the row's trap if there is a choice. Nothing else changes, not even the trap: with two
    answers it now points to the right one. Sentences of `short_context` make no sense when swapped.

    Args:
        sentences: the sentences; they are not changed.
        seed: for the random numbers, at least 0.

    Returns:
        The new sentences.

    Raises:
        ValueError: if ``seed`` is no whole number of at least 0.
    """
    rng = random_generator(seed)
    cues, vocabulary = sentences.cues, sentences.vocabulary
    ids = {word: i for i, word in enumerate(vocabulary)}
    x, y = sentences.x.copy(), sentences.y.copy()
    for row, (old, trap, at) in enumerate(zip(sentences.y, sentences.trap, sentences.cue_at, strict=True)):
        others = [k for k in range(len(cues)) if k != old]
        new = _pick([k for k in others if k != trap] or others, rng)
        place = cues[old].index(vocabulary[x[row, at]])
        x[row, at], y[row] = ids[cues[new][place]], new
    return replace(sentences, x=x, y=y)


def _checked(rows: int, gap: int, seed: int, part: str) -> np.random.Generator:
    """Check the arguments that the tasks share, and return the generator of random numbers."""
    whole_number("rows", rows, 1)
    whole_number("gap", gap, 2, "words between the cue and the blank")
    if part not in ("train", "test"):
        raise ValueError(f"part is {part!r}: expected 'train' or 'test'.")
    return random_generator(seed)


def _write(
    template: SentenceTemplate,
    y: np.ndarray,
    noun: np.ndarray,
    trap: np.ndarray,
    trap_noun: np.ndarray,
    gap: int,
    part: str,
    rng: np.random.Generator,
) -> Sentences:
    """Write a sentence for each row.

    Args:
        template: the templates of the task.
        y: (rows,), the answer.
        noun: (rows,), which of the words for this answer is the cue.
        trap: (rows,), the answer that the trap suggests; unused in a gap too short for a trap.
        trap_noun: (rows,), which of the words for that answer is the trap.
        gap: how many words before the blank the cue is.
        part: "train" or "test".
        rng: where the randomness comes from.

    Returns:
        The sentences.
    """
    plans, texts = _plans(template, gap), []
    for answer, cue, wrong_answer, trap_word in zip(y, noun, trap, trap_noun, strict=True):
        lead_in, facts = _lead_in(template, part, rng)
        opening, trap_clause, filler_words, ending = _pick(plans, rng)
        clause = _words(trap_clause, rng, {**facts, "trap": template.cues[wrong_answer][trap_word]})
        fillers = _fill(template, filler_words, rng, clause)
        between = [*opening.split(), *fillers, *_words(ending, rng, facts)]
        texts.append([*lead_in, template.cues[answer][cue], *between])
    trap = trap if gap >= template.trap_from else np.full(len(y), -1)
    return _sentences(template, texts, y, len(texts[0]) - 1 - gap, trap)


def _sentences(
    template: SentenceTemplate, texts: list[list[str]], y: np.ndarray, cue_at: int, trap: np.ndarray
) -> Sentences:
    """Turn texts, each a list of words, into ids."""
    vocabulary = template.vocabulary()
    ids = {word: i for i, word in enumerate(vocabulary)}
    x = np.array([[ids[word] for word in words] for words in texts], np.int32)
    cues = [list(words) for words in template.cues]
    return Sentences(x, y, list(template.answers), vocabulary, np.full(len(y), cue_at), trap, cues)


def _plans(template: SentenceTemplate, gap: int) -> list[tuple[str, str, int, str]]:
    """List all (opening, trap clause, number of filler words, ending) that make up exactly `gap` words."""
    with_trap = gap >= template.trap_from
    traps = template.traps if with_trap else ("",)
    shortest = min(_bank(template.fillers))
    plans = [] if with_trap else [("", "", 0, ending) for ending in template.quick if _length(ending) == gap]
    for trap, ending in itertools.product(traps, template.endings):
        filler_words = gap - sum(map(_length, (template.opening, trap, ending)))
        if filler_words >= shortest or (filler_words == 0 and (trap or template.opening)):
            plans.append((template.opening, trap, filler_words, ending))
    return plans


def _fill(
    template: SentenceTemplate, length: int, rng: np.random.Generator, clause: list[str] | None
) -> list[str]:
    """Draw clauses of exactly `length` words together, and put `clause` somewhere among them."""
    bank, clauses = _bank(template.fillers), []
    shortest = min(bank)
    while length:
        size = _pick([n for n in bank if n == length or n <= length - shortest], rng)
        new = _pick(_pick(bank[size], rng), rng)
        if new in clauses:  # a second draw, so that a clause seldom occurs twice
            new = _pick(_pick(bank[size], rng), rng)
        clauses.append(new)
        length -= size
    if clause:
        clauses.insert(int(rng.random() * (len(clauses) + 1)), clause)
    return list(itertools.chain(*clauses))


def _lead_in(
    template: SentenceTemplate, part: str, rng: np.random.Generator
) -> tuple[list[str], dict[str, str]]:
    """Draw a lead-in that belongs to `part`: its words, and what was drawn for its slots."""
    while True:
        facts: dict[str, str] = {}
        words = _words(template.lead_in, rng, facts)
        for_testing = zlib.crc32(" ".join(words).encode()) % 4 == 0
        if for_testing == (part == "test"):
            return words, facts


def _words(template: str, rng: np.random.Generator, facts: dict[str, str]) -> list[str]:
    """Fill a template: a {slot} becomes the fact of its name, which is drawn if there is none yet."""
    words: list[str] = []
    for token in _split(template):
        if token[0] == "{":
            slot = token[1:-1]
            if slot not in facts:
                facts[slot] = _pick(SLOTS[slot], rng)
            words += _split(facts[slot])
        else:
            words.append(token)
    return words


@cache
def _split(text: str) -> tuple[str, ...]:
    """Split into words, once: the same few templates and facts fill every sentence."""
    return tuple(text.split())


@cache
def _bank(fillers: tuple[str, ...]) -> dict[int, list[list[list[str]]]]:
    """Sort templates by their length: length -> templates -> all clauses of each, split into words."""
    bank: dict[int, list[list[list[str]]]] = {}
    for template in fillers:
        parts = [SLOTS[token[1:-1]] if token.startswith("{") else [token] for token in template.split()]
        clauses = [" ".join(choice).split() for choice in itertools.product(*parts)]
        bank.setdefault(len(clauses[0]), []).append(clauses)
    return bank


@cache
def _length(template: str) -> int:
    """Count the words of a template, whatever fills its slots; a {trap} is one word."""
    slots = (SLOTS.get(token[1:-1], ["trap"])[0] if token[0] == "{" else token for token in template.split())
    return len(" ".join(slots).split())


def _pick(items, rng: np.random.Generator):
    """Draw one of the items."""
    return items[int(rng.random() * len(items))]
