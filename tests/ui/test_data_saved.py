"""The import tab keeps a data set when it is asked to, opens it after a restart, and deletes everything on request."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ltv.saved import SavedSets, workspace_folder
from ltv.store import Scenario, open_store
from ltv.store.location import in_folder
from ui import kept, session, show
from ui.words import WORDS

from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE

ROWS = "".join(f"{name}@example.jp,2026-0{m}-05,{1000 + 7 * m}\n" for m in range(1, 8) for name in "abc"[: 1 + m % 3])
FILE = f"メールアドレス,注文日,金額\n{ROWS}"
NAMES = "取引先,注文日,金額\n山田商店,2026-01-05,100\n佐藤商店,2026-02-05,90\n"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LTV_COMPASS_STORE", str(tmp_path / "store"))
    forget()
    yield tmp_path / "store"
    forget()


def forget() -> None:
    for kept_once in (kept._opened, kept._saved, kept._expired_at_start):
        kept_once.clear()


def sets_in(root: Path) -> SavedSets:
    return SavedSets(workspace_folder(in_folder(root)))


def uploaded(text: str = FILE, lang: str = "ja") -> AppTest:
    """A file dropped on the page."""
    app = stays(opened("data", lang=lang))
    app.file_uploader[0].set_value([("注文.csv", text.encode(), "text/csv")])
    return app.run()


def stays(app: AppTest) -> AppTest:
    """The same page, without the way through app.py that AppTest would begin each run with and lose controls on."""
    app.session_state[session.IN_SHELL] = True
    return app


def accepted(text: str = FILE, lang: str = "ja") -> AppTest:
    app = uploaded(text, lang)
    app.button(key="accept").click().run()
    assert not app.exception
    return app


def saved(lang: str = "ja") -> AppTest:
    app = accepted(lang=lang)
    app.button(key="saved_save").click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.success, app.warning, app.info) for element in kind)


def test_nothing_is_kept_unless_the_reader_saves(root: Path) -> None:
    accepted()
    assert sets_in(root).all() == []
    assert [path.name for path in (root / "workspaces").rglob("*") if path.is_file()] == ["pseudonyms.key"]


def test_samples_are_not_offered_to_be_saved() -> None:
    assert "saved_save" not in [button.key for button in opened("data").button]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_saved_is_listed_and_opened_in_another_session(lang: str, root: Path) -> None:
    first = saved(lang)
    (one,) = sets_in(root).all()
    assert one.manifest is not None
    assert one.manifest.name in said(first).replace("\\", "")
    kept._saved.clear()
    later = stays(opened("data", lang=lang))
    later.button(key=f"saved_open_{one.id}").click().run()
    assert not later.exception
    assert later.title[0].value == first.title[0].value
    assert later.table[0].value.equals(first.table[0].value)
    texts = words(later) + [button.label for button in later.button]
    if lang == "en":
        own = [text for text in texts if not JAPANESE.search(text.replace("表示言語", ""))]
        assert len(texts) - len(own) <= 1, "the language control alone"
    else:
        assert [text for text in texts if ENGLISH_WORD.search(text)] == []


def test_a_refresh_brings_a_saved_data_set_back(root: Path) -> None:
    app = saved()
    link = {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}
    again = opened("data", **link)
    assert again.title[0].value == app.title[0].value
    assert opened("data", **{**link, "set": "0" * 32}).title[0].value != app.title[0].value


def test_a_set_is_renamed_kept_longer_and_deleted(root: Path) -> None:
    app = saved()
    (one,) = sets_in(root).all()
    app.text_input(key=f"kept_saved.rename.{one.id}").set_value("月次").run()
    app.button(key=f"saved_rename_{one.id}").click().run()
    app.selectbox(key=f"saved_days_{one.id}").set_value(30).run()
    app.button(key=f"saved_keep_{one.id}").click().run()
    (found,) = sets_in(root).all()
    assert found.manifest is not None
    assert one.manifest is not None
    assert found.manifest.name == "月次"
    assert found.manifest.last_day < one.manifest.last_day
    app.button(key=f"saved_delete_{one.id}").click().run()
    assert not app.exception
    assert sets_in(root).all() == []
    assert "月次" in said(app)


def test_a_damaged_set_is_told_and_can_be_deleted(root: Path) -> None:
    saved()
    (one,) = sets_in(root).all()
    (sets_in(root).folder.sets / one.id / "months.parquet").write_bytes(b"PAR1")
    app = stays(opened("data"))
    assert any("壊れている" in element.value for element in app.markdown)
    assert f"saved_open_{one.id}" not in [button.key for button in app.button]
    app.button(key=f"saved_delete_{one.id}").click().run()
    assert sets_in(root).all() == []


@pytest.mark.parametrize("restarts", [False, True])
def test_a_set_whose_time_is_up_is_deleted_and_told(
    restarts: bool, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = accepted()
    app.selectbox(key="saved_days").set_value(30).run()
    app.button(key="saved_save").click().run()
    monkeypatch.setattr("ltv.saved.sets.SavedSets._today", lambda _: __import__("datetime").date(2099, 1, 1))
    if restarts:
        kept._saved.clear()
        kept._expired_at_start.clear()
        opened("home")
        assert sets_in(root).all() == []
    assert "保存期間が過ぎたため削除しました" in said(opened("data"))
    assert "保存期間が過ぎたため削除しました" not in said(opened("data"))
    assert sets_in(root).all() == []


def test_a_full_disk_is_told_and_what_is_on_screen_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = accepted()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ltv.saved.sets.write", full)
    app.button(key="saved_save").click().run()
    assert not app.exception
    assert "ディスクの空きが足りない" in said(app)
    assert app.title[0].value.startswith("取り込んだデータを表示中")


def test_deleting_everything_needs_a_second_word_and_leaves_nothing(root: Path) -> None:
    app = saved()
    open_store(in_folder(root)).save(Scenario(name="a", base="0f", levers=[], seed=1, horizon_months=12), author="p-1")
    key = sets_in(root).folder.key.read_bytes()
    assert app.button(key="delete_all").disabled
    app.checkbox(key="delete_records").check().run()
    app.checkbox(key="delete_sure").check().run()
    app.button(key="delete_all").click().run()
    assert not app.exception
    assert "残っていないことを確認しました" in said(app)
    assert "記録1件" in said(app)
    assert not list((root / "workspaces").iterdir())
    assert app.title[0].value.startswith("いまはサンプルを表示中")
    app.file_uploader[0].set_value([("注文.csv", FILE.encode(), "text/csv")]).run()
    app.button(key="accept").click().run()
    assert app.title[0].value.startswith("取り込んだデータを表示中")
    assert sets_in(root).folder.key.read_bytes() != key


def test_rows_that_were_not_used_can_be_looked_up_after_the_files_are_accepted() -> None:
    app = accepted(FILE + "z@example.jp,2026-02-30,90\n")
    (fold,) = [one for one in app.expander if "使わなかった行" in one.label]
    assert fold.label == "注文で使わなかった行：使えない1件、対象外0件"
    (reading,) = app.session_state["_work_accepted_unused"][1]
    assert reading.problems["reason"].tolist() == ["date_invalid"]
    assert (len(reading.table), reading.parties) == (0, None)
    app.button(key="forget").click().run()
    assert not [one for one in app.expander if "使わなかった行" in one.label]


def _place(app: AppTest, label: str) -> list[int]:
    """Where a fold stands in the page: the browser folds it up when this changes."""

    def search(block: Any, way: list[int]) -> list[int] | None:
        if getattr(block, "label", None) == label:
            return way
        below = getattr(block, "children", {})
        return next((found for place, one in below.items() if (found := search(one, [*way, place]))), None)

    found = search(app.main, [])
    assert found is not None
    return found


def test_what_is_said_once_goes_without_folding_up_what_stands_below() -> None:
    app = saved()
    assert said(app)
    place = _place(app, WORDS["data.all.title"][0])
    app.checkbox(key="delete_records").check().run()
    assert not said(app)
    assert _place(app, WORDS["data.all.title"][0]) == place


def test_names_of_companies_stay_readable_when_the_reader_says_so() -> None:
    app = uploaded(NAMES)
    (switch,) = app.toggle
    assert not switch.value
    switch.set_value(True).run()
    assert app.toggle[0].value
    app.button(key="accept").click().run()
    data = app.session_state["_uploaded"]
    assert data.customers["customer_id"].tolist() == ["佐藤商店", "山田商店"]
    hidden = accepted(NAMES).session_state["_uploaded"].customers["customer_id"].tolist()
    assert all(show.customer_id(id) == id[:10] != id for id in hidden)


def test_names_of_companies_can_be_compared_where_a_crm_stands_beside_the_orders() -> None:
    orders = "取引先コード,会社名,受注日,金額\nT1,山田商店,2026-01-05,100\n"
    deals = "商談ID,取引先コード,会社名,完了予定日,金額\n1,X9,(株)山田商店,2026-01-05,100\n"
    assert not uploaded(orders).toggle
    app = stays(opened("data", lang="ja"))
    app.file_uploader[0].set_value([("注文.csv", orders.encode(), "text/csv"), ("CRM.csv", deals.encode(), "text/csv")])
    app.run()
    (switch,) = app.toggle
    assert "判断待ち" in switch.help
    switch.set_value(True).run()
    app.button(key="accept").click().run()
    assert app.session_state["_uploaded"].parties["readable"].tolist() == ["山田商店", "(株)山田商店"]


def test_without_a_folder_for_the_key_files_are_read_all_the_same(root: Path) -> None:
    root.write_text("no folder")
    app = uploaded()
    assert any(element.value == WORDS["data.privacy.session_key"][0] for element in app.warning)
    app.button(key="accept").click().run()
    ids = app.session_state["_uploaded"].customers["customer_id"].tolist()
    assert not any("@" in id for id in ids)
