"""Find a published file: in `$LSTM_COURSE_DATA`, then in the Keras cache, then at its canonical address."""

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

TIMEOUT_S, ATTEMPTS = 10, 3


class RemoteFile(NamedTuple):
    """A file with a canonical address; `digest` is its sha256 (64 hex digits) or md5 (32)."""

    name: str
    url: str
    digest: str


class NoNetworkError(ConnectionError):
    """The canonical address cannot be reached: the one failure that a stand-in may answer."""


def find(*files: RemoteFile) -> tuple[list[Path], str]:
    """Paths of `files`, verified, and where they came from. Raises OSError, NoNetworkError, ValueError."""
    if folder := os.environ.get("LSTM_COURSE_DATA"):
        return [_from_folder(Path(folder).expanduser(), file) for file in files], "local folder"
    home = os.path.expanduser("~")  # as in Keras, except that Keras reads KERAS_HOME once, at its import
    base = home if os.access(home, os.W_OK) else tempfile.gettempdir()
    cache = Path(os.environ.get("KERAS_HOME") or f"{base}/.keras").expanduser() / "datasets"
    missing = [file for file in files if not _is_cached(cache / file.name, file)]
    for file in missing:
        _download(file, cache)
    return [cache / file.name for file in files], "download" if missing else "Keras cache"


def _from_folder(folder: Path, file: RemoteFile) -> Path:
    """The file in the reader's folder; its hash is not compared, since a rebuilt copy is welcome there."""
    try:
        (folder / file.name).open("rb").close()
    except OSError as error:
        problem = error.strerror if os.path.isdir(folder) else "there is no such folder"
        raise type(error)(
            f"LSTM_COURSE_DATA is {folder}, but {file.name}, expected there, cannot be read: {problem}. "
            f"Put it there (from {file.url}), or unset LSTM_COURSE_DATA to have it downloaded."
        ) from error
    return folder / file.name


def _is_cached(path: Path, file: RemoteFile) -> bool:
    if not path.is_file():
        return False
    algorithm = "sha256" if len(file.digest) == 64 else "md5"
    digest = hashlib.new(algorithm, path.read_bytes(), usedforsecurity=False).hexdigest()
    if digest == file.digest:
        return True
    raise ValueError(f"{path} is damaged: {algorithm} {digest}, not {file.digest}. Delete it and try again.")


def _download(file: RemoteFile, cache: Path) -> None:
    """Download, verify, and only then move into the cache, so that it never holds half a file."""
    try:  # get_file has no timeout, and does not tell "no network" from "a wrong answer"
        urllib.request.urlopen(file.url, timeout=TIMEOUT_S).close()
    except urllib.error.HTTPError as error:
        raise ValueError(f"{file.url} answered, but not with the file: {error}. Try again later.") from error
    except OSError as error:
        raise NoNetworkError(f"no answer from\n  {file.url} ({error})") from error
    from keras.utils import get_file  # only now: without a network, nobody waits for TensorFlow

    cache.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        with tempfile.TemporaryDirectory(prefix=".download-", dir=cache) as tmp:
            try:
                path = get_file(file.name, file.url, file_hash=file.digest, cache_dir=tmp, cache_subdir="")
                os.replace(path, cache / file.name)
                return
            except Exception as error:  # a bare Exception is what get_file raises for a broken transfer
                if attempt == ATTEMPTS:
                    raise ValueError(
                        f"{file.url} did not arrive whole: {error} Expected hash: {file.digest}. Nothing was "
                        "kept. Try again later, or put the file into a folder and set LSTM_COURSE_DATA to it."
                    ) from error
