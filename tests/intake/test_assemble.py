"""Readings become one data set."""

import datetime as dt

import pytest

from ltv.errors import InvalidTableError
from ltv.intake import assemble
from ltv.months import month_number
from tests.intake.files import accepted, opened, orders

ONE = ("C1,A1,2026-01-05,100.5", "C2,A2,2026-02-10,50")


def test_orders_become_a_ledger():
    dataset = assemble([orders(*ONE)], as_of=dt.date(2026, 2, 28))
    assert (dataset.kind, dataset.ledger.amount.tolist(), dataset.months.decimals) == ("orders", [1005, 500], 1)
    assert dataset.months.names == ["2026-01", "2026-02"]


def test_several_files_of_orders_are_one():
    later = orders("C1,A3,2026-03-05,10.25")
    dataset = assemble([orders(*ONE), later])
    assert (dataset.ledger.amount.tolist(), dataset.ledger.decimals) == ([10050, 1025, 5000], 2)


def test_files_that_overlap_are_refused():
    with pytest.raises(InvalidTableError, match="in more than one file: 1\\."):
        assemble([orders(*ONE), orders(ONE[0], "C9,A9,2026-03-01,1")])


def test_a_customer_is_what_the_first_order_says():
    header = "customer_id,order_id,order_date,amount,channel,product\n"
    reading = orders("C1,A2,2026-02-05,1,ads,tea", "C1,A1,2026-01-05,1,search,rice", header=header)
    alone = assemble([reading]).customers
    assert alone[["channel", "product"]].to_numpy().tolist() == [["search", "rice"]]
    where = orders("C1,A1,2026-01-05,1,Japan", header="customer_id,order_id,order_date,amount,country\n")
    assert assemble([where]).customers["region"].tolist() == ["Japan"]
    told = opened("customer_id,channel,registered\nC1,fair,2025-01-01\nC7,fair,2025-01-01\n")
    together = assemble([reading, told]).customers
    assert together[["customer_id", "channel"]].to_numpy().tolist() == [["C1", "fair"], ["C7", "fair"]]


def test_contracts_become_monthly_revenue():
    reading = opened(
        "取引先コード,契約開始日,解約日,契約金額,請求間隔\nT1,2026-01-01,,1200,年\nT2,2026-01-15,2026-03-01,10,月\n"
    )
    dataset = assemble([reading])
    assert dataset.months.as_of == dt.date(2026, 3, 1)
    at_end = assemble([reading], as_of=dt.date(2026, 2, 28))
    assert at_end.months.amount.tolist() == [100, 100, 10, 10]


def test_contracts_that_began_before_the_file_knows_everyone_are_no_cohort():
    reading = opened("取引先コード,契約開始日,解約日,月額\nT1,2025-01-01,,10\nT2,2026-02-01,,10\n")
    known_from = month_number("2026-01")
    assert assemble([reading], known_from=known_from).months.truncated
    assert not assemble([reading]).months.truncated


def test_what_lies_beside_comes_along_in_the_same_money():
    spend = opened("月,チャネル,広告費\n2026-01,検索,3000\n")
    surveys = opened("会員ID,回答日,期待度,満足度,解約理由\nC1,2026-01-09,5,3,\n")
    dataset = assemble([orders(*ONE), spend, surveys], source="upload")
    assert (dataset.spend["amount"].tolist(), len(dataset.surveys), dataset.source) == ([30000], 1, "upload")


@pytest.mark.parametrize(
    ("readings", "message"),
    [
        ([], "either orders or contracts"),
        ([opened("月,チャネル,広告費\n2026-01,検索,3000\n")], "either orders or contracts"),
        ([orders(*ONE), opened("顧客ID,契約開始日,月額\nC1,2026-01-01,1\n")], "one of the two"),
        ([orders(*ONE), orders("C1,A7,2026-01-05,$1")], "cannot be added up"),
        ([orders("C1,A1,02/03/2026,1")], "not accepted yet"),
    ],
)
def test_what_does_not_belong_together_is_refused(readings, message):
    with pytest.raises(InvalidTableError, match=message):
        assemble(readings)


def test_the_same_files_read_the_same_way_have_the_same_fingerprint():
    first, again = (assemble([orders(*ONE)]).fingerprint for _ in range(2))
    other = assemble([orders(*ONE, timezone="UTC")]).fingerprint
    assert first == again != other
    assert accepted(orders(*ONE)).equals(accepted(orders(*ONE)))
