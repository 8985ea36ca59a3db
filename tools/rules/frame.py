"""Rules on the frame of a lesson: its head, its sections, what each section must hold."""

import re

from tools.publish.header import badge, navigation, setup_source
from tools.publish.readme import TEACHING
from tools.rules.page import CLAIM, Found, Page, rule, tags

OPENING = ("Question", "What you will be able to do", "Setup")
CLOSING = ("Verdict", "Recap", "Check yourself", "Where next")
KERAS = "In ordinary Keras"
TAGS = {
    "readme",
    "setup",
    "verdict",
    "predict",
    "figure",
    "hide-input",
    "nbval-check-output",
    "nbval-ignore-output",
    "raises-exception",
}

# How objectives begin that name no deed one could watch.
NO_VERBS = {"you", "the", "a", "an", "how", "what", "why", "to", "understand", "know", "learn"}


@rule("file-name")
def file_name(page: Page) -> Found:
    """The file is one of those in course.toml."""
    if page.entry is None:
        yield None, None, "course.toml names no such page: add it there, or rename the file"


@rule("title")
def title(page: Page) -> Found:
    """The page opens with its number and title, and has no other heading of that level."""
    first = page.cells[0].source.partition("\n")[0] if page.cells else ""
    expected = f"# {page.entry.number} · {page.entry.title}" if page.entry else first
    if first != expected:
        yield 1, 1, f"the first line must be {expected!r}, not {first!r}"
    for heading in page.headings:
        if heading.level == 1 and (heading.cell, heading.number) != (1, 1):
            yield heading.cell, heading.number, "only the title is a heading of level 1"


@rule("badge")
def colab_badge(page: Page) -> Found:
    """The badge opens this very file at the course's tag."""
    if page.entry and badge(page.course, page.entry.file) not in _head(page):
        yield 1, None, "the Colab badge is missing or points elsewhere: make badges writes it"


@rule("navigation")
def neighbours(page: Page) -> Found:
    """Previous, map and next lead to files that exist."""
    if page.entry and navigation(page.course, page.entry.file) not in _head(page):
        yield 1, None, "the line previous · map · next is not current: make badges writes it"


def _head(page: Page) -> list[str]:
    return page.cells[0].source.splitlines() if page.cells else []


@rule("sections")
def sections(page: Page) -> Found:
    """The sections stand in the order that every lesson has."""
    found = [heading for heading in page.headings if heading.level == 2]
    names = [heading.text for heading in found]
    for name in (*OPENING, *CLOSING):
        if names.count(name) != 1:
            yield None, None, f"there must be one heading '## {name}', there are {names.count(name)}"
            return
    if tuple(names[: len(OPENING)]) != OPENING or tuple(names[-len(CLOSING) :]) != CLOSING:
        yield None, None, f"sections out of order; expected {', '.join([*OPENING, 'the body', *CLOSING])}"
    elif len(names) == len(OPENING) + len(CLOSING):
        yield found[len(OPENING)].cell, None, "there is no section between Setup and Verdict"


@rule("ordinary-keras", edition=2)
def ordinary_keras(page: Page) -> Found:
    """The body of a lesson begins with the thing itself, as a practitioner would write it."""
    setup = page.heading("Setup")
    first = page.after(setup) if setup else None
    is_body = first is not None and first.text not in CLOSING
    if page.entry and not page.entry.is_deeper and is_body and first.text != KERAS:
        yield None, None, f"the section after Setup must be '## {KERAS}'"


@rule("deeper-link", edition=2)
def deeper_link(page: Page) -> Found:
    """Where next leads to each deeper page."""
    if not page.entry or not page.heading("Where next"):
        return
    text = "\n".join(line.text for line in page.section("Where next"))
    for deeper in page.course.deeper_of(page.entry.number):
        if f"({deeper.file})" not in text:
            yield None, None, f"Where next must link {deeper.file}"


@rule("claim")
def claim(page: Page) -> Found:
    """The claim under test stands in Question, as a quotation."""
    count = sum(line.text.startswith(CLAIM) for line in page.section("Question"))
    if page.heading("Question") and count != 1:
        yield page.heading("Question").cell, None, f"one line must begin {CLAIM!r}, {count} do"


@rule("objectives")
def objectives(page: Page) -> Found:
    """What you will be able to do is a list of verbs."""
    heading = page.heading(OPENING[1])
    items = [line for line in page.section(OPENING[1]) if re.match(r"[-*] ", line.text)]
    if heading and not 2 <= len(items) <= 7:
        yield heading.cell, None, f"two to seven objectives in a list, not {len(items)}"
    for line in items:
        first = re.match(r"[-*] \W*(\w+)", line.text)
        if not first or first[1].lower() in NO_VERBS:
            yield line.cell, line.number, "an objective begins with a verb that one can see being done"


@rule("times")
def times(page: Page) -> Found:
    """Teaching time and running time stand below the objectives."""
    heading = page.heading(OPENING[1])
    text = "\n".join(line.text for line in page.section(OPENING[1]))
    line = r"(?m)^\*Teaching time: \d+ minutes\. Running time: about .+ on two CPU cores\.\*$"
    if heading and not (TEACHING.search(text) and re.search(line, text)):
        example = "*Teaching time: 60 minutes. Running time: about 3 minutes on two CPU cores.*"
        yield heading.cell, None, f"a line such as {example!r} is missing"
    announced = TEACHING.search(text)
    if announced and page.entry and page.entry.minutes != int(announced[1]):
        yield heading.cell, None, f"{announced[1]} minutes here, {page.entry.minutes} in course.toml"


@rule("setup")
def setup(page: Page) -> Found:
    """There is one setup cell, under Setup, the same as in all lessons."""
    found = [(number, cell) for number, cell in page.code if "setup" in tags(cell)]
    if len(found) != 1:
        yield None, None, f"one code cell must carry the tag setup, {len(found)} do"
    for number, cell in found:
        if cell.source != setup_source(page.course):
            yield number, None, "the setup cell is not the common one: make badges writes it"
        if page.heading("Setup") and not page.holds("Setup", number):
            yield number, None, "the setup cell stands outside '## Setup'"


@rule("tags")
def known_tags(page: Page) -> Found:
    """Tags are the ones that some tool reads; skipping a cell is not among them."""
    for number, cell in enumerate(page.cells, start=1):
        for tag in sorted(set(tags(cell)) - TAGS):
            reason = (
                "a lesson skips no cell" if tag == "nbval-skip" else f"known are {', '.join(sorted(TAGS))}"
            )
            yield number, None, f"tag {tag!r}: {reason}"


@rule("predictions")
def predictions(page: Page) -> Found:
    """The reader is asked to predict, again and again."""
    if (count := len(page.predictions)) < 3:
        yield None, None, f"three or more Markdown cells must ask for a prediction (**Predict.**), {count} do"


@rule("check-yourself")
def check_yourself(page: Page) -> Found:
    """Three to five questions with folded answers."""
    heading = page.heading("Check yourself")
    text = "\n".join(line.text for line in page.section("Check yourself"))
    counts = [text.count(part) for part in ("<details>", "<summary>", "</summary>", "</details>")]
    if heading and (len(set(counts)) != 1 or not 3 <= counts[0] <= 5):
        yield heading.cell, None, "three to five <details>, each with a <summary>, all closed"
