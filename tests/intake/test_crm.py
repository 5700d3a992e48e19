"""A CRM's record of sales: read where the reader says so, with match keys beside it that nobody sees."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.intake import Options, Reading, assemble, fits, read
from ltv.intake.pseudonyms import pseudonym
from ltv.reconcile.parties import KEYS

DEALS = "商談番号,取引先名,電話番号,フェーズ,完了予定日,金額\n"
ORDERS = "取引先コード,会社名,電話番号,メールアドレス,法人番号,郵便番号,受注日,金額\n"
ROW = "T1,株式会社 山田商店,03-1234-5678,A@Example.com,7000012050002,100-0001,2026-01-05,1000\n"


def as_crm(text: str, **options: object) -> Reading:
    return read(text.encode(), "crm.csv", Options(kind="crm", **options))  # type: ignore[arg-type]


def both(crm: str, **options: object) -> Dataset:
    core = read((ORDERS + ROW).encode(), "core.csv", Options(match_keys=True, **options))  # type: ignore[arg-type]
    return assemble([core, as_crm(crm, **options)], as_of=dt.date(2026, 1, 31))


def test_a_file_of_sales_is_never_guessed_to_be_the_crms() -> None:
    assert read(b"customer_id,date,amount\na,2026-01-05,100\n", "x.csv").kind == "orders"


@pytest.mark.parametrize(
    "header", ["顧客ID,売上日,CRM売上", "顧客ID,完了予定日,金額", "customer_id,close date,deal amount"]
)
def test_a_name_that_no_order_file_gives_its_date_or_amount_tells_the_crm(header: str) -> None:
    found = read(f"{header}\na,2026-01-05,100\n".encode(), "x.csv")
    assert (found.outcome, found.kind) == ("accept", "crm")


def test_a_file_without_a_customer_is_not_taken_for_the_crms() -> None:
    assert read("売上日,CRM売上\n2026-01-05,100\n".encode(), "x.csv").outcome == "reject"


def test_a_record_of_orders_becomes_the_crms_where_the_reader_says_so() -> None:
    found = as_crm("customer_id,date,amount,product\na,2026-01-05,100,tea\n")
    assert (found.outcome, found.kind) == ("accept", "crm")
    assert list(found.table) == ["customer_id", "day", "amount"]


def test_only_deals_that_were_won_are_sales() -> None:
    rows = "1,山田,,受注,2026-01-05,100\n2,山田,,提案,2026-01-06,900\n3,佐藤,,Closed Won,2026-01-06,50\n"
    found = as_crm(DEALS + rows)
    assert found.table["amount"].tolist() == [100, 50]
    assert found.problems["reason"].tolist() == ["not_revenue"]
    assert found.accepted + found.excluded == found.records


def test_which_stage_means_a_sale_is_asked_where_it_is_not_known() -> None:
    text = DEALS + "1,山田,,フェーズ5,2026-01-05,100\n2,山田,,フェーズ1,2026-01-06,900\n"
    asked = as_crm(text)
    assert asked.outcome == "ask"
    assert asked.question is not None
    assert {choice.code for choice in asked.question.choices} == {"フェーズ5", "フェーズ1"}
    answered = as_crm(text, answers={asked.question.answer: "フェーズ5"})
    assert answered.table["amount"].tolist() == [100]


def test_a_crm_without_ids_knows_its_customers_by_name_or_address() -> None:
    found = as_crm("メールアドレス,受注日,金額\nA@Example.com,2026-01-05,100\n")
    assert found.table["customer_id"].tolist() == ["a@example.com"]
    assert "customer_key_is_email" in [warning.code for warning in found.warnings]


def test_match_keys_are_normalised_and_stand_beside_the_data() -> None:
    data = both("会員ID,受注日,金額\nT1,2026-01-05,1000\n")
    assert data.parties is not None
    row = data.parties.set_index("source").loc["core"]
    assert [row[key] for key in KEYS] == ["7000012050002", "a@example.com", "0312345678", "山田商店", "1000001"]
    assert not set(KEYS) & set(data.customers)


SECRET = b"k" * 32


def test_with_a_key_of_the_workspace_nothing_readable_is_kept() -> None:
    data = both("会員ID,受注日,金額\nT1,2026-01-05,1000\n", secret=SECRET)
    assert data.parties is not None
    row = data.parties.set_index("source").loc["core"]
    assert row["email"] == pseudonym("a@example.com", SECRET)
    assert all(str(row[key]).startswith("c_") for key in KEYS)
    assert pd.isna(row["readable"])


def test_names_of_companies_stay_readable_by_a_switch_and_nothing_else_does() -> None:
    data = both("会員ID,受注日,金額\nT1,2026-01-05,1000\n", secret=SECRET, readable_names=True)
    assert data.parties is not None
    row = data.parties.set_index("source").loc["core"]
    assert (row["name"], row["readable"]) == ("山田商店", "株式会社 山田商店")
    assert all(str(row[key]).startswith("c_") for key in KEYS if key != "name")


def test_a_persons_name_is_never_readable_under_a_key() -> None:
    text = "会員ID,氏名,受注日,金額\nT1,山田 太郎,2026-01-05,1000\n"
    found = as_crm(text, secret=SECRET, readable_names=True)
    assert found.parties is not None
    assert found.parties["name"].tolist() == [pseudonym("山田太郎", SECRET)]
    assert "readable" not in found.parties


def test_without_a_crm_no_match_key_is_kept() -> None:
    core = read((ORDERS + ROW).encode(), "core.csv", Options(match_keys=True))
    assert assemble([core]).parties is None


def test_columns_that_are_match_keys_only_are_told_as_such() -> None:
    found = read(
        (ORDERS.replace("受注日", "氏名,生年月日,受注日") + ROW.replace("2026", "山田,1980-01-01,2026")).encode(),
        "x.csv",
        Options(match_keys=True),
    )
    told = {warning.code: warning.params.get("columns") for warning in found.warnings}
    assert told["pii_column_as_match_key"] == ("電話番号", "メールアドレス", "郵便番号", "氏名")
    assert told["pii_column_not_imported"] == ("生年月日",)


def test_without_being_asked_a_file_has_no_match_keys() -> None:
    found = read((ORDERS + ROW).encode(), "core.csv")
    assert found.parties is None
    assert "pii_column_as_match_key" not in [warning.code for warning in found.warnings]


def test_a_part_of_the_data_has_no_match_keys() -> None:
    data = both("会員ID,受注日,金額\nT1,2026-01-05,1000\n")
    part = data.only(data.customers["customer_id"].eq("T1").to_numpy())
    assert part.parties is None
    assert part.crm is None


def test_nothing_of_a_key_is_shown_by_what_prints_a_reading_or_a_data_set() -> None:
    assert "0312345678" not in repr(read((ORDERS + ROW).encode(), "x.csv", Options(match_keys=True)))
    assert "0312345678" not in repr(both("会員ID,受注日,金額\nT1,2026-01-05,1000\n"))


def test_the_crm_must_be_in_the_currency_of_the_core() -> None:
    core = read(b"customer_id,date,amount\na,2026-01-05,100\n", "x.csv")
    crm = as_crm("customer_id,date,amount\na,2026-01-05,$100\n")
    assert [problem.code for problem in fits([core, crm])] == ["files_currencies_differ"]


@pytest.mark.parametrize("again", ["a,2026-01-05,100\n"])
def test_the_same_rows_in_two_crm_files_are_refused(again: str) -> None:
    core = read(b"customer_id,date,amount\na,2026-01-05,100\n", "x.csv")
    files = [as_crm("customer_id,date,amount\n" + rows) for rows in (again, again + "b,2026-01-06,5\n")]
    assert [problem.code for problem in fits([core, *files])] == ["files_overlap_rows"]


def test_a_known_export_of_deals_is_read_as_the_crms_with_its_own_rule_of_what_was_won() -> None:
    header = "Record ID,Deal Name,Deal Stage,Close Date,Amount,Associated Company\n"
    found = as_crm(header + "1,a,closed won,2026-01-05,100,㈱山田商店\n2,b,qualified,2026-01-06,900,佐藤印刷\n")
    assert found.recognised.preset == "hubspot_deals"
    assert found.table[["customer_id", "amount"]].to_numpy().tolist() == [["(株)山田商店", 100]]
