"""Addresses are put back for who has the file and the key, in this session, and are kept nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ltv.intake.pseudonyms import addresses_of, is_pseudonym, pseudonym
from ui import addresses, kept, session

SECRET = b"k" * 32
IDS = [pseudonym(text, SECRET) for text in ("a@x.jp", "b@x.jp", "山田商店")]
FILE = "会員ID,氏名,メールアドレス,金額\n1,山田,A@x.jp,100\n1,山田,A@x.jp,100\n2,佐藤,c@x.jp,100\n"


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    held: dict[str, Any] = {}
    monkeypatch.setattr(session, "stored", lambda name, default=None: held.get(name, default))
    monkeypatch.setattr(session, "store", held.__setitem__)
    monkeypatch.setattr(kept, "privacy", lambda: {"secret": SECRET, "readable_names": False})
    return held


def test_an_address_belongs_to_whom_it_was_before() -> None:
    assert addresses_of(IDS, ["A@X.jp", "c@x.jp", "山田商店"], SECRET) == {IDS[0]: "A@X.jp"}
    assert addresses_of(IDS, ["a@x.jp"], b"j" * 32) == {}
    assert [is_pseudonym(id) for id in (IDS[0], IDS[0][:10], "c_x", 3)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "reason", "found"),
    [
        pytest.param(FILE, "", {IDS[0]: "a@x.jp"}, id="beside a member's number"),
        pytest.param("Email\nb@x.jp\n", "", {IDS[1]: "b@x.jp"}, id="one column"),
        pytest.param(
            "会員番号,メール配信可否,メールアドレス\n1,可,b@x.jp\n2,否,a@x.jp\n",
            "",
            {IDS[1]: "b@x.jp", IDS[0]: "a@x.jp"},
            id="behind a column of who may be written to",
        ),
        pytest.param("Email,amount\nz@x.jp,1\n", "none", {}, id="other people"),
        pytest.param("\0\1\2", "unreadable", {}, id="no table"),
    ],
)
def test_addresses_are_taken_from_a_file(text: str, reason: str, found: dict[str, str], memory: dict[str, Any]) -> None:
    assert addresses._take(text.encode(), "file.csv", IDS) == reason
    assert memory.get("addresses", {}) == found


def test_lists_get_the_addresses_that_are_known(memory: dict[str, Any]) -> None:
    customers = pd.DataFrame({"customer_id": IDS})
    assert addresses.with_addresses(customers) is customers
    memory["addresses"] = {IDS[1]: "b@x.jp"}
    assert addresses.with_addresses(customers)["email"].fillna("").tolist() == ["", "b@x.jp", ""]
    assert "email" not in customers
