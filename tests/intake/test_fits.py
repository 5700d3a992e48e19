"""Which files make one data set, told before and while it is made."""

import pytest

from ltv.intake import UnfitFilesError, assemble, fits, read, text
from tests.intake.files import opened, orders

ONE = ("C1,A1,2026-01-05,100.5", "C2,A2,2026-02-10,50")
UNNUMBERED = "customer_id,order_date,amount\n"
CONTRACTS = "契約ID,取引先コード,契約開始日,契約金額,請求間隔\n"
NAMELESS = "取引先コード,契約開始日,契約金額,請求間隔\n"
SPEND = "月,チャネル,広告費\n"
TICKETS = "会員ID,受付日,種別,初回返信時間\n"
SURVEYS = "会員ID,回答日,期待度,満足度\n"
DELIVERIES = "受注番号,会員ID,お届け予定日,お届け完了日\n"


def unnumbered(*rows: str):
    return orders(*rows, header=UNNUMBERED)


def told(*readings) -> list[tuple[str, int]]:
    """Code and count of every reason; `assemble` must refuse the same."""
    messages = fits(readings)
    if messages:
        with pytest.raises(UnfitFilesError) as refused:
            assemble(readings)
        assert refused.value.messages == messages
        assert all(text(message, lang) for message in messages for lang in ("ja", "en"))
    return [(message.code, next((v for v in message.params.values() if isinstance(v, int)), 0)) for message in messages]


def test_files_that_fit_are_told_nothing_and_made_one():
    readings = [orders(*ONE), orders("C1,A3,2026-03-05,10.25"), opened(SPEND + "2026-01,検索,3000\n")]
    assert fits(readings) == ()
    assert len(assemble(readings).ledger.amount) == 3


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (("C1,2026-01-05,1", "C2,2026-01-05,1"), ("C2,2026-01-05,1.00", "C3,2026-01-05,1"), 1),
        (("C1,2026-01-05,1", "C1,2026-01-05,1"), ("C1,2026-01-05,1",), 1),
        (("C1,2026-01-05,1", "C1,2026-01-05,1"), ("C1,2026-01-05,1", "C1,2026-01-05,1"), 2),
        (("C1,2026-01-05,1", "C1,2026-01-05,1"), ("C1,2026-01-05,1.5", "C1,2026-01-06,1"), 0),
    ],
)
def test_orders_without_a_number_are_compared_by_customer_day_and_amount(first, second, count):
    assert told(unnumbered(*first), unnumbered(*second)) == ([("files_overlap", count)] if count else [])


def test_orders_of_which_one_file_has_no_number_are_compared_too():
    assert told(orders(*ONE), unnumbered("C1,2026-01-05,100.5", "C7,2026-01-05,1")) == [("files_overlap", 1)]


def test_different_numbers_are_different_orders_however_alike():
    assert told(orders("C1,A1,2026-01-05,1"), orders("C1,A2,2026-01-05,1")) == []


def test_the_same_rows_in_one_file_are_its_own_matter():
    assert told(unnumbered("C1,2026-01-05,1", "C1,2026-01-05,1")) == []


def test_the_same_contract_in_two_files_is_refused():
    first = opened(CONTRACTS + "K1,T1,2026-01-01,100,月\nK2,T2,2026-01-01,100,月\n")
    assert told(first, opened(CONTRACTS + "K2,T2,2026-05-01,120,月\n")) == [("files_overlap_contracts", 1)]
    assert told(first, opened(CONTRACTS + "K3,T2,2026-01-01,100,月\n")) == []


def test_contracts_without_a_number_are_compared_by_what_they_are():
    first = opened(NAMELESS + "T1,2026-01-01,100,月\nT2,2026-01-01,100,月\n")
    assert told(first, opened(NAMELESS + "T2,2026-01-01,100,月\n")) == [("files_overlap_contracts", 1)]
    assert told(first, opened(NAMELESS + "T2,2026-01-01,100,年\nT1,2026-01-01,90,月\n")) == []


@pytest.mark.parametrize(
    ("header", "row", "other", "code"),
    [
        (SPEND, "2026-01,検索,3000", "2026-01,紹介,3000", "files_overlap_spend"),
        (SPEND, "2026-01,検索,3000\n2026-01,検索,1", "2026-02,検索,3000", "files_overlap_spend"),
        (TICKETS, "C1,2026-01-05,配送,10.5", "C1,2026-01-05,返品,10.5", "files_overlap_rows"),
        (TICKETS, "C1,2026-01-05,配送,", "C1,2026-01-06,配送,", "files_overlap_rows"),
        (SURVEYS, "C1,2026-01-05,5,3", "C1,2026-01-05,5,4", "files_overlap_rows"),
        (DELIVERIES, "J1,C1,2026-01-05,2026-01-06", "J2,C1,2026-01-05,2026-01-06", "files_overlap_rows"),
    ],
)
def test_what_lies_beside_is_counted_once(header, row, other, code):
    first, again, new = (opened(header + each + "\n") for each in (row, row, other))
    assert told(orders(*ONE), first, again) == [(code, 1)]
    assert told(orders(*ONE), first, new) == []


def test_a_delivery_that_arrived_since_is_the_same_delivery():
    before, since = (opened(DELIVERIES + f"J1,C1,2026-01-05,{day}\n") for day in ("", "2026-01-06"))
    assert told(orders(*ONE), before, since) == [("files_overlap_rows", 1)]


def test_customers_in_two_files_are_refused():
    customers = opened("会員ID,地域\nC1,東京\n")
    assert told(orders(*ONE), customers, customers) == [("files_repeat_customers", 0)]


@pytest.mark.parametrize(
    ("spend", "fitting"),
    [
        ("month,channel,spend\n2026-01,ads,$10\n", False),
        ("month,channel,spend,currency\n2026-01,ads,10,USD\n", False),
        ("month,channel,spend (USD)\n2026-01,ads,10\n", False),
        ("month,channel,spend\n2026-01,ads,10\n", True),
        ("month,channel,spend\n2026-01,ads,¥10\n", True),
    ],
)
def test_marketing_cost_in_another_currency_is_refused(spend, fitting):
    assert told(orders(*ONE), opened(spend)) == ([] if fitting else [("files_currencies_differ", 0)])


def test_marketing_cost_without_a_currency_is_in_that_of_the_orders():
    assert told(orders("C1,A1,2026-01-05,$1"), opened(SPEND + "2026-01,検索,3000\n")) == []


def test_every_reason_is_told_at_once():
    readings = [orders(*ONE), orders(*ONE), orders("C1,A9,02/03/2026,1"), opened(CONTRACTS + "K1,T1,2026-01-01,1,月\n")]
    assert [code for code, _ in told(*readings)] == ["files_not_accepted", "files_need_one_revenue", "files_overlap"]


def test_amounts_that_were_accepted_are_taken_with_all_their_decimals():
    ledger = assemble([orders("C1,A1,2026-01-05,20000000000.55", "C1,A2,2026-01-06,5.25")]).ledger
    assert (ledger.amount.tolist(), ledger.decimals) == ([2000000000055, 525], 2)


def test_a_cost_that_only_one_file_has_loses_no_digit():
    header = "customer_id,order_id,order_date,amount,cost\n"
    costly = orders("C1,A1,2026-01-05,1,900719925474.0993", header=header)
    ledger = assemble([costly, orders("C1,A2,2026-01-06,1")]).ledger
    assert ledger.columns["cost"].tolist() == [9007199254740993, 0]


def test_sums_past_64_bits_are_exact_and_not_assembled():
    reading = orders(*(f"C1,A{i},2026-01-05,999999999999.1234" for i in range(1200)), "C1,B,2026-01-05,-1")
    assert (reading.gross, reading.refunds) == (1200 * 9999999999991234, 10000)
    assert told(reading) == [("files_total_too_large", 0)]


@pytest.mark.parametrize("raised", [ValueError, KeyError, IndexError, OverflowError, MemoryError, RecursionError])
def test_whatever_a_parser_raises_the_file_is_refused_without_its_words(monkeypatch, raised):
    def broken(*_: object) -> None:
        raise raised("secret")

    monkeypatch.setattr("ltv.intake.reading.decode", broken)
    reading = read(b"a,b\n1,2\n", "a.csv")
    code = "reading_needs_memory" if raised is MemoryError else "file_corrupt"
    assert (reading.outcome, reading.error.code, dict(reading.error.params)) == ("reject", code, {})
