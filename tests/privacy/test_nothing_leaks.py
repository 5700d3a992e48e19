"""Who is in a file comes out nowhere: not in logs, in messages, in temporary files or in what is kept.

2,000 values are planted (names, e-mail addresses, telephone numbers, addresses, amounts that are none) in files of all
formats, whole and broken; then everything the program leaves behind is searched for them.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ltv.intake import Options, Reading, assemble, read, text
from ltv.intake.messages import LANGUAGES
from ltv.intake.sandbox import read_isolated
from ltv.saved import SavedSets, workspace_folder, workspace_key
from ltv.store.location import in_folder
from tests.privacy import planted
from ui import kept, session, shell

PEOPLE = planted.people()
VALUES = [value for person in PEOPLE for value in person.values]
FILES = [
    *planted.encoded(planted.orders(PEOPLE)),
    *planted.encoded(planted.customers(PEOPLE)),
    *planted.encoded(planted.bad(PEOPLE)),
    *planted.torn(planted.orders(PEOPLE)),
    *planted.torn(planted.bad(PEOPLE)),
]
ENCODINGS = ("utf-8", "cp932", "utf-16-le")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for whatever anybody puts into the temporary one."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Everything anybody logs, down to DEBUG, with the tracebacks."""
    path = tmp_path / "debug.log"
    handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in logging.root.manager.loggerDict)]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    logging.getLogger("streamlit").addHandler(handler)
    yield path
    for logger, level in before:
        logger.setLevel(level)
    for name in ("", "streamlit"):
        logging.getLogger(name).removeHandler(handler)
    handler.close()


def found_in(content: bytes) -> list[str]:
    """Planted values in bytes, in any of the usual encodings."""
    return [value for value in VALUES if any(value.encode(code, "replace") in content for code in ENCODINGS)][:5]


def found_below(folder: Path) -> dict[str, list[str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: hits for path in files if (hits := found_in(path.read_bytes()) + found_in(path.name.encode()))}


def told(reading: Reading) -> str:
    """Everything a reading says in words or could be asked to show of itself."""
    messages = [*reading.warnings, *([reading.error] if reading.error else [])]
    said = [text(message, lang) for message in messages for lang in LANGUAGES]
    reasons = [text(reason, lang) for reason in set(reading.problems["reason"]) for lang in LANGUAGES]
    return "\n".join([*said, *reasons, reading.problems.to_csv(), reading.digest])


def test_2000_values_are_planted_and_are_in_the_files() -> None:
    assert len(set(VALUES)) == 2_000
    assert {hit for _, content in FILES[:1] for hit in found_in(content)}
    outcomes = {read(content, name, Options(secret=b"k" * 32)).outcome for name, content in FILES}
    assert {"accept", "reject"} <= outcomes


@pytest.mark.parametrize("reader", [read, read_isolated])
def test_reading_leaves_nobody_behind(
    reader: Any, log: Path, temporary: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, content in FILES:
        reading = reader(content, name, Options(secret=b"k" * 32))
        assert found_in(told(reading).encode()) == [], name
        if reading.outcome == "reject" or reading.kind == "customers":
            assert found_in(repr(reading).encode() + reading.table.to_csv().encode()) == [], name
    out, err = capfd.readouterr()
    assert found_in((out + err).encode()) == []
    assert found_in(log.read_bytes()) == []
    assert found_below(temporary) == {}


@pytest.mark.parametrize(("name", "content"), [*planted.encoded(planted.orders(PEOPLE))])
def test_nobody_is_in_what_is_made_of_a_file(name: str, content: bytes, tmp_path: Path) -> None:
    folder = workspace_folder(in_folder(tmp_path / "store"))
    options = Options(secret=workspace_key(folder))
    people = next(planted.encoded(planted.customers(PEOPLE)))[1]
    data = assemble([read(content, name, options), read(people, "c.csv", options)])
    assert data.ledger is not None
    kept_values = [data.customers.to_csv(), *(" ".join(map(str, values)) for values in data.ledger.values.values())]
    assert found_in("\n".join(kept_values).encode()) == []
    assert data.customers["region"].notna().all(), "both files name the same persons"
    SavedSets(folder).save(data, name="月次")
    assert found_below(folder.root) == {}


def test_the_app_shows_and_leaves_nobody(
    log: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    monkeypatch.setenv("LTV_COMPASS_STORE", str(store))
    kept._opened.clear()
    kept._saved.clear()
    app = AppTest.from_file(str(shell.ROOT / "app.py"), default_timeout=90).run()
    app.switch_page(shell.path_of("data")).run()
    for name, content in [*planted.torn(planted.bad(PEOPLE)), *planted.encoded(planted.bad(PEOPLE))][::3]:
        _upload(app, (name, content))
        assert found_in(_screen(app).replace("\\", "").replace("\u2060", "").encode()) == [], name
        app.button(key="discard").click().run()
    good = [list(planted.encoded(table(PEOPLE)))[2] for table in (planted.orders, planted.customers)]
    _upload(app, *good)
    app.button(key="accept").click().run()
    app.button(key="saved_save").click().run()
    for page in shell.PAGES:
        app.switch_page(shell.path_of(page)).run()
        assert not app.exception, page
        assert found_in(_screen(app).replace("\\", "").replace("\u2060", "").encode()) == [], page
    assert app.session_state["_work_uploads"] == [], "the bytes of the files are gone"
    assert found_in(app.session_state["_uploaded"].customers.to_csv().encode()) == []
    out, err = capfd.readouterr()
    assert found_in((out + err).encode()) == []
    assert found_in(log.read_bytes()) == []
    assert found_below(temporary) == {}
    assert found_below(store) == {}
    kept._opened.clear()
    kept._saved.clear()


def _upload(app: AppTest, *files: tuple[str, bytes]) -> None:
    app.session_state[session.IN_SHELL] = True
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files])
    app.run()
    assert not app.exception


def _screen(app: AppTest) -> str:
    """Every text and table on screen."""
    kinds = (app.title, app.subheader, app.caption, app.markdown, app.info, app.warning, app.error, app.success)
    texts = [str(element.value) for kind in kinds for element in kind]
    tables = [element.value.to_csv() for element in (*app.table, *app.dataframe)]
    return "\n".join([*texts, *tables])


def test_the_sandbox_and_the_server_share_no_folder(temporary: Path) -> None:
    read_isolated(FILES[0][1], FILES[0][0], Options(secret=b"k" * 32))
    assert list(os.scandir(temporary)) == []
