"""Where the store is: the user's data folder, or what the environment variable LTV_COMPASS_STORE names."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ltv.store.errors import StoreUnavailableError

VARIABLE = "LTV_COMPASS_STORE"
FILE_NAME = "store.sqlite3"
LOCK_NAME = "store.lock"
_APP = "ltv-compass"
_OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Location:
    """Where records are kept.

    Attributes
    ----------
    url : of the database
    folder : that holds the SQLite file; None for a server
    """

    url: URL
    folder: Path | None = None

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a server."""
        return None if self.folder is None else self.folder / FILE_NAME

    def __str__(self) -> str:
        """For whoever runs the app; a password is left out."""
        return self.url.render_as_string(hide_password=True)


def chosen_location(environ: Mapping[str, str] = os.environ) -> Location:
    """The folder or URL of LTV_COMPASS_STORE; without it, the platform's folder for a user's data.

    Raises
    ------
    StoreUnavailableError
        When the variable holds a URL of another kind than PostgreSQL's.
    """
    given = environ.get(VARIABLE, "").strip()
    if "://" in given:
        return Location(_server(given))
    try:
        return in_folder(Path(given).expanduser() if given else user_data_path(_APP, appauthor=False))
    except RuntimeError as error:  # "~somebody" without a home
        raise StoreUnavailableError("cannot_open") from error


def in_folder(folder: Path) -> Location:
    """A SQLite file in a folder."""
    whole = Path(os.path.abspath(folder))  # noqa: PTH100  (resolve() would follow links, and fails on some drives)
    return Location(URL.create("sqlite", database=str(whole / FILE_NAME)), whole)


def prepare(where: Location) -> None:
    """Make the folder and an empty file that only their owner may enter, where the system has modes.

    A folder that was there before keeps its mode: it may be shared on purpose. The file is the owner's in any case, and
    SQLite gives the files beside it the same mode.
    """
    if where.folder is None or where.file is None:
        return
    try:
        _make_folder(where.folder)
        os.close(os.open(where.file, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
        with contextlib.suppress(OSError):  # a file system without modes, or another owner
            where.file.chmod(_OWNER_ONLY)
    except OSError as error:
        raise StoreUnavailableError("cannot_open") from error


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _server(given: str) -> URL:
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailableError("refused") from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise StoreUnavailableError("refused")
    return url.set(drivername="postgresql+psycopg")
