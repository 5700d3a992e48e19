"""The import tab as a reader goes through it: drop, look, answer, change one's mind, accept."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ltv.intake import fields_of
from ltv.intake.possible import FIGURES
from ltv.metrics.metric import Lang
from ltv.store import open_store
from ltv.store.file_mappings import FileMapping
from tests.intake.files import workbook
from ui import kept, session, shell, upload_list
from ui.data import KINDS, field_words
from ui.words import WORDS

from .test_pages import opened, words
from .test_words import JAPANESE

GOOD = "会員ID,注文日,金額\na,2026-01-05,100\nb,2026-02-09,200\n"
AMBIGUOUS = "会員ID,注文日,金額\na,02/03/2026,1200\nb,04/03/2026,900\n"
LINES = "会員ID,注文番号,注文日,商品,金額\n" + "".join(
    f"a,{i},2026-01-02,{item},3980\n" for i in (1, 2) for item in ("x", "y")
)
DEALS = "顧客ID,日付,金額,ステージ\na,2026-01-05,100,商談中\nb,2026-01-05,200,合意\nc,2026-01-06,300,合意\n"
AMAZON = "amazon-order-id\tpurchase-date\torder-status\titem-price\n1\t2026-01-05T10:00:00+00:00\tShipped\t900\n"


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What one test remembers of a header is not known to the next."""
    monkeypatch.setenv("LTV_COMPASS_STORE", str(tmp_path / "store"))
    for opened_once in (kept._opened, kept._saved, kept._expired_at_start):
        opened_once.clear()
    yield
    for opened_once in (kept._opened, kept._saved, kept._expired_at_start):
        opened_once.clear()


def page(lang: str = "ja", **files: str) -> AppTest:
    app = opened("data", lang=lang)
    app.session_state[session.IN_SHELL] = True  # or AppTest begins each run in app.py and loses the controls
    return dropped(app, **files) if files else app


def dropped(app: AppTest, **files: str) -> AppTest:
    app.file_uploader[0].set_value([(f"{name}.csv", text.encode(), "text/csv") for name, text in files.items()])
    app.run()
    assert not app.exception, app.exception
    return app


def key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def said(app: AppTest) -> str:
    return "\n".join([*words(app), *(str(table.value.to_csv()) for table in app.table)])


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def press(app: AppTest, name: str) -> AppTest:
    app.button(key=name).click().run()
    assert not app.exception, app.exception
    return app


def answered(app: AppTest, text: str, question: str, choice: str) -> AppTest:
    app.radio(key=f"answer_{key(text)}_{question}").set_value(choice).run()
    return press(app, f"answered_{key(text)}")


def test_a_small_file_appears_at_once_with_what_was_recognised() -> None:
    app = page(orders=GOOD)
    assert app.title[0].value.startswith("2件すべてを採用")
    assert app.selectbox(key=f"kind_{key(GOOD)}_orders").value == "orders"
    for shown in ("orders.csv", "UTF-8", "1行目", "Asia/Tokyo", "年/月/日", "「会員ID」", "100.0%"):
        assert shown in said(app).replace("\\", ""), shown


def test_questions_come_one_at_a_time_over_all_files_with_a_row_under_each_choice() -> None:
    app = page(dates=AMBIGUOUS, lines=LINES)
    (radio,) = app.radio
    assert "いま分かっている質問2件の1件目" in said(app)
    assert radio.options == ["月/日/年", "日/月/年"]
    answered(app, AMBIGUOUS, "date_order", "dmy")
    assert "質問2" in said(app)
    answered(app, LINES, "amount_rule", "line_sum")
    assert len(app.radio) == 0
    assert "accept" in [button.key for button in app.button]


def test_an_answer_can_be_taken_back() -> None:
    app = answered(page(dates=AMBIGUOUS), AMBIGUOUS, "date_order", "dmy")
    assert "日/月/年" in said(app)
    press(app, f"change_{key(AMBIGUOUS)}_date_order")
    assert len(app.radio) == 1
    answered(app, AMBIGUOUS, "date_order", "mdy")
    assert "月/日/年" in said(app)


def test_the_next_file_with_the_same_header_is_read_as_the_one_before_until_that_is_forgotten() -> None:
    app = answered(page(january=AMBIGUOUS), AMBIGUOUS, "date_order", "dmy")
    february = AMBIGUOUS.replace("04/03", "05/06")
    dropped(app, february=february)
    assert len(app.radio) == 0
    assert WORDS["import.remembered"][0] in said(app)
    press(app, f"forget_{key(february)}")
    assert len(app.radio) == 1
    assert WORDS["import.remembered"][0] not in said(app)


def test_it_is_remembered_between_visits_too_and_forgotten_for_good() -> None:
    answered(page(january=AMBIGUOUS), AMBIGUOUS, "date_order", "dmy")
    february = AMBIGUOUS.replace("04/03", "05/06")
    later = page(february=february)
    assert len(later.radio) == 0
    press(later, f"forget_{key(february)}")
    assert len(page(february=february).radio) == 1


def test_a_file_that_cannot_be_read_like_the_one_before_is_asked_about_as_any_other() -> None:
    header = "会員ID,注文日,金額,税抜金額\n"
    january, february = header + "a,02/03/2026,110,100\n", header + "a,03/04/2026,110,\n"
    app = page(january=january)
    app.selectbox(key=f"field_{key(january)}_amount_金額").set_value("税抜金額")
    app.form_submit_button[0].click().run()
    answered(app, january, "date_order", "dmy")
    dropped(app, february=february)
    assert app.title[0].value == "「注文」のファイルについて確認が必要です"
    assert len(app.radio) == 1
    answered(app, february, "date_order", "dmy")
    assert len(app.radio) == 0


def test_every_workbook_says_itself_which_sheet_is_read() -> None:
    rows = [["会員ID", "注文日", "金額"], ["a", "02/03/2026", "1200"], ["b", "04/05/2026", "900"]]
    app = opened("data", lang="ja")
    app.session_state[session.IN_SHELL] = True
    for names in (("1月", "2月"), ("3月", "4月")):
        content = workbook(**dict.fromkeys(names, rows))
        app.file_uploader[0].set_value([("book.xlsx", content, "")]).run()
        digest = hashlib.sha256(content).hexdigest()[:16]
        app.radio(key=f"answer_{digest}_choose_sheet").set_value(names[0]).run()
        press(app, f"answered_{digest}")
        if names[0] == "1月":
            app.radio(key=f"answer_{digest}_date_order").set_value("dmy").run()
            press(app, f"answered_{digest}")
        assert len(app.radio) == 0


def test_no_value_of_a_file_is_kept_with_what_is_remembered() -> None:
    app = page(deals=DEALS)
    app.selectbox(key=f"kind_{key(DEALS)}_orders").set_value("crm").run()
    answered(app, DEALS, "deal_won", "合意")
    (record,) = open_store().latest(FileMapping)
    assert (record.body.file_kind, record.body.answers) == ("crm", {})
    assert "合意" not in str(record.body)
    february = DEALS.replace("300", "400")
    dropped(app, february=february)
    assert len(app.radio) == 0


def test_an_answer_holds_for_the_other_files_with_the_same_header_that_wait() -> None:
    february = AMBIGUOUS.replace("04/03", "05/06")
    app = page(january=AMBIGUOUS, february=february)
    answered(app, AMBIGUOUS, "date_order", "dmy")
    assert len(app.radio) == 0


def test_the_kind_is_changed_at_a_glance() -> None:
    app = page(orders=GOOD)
    app.selectbox(key=f"kind_{key(GOOD)}_orders").set_value("crm").run()
    assert not app.exception
    assert app.selectbox(key=f"kind_{key(GOOD)}_crm").value == "crm"


def test_columns_nobody_knows_are_asked_for_in_the_open() -> None:
    text = "だれ,いつ,いくら,なに\na,2026-01-05,100,緑茶\nb,2026-01-06,200,紅茶\n"
    app = page(odd=text)
    assert app.title[0].value == "列の対応を指定すれば、このファイルを読み込める"
    assert [fold.proto.expanded for fold in app.expander if fold.label == "列の対応を確認・変更する"] == [True]
    assert "顧客ID（必須）" in [box.label for box in app.selectbox]
    for name, header in (("customer_id", "だれ"), ("day", "いつ"), ("amount", "いくら")):
        app.selectbox(key=f"field_{key(text)}_{name}_").set_value(header)
    next(button for button in app.button if button.label == "この対応で読み直す").click().run()
    assert "2件すべてを採用" in app.title[0].value
    assert [fold.proto.expanded for fold in app.expander if fold.label == "列の対応を確認・変更する"] == [False]


def test_several_files_that_cannot_be_read_are_announced_as_several() -> None:
    app = page(one="%PDF-1.7", two="%PDF-1.4")
    assert app.title[0].value == "2件のファイルはどれも読み込めない。理由と直し方は下に"
    assert not [box for box in app.selectbox if str(box.key).startswith("kind_")]


def test_the_same_content_is_stopped_here_and_in_the_data_on_screen() -> None:
    app = page(orders=GOOD)
    dropped(app, again=GOOD)
    assert "「again.csv」は「orders.csv」と同じ内容" in said(app).replace("\\", "")
    press(app, "accept")
    assert "取り込んだデータを表示中" in app.title[0].value
    dropped(app, orders=GOOD)
    assert "いま表示しているデータに入っています" in said(app)
    assert "accept" not in [button.key for button in app.button]
    press(app, "anyway_0")
    assert "accept" in [button.key for button in app.button]


def test_what_is_on_screen_stays_until_the_new_data_are_accepted() -> None:
    app = press(page(orders=GOOD), "accept")
    dropped(app, other=GOOD.replace("a,", "z,"))
    assert any("2026年2月9日時点" in caption.value for caption in app.caption)
    press(app, "discard")
    assert "取り込んだデータを表示中" in app.title[0].value


def test_a_file_without_customers_gives_sales_and_says_what_is_off() -> None:
    app = page(amazon=AMAZON)
    assert app.title[0].value == WORDS["import.headline.no_customers"][0]
    assert "900円" in said(app)
    assert "LTV" in said(app)
    assert "accept" not in [button.key for button in app.button]


def test_files_that_cannot_be_used_are_taken_out_together() -> None:
    app = page(orders=GOOD, broken="x\n", empty="")
    assert app.title[0].value.startswith("3件のうち2件のファイルは読み込めない")
    press(app, "without_refused")
    assert app.title[0].value.startswith("2件すべてを採用")


def test_what_the_files_make_possible_is_said_before_and_after_they_are_accepted() -> None:
    app = page(orders=GOOD)
    assert WORDS["import.can.before"][0] in said(app)
    assert "粗利LTV" in said(app)
    press(app, "accept")
    assert "粗利LTV" in said(app)


def test_personal_columns_are_named_and_left_out() -> None:
    app = page(orders="会員ID,住所,生年月日,電話番号,注文日,金額\na,千代田,1990-01-02,03,2026-01-05,100\n")
    assert "取り込みません：住所、生年月日、電話番号" in said(app)
    assert "千代田" not in said(app)
    record = "会員ID,電話番号,注文日,金額\nb,03,2026-01-05,100\n"
    dropped(app, record=record)
    app.selectbox(key=f"kind_{key(record)}_orders").set_value("crm").run()
    assert "電話番号は、基幹の売上とCRMで同じ顧客かを確かめる鍵にだけ使い" in said(app)


SCENES = [{"orders": GOOD}, {"dates": AMBIGUOUS}, {"amazon": AMAZON}, {"broken": "x\n", "orders": GOOD}]


@pytest.mark.parametrize("files", SCENES, ids=lambda files: "+".join(files))
def test_everything_is_said_in_english_too(files: dict[str, str]) -> None:
    app = page("en", **files)
    ours = [w for w in [*words(app), *labels(app)] if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))]
    assert [w for w in ours if not any(header in w for header in ("会員ID", "注文日", "金額"))] == []


# --- while files are read ---------------------------------------------------------------------------------------


class Endless:
    """A reading that goes on until it is cancelled."""

    stage, done, cancelled = "table", False, False

    def wait(self, seconds: float) -> bool:
        return False

    def cancel(self) -> None:
        self.cancelled = True


def test_files_read_with_another_key_are_read_again_so_that_a_customer_is_one_person() -> None:
    first = GOOD.replace("会員ID", "メールアドレス").replace("\na,", "\na@example.com,")
    second = first.replace("2026-02-09", "2026-02-10")
    app = page(orders=first)
    before = [item.options.secret for item in app.session_state["_work_uploads"]]
    for file in Path(os.environ["LTV_COMPASS_STORE"]).rglob("pseudonyms.key"):
        file.unlink()
    dropped(app, more=second)
    uploads = app.session_state["_work_uploads"]
    assert len({item.options.secret for item in uploads}) == 1
    assert uploads[0].options.secret not in before
    customers = [set(item.reading.table["customer_id"]) for item in uploads]
    assert customers[0] == customers[1]


def test_a_change_that_is_cancelled_leaves_a_file_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(orders=GOOD)
    before = app.session_state["_work_uploads"][0]
    monkeypatch.setattr(upload_list, "start", lambda *_: Endless())
    app.selectbox(key=f"kind_{key(GOOD)}_orders").set_value("contracts").run()
    press(app, f"cancel_{key(GOOD)}")
    after = app.session_state["_work_uploads"][0]
    assert (after.options, after.reading.kind) == (before.options, "orders")


def test_a_long_reading_shows_how_far_it_is_and_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(orders=GOOD)
    begun = Endless()
    monkeypatch.setattr(upload_list, "start", lambda *_: begun)
    monkeypatch.setattr(upload_list, "PATIENCE", 0.0)
    other = GOOD.replace("a,", "z,")
    dropped(app, big=other)
    assert app.title[0].value == "2件のファイルのうち1件を読み込み中"
    assert "accept" not in [button.key for button in app.button]
    press(app, f"cancel_{key(other)}")
    assert begun.cancelled
    assert app.title[0].value.startswith("2件すべてを採用")


def test_only_so_many_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Endless] = []

    def start(*_: object) -> Endless:
        begun.append(Endless())
        return begun[-1]

    monkeypatch.setattr(upload_list, "start", start)
    monkeypatch.setattr(upload_list, "PATIENCE", 0.0)
    app = page(**{f"f{i}": GOOD.replace("a,", f"{i},") for i in range(4)})
    assert len(begun) == upload_list.AT_ONCE
    press(app, f"cancel_{key(GOOD.replace('a,', '0,'))}")
    assert len(begun) == upload_list.AT_ONCE + 1


def test_a_change_keeps_what_was_read_until_the_new_reading_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(orders=GOOD)
    monkeypatch.setattr(upload_list, "start", lambda *_: Endless())
    monkeypatch.setattr(upload_list, "PATIENCE", 0.0)
    app.selectbox(key=f"kind_{key(GOOD)}_orders").set_value("customers").run()
    press(app, f"cancel_{key(GOOD)}")
    assert app.title[0].value.startswith("2件すべてを採用")


# --- words and figures ------------------------------------------------------------------------------------------


def test_every_figure_has_words_and_a_page() -> None:
    assert {figure.page for figure in FIGURES} <= set(shell.PAGES)
    assert all(f"import.figure.{figure.id}" in WORDS for figure in FIGURES)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_field_has_words(lang: Lang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: lang)
    assert [name for kind in KINDS for name in fields_of(kind) if "_" in field_words(name)] == []


def test_beside_a_crm_record_other_files_tell_who_is_whom() -> None:
    with_mail = "会員ID,メールアドレス,注文日,金額\na,a@example.jp,2026-01-05,100\nb,b@example.jp,2026-02-09,200\n"
    crm = "会員ID,メールアドレス,注文日,金額\nX1,a@example.jp,2026-01-05,100\nX2,c@example.jp,2026-02-09,90\n"
    app = page(orders=with_mail, record=crm)
    assert [file.reading.parties for file in app.session_state["_work_uploads"]] == [None, None]
    app.selectbox(key=f"kind_{key(crm)}_orders").set_value("crm").run()
    core, record = app.session_state["_work_uploads"]
    assert (core.reading.kind, record.reading.kind) == ("orders", "crm")
    assert len(core.reading.parties) == len(record.reading.parties) == 2
    assert set(core.reading.parties["email"]) & set(record.reading.parties["email"])
