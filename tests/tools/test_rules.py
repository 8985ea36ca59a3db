"""The lessons keep the rules, and the rules notice when a lesson does not."""

import json
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.tools import good_lesson
from tests.tools.good_lesson import FILE, count_up, figure, lesson, stream
from tools.course import ROOT, Course
from tools.notebooks.files import FOLDING, changes, normalise, read, write
from tools.rules.check import check
from tools.rules.minutes import count
from tools.rules.page import EDITION, RULES, Page, Problem
from utils.ledger import MIME

NOTEBOOKS = ROOT / "notebooks"
REAL = sorted([*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("deeper/*.ipynb")])


@pytest.mark.parametrize("path", REAL, ids=lambda path: str(path.relative_to(NOTEBOOKS))[:-6])
def test_lesson_keeps_the_rules(path: Path) -> None:
    problems = check(path, Course.load())
    assert not problems, "\n" + "\n".join(f"{problem} [{problem.rule}]" for problem in problems)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return good_lesson.build(tmp_path, deeper=1)


def broken(course: Course, mutate, announce: bool = True) -> list[Problem]:
    """Return the problems of the good lesson after ``mutate`` has changed one thing in it.

    The minutes it then takes are announced, unless they are what is tested.
    """
    nb = lesson(course)
    file = mutate(nb) or FILE
    path = course.notebooks / file
    write(nb, path)
    if announce and (minutes := count(Page(path, course)).announced) != 15:
        replace("## What", "15 minutes", f"{minutes} minutes")(nb)
        write(nb, path)
        toml = (course.root / "course.toml").read_text(encoding="utf-8")
        toml = toml.replace("minutes = 15", f"minutes = {minutes}", 1)
        (course.root / "course.toml").write_text(toml, encoding="utf-8")
    return check(path, Course.load(course.root), edition=3)


def cell(nb: NotebookNode, start: str) -> NotebookNode:
    """Return the first cell that begins with ``start`` or carries it as a tag."""
    return next(c for c in nb.cells if c.source.startswith(start) or start in c.metadata.get("tags", []))


def replace(start: str, old: str, new: str):
    """Return a mutation that replaces text in the source of one cell."""

    def mutate(nb: NotebookNode) -> None:
        found = cell(nb, start)
        assert old in found.source
        found.source = found.source.replace(old, new)

    return mutate


def prose(text: str):
    """Return a mutation that adds a paragraph to the body."""
    return replace("## Ladder", "## Ladder", f"## Ladder\n\n{text}")


def output(*outputs: NotebookNode):
    """Return a mutation that gives the checked cell other outputs."""

    def mutate(nb: NotebookNode) -> None:
        cell(nb, "nbval-check-output").outputs = list(outputs)

    return mutate


def both(*mutations):
    """Return a mutation that is several, one after the other."""

    def mutate(nb: NotebookNode) -> None:
        for each in mutations:
            each(nb)

    return mutate


def html(text: str) -> NotebookNode:
    return new_output("display_data", data={"text/html": text, "text/plain": "a table"})


def folded(source: str, **more) -> NotebookNode:
    """A code cell whose source a reader does not see."""
    return new_code_cell(source, metadata={"tags": ["hide-input"], **FOLDING}, **more)


def insert(before: str, *new: NotebookNode):
    """Return a mutation that inserts cells and leaves ids and counts in order."""

    def mutate(nb: NotebookNode) -> None:
        at = nb.cells.index(cell(nb, before))
        nb.cells[at:at] = list(new)
        for number, each in enumerate(nb.cells):
            each.id = f"cell-{number:02d}"
        count_up(nb)

    return mutate


def remove(start: str):
    """Return a mutation that takes one cell out and leaves ids and counts in order."""

    def mutate(nb: NotebookNode) -> None:
        nb.cells.remove(cell(nb, start))
        insert("## Question")(nb)

    return mutate


def tagged(start: str, tags: list[str]):
    """Return a mutation that sets the tags of one cell."""

    def mutate(nb: NotebookNode) -> None:
        cell(nb, start).metadata.tags = tags

    return mutate


def box(**changed: object):
    """Return a mutation that changes the stored verdict."""

    def mutate(nb: NotebookNode) -> None:
        cell(nb, "verdict").outputs[0].data[MIME].update(changed)

    return mutate


def swap_recap_and_questions(nb: NotebookNode) -> None:
    recap, questions = cell(nb, "## Recap"), cell(nb, "## Check yourself")
    recap.source, questions.source = questions.source, recap.source


def three_large_outputs(nb: NotebookNode) -> None:
    # Each is below the limit of an output, together they are above that of a file.
    cell(nb, "nbval-check-output").outputs = [html("x" * 110_000) for _ in range(3)]


def another_cell_for_setup(nb: NotebookNode) -> None:
    setup = cell(nb, "setup")
    setup.source, setup.metadata.tags = "import os", ["hide-input"]


def setup_in_the_body(nb: NotebookNode) -> None:
    setup = cell(nb, "setup")
    remove("setup")(nb)
    insert("See how", setup)(nb)
    insert("setup", new_markdown_cell("See the figure above."))(nb)


def verdict_not_shown(nb: NotebookNode) -> None:
    cell(nb, "verdict").outputs = []


def verdict_in_the_body(nb: NotebookNode) -> None:
    verdict = cell(nb, "verdict")
    remove("verdict")(nb)
    insert("## Verdict", verdict)(nb)


def seconds(value: int | None, announced: str = "3"):
    """Return a mutation that changes the measured and the announced running time."""

    def mutate(nb: NotebookNode) -> None:
        nb.metadata.course = NotebookNode(seconds=value)
        replace("## What", "3 minutes", f"{announced} minutes")(nb)

    return mutate


def not_valid(nb: NotebookNode) -> None:
    cell(nb, "## Recap").execution_count = 3


def metadata(nb: NotebookNode) -> None:
    nb.metadata.language_info.version = "3.11.7"


def cell_metadata(nb: NotebookNode) -> None:
    cell(nb, "## Recap").metadata.collapsed = True


def bound_again(nb: NotebookNode) -> None:
    lines = {"nbval-check-output": "rows = 3", "figure": "print([rows for _ in 'ab'])", "verdict": "rows = 4"}
    for tag, line in lines.items():
        cell(nb, tag).source = cell(nb, tag).source.replace("step_5 = 5", line)


def folded_no_more(nb: NotebookNode) -> None:
    del cell(nb, "setup").metadata["jupyter"]


def keras_after_the_body(nb: NotebookNode) -> None:
    keras, body = cell(nb, "## In"), cell(nb, "## Ladder")
    keras.source, body.source = body.source, keras.source


def other_count(nb: NotebookNode) -> None:
    cell(nb, "verdict").execution_count = 9


def not_run(nb: NotebookNode) -> None:
    cell(nb, "setup").execution_count = None


def figure_object(nb: NotebookNode) -> None:
    cell(nb, "figure").outputs[0].data["text/plain"] = "a picture"


def figure_without_alt(nb: NotebookNode) -> None:
    cell(nb, "figure").outputs = [figure(alt="a plot")]


LONG = "\n".join(f"a{i} = {i}" for i in range(16))
MEDIUM = "\n".join(f"a{i} = {i}" for i in range(9))
FULL = new_code_cell("\n".join(f"a{i} = {i}" for i in range(15)))
WORDS = new_markdown_cell("word " * 90)
ERROR = new_output("error", ename="KeyError", evalue="'x'", traceback=["KeyError: 'x'"])
DETAILS = "<details><summary>Why?</summary>\n\nSo.\n\n</details>"

BROKEN = {
    "placeholder": [prose("NAV"), prose("TODO: say why"), prose("badge")],
    "file-name": [lambda nb: "08_imdb.ipynb"],
    "title": [replace("# 08", "# 08 · Opinions", "# 8 · Opinions"), prose("# One more title")],
    "badge": [replace("# 08", "/v1.2.0/", "/main/"), replace("# 08", "Open in Colab", "Colab")],
    "navigation": [replace("# 08", "10_shakespeare_and_music.ipynb", "../README.md")],
    "sections": [
        swap_recap_and_questions,
        replace("## Where next", "## Where next", "### Where next"),
        both(replace("## Ladder", "## Ladder", "### Ladder"), replace("## In", "## In", "### In")),
    ],
    "claim": [replace("## Question", "**Claim.**", "Claim:")],
    "objectives": [
        replace("## What", "- read", "- you will read"),
        replace("## What", "- compare", "compare"),
    ],
    "times": [replace("## What", "15 minutes", "an hour"), replace("## What", "on two CPU cores", "")],
    "setup": [
        replace("setup", "import os", "import os  # changed"),
        insert("## Ladder", new_code_cell("a = 1", metadata={"tags": ["setup"], **FOLDING})),
        another_cell_for_setup,
        setup_in_the_body,
    ],
    "tags": [tagged("## Recap", ["todo"]), tagged("figure", ["figure", "nbval-skip"])],
    "predictions": [replace("**Predict.** Which", "**Predict.**", "Guess.")],
    "check-yourself": [
        replace("## Check", "<details>", "<p>"),
        replace("## Check", "</details>", ""),
        replace("## Check", "## Check yourself", "## Check yourself\n\n" + "\n\n".join([DETAILS] * 3)),
    ],
    "code-length": [insert("## Verdict", new_markdown_cell("word " * 90), new_code_cell(LONG))],
    "code-median": [
        insert("## Verdict", *[c for _ in range(4) for c in (WORDS.copy(), new_code_cell(MEDIUM))])
    ],
    "code-rows": [insert("verdict", *[new_code_cell("a = 1") for _ in range(3)])],
    "words-and-code": [
        insert("## Verdict", WORDS.copy(), WORDS.copy()),
        insert("verdict", FULL.copy(), FULL.copy()),
    ],
    "numbers-in-prose": [prose("The network gets 87 % right."), prose("It ends at 0.871, which is good.")],
    "filler": [prose("It is important to note this."), prose("Let's dive in.")],
    "emoji": [prose("Well done \U0001f389"), replace("nbval-check-output", "rows", "\u2705 rows")],
    "image-alt": [
        prose("![](../README.md)"),
        prose('<img src="../README.md">'),
        prose('<img src="../README.md" alt="">'),
    ],
    "links": [prose("See [the other one](nowhere.ipynb).")],
    "executed": [other_count, not_run],
    "errors": [output(ERROR)],
    "stderr": [output(stream("oh\n", "stderr"))],
    "noise": [
        output(stream("2026-01-01 10:00:00.123456: I tensorflow/core/x.cc:1] hello\n")),
        output(stream("WARNING:tensorflow:5 out of 5 calls\n")),
        output(stream("x.py:3: UserWarning: careful\n")),
        output(stream("10%\r20%\n")),
        output(stream("Epoch 1/3\n")),
        output(stream("12/12 ━━━━━━ 0s 3ms/step\n")),
        output(stream("Downloading data from https://example.org/x\n")),
        output(html("read from /home/me/data.csv")),
        output(html("&lt;History at 0x7f12ab34cd56&gt;")),
        output(html("[<matplotlib.lines.Line2D")),
    ],
    "notebook-size": [three_large_outputs],
    "output-size": [output(html("x" * 151_000))],
    "figure-alt": [figure_without_alt, figure_object],
    "html-alt": [output(html('<img src="data:image/png;base64,AAAA">'))],
    "figure-words": [
        insert("See how", new_code_cell("a = 1")),
        insert("figure", new_code_cell("a = 1")),
        insert("figure", folded("a = 1", outputs=[new_output("stream", text="1")])),
    ],
    "checked-outputs": [
        tagged("nbval-check-output", ["nbval-ignore-output"]),
        output(),
        replace("nbval-check-output", "print(", "clear_output()\nprint("),
    ],
    "verdict": [
        box(lesson="07"),
        box(verdict="maybe"),
        tagged("verdict", ["figure"]),
        verdict_not_shown,
        verdict_in_the_body,
    ],
    "same-claim": [box(claim="Another sentence.")],
    "seconds": [seconds(None), seconds(20), seconds(150, "1")],
    "seconds-together": [seconds(160)],
    "ordinary-keras": [replace("## In", "In ordinary Keras", "In Keras"), keras_after_the_body],
    "deeper-link": [replace("## Where", f"({good_lesson.DEEPER_FILE})", "(../README.md)")],
    "minutes": [insert("## Verdict", *[good_lesson.predict("What?") for _ in range(4)])],
    "code-width": [insert("## Verdict", new_code_cell(f"name = {'1' * 82}"))],
    "names-bound-again": [bound_again],
    "normal-form": [metadata, cell_metadata, not_valid, folded_no_more],
}


def test_every_rule_has_a_broken_lesson() -> None:
    assert set(BROKEN) == set(RULES)


def test_the_good_lesson_keeps_all_rules(course: Course) -> None:
    assert check(course.notebooks / FILE, course) == []


def test_a_good_deeper_page_keeps_all_rules(tmp_path: Path) -> None:
    course = good_lesson.build(tmp_path, deeper=1)
    for file in (FILE, good_lesson.DEEPER_FILE):
        assert check(course.notebooks / file, course) == []
    nb = read(course.notebooks / good_lesson.DEEPER_FILE)
    nb.cells[0].source = nb.cells[0].source.replace("# 08d", "# 08")
    write(nb, course.notebooks / good_lesson.DEEPER_FILE)
    (problem,) = check(course.notebooks / good_lesson.DEEPER_FILE, course)
    assert problem.rule == "title" and "# 08d · Opinions, taken apart" in problem.message


def test_a_lesson_may_have_a_second_deeper_page(tmp_path: Path) -> None:
    course = good_lesson.build(tmp_path, deeper=2)
    for file in (FILE, good_lesson.DEEPER_FILE, good_lesson.SECOND_FILE):
        assert check(course.notebooks / file, course) == []
    nb = read(course.notebooks / FILE)
    nb.cells[-1].source = nb.cells[-1].source.replace(good_lesson.SECOND_FILE, good_lesson.DEEPER_FILE)
    write(nb, course.notebooks / FILE)
    (problem,) = check(course.notebooks / FILE, course)
    assert problem.rule == "deeper-link" and good_lesson.SECOND_FILE in problem.message


def test_the_seconds_of_all_deeper_pages_count(tmp_path: Path) -> None:
    course = of_edition(good_lesson.build(tmp_path, deeper=2), 3)
    files = (FILE, good_lesson.DEEPER_FILE, good_lesson.SECOND_FILE)
    for seconds_each, expected in ((100, set()), (101, {"seconds-together"})):
        for file in files:
            nb = read(course.notebooks / file)
            nb.metadata["course"]["seconds"] = seconds_each
            write(nb, course.notebooks / file)
        found = {problem.rule for problem in check(course.notebooks / FILE, course)}
        assert found & {"seconds-together"} == expected


def test_the_verdict_of_a_deeper_page_is_its_own(tmp_path: Path) -> None:
    course = good_lesson.build(tmp_path, deeper=1)
    path = course.notebooks / good_lesson.DEEPER_FILE
    write(lesson(course), path)  # the lesson in the place of its deeper page
    assert "verdict" in {problem.rule for problem in check(path, course)}


def of_edition(course: Course, edition: int) -> Course:
    """Return the course with its lesson in another edition."""
    path = course.root / "course.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("edition = 2", f"edition = {edition}"), "utf-8")
    return Course.load(course.root)


def test_a_rule_of_a_later_edition_is_not_asked(course: Course) -> None:
    nb = lesson(course)
    bound_again(nb)
    write(nb, course.notebooks / FILE)
    path, first = course.notebooks / FILE, of_edition(course, 1)
    assert check(path, first) == []
    assert [problem.rule for problem in check(path, first, edition=2)] == ["names-bound-again"]
    assert {EDITION[name] for name in ("names-bound-again", "minutes", "ordinary-keras")} == {2}
    assert [name for name, edition in EDITION.items() if edition > 2] == ["seconds-together"]


def test_a_lesson_of_the_first_edition_may_run_for_longer(course: Course) -> None:
    nb = lesson(course)
    seconds(301, "5")(nb)
    write(nb, course.notebooks / FILE)
    (problem,) = check(course.notebooks / FILE, of_edition(course, 1))
    assert problem.rule == "seconds" and "at most 300" in problem.message


def test_what_the_minutes_are_made_of(course: Course) -> None:
    path = course.notebooks / FILE
    before = count(Page(path, course))
    assert before.announced == 15
    nb = lesson(course)
    prose("word " * 260)(nb)
    replace("## Check", "Because the", "word " * 500 + "Because the")(nb)  # a folded answer
    insert("## Verdict", new_code_cell("\n".join(["a = 1"] * 20), metadata={"tags": ["hide-input"]}))(nb)
    insert("## Verdict", new_code_cell("a = 1\n\n" * 20))(nb)
    insert("## Verdict", good_lesson.predict("What?"))(nb)
    write(nb, path)
    after = count(Page(path, course))
    assert (after.lines - before.lines, after.predictions - before.predictions) == (20, 1)
    asked = 11  # words of the new prediction
    assert after.words - before.words == 260 + asked
    assert after.total - before.total == pytest.approx((260 + asked) / 130 + 20 * 9 / 60 + 2)
    nb.cells[-1].source += " word" * 130 * 60
    write(nb, path)
    assert any("at most 75 minutes" in problem.message for problem in check(path, course))


@pytest.mark.parametrize(
    ("first", "second", "third", "is_found"),
    [
        ("x = 1", "print(x)", "x = 2", True),
        ("x = 1", "x = 2", "print(x)", True),
        ("for x in range(3):\n    pass", "x = 2", "print(x)", True),
        ("x = 1", "x = 2", "print([x for x in range(3)])", False),
        ("import numpy as np", "import numpy as np", "print(np)", False),
        ("x = 1", "def f():\n    return x", "for x in range(3):\n    pass", True),
        ("x = 1", "x += 1", "x = 2", True),
        ("x = 1", "x = x + 1", "x = 2", True),
        ("x = 1", "print([x for x in range(3)])", "x = 2", False),
        ("x = 1", "x = 5\nprint(x)", "x = 2", False),
        ("x = 1", "def f(x):\n    return x", "x = 2", False),
        ("x = 1", "print(x)", "print(x)", False),
        ("import numpy as np", "print(np)", "import numpy as np", False),
        ("x = 1", "print(x)", "y = [x for x in range(3)]", False),
        ("x = 1", "print(x)", "def x():\n    pass", True),
    ],
)
def test_which_names_are_bound_again(first, second, third, is_found, course: Course) -> None:
    nb = lesson(course)
    for start, source in (("nbval-check-output", first), ("figure", second), ("verdict", third)):
        cell(nb, start).source += "\n" + source
    write(nb, course.notebooks / FILE)
    found = check(course.notebooks / FILE, course)
    assert len([problem for problem in found if problem.rule == "names-bound-again"]) == is_found


def test_what_prepares_a_drawing_may_stand_folded_before_it(course: Course) -> None:
    assert broken(course, insert("figure", folded("a = 1"), folded("b = 1"))) == []


def test_ids_of_cells_are_kept_and_doubles_renamed(course: Course) -> None:
    nb = lesson(course)
    ids = [one.id for one in nb.cells]
    nb.cells.insert(3, new_markdown_cell("New words.", id="mine"))
    assert [one.id for one in normalise(nb).cells] == [*ids[:3], "mine", *ids[3:]]
    nb.cells[4].id = nb.cells[5].id
    once = normalise(nb)
    assert len({one.id for one in once.cells}) == len(once.cells)
    assert normalise(once) == once and once.cells[4].id == ids[4]


@pytest.mark.parametrize(
    ("name", "mutate"),
    [
        pytest.param(name, mutate, id=f"{name}-{i}")
        for name, all_ in BROKEN.items()
        for i, mutate in enumerate(all_)
    ],
)
def test_a_broken_lesson_is_reported_by_its_rule_alone(course: Course, name: str, mutate) -> None:
    problems = broken(course, mutate, announce=name != "minutes")
    assert {problem.rule for problem in problems} == {name}, "\n".join(map(str, problems))


@pytest.mark.parametrize(
    "mutate",
    [
        prose("About 87 % in the tutorials (Dai and Le 2015)."),
        prose("Dai and Le (2015) report 92.80 there."),
        prose("```\nit prints 0.871 and 87 %\n```"),
        prose("$$\nx = 0.125\n$$"),
        prose("The option is `validation_split=0.25`."),
        tagged("## Recap", ["predict"]),
        both(output(ERROR), tagged("nbval-check-output", ["nbval-check-output", "raises-exception"])),
        output(html('<img alt="A map" src="data:image/png;base64,/tmp/x0root/home/AAAA">')),
        output(stream("cuDNN: not used, 3/4 of the rows\n")),
        output(stream("┏━━━━━━━┳━━━━━━━━━┓\n┃ Layer ┃ Param # ┃\n┡━━━━━━━╇━━━━━━━━━┩\n")),  # model.summary()
        replace("## What", "3 minutes", "170 seconds"),
    ],
)
def test_what_the_rules_allow(course: Course, mutate) -> None:
    assert broken(course, mutate) == []


def test_a_problem_says_where_it_is(course: Course) -> None:
    (problem,) = broken(course, prose("The network gets 87 % right."))
    assert str(problem).startswith("08_imdb_sentiment.ipynb, cell 7, line 3: '87 %'")


def test_normalising_twice_changes_nothing(course: Course) -> None:
    nb = lesson(course)
    nb.cells[4].outputs = [stream("a"), stream("b\n"), stream("c", "stderr"), stream("d")]
    nb.cells[4].metadata.execution = {"shell.execute_reply": "2026-01-01T00:00:00Z"}
    nb.metadata.widgets = {}
    once = normalise(nb)
    assert [out.text for out in once.cells[4].outputs] == ["ab\n", "c", "d"]
    assert "execution" not in once.cells[4].metadata
    assert "widgets" not in once.metadata
    assert normalise(once) == once


def test_widget_models_are_numbered_in_order(course: Course) -> None:
    def with_widget(model: str, layout: str) -> NotebookNode:
        nb = lesson(course)
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": model}, "text/plain": "slider"}
        nb.cells[7].outputs = [new_output("display_data", data=view)]
        state = {layout: {"state": {}}, model: {"state": {"layout": f"IPY_MODEL_{layout}"}}}
        nb.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": state}}
        return normalise(nb)

    one, other = with_widget("a" * 32, "b" * 32), with_widget("d" * 32, "c" * 32)
    assert one == other == normalise(one)


def test_the_layout_of_the_file_is_part_of_the_normal_form(course: Course) -> None:
    path = course.notebooks / FILE
    assert changes(path) == []
    path.write_text(json.dumps(read(path)), encoding="utf-8")
    assert [number for number, _ in changes(path)] == [None]
