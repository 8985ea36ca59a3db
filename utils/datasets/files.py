"""Find a published file: in ``$LSTM_COURSE_DATA``, then in the Keras cache, then at its canonical address."""

import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import NamedTuple

TIMEOUT_S, ATTEMPTS = 10, 3


class RemoteFile(NamedTuple):
    """A published file.

    Args:
        name: the name of the file in a folder or cache.
        url: its canonical address.
        digest: its hash in hexadecimal digits: sha256 (64 digits) or md5 (32).
        member: the name of the file in the zip archive that lies at the address; None if there is no archive.
    """

    name: str
    url: str
    digest: str
    member: str | None = None


class NoNetworkError(ConnectionError):
    """The canonical address cannot be reached: the only failure for which a stand-in may take over."""


def find(*files: RemoteFile) -> tuple[list[Path], str]:
    """Find files, and download those that are in neither the reader's folder nor the Keras cache.

    The folder ``$LSTM_COURSE_DATA``, if set, is the only place searched, and hashes are not compared there.

    Args:
        *files: what to find.

    Returns:
        The paths, and the source: "local folder", "Keras cache" or "download".

    Raises:
        NoNetworkError: if a file has to be downloaded and its address cannot be reached.
        OSError: if a file in ``$LSTM_COURSE_DATA`` cannot be read, or the cache not written.
        ValueError: if a cached or downloaded file does not have the expected hash, or if the server
            answers with an error.
    """
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
    """Return the path in the reader's folder; its hash is not compared, so a rebuilt copy can be used."""
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
    """Tell whether the file is in the cache; ValueError if what is there has another hash."""
    if not path.is_file():
        return False
    algorithm, digest = _digest(path.read_bytes(), file)
    if digest == file.digest:
        return True
    raise ValueError(f"{path} is damaged: {algorithm} {digest}, not {file.digest}. Delete it and try again.")


def _digest(content: bytes, file: RemoteFile) -> tuple[str, str]:
    """Return the kind of a file's hash, and this hash of some content."""
    algorithm = "sha256" if len(file.digest) == 64 else "md5"
    return algorithm, hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


def _download(file: RemoteFile, cache: Path) -> None:
    """Download and verify a file, and only then move it into the cache, which never holds half a file."""
    _check_reachable(
        file.url
    )  # get_file has no timeout, and does not tell "no network" from "a wrong answer"
    from keras.utils import get_file  # only now: without a network, nobody waits for TensorFlow

    cache.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        with tempfile.TemporaryDirectory(prefix=".download-", dir=cache) as tmp:
            try:
                digest = file.digest if file.member is None else None
                path = get_file(file.name, file.url, file_hash=digest, cache_dir=tmp, cache_subdir="")
                if file.member is not None:
                    _unpack(Path(path), file)
                os.replace(path, cache / file.name)
                return
            except Exception as error:  # a bare Exception is what get_file raises for a broken transfer
                if attempt == ATTEMPTS:
                    raise ValueError(
                        f"{file.url} did not arrive whole: {error} Expected hash: {file.digest}. Nothing was "
                        "kept. Try again later, or put the file into a folder and set LSTM_COURSE_DATA to it."
                    ) from error


def _unpack(path: Path, file: RemoteFile) -> None:
    """Put the member in the place of its archive; ValueError if it does not have the expected hash."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read(file.member)
    algorithm, digest = _digest(content, file)
    if digest != file.digest:
        raise ValueError(f"{file.member} in the archive has the {algorithm} {digest}.")
    path.write_bytes(content)


def _check_reachable(url: str) -> None:
    """Open an address and close it again; NoNetworkError without an answer, ValueError for an error page."""
    try:
        urllib.request.urlopen(url, timeout=TIMEOUT_S).close()
    except urllib.error.HTTPError as error:
        raise ValueError(f"{url} answered, but not with the file: {error}. Try again later.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:  # the last two: broken proxies
        problem = str(error) or type(error).__name__
        scheme, host = urllib.parse.urlsplit(url)[:2]
        proxy = urllib.request.getproxies().get(scheme)
        if proxy and not urllib.request.proxy_bypass(host):
            problem += f"; proxy {proxy.rpartition('@')[2]}"  # without a password
        raise NoNetworkError(f"no answer from\n  {url} ({problem})") from error
