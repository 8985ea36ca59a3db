"""What may be in no file of the course, and how large a file may be."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.course import ROOT

MB = 1_000_000


def tracked() -> list[Path]:
    """The files that git tracks, or would track if they were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a clone")
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_home_folder_or_a_package_registry():
    homes = [rf"/{folder}/\w+/" for folder in ("home", "Users")] + [
        "(?<![\\w.])/" + "root/",
        r"[A-Z]:\\Users\\",
    ]
    hosts = [
        r"py" + r"pi\.org",
        r"python" + r"hosted\.org",
        r"registry\.npm" + r"js",
        r"conda\.ana" + r"conda",
    ]
    forbidden = re.compile("|".join(homes + hosts))
    # Data for the rule that finds such paths in outputs, and the message that Windows' own paths bring.
    allowed = {"tests/tools/test_rules.py": ["/home" + "/me/", "root/home" + "/AAAA"]}
    allowed |= {name: ["C:\\Users" + "\\"] for name in ("HELP.md", "tests/repository/test_help.py")}
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".png", ".npz"):  # pictures, and arrays of numbers
            continue
        text = path.read_text(encoding="utf-8")
        for words in allowed.get(name, []):
            text = text.replace(words, "")
        found += [f"{name}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


def test_files_stay_small():
    heavy = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        limit = 3.5 * MB if name.startswith("data/") and path.suffix == ".csv" else MB
        if name == "data/fashion_descriptions.csv":
            limit = 6 * MB  # 24,000 descriptions of thirty words, with their facts
        if path.stat().st_size > limit:
            heavy.append(f"{name}: {path.stat().st_size / MB:.1f} MB")
    assert heavy == []
