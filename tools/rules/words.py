"""Rules on the words and the code of a lesson: how much of each, and what does not belong there."""

import re
from itertools import groupby
from statistics import median

from tools.rules.page import Found, Page, code_lines, is_shown, rule

CODE_LINES = 15
FOLDED_LINES = 40
CODE_LINES_MEDIAN = 7
CODE_CELLS_IN_A_ROW = 3
CODE_COLUMNS = 88
WORDS_PER_CODE_LINE = (4, 14)

FILLER = re.compile(
    r"it is (?:important|worth|interesting) (?:to note|noting|mentioning)|it should be noted|"
    r"in this (?:notebook|lesson|section|tutorial),? we (?:will|are going to)|"
    r"let['’]s (?:dive|get started|explore)|"
    r"(?:dive|delve) (?:deep|into)|as we all know|as everyone knows|needless to say|without further ado|"
    r"at the end of the day|in today['’]s world|game[- ]chang|cutting[- ]edge|"
    r"buckle up|harness the power|unlock the|simply put|as mentioned (?:above|before|earlier)",
    re.IGNORECASE,
)
EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u26FF\u2705\u2728\u274C\u274E\u2753-\u2757\u2B50\uFE0F]")
# "12 %" or "0.873": what a run prints. A year in brackets or "et al." says that the number is from a paper.
NUMBER = re.compile(r"\b\d+\.\d{2,}|\b\d+(?:\.\d+)?\s?%")
CITATION = re.compile(
    r"\bet al\b|\([^()]*[A-Z]\w+[^()]*\b(?:19|20)\d\d[a-z]?\)|[A-Z]\w+,? \((?:19|20)\d\d[a-z]?\)"
)
# A line that is one bare word, as a mark that was to be replaced, or a note of the author's to himself.
PLACEHOLDER = re.compile(r"\s*(?:[A-Za-z_]+|(?:TODO|FIXME|XXX|TBD)\b.*|lorem ipsum.*)\s*", re.IGNORECASE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")


@rule("code-length")
def code_length(page: Page) -> Found:
    """No code cell of the author's is longer than a screen; a folded one may be longer."""
    for number, cell in page.own_code:
        limit = CODE_LINES if is_shown(cell) else FOLDED_LINES
        if (length := len(code_lines(cell))) > limit:
            yield number, None, f"{length} lines of code, at most {limit}"


@rule("code-median")
def code_median(page: Page) -> Found:
    """Most code cells are short."""
    lengths = [len(code_lines(cell)) for _, cell in page.own_code if is_shown(cell)]
    if lengths and median(lengths) > CODE_LINES_MEDIAN:
        yield None, None, f"the median code cell has {median(lengths):g} lines, at most {CODE_LINES_MEDIAN}"


@rule("code-width", edition=2)
def code_width(page: Page) -> Found:
    """No line of code runs out of a narrow window."""
    for number, cell in page.own_code:
        for row, text in enumerate(cell.source.splitlines(), start=1):
            if len(text) > CODE_COLUMNS:
                yield number, row, f"{len(text)} columns, at most {CODE_COLUMNS}"


@rule("code-rows")
def code_rows(page: Page) -> Found:
    """Code never runs on for long without words."""
    numbered = enumerate(page.cells, start=1)
    for kind, group in groupby(numbered, key=lambda pair: pair[1].cell_type):
        cells = [number for number, _ in group]
        if kind == "code" and len(cells) > CODE_CELLS_IN_A_ROW:
            yield cells[0], None, f"{len(cells)} code cells in a row, at most {CODE_CELLS_IN_A_ROW}"


@rule("words-and-code")
def words_and_code(page: Page) -> Found:
    """There are enough words for the code, and not too many."""
    words = sum(len(re.findall(r"\w[\w'’-]*", line.text)) for line in page.prose)
    lines = sum(len(code_lines(cell)) for _, cell in page.own_code if is_shown(cell))
    low, high = WORDS_PER_CODE_LINE
    if lines and not low <= words / lines <= high:
        yield None, None, f"{words / lines:.1f} words of prose per line of code, between {low} and {high}"


@rule("numbers-in-prose")
def numbers_in_prose(page: Page) -> Found:
    """Prose quotes no number that a run prints; a number from a paper carries its citation."""
    cited = {(line.cell, line.number) for line in page.lines if CITATION.search(line.text)}
    for line in page.prose:
        if (line.cell, line.number) not in cited and (match := NUMBER.search(line.text)):
            yield line.cell, line.number, f"{match[0]!r} in prose: point to the output, or cite the source"


@rule("placeholder")
def placeholder(page: Page) -> Found:
    """Nothing is left that was to be replaced."""
    for line in page.lines:
        if PLACEHOLDER.fullmatch(line.text):
            yield line.cell, line.number, f"{line.text.strip()!r} stands alone: is it a placeholder?"


@rule("filler")
def filler(page: Page) -> Found:
    """No empty phrases."""
    for line in page.lines:
        if match := FILLER.search(line.text):
            yield line.cell, line.number, f"{match[0]!r} says nothing"


@rule("emoji")
def emoji(page: Page) -> Found:
    """No emoji."""
    for number, cell in enumerate(page.cells, start=1):
        for row, text in enumerate(cell.source.splitlines(), start=1):
            if match := EMOJI.search(text):
                yield number, row, f"emoji {match[0]!a}"


@rule("image-alt")
def image_alt(page: Page) -> Found:
    """Every image in the words says in words what it shows."""
    for number, cell in page.of_type("markdown"):
        for row, text in enumerate(cell.source.splitlines(), start=1):
            if re.search(r"!\[\s*\]\(", text) or _img_without_alt(text):
                yield number, row, "image without alt text"


def _img_without_alt(text: str) -> bool:
    return any(not re.search(r"""\balt=["'][^"']*\w""", tag) for tag in re.findall(r"<img\b[^>]*>", text))


@rule("links")
def links(page: Page) -> Found:
    """A link to a file leads to a file."""
    for line in page.lines:
        for target in LINK.findall(line.text):
            file = target.partition("#")[0]
            outside = re.match(r"[a-z]+:", file)
            if file and not outside and not (page.path.parent / file).exists():
                yield line.cell, line.number, f"{file} does not exist"
