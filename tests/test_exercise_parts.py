"""What the exercises show and measure with: tables, fingerprints, counts. And other right answers."""

from itertools import takewhile

import matplotlib.pyplot as plt
import numpy as np
import pytest
from exercise import EXERCISES, Attempt, lesson, run
from from_lesson import from_lesson

from utils.checks import fingerprints, lesson_01, lesson_02, tails
from utils.checks.judging import close

AS_LIST = "lambda *given: list(solved(*given))"
OTHER_WAYS = [  # an answer cell, its function, and another right way to write it
    ("too-good", "windows_of", AS_LIST),
    ("shift-register", "shift_register", AS_LIST),
    ("last-states", "last_states", "lambda *given: solved(*given).tolist()"),
    ("leaky-backward", "leaky_backward", AS_LIST),
    ("bias", "forget_bias", "lambda *given: round(solved(*given), 3)"),
    ("clip", "clip", "lambda *given: [g.tolist() for g in solved(*given)]"),
    (
        "clip",
        "clip",
        "lambda g, limit: [min(1, limit / max(1e-9, np.sqrt(sum(np.sum(a**2) for a in g)))) * a for a in g]",
    ),
    (
        "directions",
        "directions",
        "lambda J, share=0.01: np.sum(np.linalg.svd(J)[1] >= share * np.linalg.norm(J, 2))",
    ),
]


@pytest.fixture(autouse=True)
def no_figures(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("utils.plotting.show", lambda fig, alt: plt.close(fig))
    with plt.rc_context():
        yield


def test_the_four_tables_have_one_score_and_different_best_ones():
    tables = lesson_01._tables()
    assert all(abs(table.diagonal().mean() - 1 / 8) < 0.001 for table in tables.values())
    assert all(np.allclose(table.sum(axis=1), 1) for table in tables.values())
    best = {name: table.max(axis=0).mean() for name, table in tables.items()}
    assert best["A"] < 0.2 and best["C"] < 0.2
    assert 0.4 < best["D"] < 0.6 and best["B"] > 0.9


def caught(mistake: int, timesteps: int) -> tuple[bool, ...]:
    pairs = zip(
        fingerprints._gradients(mistake, timesteps), fingerprints._gradients(0, timesteps), strict=True
    )
    return tuple(not close(*pair) for pair in pairs)


@pytest.mark.parametrize("timesteps", [1, 6])
def test_the_right_gradient_is_the_lessons(timesteps):
    rng = np.random.default_rng(0)
    x, W, U = rng.normal(size=(3, timesteps, 4)), rng.normal(size=(4, 5)), 0.5 * rng.normal(size=(5, 5))
    h_start, dh = rng.normal(size=(3, 5)), rng.normal(size=(3, timesteps, 5))
    lesson = from_lesson("02", "rnn_forward", "rnn_backward")
    h = lesson.rnn_forward(x, W, U, np.zeros(5), h_start)
    assert close(h, fingerprints.rnn_forward(x, W, U, np.zeros(5), h_start))
    theirs = lesson.rnn_backward(dh, x, h, W, U, h_start)
    for ours, their in zip(fingerprints._gradients(0, timesteps), theirs, strict=True):
        assert close(ours, their)


def test_each_mistake_has_the_fingerprint_that_the_words_say():
    everything, nothing = (True,) * 5, (False,) * 5
    only = {name: tuple(one == name for one in fingerprints.ARRAYS) for name in fingerprints.ARRAYS}
    expected = {1: (nothing, everything), 2: (only["dU"],) * 2, 3: (only["db"],) * 2, 4: (everything,) * 2}
    assert {
        mistake: (caught(mistake, 1), caught(mistake, 6)) for mistake in fingerprints.MISTAKES
    } == expected
    assert sorted(fingerprints.PANELS.values()) == sorted(fingerprints.MISTAKES)


def test_bits_by_counts():
    two = np.arange(10_000) % 2
    assert abs(lesson_02.table_bits(two, two, 0) - 1) < 0.01
    assert lesson_02.table_bits(two, two, 1) < 0.01
    coin = np.random.default_rng(0).integers(0, 2, 10_000)
    assert abs(lesson_02.table_bits(coin, coin, 1) - 1) < 0.01


PRODUCT = """
def products(texts):
    groups = {}
    for words in texts:
        key = " ".join(word for word in words if word not in fashion.COLOURS)
        groups.setdefault(key, []).append(words)
    return list(groups.values())
"""
# (lesson, answer, what is unusual, its source): right answers that look unlike the solution
RIGHT = [
    (
        "08",
        "told",
        "a table in float32",
        """
def told(present, y, fold):
    sums = np.zeros(len(y), np.float32)
    for k in np.unique(fold):
        p, q = (1 + present[(fold != k) & (y == side)].sum(axis=0) for side in (1, 0))
        ratios = (np.log(p) - np.log(q) - np.log(p.sum() / q.sum())).astype(np.float32)
        sums[fold == k] = present[fold == k].astype(np.float32) @ ratios
    return sums
""",
    ),
    (
        "08",
        "twins",
        "another twin, looked for from the end",
        """
def twin(words):
    for d in range(len(words) - 1, 0, -1):
        for c in range(d - 1, 0, -1):
            for b in range(c - 1, 0, -1):
                for a in range(b - 1, -1, -1):
                    first, second = words[a + 1 : b], words[c + 1 : d]
                    if words[a] == words[c] and words[b] == words[d] and first != second:
                        return words[: a + 1] + second + words[b : c + 1] + first + words[d:]
    return list(words)
""",
    ),
    (
        "08",
        "company",
        "a loop over the reviews",
        """
def summary(h, mask):
    rows = [one[m == 1] for one, m in zip(h, mask)]
    return [[*row[-1], *row.mean(axis=0), *row.max(axis=0)] for row in rows]
""",
    ),
    (
        "09",
        "ruined",
        "float32",
        """
def ruined(p, is_crumb, n, temperature):
    p = np.exp(np.log(p.astype(np.float32)) / np.float32(temperature))
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n
""",
    ),
    (
        "09",
        "nucleus",
        "a loop in float32",
        """
def nucleus(p, mass):
    only, reached = np.zeros(len(p), np.float32), 0
    for place in sorted(range(len(p)), key=lambda k: -p[k]):
        if reached < mass:
            only[place] = p[place]
        reached += p[place]
    return only / only.sum()
""",
    ),
    (
        "09",
        "products",
        "a coin for each product",
        PRODUCT
        + """
def divide(texts, share, rng):
    train, test = [], []
    for group in products(texts):
        (test if rng.random() < share else train).extend(group)
    return [train, test]
""",
    ),
    (
        "09",
        "products",
        "products until the texts are enough",
        PRODUCT
        + """
def divide(texts, share, rng):
    train, test, groups = [], [], products(texts)
    for k in rng.permutation(len(groups)):
        (test if len(test) < share * len(texts) else train).extend(groups[k])
    return train, test
""",
    ),
]


@pytest.mark.parametrize(
    ("number", "answer", "how", "source"), RIGHT, ids=[" ".join(one[:3]) for one in RIGHT]
)
def test_a_right_answer_may_look_unlike_the_solution(number, answer, how, source, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    (one,) = [e for e in EXERCISES if e.file.startswith(number) and answer in e.answers]
    said = lesson(one.file).said(one, instead=Attempt(one.file, answer, how, "", source))
    assert said.startswith("Passed"), said


def test_network_c_gains_by_a_mild_cut_and_loses_by_the_likeliest_word():
    quality = {name: quality for name, (_, quality) in tails.four_networks().items()}
    assert quality["C"].max() > quality["C"][0] + 0.02 and quality["C"][-1] < quality["C"][0] - 0.2
    assert quality["B"][-1] == 1


@pytest.mark.parametrize("answer, name, other", OTHER_WAYS)
def test_another_right_answer_passes_and_the_cells_after_it_run(answer: str, name: str, other: str):
    (one,) = [exercise for exercise in EXERCISES if exercise.name == answer]
    cells, names = lesson(one.file).cells, lesson(one.file).names_before(one)
    for cell in cells[one.first : one.check]:
        run(cell.source, names, cell.cell_type)
    run(f"solved = {name}\n{name} = {other}", names)
    assert run(cells[one.check].source, names).startswith("Passed.")
    after = takewhile(lambda cell: not cell.source.startswith("## "), cells[one.check + 1 :])
    assert "np." not in "".join(run(cell.source, names, cell.cell_type) for cell in after)
