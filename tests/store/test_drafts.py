from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.store import Drafts, Location, Store, open_store
from ltv.store.drafts import KEPT, MOST_DRAFTS
from ltv.store.errors import InvalidRecordError
from ltv.store.schema import DRAFT
from ltv.store.tokens import author_of, new_token


def test_what_was_typed_is_there_after_a_refresh(where: Location) -> None:
    token, before = new_token(), open_store(where)
    Drafts(before, token).write("workshop.reason", "送料が")
    Drafts(before, token).write("workshop.reason", "送料が上がると\n離脱する")
    before.database.close()
    after = open_store(where)
    assert Drafts(after, token).read("workshop.reason") == "送料が上がると\n離脱する"
    assert Drafts(after, token).all() == {"workshop.reason": "送料が上がると\n離脱する"}
    after.database.close()


def test_nobody_else_sees_it(store: Store) -> None:
    Drafts(store, new_token()).write("name", "words")
    assert Drafts(store, new_token()).read("name") is None


def test_emptied_is_not_the_same_as_never_typed(store: Store) -> None:
    mine = Drafts(store, "token")
    mine.write("name", "")
    assert mine.read("name") == ""
    mine.clear("name", "another")
    assert mine.read("name") is None


@given(st.text(st.characters(), max_size=30))
def test_every_character_is_kept(store_of_module: Store, words: str) -> None:
    mine = Drafts(store_of_module, "token")
    mine.write("name", words)
    assert mine.read("name") == words


@pytest.fixture(scope="module")
def store_of_module(tmp_path_factory: pytest.TempPathFactory) -> Store:
    from ltv.store.location import in_folder

    return open_store(in_folder(tmp_path_factory.mktemp("drafts")))


def test_half_a_character_and_nul_are_kept_too(store: Store) -> None:
    mine = Drafts(store, "token")
    mine.write("name", "a\ud83d\0b")
    assert mine.read("name") == "a\ud83d\0b"


def test_drafts_nobody_came_back_for_expire(where: Location) -> None:
    now = [datetime(2026, 11, 25, tzinfo=UTC)]
    store = open_store(where, clock=lambda: now[0])
    old, other = Drafts(store, "old"), Drafts(store, "other")
    old.write("name", "words")
    now[0] += KEPT
    assert old.read("name") == "words"
    now[0] += timedelta(seconds=1)
    assert old.read("name") is None
    other.write("name", "words")
    with store.database.reading() as connection:
        assert len(connection.execute(DRAFT.select()).all()) == 1
    store.database.close()


def test_the_secret_of_a_link_is_not_in_the_store(store: Store) -> None:
    token = new_token()
    Drafts(store, token).write("name", "words")
    with store.database.reading() as connection:
        assert token not in repr(connection.execute(DRAFT.select()).all())
    assert token not in author_of(token)


def test_a_session_cannot_fill_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_DRAFTS == 500
    monkeypatch.setattr("ltv.store.drafts.MOST_DRAFTS", 3)
    mine = Drafts(store, "token")
    for name in "abc":
        mine.write(name, "words")
    mine.write("a", "again")
    with pytest.raises(InvalidRecordError, match="drafts"):
        mine.write("d", "words")
    with pytest.raises(InvalidRecordError, match="longer"):
        mine.write("a", "x" * 100_001)
    with pytest.raises(InvalidRecordError):
        mine.write("x" * 201, "words")
    assert mine.read("a") == "again"
