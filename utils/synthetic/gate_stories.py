"""Four stories that are often told about gates, each as a task: texts, answers, and the role of each word.

Each function is a seeded generator, pure NumPy: the same arguments give the same bytes. Texts are padded
on the right, and no answer is asked after a text's end; as an LSTM reads forward, it needs no mask.
"""

from dataclasses import dataclass

import numpy as np

from utils.arguments import one_of, random_generator, whole_number
from utils.synthetic.notation import read_lists

__all__ = ["WORDS", "GateStory", "best_forecast", "news_desk", "over_the_phone", "restaurant", "subjects"]

WORDS = read_lists("words/gate_stories.txt")["words"]
UNSEEN = WORDS["men"][:5] + WORDS["women"][:5]
EVENT = 1 / 14  # chance of a change, and of a decoy, between two reviews


@dataclass(frozen=True, eq=False)
class GateStory:
    """Texts of different lengths, with the answers that are asked and the role of each word.

    Args:
        x: (rows, timesteps) int32, ids of words, 0 after a text's end; ``vocabulary[id]`` is the word.
        y: (rows, timesteps) int64, the answer at each word where one is asked, 0 elsewhere;
            ``answers[y]`` is its word.
        asked: (rows, timesteps) bool, where an answer is asked.
        marks: role -> (rows, timesteps) bool, which words have that role.
        vocabulary: the word of each id.
        answers: the word of each answer.
    """

    x: np.ndarray
    y: np.ndarray
    asked: np.ndarray
    marks: dict[str, np.ndarray]
    vocabulary: list[str]
    answers: list[str]

    def words(self, row: int) -> list[str]:
        """List the words of one row, without the padding.

        Args:
            row: the index of the row.

        Returns:
            The words.
        """
        return [self.vocabulary[i] for i in self.x[row] if i]


def subjects(
    rows: int, question: str = "last", unseen: bool = False, seed: int = 0, between: bool = False
) -> GateStory:
    """Ask for the pronoun of a subject: him or her.

    `bob is a nice person . dan on the other hand is evil . ask ___`. The texts are the same whatever the
    question. Roles in ``marks``: name, aside, predicate, stop, ask; later_name is every name but the first
    sentence's, inner_stop every stop but the last. With ``between`` also between, all words of an aside that
    stands between two sentences, and vacant, the last of them.

    Args:
        rows: how many texts, at least 1.
        question: "last" asks for the subject of the last sentence, "first" for that of the first, both at
            the end. "now" asks at every word for the subject of the present sentence, as far as it is known
            by then: from a stop to the next name the answer is `nobody`.
        unseen: False gives texts of one to three sentences; ten of the forty names occur only in texts of
            one sentence. True gives texts of two or three sentences, with only these ten names.
        seed: for the random numbers, at least 0.
        between: True puts an aside also before every second later name, by chance, while nobody is talked
            about: `bob is evil . by the way dan is kind .` So the words of an aside do not tell whether
            there is a subject.

    Returns:
        The texts.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    one_of("question", question, ("last", "first", "now"))
    rng, texts = random_generator(seed), []
    for _ in range(rows):
        sentences = rng.integers(2 if unseen else 1, 4)
        everybody = [*WORDS["men"], *WORDS["women"]]
        names = UNSEEN if unseen else [n for n in everybody if n not in UNSEEN or sentences == 1]
        text, subject = [], []
        for number in range(sentences):
            name = _draw(rng, names)
            subject.append("him" if name in WORDS["men"] else "her")
            if between and number and rng.random() < 0.5:
                *words, last = _draw(rng, WORDS["asides"]).split()
                text += [(" ".join(words), "between", "nobody"), (last, "between vacant", "nobody")]
            aside = _draw(rng, WORDS["asides"]) if rng.random() < 0.5 else ""
            text += [
                (name, "name later_name" if number else "name", subject[-1]),
                (aside, "aside", subject[-1]),
                (_draw(rng, WORDS["predicates"]), "predicate", subject[-1]),
                (".", "stop inner_stop" if number < sentences - 1 else "stop", "nobody"),
            ]
        if question == "now":  # a piece for each word, with its answer
            text = [(word, role, answer) for words, role, answer in text for word in words.split()]
            texts.append([*text, ("ask", "ask", "nobody")])
        else:
            answer = subject[0 if question == "first" else -1]
            texts.append([*((words, role) for words, role, _ in text), ("ask", "ask", answer)])
    roles = ("name", "later_name", "aside", "predicate", "stop", "inner_stop", "ask")
    roles += ("between", "vacant") if between else ()
    lists = ("men", "women", "asides", "predicates", "rest_of_subjects")
    return _assemble(texts, roles, lists, ["him", "her", "nobody"])


def news_desk(rows: int, seed: int = 0) -> GateStory:
    """Ask for the present suspect: a name, or nobody.

    `police suspect mason . the charge is dropped . who ___`. Three to seven lines: a new suspect (in place of
    an old one, if there is one), a retraction, or other news. Half of the other news names somebody, perhaps
    the suspect, and has nothing to do with the case. Roles in ``marks``: suspect, retraction, other (all
    words of these lines), who; and the word `who` again by the reason for its answer: first (suspect after
    nobody), replaced (suspect after another), retracted. In rows with none of the three there was no suspect.

    Args:
        rows: how many texts, at least 1.
        seed: for the random numbers, at least 0.

    Returns:
        The texts.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    rng, texts = random_generator(seed), []
    for _ in range(rows):
        text, suspect, reason = [], "nobody", ""
        for _ in range(rng.integers(3, 8)):
            chance = rng.random()
            line = "suspect" if chance < 0.35 else "retraction" if chance < 0.6 else "other"
            if line == "suspect":
                reason = "first" if suspect == "nobody" else "replaced"
                suspect = _draw(rng, [name for name in WORDS["suspects"] if name != suspect])
                text.append((f"{_draw(rng, WORDS['accusations'])} {suspect} .", "suspect"))
            elif line == "retraction" and suspect != "nobody":
                reason, suspect = "retracted", "nobody"
                text.append((f"{_draw(rng, WORDS['retractions'])} .", "retraction"))
            elif rng.random() < 0.5:
                text.append((f"{_draw(rng, WORDS['suspects'])} {_draw(rng, WORDS['harmless'])} .", "other"))
            else:
                text.append((f"{_draw(rng, WORDS['news'])} .", "other"))
        texts.append([*text, ("who", f"who {reason}", suspect)])
    roles = ("suspect", "retraction", "other", "who", "first", "replaced", "retracted")
    lists = ("suspects", "accusations", "retractions", "news", "harmless", "rest_of_desk")
    return _assemble(texts, roles, lists, ["nobody", *WORDS["suspects"]])


def over_the_phone(rows: int, question: str = "service", seed: int = 0) -> GateStory:
    """Ask for one of two facts in the same text: the service, or the medium.

    `bob knows swimming . he told me over the phone . he served in the navy . recall ___`. Four sentences in
    random order, one of them a remark. The texts are the same whatever the question, so each of the two words
    counts in one task and is irrelevant in the other. Roles in ``marks``: service, medium, skill (one word
    each), recall.

    Args:
        rows: how many texts, at least 1.
        question: "service" asks where he served, "medium" over what he told it.
        seed: for the random numbers, at least 0.

    Returns:
        The texts.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    one_of("question", question, ("service", "medium"))
    rng, texts = random_generator(seed), []
    for _ in range(rows):
        service, medium, skill = (_draw(rng, WORDS[name]) for name in ("services", "media", "skills"))
        facts = [("served in the", service, "service"), ("told me over the", medium, "medium")]
        facts += [("knows", skill, "skill")]
        speaker, text = _draw(rng, WORDS["men"]), []
        for number in rng.permutation(4):
            if number == 3:
                text.append((f"{_draw(rng, WORDS['remarks'])} .", ""))
                continue
            verb, word, role = facts[number]
            text += [(f"{speaker} {verb}", ""), (word, role), (".", "")]
            speaker = "he"
        texts.append([*text, ("recall", "recall", service if question == "service" else medium)])
    roles = ("service", "medium", "skill", "recall")
    lists = ("men", "services", "media", "skills", "remarks", "rest_of_phone")
    return _assemble(texts, roles, lists, WORDS["services" if question == "service" else "media"])


def restaurant(rows: int, reviews: int = 14, unseen: bool = False, seed: int = 0) -> GateStory:
    """Ask whether a restaurant's next review will be good.

    `tasty soup . rude waiter . new owner . fresh bread . ...`, asked at each stop right before a review. A
    restaurant has a quality, uniform from 0 to 1: the chance of a good review. With a new owner, chef or
    manager the quality is drawn anew; a new curtain, lamp or sign changes nothing. Each of the two comes
    before a review with probability 1/14, never before the first. Roles in ``marks``: stop, good, bad (the
    adjectives), change, decoy (the words after `new`).

    Args:
        rows: how many texts, at least 1.
        reviews: how many reviews a text has, at least 2.
        unseen: True pairs adjectives and nouns in ways that no text with ``unseen=False`` has.
        seed: for the random numbers, at least 0.

    Returns:
        The texts.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("reviews", reviews, 2)
    pairs = [(a, n) for a in range(8) for n in range(8) if ((a + n) % 4 == 0) == bool(unseen)]
    rng, texts = random_generator(seed), []
    for _ in range(rows):
        quality, text = rng.random(), []
        for number in range(reviews):
            chance = rng.random() if number else 1.0
            event = "changes" if chance < EVENT else "decoys" if chance < 2 * EVENT else ""
            if event:
                text += [("new", ""), (_draw(rng, WORDS[event]), event[:-1]), (".", "stop")]
            if event == "changes":
                quality = rng.random()
            opinion = "good" if rng.random() < quality else "bad"
            if number:  # the right answer at the stop before
                text[-1] = (".", "stop", opinion)
            adjective, noun = pairs[rng.integers(len(pairs))]
            text += [(WORDS[opinion][adjective], opinion), (WORDS["served"][noun], ""), (".", "stop")]
        texts.append(text)
    roles = ("stop", "good", "bad", "change", "decoy")
    lists = ("good", "bad", "served", "changes", "decoys", "rest_of_restaurant")
    return _assemble(texts, roles, lists, ["bad", "good"])


def best_forecast(story: GateStory) -> np.ndarray:
    """Compute the best possible forecast for `restaurant`, by Laplace's rule of succession.

    If k of n reviews since the last change were good, the next is good with probability (k + 1) / (n + 2).

    Args:
        story: the texts of `restaurant`.

    Returns:
        (rows, timesteps), P(the next review is good) after each word.

    Raises:
        ValueError: if ``story`` is of another task.
    """
    if "change" not in story.marks:
        raise ValueError(f"story has the marks {', '.join(story.marks)}: expected a story of restaurant().")
    good, reviews = np.zeros((2, len(story.x)))
    forecast = np.empty(story.x.shape)
    for t in range(story.x.shape[1]):
        kept = ~story.marks["change"][:, t]  # False sets the counts to 0
        good = (good + story.marks["good"][:, t]) * kept
        reviews = (reviews + story.marks["good"][:, t] + story.marks["bad"][:, t]) * kept
        forecast[:, t] = (good + 1) / (reviews + 2)
    return forecast


def _draw(rng: np.random.Generator, words: list[str]) -> str:
    """Draw one of the words."""
    return words[rng.integers(len(words))]


def _assemble(texts, roles, lists, answers) -> GateStory:
    """Turn texts into arrays.

    Args:
        texts: each a list of pieces (words, their roles in one string, perhaps the answer asked at the last
            of these words).
        roles: all roles of the task.
        lists: the names of the lists in WORDS that the vocabulary is made of.
        answers: the word of each answer.

    Returns:
        The story.
    """
    vocabulary = ["", *sorted({word for name in lists for item in WORDS[name] for word in item.split()})]
    ids_of = {word: i for i, word in enumerate(vocabulary)}
    timesteps = max(sum(len(piece[0].split()) for piece in text) for text in texts)
    x, y = np.zeros((len(texts), timesteps), np.int32), np.zeros((len(texts), timesteps), np.int64)
    asked = np.zeros(x.shape, bool)
    places = {role: [] for role in roles}  # counted through all rows, in reading order
    for row, text in enumerate(texts):
        ids = []
        for words, roles_of_words, *answer in text:
            start = len(ids)
            ids += [ids_of[word] for word in words.split()]
            for role in roles_of_words.split():
                places[role] += range(row * timesteps + start, row * timesteps + len(ids))
            if answer:
                y[row, len(ids) - 1], asked[row, len(ids) - 1] = answers.index(answer[0]), True
        x[row, : len(ids)] = ids
    marks = {role: np.zeros(x.shape, bool) for role in roles}
    for role, found in places.items():
        marks[role].flat[found] = True
    return GateStory(x, y, asked, marks, vocabulary, answers)
