"""A small lesson that keeps every rule, and a course around it: the ground on which the tools are tested."""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.course import Course
from tools.notebooks.files import normalise, write
from tools.publish.header import head, setup_source
from utils.ledger import MIME

FILE = "08_imdb_sentiment.ipynb"
CLAIM = "Our LSTM reaches about 87 % on film reviews."
ALT = "Accuracy against seconds, one point per model, rising to the right."
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
STEPS = "".join(f"step_{i} = {i}\n" for i in range(6))  # some code, so that words and code are in proportion
PYPROJECT = (
    '[tool.course]\nrepository = "someone/lstm-course"\ntag = "v1.2.0"\n\n[tool.ruff]\nline-length = 110\n'
)
README = """# The course

<!-- picture:begin -->
<!-- picture:end -->

[Site](https://someone.github.io/lstm-course/), [code](https://github.com/someone/lstm-course).
Do not touch https://github.com/someone/lstm-course-data or https://github.com/else/where.

<!-- map:begin -->
<!-- map:end -->

## Claims

<!-- ledger:begin -->
<!-- ledger:end -->
"""
COURSE = """
[[lesson]]
slug = "07_training_craft"
title = "The craft of training"
question = "What decides whether an LSTM trains?"
status = "planned"

[[lesson]]
slug = "08_imdb_sentiment"
title = "Opinions in film reviews"
question = "How good is an LSTM at reading opinions?"
minutes = 15
edition = 2
status = "ready"

[[lesson]]
slug = "09_fashion_descriptions"
title = "Fashion descriptions"
question = "Can an LSTM write what it has never seen?"
status = "planned"

[[lesson]]
slug = "10_shakespeare_and_music"
title = "Shakespeare and music"
question = "How far does one character at a time go?"
status = "planned"
"""
# Put behind lesson 08, they give the lesson a deeper page, and a second one.
DEEPER_ENTRIES = (
    """
[[lesson.deeper]]
title = "Opinions, taken apart"
question = "Which step brings what?"
minutes = 15
status = "ready"
""",
    """
[[lesson.deeper]]
slug = "08e_other_films"
title = "Other films"
question = "Does it hold elsewhere?"
minutes = 15
status = "ready"
""",
)
DEEPER_FILE, SECOND_FILE = "deeper/08_imdb_sentiment.ipynb", "deeper/08e_other_films.ipynb"
CITATION = 'cff-version: 1.2.0\nrepository-code: "https://github.com/someone/lstm-course"\n'


def stream(text: str, name: str = "stdout") -> NotebookNode:
    """Return a stream output."""
    return new_output("stream", name=name, text=text)


def figure(alt: str = ALT) -> NotebookNode:
    """Return a figure as ``plotting.show`` displays it."""
    data = {"image/png": PIXEL, "text/plain": alt}
    return new_output("display_data", data=data, metadata={"image/png": {"alt": alt}})


def verdict_box(verdict: str = "true, but", lesson: str = "08") -> NotebookNode:
    """Return a verdict box as ``utils.ledger.verdict`` displays it."""
    box = {
        "lesson": lesson,
        "claim": CLAIM,
        "verdict": verdict,
        "results": {"lstm.accuracy": 0.871, "seeds": 3},
        "because": "a linear model | with word pairs does better.",
    }
    data = {"text/plain": "Verdict", "text/html": "<p>Verdict</p>", MIME: box}
    return new_output("display_data", data=data)


def predict(question: str) -> NotebookNode:
    """Return a Markdown cell that asks for a prediction."""
    return new_markdown_cell(f"**Predict.** {question} Write your guess down before you run the cell.")


def code(source: str, tag: str, *outputs: NotebookNode) -> NotebookNode:
    """Return a code cell with one tag and its outputs."""
    return new_code_cell(source, metadata={"tags": [tag]}, outputs=list(outputs))


def lesson(course: Course, file: str = FILE) -> NotebookNode:
    """Return the good lesson, or as good a deeper page, executed, in normal form."""
    (entry,) = (entry for entry in course.entries if entry.file == file)
    up = "../" * (1 + entry.is_deeper)
    deeper = course.deeper_of(entry.number)
    further = "".join(f", or [deeper]({page.file})" for page in deeper)
    questions = "\n\n".join(
        f"<details><summary>Why {thing}?</summary>\n\nBecause the state would be lost.\n\n</details>"
        for thing in ("a mask", "a baseline", "three seeds")
    )
    cells = [
        new_markdown_cell(head(course, file, f"# {entry.number} · {entry.title}")),
        new_markdown_cell(f"## Question\n\nHow good is it?\n\n> **Claim.** {CLAIM}"),
        new_markdown_cell(
            "## What you will be able to do\n\n"
            "- compare a network with a baseline\n- read a learning curve\n\n"
            "*Teaching time: 15 minutes. Running time: about 3 minutes on two CPU cores.*"
        ),
        new_markdown_cell("## Setup\n\nThis cell finds the helpers of the course."),
        code(setup_source(course), "setup"),
        new_markdown_cell("## In ordinary Keras\n\nTen lines would do."),
        new_markdown_cell("## Ladder\n\nThe gain of 1.25 % is from a paper (Maas et al. 2011)."),
        predict("How many rows are there?"),
        code(f"{STEPS}print('rows:', 3)", "nbval-check-output", stream("rows: 3\n")),
        predict("Which of the two models comes out ahead?"),
        code(f"{STEPS}plotting.show(fig, alt=alt)", "figure", figure()),
        new_markdown_cell("See how the `0.871` of the network stays below; $\\alpha = 0.25$ is the step."),
        predict("Does the claim hold?"),
        new_markdown_cell("## Verdict"),
        code(f"{STEPS}verdict(lesson='08', claim=claim)", "verdict", verdict_box(lesson=entry.number)),
        new_markdown_cell("## Recap\n\nYou compared and you read."),
        new_markdown_cell(f"## Check yourself\n\n{questions}"),
        new_markdown_cell(f"## Where next\n\nGo back to the [map]({up}README.md){further}."),
    ]
    nb = new_notebook(cells=cells, metadata={"course": {"seconds": 141}})
    count_up(nb)
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number:02d}"
    return normalise(nb)


def count_up(nb: NotebookNode) -> None:
    """Give the code cells the execution counts of a run from top to bottom."""
    for number, cell in enumerate((cell for cell in nb.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number


def build(root: Path, deeper: int = 0) -> Course:
    """Write a course of three lessons below ``root``, of which 08 is the good one, and return it.

    08 has so many ``deeper`` pages, at most two, as good.
    """
    notebooks = root / "notebooks"
    (notebooks / "deeper").mkdir(parents=True)
    before, slug, after = COURSE.partition('slug = "09_')
    further = "".join(DEEPER_ENTRIES[:deeper]) + "\n[[lesson]]\n"
    toml = before.removesuffix("[[lesson]]\n") + further + slug + after
    (root / "course.toml").write_text(toml, encoding="utf-8")
    (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (root / "README.md").write_text(README, encoding="utf-8")
    (root / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    for neighbour in ("07_training_craft.ipynb", "10_shakespeare_and_music.ipynb"):
        write(normalise(new_notebook(cells=[])), notebooks / neighbour)
    files = [FILE, DEEPER_FILE, SECOND_FILE][: 1 + deeper]
    for file in files:  # so that its neighbours find it
        write(new_notebook(cells=[]), notebooks / file)
    course = Course.load(root)
    for file in files:
        write(lesson(course, file), notebooks / file)
    return course
