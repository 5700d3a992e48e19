"""Files as the receiving tool sees them: bytes, cells, and who is in them."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.decisions.action_plan import HOLD_OUT, TREAT
from ltv.decisions.audience import plan_audience
from ltv.decisions.consent import Consent, meaning
from ltv.decisions.export_cells import GETA, encoded, phone, phone_e164, postcode
from ltv.decisions.export_layouts import (
    ARM_COLUMNS,
    CALL_LIST,
    FIELDS,
    GENERIC,
    HUBSPOT,
    KLAVIYO,
    LARGEST_BYTES,
    LAYOUTS,
    MOST_ROWS,
    POSTAL,
    SALESFORCE,
    STEP_MAIL,
    Column,
    Layout,
)
from ltv.decisions.export_rows import Dispatch
from ltv.decisions.exports import LEFT_OUT, FileLimitError, export
from ltv.decisions.treatment_library import LIBRARY
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text
from tests.decisions.people import mail, treatment

DISPATCH = Dispatch("SPRING-1", "2", dt.date(2026, 10, 1), dt.date(2026, 10, 31), "nrr12@3")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
MADE = [
    mail(effect=0.2),
    treatment("letter", channel="dm", hours=0, contact_cost=100, offer=0, take_rate=0, effect=0.3),
    treatment("call", effect=0.4, offer=0, take_rate=0),
]


def customers(ids, **columns):
    return pd.DataFrame({"customer_id": ids} | columns)


def planned(table, made=MADE, seed="SPRING-1/2", **columns):
    """Everyone is worth 50,000 and may leave with one chance in two."""
    people = table.assign(customer=range(len(table)), value=50_000.0, risk=0.5, **columns)
    return plan_audience(people, made, seed=seed)


def written(table, layout, made=MADE, *, dispatch=DISPATCH, **kw):
    return export(planned(table, made), table, made, layout, dispatch, **kw)


def cells(file):
    """Rows of a file as dicts by header, read as any reader of CSV would."""
    text = file.data.decode(file.encoding)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def both(done, header):
    return [row[header] for file in (done.send, done.hold_out) for row in cells(file)]


def only_mail(ids, consent="可", **columns):
    return customers(ids, consent=consent, **columns), [MADE[0]]


def test_a_step_mail_list_has_the_columns_and_forms_of_japanese_carts():
    table, made = only_mail(["A001", "A002"])
    done = written(table, STEP_MAIL, made)
    (row,) = cells(done.send)
    assert list(row) == ["会員番号", "氏名", "メール", "電話番号", "配信可否", "セグメント", "推奨施策", "配信日",
                         "施策番号", "配信回", "群", "有効期限", "定義バージョン"]  # fmt: skip
    assert row["会員番号"] in ("A001", "A002")
    assert row["配信可否"] == "可"
    assert row["セグメント"] == "B 今すぐ救う"
    assert row["配信日"] == "2026/10/01"
    assert row["有効期限"] == "2026/10/31"
    assert (row["施策番号"], row["配信回"], row["群"], row["定義バージョン"]) == ("SPRING-1", "2", TREAT, "nrr12@3")
    assert done.send.encoding == "cp932"
    assert done.send.name == "step_mail_SPRING-1_2_treat.csv"
    assert done.hold_out.name == "step_mail_SPRING-1_2_hold-out.csv"


def test_the_bytes_are_what_excel_and_carts_open():
    table, made = only_mail(["A001", "A002"])
    utf8, sjis = (written(table, STEP_MAIL, made, encoding=e).send.data for e in ("utf-8-sig", "cp932"))
    assert utf8.startswith(b"\xef\xbb\xbf" + "会員番号,".encode())
    assert sjis.startswith("会員番号,".encode("cp932"))
    assert utf8.decode("utf-8-sig") == sjis.decode("cp932")
    for data in (utf8, sjis):
        assert data.endswith(b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n") == 2


def test_the_hold_out_has_a_file_of_its_own_and_nobody_is_in_both():
    table, made = only_mail([f"A{i:03d}" for i in range(100)])
    plan = planned(table, made)
    done = export(plan, table, made, STEP_MAIL, DISPATCH)
    sent, held = ({row["会員番号"] for row in cells(file)} for file in (done.send, done.hold_out))
    assert len(sent) == 90
    assert len(held) == 10
    assert not sent & held
    assert sent == set(plan.arm(TREAT)["customer_id"])
    assert held == set(plan.arm(HOLD_OUT)["customer_id"])
    assert {row["群"] for row in cells(done.send)} == {TREAT}
    assert {row["群"] for row in cells(done.hold_out)} == {HOLD_OUT}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_the_file_of_the_hold_out_holds_nothing_to_contact_anyone_with(layout):
    fields = {column.field for column in ARM_COLUMNS[layout.lang]}
    assert not fields & {"name", "email", "phone", "postcode", "address1", "addressee", "company"}
    assert {"customer_id", "initiative", "wave", "arm", "expires_on", "definition"} <= fields


def test_people_without_consent_are_in_neither_mail_file_and_counted_even_if_a_plan_chose_them():
    table, made = only_mail(["yes", "no", "blank", "odd", "also"])
    plan = planned(table, made)
    assert len(plan.chosen) == 5
    withdrawn = table.assign(consent=["可", "不可", None, "そのうち", "○"])
    done = export(plan, withdrawn, made, STEP_MAIL, DISPATCH)
    assert set(both(done, "会員番号")) == {"yes", "also"}
    assert done.left_out == {"consent_refused": 1, "consent_unknown": 2}


def test_a_crm_list_leaves_out_of_its_mails_those_without_consent_and_keeps_their_calls():
    table = customers(["a", "b"], consent=["不可", "不可"])
    plan = planned(table.assign(consent="可"), [MADE[0]])
    assert export(plan, table, MADE, GENERIC, DISPATCH).left_out == {"consent_refused": 2}
    calls = planned(table, [MADE[2]])
    done = export(calls, table, MADE, GENERIC, DISPATCH)
    assert sorted(both_ids(done)) == ["a", "b"]
    assert cells(done.send)[0]["mail_consent"] == "No"


def both_ids(done):
    return [next(iter(row.values())) if "Customer ID" not in row else row["Customer ID"]
            for file in (done.send, done.hold_out) for row in cells(file)]  # fmt: skip


def test_a_treatment_that_asks_for_consent_is_checked_in_every_list():
    asks = treatment("letter", channel="dm", needs_consent=True, effect=0.3)
    plan = planned(customers(["a", "b", "c"], consent="可"), [asks])
    done = export(plan, customers(["a", "b", "c"], consent=["可", None, "可"]), [asks], POSTAL, DISPATCH)
    assert done.left_out == {"consent_unknown": 1}


WORDS = st.sampled_from(["可", "不可", "", None, "yes", "NO", "?", "○", "×", "1", "0", "希望しない"])
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
HOSTILE = st.one_of(
    TEXTS,
    st.sampled_from(["=1+1", "+81", "-A1", "@SUM(A1)", "\t=1", "a\r\nb", "a\nb", "a,b", 'a"b', "＝1", "\0", "𠮷野",
                     "  =1", "−1", "00123", "e@x.jp", "ﾊﾝｶｸ", "〜", "髙﨑", "😀", "\u200b=1", "'=1", ";=1"]),
)  # fmt: skip


@given(st.lists(st.tuples(HOSTILE, WORDS), max_size=20, unique_by=lambda row: row[0]), st.sampled_from(LAYOUTS),
       st.sampled_from(["utf-8-sig", "cp932"]))  # fmt: skip
@settings(max_examples=120)
def test_no_id_however_hostile_breaks_a_file_runs_as_a_formula_or_is_in_two_arms(rows, layout, encoding):
    table = customers([name for name, _ in rows], consent=pd.Series([word for _, word in rows], dtype=object))
    plan = planned(table)
    done = export(plan, table, MADE, layout, DISPATCH, encoding=encoding)
    rows_of = {}
    for arm, file in ((TREAT, done.send), (HOLD_OUT, done.hold_out)):
        text = file.data.decode(encoding)
        assert text.encode(encoding) == file.data
        parsed = list(csv.reader(io.StringIO(text, newline="")))
        assert len(parsed) == file.rows + 1
        assert {len(row) for row in parsed} == {len(parsed[0])}
        for row in parsed:
            for cell in row:
                assert not cell.startswith(RUNS), cell
                assert not cell.lstrip().startswith(RUNS), cell
                assert not re.search("[\x00-\x1f\x7f]", cell)
        place = next(i for i, c in enumerate(columns_of(layout, arm)) if c.field == "customer_id")
        rows_of[arm] = [row[place] for row in parsed[1:]]
    everyone = rows_of[TREAT] + rows_of[HOLD_OUT]
    assert len(everyone) == len(set(everyone))
    in_channel = plan.chosen if not layout.channels else plan.chosen[plan.chosen["channel"].isin(layout.channels)]
    assert len(everyone) + sum(done.left_out.values()) == len(in_channel)
    if layout.mail:
        willing = sum(meaning(table["consent"].iloc[code]) == Consent.GIVEN for code in in_channel["customer"])
        assert len(everyone) <= willing


def columns_of(layout, arm):
    return layout.columns if arm == TREAT else ARM_COLUMNS[layout.lang]


def test_formulas_are_neutralised_counted_and_told():
    table, made = only_mail(['=HYPERLINK("http://x")', "@cmd", "A1"])
    done = written(table, STEP_MAIL, made)
    ids = both(done, "会員番号")
    assert set(ids) == {'\'=HYPERLINK("http://x")', "'@cmd", "A1"}
    assert done.send.neutralised + done.hold_out.neutralised == 2
    notes = [note for file in (done.send, done.hold_out) for note in file.notes]
    assert any("apostrophe" in note.en and "「'」" in note.ja for note in notes)


def test_ids_that_would_be_written_alike_are_left_out_and_counted():
    table, made = only_mail(["a\nb", "a b", "𠮷1", "𠮸1", "=x", "'=x", "ok", " ", "fine"])
    done = written(table, STEP_MAIL, made)
    assert set(both(done, "会員番号")) == {"ok", "fine"}
    assert done.left_out == {"ambiguous_id": 7}
    in_utf8 = written(table, STEP_MAIL, made, encoding="utf-8-sig")
    assert set(both(in_utf8, "会員番号")) == {"ok", "fine", "𠮷1", "𠮸1"}


def test_characters_that_cp932_lacks_become_a_visible_geta_and_are_counted():
    table, made = only_mail(["A1", "A2"], company=["𠮷野家😀", "𠮷野家😀"])
    shown = replace(STEP_MAIL, columns=(*STEP_MAIL.columns, Column("会社名", "company")))
    done = written(table, shown, made)
    assert cells(done.send)[0]["会社名"] == "〓野家〓"
    assert done.send.replaced == 2
    assert any("〓" in note.ja and "〓" in note.en for note in done.send.notes)
    kept = written(table, shown, made, encoding="utf-8-sig")
    assert cells(kept.send)[0]["会社名"] == "𠮷野家😀"
    assert kept.send.replaced == 0


@pytest.mark.parametrize(("text", "as_cp932", "lost"), [
    ("髙橋﨑①㈱№ｶﾅ", "髙橋﨑①㈱№ｶﾅ", 0),
    ("神福羽", "神福羽", 0),
    ("9時〜10時−α—", "9時～10時－α―", 0),
    ("か\u3099き\u3099", "がぎ", 0),
    ("¥100", "￥100", 0),
    ("한글é", "〓〓〓", 3),
    ("\ud800a", "〓a", 1),
])  # fmt: skip
def test_what_cp932_knows_under_another_code_point_is_no_loss(text, as_cp932, lost):
    data, number = encoded(text, "cp932")
    assert data.decode("cp932") == as_cp932
    assert number == lost


@given(st.text())
def test_every_text_can_be_written_and_read_back_in_both_encodings(text):
    for encoding in ("cp932", "utf-8-sig"):
        data, lost = encoded(text, encoding)
        back = data.decode(encoding)
        assert back.encode(encoding) == data
        assert back.count(GETA) == text.count(GETA) + lost


@pytest.mark.parametrize(("given", "domestic", "e164"), [
    ("090-1234-5678", "09012345678", "+819012345678"),
    ("０３（１２３４）５６７８", "0312345678", "+81312345678"),
    ("+81 3-1234-5678", "0312345678", "+81312345678"),
    ("＋81 (0)3-1234-5678", "0312345678", "+81312345678"),
    ("+1 415 555 2671", "14155552671", "+14155552671"),
    ("1234", "1234", ""),
    ("", "", ""),
    ("不明", "", ""),
])  # fmt: skip
def test_phone_numbers_are_half_width_without_hyphens_or_e164(given, domestic, e164):
    assert phone(given) == domestic
    assert phone_e164(given) == e164


@pytest.mark.parametrize(
    ("given", "shown"), [("1000001", "100-0001"), ("〒１００−０００１", "100-0001"), ("SW1A 1AA", "SW1A 1AA"), ("", "")]
)
def test_postcodes_are_three_and_four_digits(given, shown):
    assert postcode(given) == shown


def test_a_postal_list_is_addressed_where_the_data_have_it_and_says_what_is_empty():
    table = customers(["P1", "P2", "P3"], name=["山田 花子", None, None], company=[None, "例示商事", None],
                      postcode=["1000001"] * 3, address1=["東京都千代田区千代田1-1"] * 3)  # fmt: skip
    plan = planned(table, [MADE[1]])
    rows = {}
    for seed in range(8):  # the hold-out is one of the three: another one with another seed
        done = export(planned(table, [MADE[1]], seed=str(seed)), table, MADE, POSTAL, DISPATCH)
        rows |= {row["会員番号"]: row for row in cells(done.send)}
    assert {name: row["宛名"] for name, row in rows.items()} == {"P1": "山田 花子 様", "P2": "例示商事 御中", "P3": ""}
    assert rows["P1"]["〒"] == "100-0001"
    assert rows["P1"]["住所1"] == "東京都千代田区千代田1-1"
    done = export(plan, table, MADE, POSTAL, DISPATCH)
    assert set(done.send.empty) >= {"住所2", "住所3", "部署"}
    assert any("住所2" in note.ja and "住所2" in note.en for note in done.send.notes)


def test_klaviyo_gets_its_first_column_consent_and_numbers():
    table, made = only_mail(["a@x.jp", "B2"], phone=["090-1111-2222"] * 2, email=[None, "b@y.jp"],
                            consent_at=["2026-01-05T00:00:00+09:00"] * 2)  # fmt: skip
    rows = {}
    for seed in range(6):
        done = export(planned(table, made, seed=str(seed)), table, made, KLAVIYO, DISPATCH)
        rows |= {row["Customer ID"]: row for row in cells(done.send)}
    assert next(iter(rows["B2"])) == "Email"
    assert {name: row["Email"] for name, row in rows.items()} == {"a@x.jp": "a@x.jp", "B2": "b@y.jp"}
    assert rows["B2"]["Phone Number"] == "+819011112222"
    assert rows["B2"]["Email Marketing Consent"] == "Subscribed"
    assert rows["B2"]["Email Marketing Consent Timestamp"] == "2026-01-05T00:00:00+09:00"
    assert rows["B2"]["Expires On"] == "2026-10-31"
    assert done.send.neutralised == 0


def test_a_list_without_what_the_tool_matches_by_says_so():
    table, made = only_mail(["A1", "A2"])
    done = written(table, KLAVIYO, made)
    assert done.send.empty[:2] == ("Email", "Phone Number")
    assert any(note.en == "Email must be filled before the import." for note in done.send.notes)
    assert not any("must be filled" in note.en for note in written(table, STEP_MAIL, made).send.notes)


def test_hubspot_and_salesforce_have_the_columns_they_match_by():
    table = customers(["A1", "A2"], consent="可", company=["例示商事"] * 2, record_id=["003X1", "003X2"])
    (row,) = cells(written(table, HUBSPOT).send)
    assert list(row)[:2] == ["Record ID", "Email"]
    assert row["Company name"] == "例示商事"
    (row,) = cells(written(table, SALESFORCE).send)
    assert row["Contact ID"] == f"003X{row['External ID'][1:]}"
    assert (row["Campaign ID"], row["Member Status"]) == ("SPRING-1", "Sent")


def test_each_list_takes_only_its_own_channels():
    rng = np.random.default_rng(0)
    table = customers([f"A{i:04d}" for i in range(300)], consent="可")
    people = table.assign(customer=range(300), value=rng.lognormal(10.5, 1.5, 300), risk=rng.beta(2, 3, 300))
    plan = plan_audience(people, LIBRARY, seed="x")
    sizes = plan.chosen["channel"].value_counts()
    assert len(sizes) >= 3
    number = {layout.id: len(both_ids(export(plan, table, LIBRARY, layout, DISPATCH))) for layout in LAYOUTS}
    assert number["step_mail"] == number["klaviyo"] == sizes["mail"]
    assert number["dm"] == sizes.get("dm", 0)
    assert number["call_list"] == sizes.get("phone", 0) + sizes.get("visit", 0)
    assert number["crm"] == number["hubspot"] == number["salesforce"] == len(plan.chosen)


def test_another_layout_needs_no_code():
    mine = Layout(
        "mine",
        Text("自社", "Ours"),
        (Column("ID", "customer_id"), Column("X", constant="=1"), Column("日", "send_on", "date")),
        "ja",
        Text("", ""),
    )
    done = written(customers(["A1", "A2"]), mine)
    assert [list(row.values())[1:] for row in cells(done.send)] == [["'=1", "2026/10/01"]]


def test_headers_can_be_those_of_another_tool():
    renamed = STEP_MAIL.renamed({"customer_id": "顧客コード", "send_on": "配信予定日"})
    assert [c.header for c in renamed.columns][:1] == ["顧客コード"]
    table, made = only_mail(["A1", "A2"])
    (row,) = cells(written(table, renamed, made).send)
    assert row["配信予定日"] == "2026/10/01"


def test_files_past_the_limits_are_refused_in_words():
    table = customers([f"A{i}" for i in range(60)], consent="可")
    assert (GENERIC.largest_bytes, GENERIC.most_rows) == (LARGEST_BYTES, MOST_ROWS) == (52_428_800, 1_048_576)
    with pytest.raises(FileLimitError, match=r"55 rows with the header .* takes 54 rows"):
        written(table, replace(GENERIC, most_rows=54))
    assert written(table, replace(GENERIC, most_rows=55)).send.rows == 54
    size = len(written(table, GENERIC).send.data)
    with pytest.raises(FileLimitError, match=f"{size:,} bytes"):
        written(table, replace(GENERIC, largest_bytes=size - 1))
    assert len(written(table, replace(GENERIC, largest_bytes=size)).send.data) == size


def test_names_of_files_are_ascii_whatever_the_initiative_is_called():
    table, made = only_mail(["A1", "A2"])
    odd = Dispatch("春の施策/../../x", "第1回", DISPATCH.send_on, DISPATCH.expires_on, "v1")
    assert written(table, STEP_MAIL, made, dispatch=odd).send.name == "step_mail_x_1_treat.csv"
    assert cells(written(table, STEP_MAIL, made, dispatch=odd).send)[0]["施策番号"] == "春の施策/../../x"


def test_a_list_cannot_expire_before_it_is_sent():
    with pytest.raises(InvalidTableError, match="earlier than send_on"):
        Dispatch("i", "1", dt.date(2026, 10, 2), dt.date(2026, 10, 1), "v")


def test_other_customers_than_those_of_the_plan_are_refused():
    table, made = only_mail(["A1", "A2", "A3"])
    plan = planned(table, made)
    for others in (table.iloc[::-1], table.iloc[:1], table.assign(customer_id=["A1", "A2", "B3"])):
        with pytest.raises(InvalidTableError, match="not the customers that the plan was made for"):
            export(plan, others, made, STEP_MAIL, DISPATCH)


def test_a_plan_by_codes_alone_is_written_with_the_ids_of_the_data_set():
    table, made = only_mail(["A1", "A2", "A3"])
    people = pd.DataFrame({"customer": range(3), "value": 50_000.0, "risk": 0.5, "consent": "可"})
    done = export(plan_audience(people, made, seed="x"), table, made, STEP_MAIL, DISPATCH)
    assert set(both(done, "会員番号")) == {"A1", "A2", "A3"}


def test_an_empty_plan_makes_files_with_a_header_only():
    done = written(customers([]), STEP_MAIL)
    assert done.send.rows == done.hold_out.rows == 0
    assert cells(done.send) == []
    assert done.send.empty == ()
    assert done.left_out == {}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_every_layout_marks_its_rows_and_is_explained_in_both_languages(layout):
    fields = {column.field for column in layout.columns}
    assert {"customer_id", "initiative", "wave", "arm", "expires_on", "definition"} <= fields
    assert fields - {""} <= set(FIELDS)
    headers = [column.header for column in layout.columns]
    assert len(set(headers)) == len(headers)
    assert "".join(headers).encode("cp932")
    for text in (layout.name, layout.note, *(FIELDS[f] for f in fields if f), *LEFT_OUT.values()):
        assert text.ja
        assert text.en.isascii()


def test_lists_for_mailing_are_for_mail_only():
    assert {layout.id for layout in LAYOUTS if layout.mail} == {"step_mail", "klaviyo"}
    assert CALL_LIST.channels == ("phone", "visit")


def test_the_sample_shop_can_be_exported():
    from ui import samples

    data = samples.load("shop")
    size = len(data.customers)
    rng = np.random.default_rng(0)
    people = data.customers.assign(customer=range(size), value=rng.lognormal(9, 1, size), risk=rng.beta(1, 3, size))
    plan = plan_audience(people, LIBRARY, seed="sample")
    done = export(plan, data.customers, LIBRARY, STEP_MAIL, DISPATCH)
    assert done.left_out == {}
    allowed = set(data.customers.loc[data.customers["consent"] == "可", "customer_id"])
    ids = set(both(done, "会員番号"))
    assert len(ids) > 1_000
    assert ids <= allowed
    assert set(plan.suppressed["reason"]) >= {"consent_refused"}
