"""Rules on what a run leaves behind: execution, outputs, figures, the verdict, the stored form."""

import json
import re

import nbformat
from nbformat import NotebookNode

from tools.notebooks.files import changes, read
from tools.rules.page import Found, Page, is_shown, rule, tags
from utils.ledger import MIME, VERDICTS

NOTEBOOK_BYTES = 300_000
OUTPUT_BYTES = 150_000
SECONDS = 300
SECONDS_TOGETHER = 180  # a lesson and its deeper pages
LATER_SECONDS_TOGETHER = 300  # lessons on large data, from 08 on
ALT_LENGTH = 20

NOISE = {
    "a TensorFlow or absl log line": re.compile(
        r"^[IWEF]0000 \d|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] |WARNING:(?:tensorflow|absl)|"
        r"oneDNN custom operations|Could not find cuda|failed call to cuInit|Unable to register cu|"
        r"cpu_feature_guard|computation_placer|cuda_(?:executor|dnn|blas|fft)",
        re.MULTILINE,
    ),
    "a warning": re.compile(r"\b[A-Z]\w*Warning:"),
    "a progress bar": re.compile(
        r"\r(?!\n)|\x08|\d+/\d+ [━\[]|(?<![━┏┳┡╇])━━|it/s\]|^Epoch \d+/\d+$", re.MULTILINE
    ),
    "a download message": re.compile(r"^Downloading data from ", re.MULTILINE),
    "a memory address": re.compile(r"\bat 0x[0-9a-f]{6,}"),
    "the text of a figure object": re.compile(r"<Figure size|\[?<matplotlib\."),
    "a path of the machine it ran on": re.compile(
        r"(?<![\w.])/(?:home|root|tmp|Users|content|usr/lib|usr/local|opt|var/folders)/|"
        r"\b[A-Z]:\\\\?Users|(?:site|dist)-packages"
    ),
}
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+")


@rule("executed")
def executed(page: Page) -> Found:
    """All code cells have been run once, from top to bottom."""
    for expected, (number, cell) in enumerate(page.code, start=1):
        if cell.execution_count != expected:
            yield number, None, f"execution count {cell.execution_count}, expected {expected}: run the lesson"
            return


@rule("errors")
def errors(page: Page) -> Found:
    """No cell ended in an error, unless it is there to do so."""
    for number, output in page.outputs:
        if output.output_type == "error" and "raises-exception" not in tags(page.cells[number - 1]):
            yield number, None, f"the cell ended with {output.ename}: {output.evalue}"


@rule("stderr")
def stderr(page: Page) -> Found:
    """Nothing was written to stderr."""
    for number, output in page.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            yield number, None, f"output on stderr: {output.text.strip()[:60]!r}"


@rule("noise")
def noise(page: Page) -> Found:
    """Outputs hold no log lines, warnings, progress bars, addresses or paths."""
    for number, output in page.outputs:
        if output.get("name") == "stderr":
            continue  # has a rule of its own
        text = _DATA_URI.sub("", _text(output))
        for what, pattern in NOISE.items():
            if match := pattern.search(text):
                yield number, None, f"output shows {what}: {match[0]!r}"


def _text(output: NotebookNode) -> str:
    """Return what a reader of an output sees as text."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return "\n".join(output.traceback)
    return "\n".join(str(output.data[mime]) for mime in ("text/plain", "text/html") if mime in output.data)


@rule("notebook-size")
def notebook_size(page: Page) -> Found:
    """The file stays small enough to load and to review."""
    if page.size >= NOTEBOOK_BYTES:
        yield None, None, f"{page.size // 1000} KB, must stay under {NOTEBOOK_BYTES // 1000} KB"


@rule("output-size")
def output_size(page: Page) -> Found:
    """No single output fills half of the file."""
    for number, output in page.outputs:
        if (size := len(json.dumps(output, ensure_ascii=False).encode())) > OUTPUT_BYTES:
            yield number, None, f"an output of {size // 1000} KB, at most {OUTPUT_BYTES // 1000} KB"


def _images(page: Page) -> list[tuple[int, NotebookNode, str]]:
    return [
        (number, output, mime)
        for number, output in page.outputs
        for mime in output.get("data", {})
        if mime.startswith("image/")
    ]


@rule("figure-alt")
def figure_alt(page: Page) -> Found:
    """Every figure that code makes has alt text, also where images are not shown."""
    for number, output, mime in _images(page):
        alt = output.metadata.get(mime, {}).get("alt", "")
        if len(alt.strip()) < ALT_LENGTH:
            yield (
                number,
                None,
                f"the figure's alt text has under {ALT_LENGTH} characters: plotting.show(fig, alt=…)",
            )
        elif output.data.get("text/plain") != alt:
            yield number, None, "the figure's text/plain must be its alt text: plotting.show(fig, alt=…)"


@rule("html-alt")
def html_alt(page: Page) -> Found:
    """An image inside an HTML output has alt text, too."""
    for number, output in page.outputs:
        html = output.get("data", {}).get("text/html", "")
        for tag in re.findall(r"<img\b[^>]*>", html):
            if not re.search(r"""\balt=["'][^"']*\w""", tag):
                yield number, None, "an <img> in the output lacks alt text"


@rule("figure-words")
def figure_words(page: Page) -> Found:
    """Words stand right before a figure's cell (what is drawn) and right after it (what to see).

    Folded cells without output may stand between the words and the figure: they prepare the drawing.
    """
    for number in sorted({number for number, _, _ in _images(page)}):
        before = number - 2
        while before > 0 and _prepares(page.cells[before]):
            before -= 1
        around = [page.cells[i].cell_type for i in (before, number) if 0 <= i < len(page.cells)]
        if around != ["markdown", "markdown"]:
            yield number, None, "a figure's cell needs a Markdown cell right before and right after it"


def _prepares(cell: NotebookNode) -> bool:
    """Whether a cell is folded and shows nothing."""
    return cell.cell_type == "code" and not is_shown(cell) and not cell.outputs


@rule("checked-outputs")
def checked_outputs(page: Page) -> Found:
    """At least one exact output is compared by nbval, and what is tagged so has an output."""
    checked = [(number, cell) for number, cell in page.code if "nbval-check-output" in tags(cell)]
    if not checked:
        yield None, None, "at least one cell with an exact output must carry the tag nbval-check-output"
    for number, cell in checked:
        if not cell.outputs:
            yield number, None, "tagged nbval-check-output, but has no output to compare"
        if "clear_output(" in cell.source:  # nbval sees what a reader no longer does
            yield number, None, "nbval does not clear outputs: tag a cell after the one with clear_output"


@rule("verdict")
def verdict(page: Page) -> Found:
    """One verdict box, of this lesson, under Verdict, from a cell tagged verdict."""
    boxes = [(number, output.data[MIME]) for number, output in page.outputs if MIME in output.get("data", {})]
    tagged = [number for number, cell in page.code if "verdict" in tags(cell)]
    if len(boxes) != 1 or tagged != [boxes[0][0]]:
        yield None, None, "one cell must carry the tag verdict, and it alone shows a verdict box, one"
        return
    number, box = boxes[0]
    if box.get("lesson") != (page.entry.number if page.entry else page.path.name[:2]):
        yield number, None, f"the verdict is of lesson {box.get('lesson')!r}"
    if box.get("verdict") not in VERDICTS or not box.get("results"):
        yield number, None, "the verdict box is damaged: run the lesson"
    if page.heading("Verdict") and not page.holds("Verdict", number):
        yield number, None, "the verdict stands outside '## Verdict'"


@rule("same-claim")
def same_claim(page: Page) -> Found:
    """The verdict is about the sentence that Question quotes, for the README shows the verdict's."""
    for number, output in page.outputs:
        box = output.get("data", {}).get(MIME)
        if box and page.claim and _bare(box.get("claim", "")) != _bare(page.claim):
            yield number, None, f"the verdict's claim is not the one in Question: {page.claim!r}"


def _bare(text: str) -> str:
    """Return the letters and digits of a sentence: emphasis and quotation marks may differ."""
    return " ".join(re.findall(r"\w+", text.lower()))


@rule("seconds")
def seconds(page: Page) -> Found:
    """The measured running time is stored, is bearable, and is what the page announces."""
    measured = page.metadata.get("course", {}).get("seconds")
    if not isinstance(measured, int):
        yield None, None, "metadata.course.seconds is missing: python -m tools.notebooks writes it"
        return
    if page.entry and page.entry.edition == 1 and measured > SECONDS:
        yield None, None, f"ran for {measured} seconds, at most {SECONDS}"
    text = "\n".join(line.text for line in page.lines)
    said = re.search(r"Running time: about (\d+) (minute|second)s?", text)
    if said:
        announced = int(said[1]) * (60 if said[2] == "minute" else 1)
        # Announced times are rounded to minutes, so half a minute either way is no contradiction.
        if not announced / 2 - 30 <= measured <= announced * 1.5 + 30:
            yield None, None, f"announces {said[1]} {said[2]}s, the stored run took {measured} seconds"


@rule("seconds-together", edition=3)
def seconds_together(page: Page) -> Found:
    """A lesson and its deeper pages together run in a few minutes."""
    if page.entry is None or page.entry.is_deeper:
        return
    deeper = page.course.deeper_of(page.entry.number)
    pages = [page.metadata] + [read(page.course.notebooks / one.file).metadata for one in deeper]
    total = sum(metadata.get("course", {}).get("seconds") or 0 for metadata in pages)
    limit = SECONDS_TOGETHER if page.entry.number < "08" else LATER_SECONDS_TOGETHER
    if total > limit:
        yield None, None, f"ran for {total} seconds with its deeper pages, at most {limit}"


@rule("normal-form")
def normal_form(page: Page) -> Found:
    """The file is a valid notebook in the form in which tools.notebooks stores it."""
    for number, what in changes(page.path):
        yield number, None, f"{what}: python -m tools.notebooks --normalise"
    try:
        nbformat.validate(read(page.path))
    except nbformat.ValidationError as error:
        yield None, None, f"not a valid notebook: {error.message}"
