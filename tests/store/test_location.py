from __future__ import annotations

import os
import stat
from pathlib import Path, PureWindowsPath

import pytest
from sqlalchemy import URL

from ltv.store import Scenario, open_store
from ltv.store.errors import StoreUnavailableError
from ltv.store.location import FILE_NAME, VARIABLE, Location, chosen_location, in_folder
from tests.store.examples import SCENARIO

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{device}{number}" for device in ("COM", "LPT") for number in range(10))}
"""What Windows takes for a device, whatever stands behind a dot."""
MODES = pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")


def test_without_a_word_the_store_is_in_the_folder_for_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ltv.store.location.user_data_path", lambda app, appauthor: Path("/home/somebody/data") / app)
    assert chosen_location({}).folder == Path(os.path.abspath("/home/somebody/data/ltv-compass"))  # noqa: PTH100
    assert chosen_location({VARIABLE: "  "}) == chosen_location({})


def test_the_environment_names_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "elsewhere"))
    assert chosen_location().file == tmp_path / "elsewhere" / FILE_NAME


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert chosen_location({VARIABLE: "~/kept"}).folder == tmp_path / "kept"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_the_environment_names_a_server(scheme: str) -> None:
    found = chosen_location({VARIABLE: f"{scheme}://ltv:p%40ss@db.example:5433/ltv?sslmode=require"})
    assert found.folder is None
    assert found.url.drivername == "postgresql+psycopg"
    assert (found.url.password, found.url.port, found.url.query["sslmode"]) == ("p@ss", 5433, "require")
    assert "p%40ss" not in f"{found} {found.url}"


@pytest.mark.parametrize(
    "given", ["mysql://h/d", "sqlite:///x.db", "https://example.org", "postgresql://h:port/d", "://"]
)
def test_any_other_url_is_refused(given: str) -> None:
    with pytest.raises(StoreUnavailableError, match="takes a folder, or a URL"):
        chosen_location({VARIABLE: given})


@MODES
def test_folder_and_files_are_their_owners_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(in_folder(folder))
    finally:
        os.umask(before)
    store.save(SCENARIO, author="p-1")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        FILE_NAME: 0o600,
        f"{FILE_NAME}-wal": 0o600,
        f"{FILE_NAME}-shm": 0o600,
        "store.lock": 0o600,
    }
    store.database.close()


@MODES
def test_a_file_that_others_could_read_is_closed_to_them_and_a_folder_of_the_readers_is_left_alone(
    folder: Path,
) -> None:
    folder.mkdir(parents=True, mode=0o755)
    (folder / FILE_NAME).touch(mode=0o644)
    open_store(in_folder(folder)).database.close()
    assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


@pytest.mark.parametrize("name", ["日本 語", "a?b#c%20d", "file:x", "100%", "it's", "a;b&c=d", "é" * 30])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and set(name) & set('?:"<>|*'):
        name = "plain"
    store = open_store(in_folder(tmp_path / name))
    saved = store.save(SCENARIO, author="p-1")
    store.database.close()
    again = open_store(in_folder(tmp_path / name))
    assert again.latest(Scenario) == [saved]
    again.database.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / FILE_NAME).is_file()


@pytest.mark.parametrize("path", [r"C:\Users\山田 太郎\AppData\Local\ltv-compass", r"\\server\share\ltv", "D:\\"])
def test_a_path_of_windows_is_a_folder_and_no_url_and_keeps_its_backslashes(path: str) -> None:
    whole = str(PureWindowsPath(path) / FILE_NAME)
    assert URL.create("sqlite", database=whole).database == whole
    assert chosen_location({VARIABLE: path}).folder is not None


def test_every_name_is_one_that_windows_allows() -> None:
    for name in (FILE_NAME, "store.lock"):
        assert name.partition(".")[0].upper() not in DEVICES
        assert not name.endswith((" ", "."))
        assert not set(name) & set('<>:"/\\|?*')


def test_a_location_can_be_shown_without_its_password() -> None:
    where = Location(URL.create("postgresql+psycopg", "ltv", "secret", "db", 5432, "ltv"))
    assert str(where) == "postgresql+psycopg://ltv:***@db:5432/ltv"
