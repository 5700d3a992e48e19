"""What a reader types outlives their session; a store that cannot be reached stops no page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import kept

APP = """
import streamlit as st
from ui import kept, session

session.begin()
kept.ask("room.question", st.text_input, "Question", kept.draft("room.question"))
kept.show_trouble()
"""


def visited(token: str = "") -> AppTest:
    app = AppTest.from_string(APP)
    if token:
        app.query_params[kept.TOKEN] = token
    return app.run(timeout=30)


def secret(app: AppTest) -> str:
    found = app.query_params[kept.TOKEN]
    return found if isinstance(found, str) else found[0]


def test_what_was_typed_is_there_for_whoever_has_the_link() -> None:
    app = visited()
    app.text_input[0].set_value("何を先にやるか").run()
    token = secret(app)
    assert visited(token).text_input[0].value == "何を先にやるか"
    assert visited().text_input[0].value == ""
    assert visited("another").text_input[0].value == ""


def test_emptied_text_stays_empty() -> None:
    app = visited()
    app.text_input[0].set_value("draft").run()
    app.text_input[0].set_value("").run()
    assert visited(secret(app)).text_input[0].value == ""


def test_who_only_looks_gets_no_secret() -> None:
    assert kept.TOKEN not in visited().query_params


def test_a_store_that_cannot_be_opened_is_said_and_the_session_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    monkeypatch.setenv("LTV_COMPASS_STORE", str(file / "below"))
    kept._opened.clear()
    app = visited()
    app.text_input[0].set_value("still here").run()
    assert app.text_input[0].value == "still here"
    assert len(app.warning) == 1
    assert not app.exception
