"""A notebook on its own, in an empty folder: it fetches the course, once, or says why it cannot."""

import shutil
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.course import ROOT, Course
from tools.notebooks import alone
from tools.notebooks.alone import everything, opening, snapshot, stranger
from tools.notebooks.files import read
from tools.notebooks.run import Failure, execute
from tools.publish.header import setup_source
from utils.ledger import MIME

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="needs git and a clone"
)
COURSE = Course.load()
SETUP = setup_source(COURSE)
WHERE = "import utils; print(Path(utils.__file__).parent.parent == root, sys.path[0] == str(root), root)"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working tree as a git repository with the course's tag, in a folder with a space."""
    return snapshot(COURSE, tmp_path_factory.mktemp("git") / "the source")


@pytest.mark.slow
def test_every_notebook_alone_gets_as_far_as_its_data(source: Path, tmp_path: Path):
    """In one kernel, which forgets all names in between: it imports TensorFlow once, and not for each."""
    cells = []
    for name in everything(COURSE):
        cells.append(new_code_cell("%reset -f"))
        for cell in opening(read(COURSE.notebooks / name)).cells:
            cells.append(new_code_cell(f"# {name}\n{cell.source}"))  # a failure quotes the first line
    execute(new_notebook(cells=cells), tmp_path, "all openings", stranger(COURSE, source))
    for name in everything(COURSE):
        assert (tmp_path / "lstm-course" / "notebooks" / name).is_file()


@pytest.mark.slow
def test_later_and_in_a_folder_below_nothing_is_fetched_again(source: Path, tmp_path: Path):
    """Once for all notebooks: they have one setup cell, see below."""
    name = "the setup cell"
    first = new_notebook(cells=[new_code_cell(SETUP)])
    execute(first, tmp_path, name, stranger(COURSE, source))
    shutil.rmtree(source.parent / "gone", ignore_errors=True)
    below = tmp_path / "notebooks" / "exercises"
    below.mkdir(parents=True)
    again = new_notebook(cells=[new_code_cell(SETUP), new_code_cell(WHERE)])
    execute(again, below, name, stranger(COURSE, source.parent / "gone"))
    assert again.cells[1].outputs[0].text == f"True True {tmp_path / 'lstm-course'}\n"


def test_every_notebook_has_this_setup_cell():
    for name in everything(COURSE):
        found = [
            c.source for c in read(COURSE.notebooks / name).cells if "setup" in c.metadata.get("tags", [])
        ]
        assert found == [SETUP], name


def test_an_opening_ends_with_the_statement_that_loads():
    sources = [
        "import os",
        "a = 0",
        "a, b = 1, 2",
        "b = a",
        "from utils.synthetic import recall\nimport time",
        "time.sleep(9)",
    ]
    sources += ["for n in range(a):\n    x = recall(n)\n    train(x)\nprint(x)", "more()"]
    nb = new_notebook(cells=[new_markdown_cell("words"), *map(new_code_cell, sources)])
    nb.cells[1].metadata.tags = ["setup"]
    kept = [cell.source for cell in opening(nb).cells]
    assert kept == [*(sources[n] for n in (0, 2, 4)), "for n in range(a):\n    x = recall(n)"]
    assert [cell.source for cell in nb.cells[1:]] == sources


def test_an_opening_without_data_is_all_that_is_imported():
    sources = ["import os\nx = 1", "from utils.checks import lesson_04 as checks\nfail()", "fail()"]
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    nb.cells[0].metadata.tags = ["setup"]
    kept = [cell.source for cell in opening(nb).cells]
    assert kept == ["import os\nx = 1", "from utils.checks import lesson_04 as checks"]
    with pytest.raises(ValueError, match="no cell imports from utils"):
        opening(new_notebook(cells=[new_code_cell("import numpy")]))


def test_the_command_tells_what_failed_and_which_verdict_is_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    def fake(nb, folder, name, environment):
        assert folder.is_dir() and not any(folder.iterdir())
        if name.startswith("02"):
            raise Failure("02, cell 7: it broke")
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                if name.startswith("03") and MIME in output.get("data", {}):
                    output.data[MIME]["verdict"] = "true"
        return 30.0

    monkeypatch.setattr(alone, "snapshot", lambda course, target: target)
    monkeypatch.setattr(alone, "execute", fake)
    assert alone.main(["02", "03", "04", "exercises/02"]) == 1
    said = capsys.readouterr()
    assert "4 notebooks alone in empty folders, 1 failures, 1:30" in said.out
    assert "03_vanishing_gradients.ipynb: 'true' here, stored is 'false'. " in said.out
    assert "04_" not in said.out and said.err.strip() == "02, cell 7: it broke"
    assert alone.main(["04"]) == 0
    assert alone.main(["77"]) == 2
