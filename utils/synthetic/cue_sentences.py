"""Sentences with a blank: a word far back decides the answer, and you choose how many words lie between.

Each function is a seeded generator, pure NumPy: the same arguments give the same bytes. A sentence is

    lead-in   cue   filler clauses, among them perhaps a trap   ending   ___

and only the cue tells the answer: everything else is drawn without a look at it. A checksum of the
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

    So the cue stands at the same place in every row: a model that gives each position weights of its
    own, and sees them all, finds it without a memory.

    x: (rows, timesteps) int32, ids of words; `vocabulary[id]` is the word.
    y: (rows,) int64, the answer for the blank; `answers[y]` is the word.
    cue_at: (rows,) int64, position of the word that decides; `cues[k]` are the words for answer k.
    trap: (rows,) int64, the answer that a later, misleading word stands for; -1 without one.
    """

    x: np.ndarray
    y: np.ndarray
    answers: list[str]
    vocabulary: list[str]
    cue_at: np.ndarray
    trap: np.ndarray
    cues: list[list[str]]

    def text(self, row: int) -> str:
        """The words of one row, with the blank: `... speaks fluent ___`."""
        return " ".join([*(self.vocabulary[i] for i in self.x[row]), "___"])


@dataclass(frozen=True)
class SentenceTemplate:
    """The templates of a task. After the cue comes a quick ending, or `opening`, fillers, an ending."""

    lead_in: str  # up to the cue
    opening: str  # right after the cue
    fillers: tuple[str, ...]
    traps: tuple[str, ...]  # sentences with {trap}
    endings: tuple[str, ...]
    quick: tuple[str, ...]  # endings for a gap that holds nothing else
    answers: list[str]
    cues: list[list[str]]  # cues[k]: the words that stand for answers[k]
    trap_from: int = 10**9  # the shortest gap with a trap

    def vocabulary(self) -> list[str]:
        """Every word that a sentence of this story can hold, sorted."""
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
    # No word of `origin` introduces a trap: where someone travels is told in other words.
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
    """Someone grew up in a country: which language is spoken? `Sam ... was born in Spain ... speaks ___`

    The cue is the country of origin, `gap` words before the blank. From gap 12 on, a later clause
    names another country, to which the person only travels: the trap. It is the last country that is
    mentioned, and each country is trap as often as answer (counts differ by at most 1).

    classes: use only the first so many countries of LANGUAGES; None takes all 8.

    Raises ValueError for rows < 1, gap < 2, a part other than "train" and "test", or classes not
    from 2 to the number of countries.
    """
    classes = len(LANGUAGES) if classes is None else classes
    whole_number("classes", classes, 2)
    if classes > len(LANGUAGES):
        raise ValueError(f"classes is {classes}: expected at most {len(LANGUAGES)}, as many as countries.")
    rng = _checked(rows, gap, seed, part)
    # In each block of `classes` rows every country is answer once and, `step` places further on, trap once.
    place, block = np.arange(rows) % classes, np.arange(rows) // classes
    step = 1 + (block + rng.integers(classes - 1)) % (classes - 1)
    country, order = rng.permutation(classes), rng.permutation(rows)
    y, trap = country[place][order], country[(place + step) % classes][order]
    only = np.zeros(rows, np.int64)  # there is one word for each country
    told = _tell(HOME, y, only, trap, only, gap, part, rng)
    return replace(told, answers=told.answers[:classes], cues=told.cues[:classes])


def address(rows: int, gap: int, seed: int = 0, part: str = "train") -> Sentences:
    """How is someone addressed? `... greeted the shy girl . ... the clerk said thank you , ___`

    The cue is a noun, `gap` words before the blank: a man is addressed as `sir`, a woman as `ma'am`.
    Nothing else in the sentence tells the gender, and there is no trap.

    Raises ValueError for rows < 1, gap < 2, or a part other than "train" and "test".
    """
    rng = _checked(rows, gap, seed, part)
    y, noun = balanced_labels(rows, 2, rng), rng.integers(len(MEN), size=rows)
    return _tell(ADDRESS, y, noun, 1 - y, noun, gap, part, rng)


def pronoun(rows: int, gap: int, seed: int = 0, part: str = "train") -> Sentences:
    """`his` or `her`? `... the polite king met the old duchess , ... and lost ___`

    The cue is the subject, `gap` words before the blank. From gap 6 on, a noun of the other gender
    and of another pair (no queen beside the king) comes between: the trap. So the opposite of the trap is
    always right as well; `swapped` tells whether a model has learned that instead.

    Raises ValueError for rows < 1, gap < 2, or a part other than "train" and "test".
    """
    rng = _checked(rows, gap, seed, part)
    y, noun = balanced_labels(rows, 2, rng), rng.integers(len(MEN), size=rows)
    other = (noun + rng.integers(1, len(MEN), rows)) % len(MEN)
    return _tell(PRONOUN, y, noun, 1 - y, other, gap, part, rng)


def short_context(rows: int, seed: int = 0, part: str = "train", words: int = 20) -> Sentences:
    """The control: the last word tells the answer. `... clouds crossed the blue ___`

    A sentence has `words` words. There are 8 answers and no trap; the cue stands right before the blank.

    Raises ValueError for rows < 1, words too few for a lead-in, a clause and an ending, or a part
    other than "train" and "test".
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
    """The same sentences, each with a cue of another answer in place of its own, and that answer.

    A noun is replaced by its counterpart (king by queen), a country by another one, drawn at random,
    that is not the row's trap if there is a choice. Nothing else changes, not even the trap: with two
    answers it now points to the right one. Sentences of `short_context` make no sense when swapped.

    Raises ValueError if `seed` is no whole number >= 0.
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
    whole_number("rows", rows, 1)
    whole_number("gap", gap, 2, "words between the cue and the blank")
    if part not in ("train", "test"):
        raise ValueError(f"part is {part!r}: expected 'train' or 'test'.")
    return random_generator(seed)


def _tell(
    story: SentenceTemplate,
    y: np.ndarray,
    noun: np.ndarray,
    trap: np.ndarray,
    trap_noun: np.ndarray,
    gap: int,
    part: str,
    rng: np.random.Generator,
) -> Sentences:
    """A sentence for each row: its cue is `cues[y][noun]`, its trap `cues[trap][trap_noun]`, all (rows,)."""
    plans, texts = _plans(story, gap), []
    for k, n, wrong, m in zip(y, noun, trap, trap_noun, strict=True):
        lead_in, facts = _lead_in(story, part, rng)
        opening, misleading, rest, ending = _pick(plans, rng)
        clause = _words(misleading, rng, {**facts, "trap": story.cues[wrong][m]})
        between = [*opening.split(), *_fill(story, rest, rng, clause), *_words(ending, rng, facts)]
        texts.append([*lead_in, story.cues[k][n], *between])
    trap = trap if gap >= story.trap_from else np.full(len(y), -1)
    return _sentences(story, texts, y, len(texts[0]) - 1 - gap, trap)


def _sentences(
    story: SentenceTemplate, texts: list[list[str]], y: np.ndarray, cue_at: int, trap: np.ndarray
) -> Sentences:
    vocabulary = story.vocabulary()
    ids = {word: i for i, word in enumerate(vocabulary)}
    x = np.array([[ids[word] for word in words] for words in texts], np.int32)
    cues = [list(words) for words in story.cues]
    return Sentences(x, y, list(story.answers), vocabulary, np.full(len(y), cue_at), trap, cues)


def _plans(story: SentenceTemplate, gap: int) -> list[tuple[str, str, int, str]]:
    """All (opening, trap template, words left for fillers, ending) that make up exactly `gap` words."""
    with_trap = gap >= story.trap_from
    traps = story.traps if with_trap else ("",)
    shortest = min(_bank(story.fillers))
    plans = [] if with_trap else [("", "", 0, ending) for ending in story.quick if _length(ending) == gap]
    for trap, ending in itertools.product(traps, story.endings):
        rest = gap - sum(map(_length, (story.opening, trap, ending)))
        if rest >= shortest or (rest == 0 and (trap or story.opening)):
            plans.append((story.opening, trap, rest, ending))
    return plans


def _fill(
    story: SentenceTemplate, length: int, rng: np.random.Generator, clause: list[str] | None
) -> list[str]:
    """Clauses of exactly `length` words together, and among them, anywhere, one more: `clause`."""
    bank, clauses = _bank(story.fillers), []
    shortest = min(bank)
    while length:
        size = _pick([n for n in bank if n == length or n <= length - shortest], rng)
        new = _pick(_pick(bank[size], rng), rng)
        if new in clauses:  # a second draw, so that a clause is seldom told twice
            new = _pick(_pick(bank[size], rng), rng)
        clauses.append(new)
        length -= size
    if clause:
        clauses.insert(int(rng.random() * (len(clauses) + 1)), clause)
    return list(itertools.chain(*clauses))


def _lead_in(
    story: SentenceTemplate, part: str, rng: np.random.Generator
) -> tuple[list[str], dict[str, str]]:
    """The words of a lead-in that belongs to `part`, and what was drawn for its slots."""
    while True:
        facts: dict[str, str] = {}
        words = _words(story.lead_in, rng, facts)
        for_testing = zlib.crc32(" ".join(words).encode()) % 4 == 0
        if for_testing == (part == "test"):
            return words, facts


def _words(template: str, rng: np.random.Generator, facts: dict[str, str]) -> list[str]:
    """The template's words. A {slot} holds the fact of this name; if there is none yet, it is drawn."""
    words: list[str] = []
    for token in template.split():
        if token.startswith("{"):
            slot = token[1:-1]
            if slot not in facts:
                facts[slot] = _pick(SLOTS[slot], rng)
            words += facts[slot].split()
        else:
            words.append(token)
    return words


@cache
def _bank(fillers: tuple[str, ...]) -> dict[int, list[list[list[str]]]]:
    """Length -> templates of this length -> each as the list of all its clauses, split into words."""
    bank: dict[int, list[list[list[str]]]] = {}
    for template in fillers:
        parts = [SLOTS[token[1:-1]] if token.startswith("{") else [token] for token in template.split()]
        clauses = [" ".join(choice).split() for choice in itertools.product(*parts)]
        bank.setdefault(len(clauses[0]), []).append(clauses)
    return bank


@cache
def _length(template: str) -> int:
    """Number of words of a template, whatever fills its slots; a {trap} is one word."""
    slots = (SLOTS.get(token[1:-1], ["trap"])[0] if token[0] == "{" else token for token in template.split())
    return len(" ".join(slots).split())


def _pick(items, rng: np.random.Generator):
    return items[int(rng.random() * len(items))]
