"""The score and its five dimensions: worked examples, counted again by hand, and what must never happen."""

import datetime as dt
import json
import math
import random
from dataclasses import replace

import pytest

from ltv.intake import Options, read
from ltv.quality.ages import ages
from ltv.quality.facts import KindFacts, Part, QualityFacts
from ltv.quality.needs import own_columns
from ltv.quality.score import WEIGHTS, Band, Counted, Dimension, Quality, evidence, quality
from ltv.reconcile.reconciliation import reconcile
from ui import samples

from .files import TODAY, customers, data_of, evidence_of, file, orders, own_quality

SALES = ("orders.customer_id", "orders.day", "orders.amount")


def scored(**shares: tuple[int, int]) -> Quality:
    return Quality(tuple(Dimension(name, (Counted(Part(*shares.get(name, (0, 0))), "orders"),)) for name in WEIGHTS))


EXAMPLE = {
    "completeness": (96, 100), "uniqueness": (99, 100), "validity": (98, 100), "timeliness": (90, 100),
    "consistency": (84, 100),
}  # fmt: skip


def test_the_worked_example_of_the_specification_is_93_with_consistency_lowest() -> None:
    found = scored(**EXAMPLE)
    assert found.exact == 93
    assert found.lowest is not None
    assert (found.lowest.name, found.lowest.share) == ("consistency", 0.84)
    assert found.band is Band.NORMAL


def test_the_score_is_the_weighted_sum_counted_naively() -> None:
    shares = {"completeness": 0.96, "uniqueness": 0.99, "validity": 0.98, "timeliness": 0.90, "consistency": 0.84}
    weights = {
        "completeness": 0.25, "uniqueness": 0.20, "validity": 0.15, "timeliness": 0.15, "consistency": 0.25,
    }  # fmt: skip
    assert scored(**EXAMPLE).points == pytest.approx(100 * sum(shares[name] * weights[name] for name in shares))
    assert sum(weights.values()) == pytest.approx(1)


def test_what_cannot_be_measured_leaves_its_weight_to_the_others() -> None:
    measured = {name: pair for name, pair in EXAMPLE.items() if name != "uniqueness"}
    found = scored(**measured)
    assert found.weight == 80
    assert found.points == pytest.approx((0.96 * 25 + 0.98 * 15 + 0.90 * 15 + 0.84 * 25) / 0.80)
    assert math.isnan(found["uniqueness"].share)


def test_less_than_half_of_the_weight_gives_no_score() -> None:
    found = scored(uniqueness=(1, 1), consistency=(1, 1))
    assert found.exact is None
    assert math.isnan(found.points)
    assert found.band is Band.UNKNOWN


@pytest.mark.parametrize(
    ("good", "band"),
    [
        pytest.param(90_00, Band.NORMAL, id="90 is normal"),
        pytest.param(89_99, Band.CAREFUL, id="89.99 is not 90"),
        pytest.param(80_00, Band.CAREFUL, id="80 is still careful"),
        pytest.param(79_99, Band.POOR, id="below 80 is poor"),
    ],
)
def test_bands_are_of_the_exact_score(good: int, band: Band) -> None:
    assert scored(**dict.fromkeys(EXAMPLE, (good, 100_00))).band is band


DIRTY = (
    "1,a,2026-10-01,1000",
    "2,b,2026-10-05,500",
    "2,b,2026-10-05,500",  # the same record again
    "3,,2026-10-08,700",  # no customer
    "4,c,2026-13-08,700",  # no such day
    "5,c,2026-11-01,300",
)


def test_the_dimensions_of_a_dirty_file_counted_by_hand() -> None:
    found = quality(evidence_of(orders(*DIRTY)), SALES)
    assert found["completeness"].decisive == Counted(Part(9, 10), "orders")  # 3 rows x 3 cells, and the empty key
    assert found["uniqueness"].decisive == Counted(Part(3, 4), "orders")
    assert found["validity"].decisive == Counted(Part(3, 5), "orders")
    assert found["timeliness"].share == 1  # 19 days old
    assert found["consistency"].share == 1
    assert found.exact == 25 * Part(9, 10).exact + 20 * Part(3, 4).exact + 15 * Part(3, 5).exact + 15 + 25


BREAKS = ("", "no customer", "no day", "bad day", "no amount", "bad amount", "twice")


def drawn(seed: int) -> tuple[list[str], list[str]]:
    """Rows with drawn defects, and which defect each has."""
    draw = random.Random(seed)
    defects = [draw.choice(BREAKS) for _ in range(40)] + [""]
    rows = []
    for number, defect in enumerate(defects):
        customer = "" if defect == "no customer" else f"c{draw.randrange(9)}"
        day = {"no day": "", "bad day": "2026-02-30"}.get(defect, f"2026-11-{draw.randrange(1, 20):02d}")
        amount = {"no amount": "", "bad amount": "many"}.get(defect, str(draw.randrange(1, 99)))
        rows += [f"{number},{customer},{day},{amount}"] * (2 if defect == "twice" else 1)
    return rows, defects


@pytest.mark.parametrize("seed", range(12))
def test_drawn_files_are_counted_as_by_hand(seed: int) -> None:
    rows, defects = drawn(seed)
    good = sum(defect in ("", "twice") for defect in defects)
    empty = sum(defect.startswith("no ") for defect in defects)
    bad = sum(defect.startswith("bad ") for defect in defects)
    twice = defects.count("twice")
    found = quality(evidence_of(orders(*rows)), SALES)
    expected = (
        25 * 3 * good / (3 * good + empty) + 20 * good / (good + twice) + 15 * good / (good + empty + bad) + 15 + 25
    )
    assert found.points == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_no_row_of_a_drawn_file_raises_the_score_by_being_broken(seed: int) -> None:
    rows, _ = drawn(seed)
    before = own_quality(orders(*rows)).points
    for broken in ("x,,2026-11-03,5", "x,c1,2026-11-33,5", "x,c1,2026-11-03,?", rows[-1]):
        assert own_quality(orders(*rows, broken)).points < before


def test_rows_in_another_order_change_nothing() -> None:
    rows = list(DIRTY)
    random.Random(7).shuffle(rows)
    assert evidence_of(orders(*rows)).facts == evidence_of(orders(*DIRTY)).facts


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("9,,2026-10-08,700", id="no customer"),
        pytest.param("9,c,,700", id="no day"),
        pytest.param("9,c,2026-10-08,", id="no amount"),
        pytest.param("9,c,2026-10-08,abc", id="an amount that is none"),
        pytest.param("9,c,1970-01-01,5", id="a day before 1980"),
    ],
)
def test_a_broken_row_lowers_validity_and_never_raises_the_score(broken: str) -> None:
    before, after = own_quality(orders(*DIRTY)), own_quality(orders(*DIRTY, broken))
    assert after["validity"].share < before["validity"].share
    assert after.points < before.points


def test_counts_of_files_that_share_no_customer_add_up() -> None:
    one = orders("1,a,2026-10-01,1000", "2,,2026-10-05,500", "2,a,2026-10-05,-2000")
    two = orders("7,x,2026-10-01,1000", "8,y,2026-10-05,500", "8,y,2026-10-05,500", "9,y,x,5")
    both = evidence_of(one, two).facts
    assert both == evidence_of(one).facts + evidence_of(two).facts


def test_a_file_without_a_column_has_empty_cells_in_it() -> None:
    with_cost = orders("1,a,2026-10-01,1000,600", header="注文番号,顧客ID,注文日,金額,原価")
    facts = evidence_of(with_cost, orders("2,b,2026-10-02,500")).facts
    assert facts.kinds["orders"].cells("cost") == Part(1, 2)


def test_a_sale_without_cost_is_an_empty_cell_and_a_gift_is_none() -> None:
    rows = ("1,a,2026-10-01,1000,600", "2,b,2026-10-02,500,", "3,b,2026-10-03,0,")
    facts = evidence_of(orders(*rows, header="注文番号,顧客ID,注文日,金額,原価")).facts
    assert facts.kinds["orders"].cells("cost") == Part(2, 3)


def test_facts_survive_being_written_as_json() -> None:
    facts = evidence_of(orders(*DIRTY), customers("a,検索", "b,")).facts
    assert QualityFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts
    with pytest.raises(ValueError, match="version"):
        QualityFacts.from_json({"version": 99, "kinds": {}})


def test_facts_stay_with_a_part_of_the_data_and_in_another_currency() -> None:
    data = data_of(orders(*DIRTY), customers("a,検索", "b,紹介"))
    assert data.where("channel", "検索").facts == data.facts
    assert data.in_currency("USD").facts == data.facts


def test_the_weakest_file_decides() -> None:
    many = [f"{n},c{n},2026-10-{n % 28 + 1:02d},100" for n in range(100)]
    people = customers(*(f"c{n},{'検索' if n < 50 else ''}" for n in range(100)))
    found = evidence_of(orders(*many), people)
    assert quality(found, SALES)["completeness"].share == 1
    with_channel = quality(found, (*SALES, "customers.channel"))
    assert with_channel["completeness"].decisive == Counted(Part(50, 100), "customers")


def test_who_bought_and_is_missing_in_the_customer_file_has_no_channel() -> None:
    facts = evidence_of(orders("1,a,2026-10-01,100", "2,b,2026-10-01,100"), customers("a,検索", "z,検索")).facts
    assert facts.kinds["customers"].cells("channel") == Part(1, 2)


REFUNDS = [
    pytest.param(("1,a,2026-10-01,1000", "2,a,2026-10-05,-1000"), (2000, 2000), id="paid back what was bought"),
    pytest.param(("1,a,2026-10-01,1000", "2,a,2026-10-05,-1500"), (2000, 2500), id="500 more than was bought"),
    pytest.param(("1,a,2026-10-09,1000", "2,a,2026-10-05,-400"), (1000, 1400), id="paid back before it was bought"),
    pytest.param(("1,a,2026-10-05,1000", "2,a,2026-10-05,-400"), (1400, 1400), id="on the same day"),
    pytest.param(("1,a,2026-10-01,1000", "2,b,2026-10-05,-400"), (1000, 1400), id="another customer's"),
]


@pytest.mark.parametrize(("rows", "agreed"), REFUNDS)
def test_refunds_beyond_what_was_bought_disagree(rows: tuple[str, ...], agreed: tuple[int, int]) -> None:
    assert evidence_of(orders(*rows)).facts.kinds["orders"].checks["refunds"] == Part(*agreed)


def test_a_refund_larger_than_its_own_row_disagrees_even_of_a_good_customer() -> None:
    rows = ("1,a,2026-10-01,9000,0", "2,a,2026-10-05,1000,1500")
    facts = evidence_of(orders(*rows, header="注文番号,顧客ID,注文日,金額,返金額")).facts
    assert facts.kinds["orders"].checks["refunds"] == Part(11_000, 11_500)


def test_money_of_files_with_other_decimals_is_compared_in_one_unit() -> None:
    rows = orders("1,a,2026-10-01,10.5", "2,a,2026-10-02,-20.5"), orders("3,b,2026-10-01,7")
    assert evidence_of(*rows).facts.kinds["orders"].checks["refunds"] == Part(280, 380)


@pytest.mark.parametrize("broken", ["b,2026-05-01,2026-04-15,100", ",2026-05-01,,100", "b,,,100", "b,2026-05-01,,-5"])
def test_a_broken_contract_lowers_the_score(broken: str) -> None:
    header, rows = "取引先コード,契約開始日,解約日,月額", ("a,2026-11-01,2026-11-15,100", "c,2026-11-02,,100")
    before, after = own_quality(file(header, rows)), own_quality(file(header, (*rows, broken)))
    assert before.exact == 100
    assert after.points < 100


def test_an_end_before_the_start_disagrees() -> None:
    rows = ("a,2026-01-01,2026-06-15,100", "b,2026-05-01,2026-04-15,100", "c,2026-02-01,,100")
    facts = evidence_of(file("取引先コード,契約開始日,解約日,月額", rows)).facts
    assert facts.kinds["contracts"].checks["ends"] == Part(1, 2)
    assert facts.kinds["contracts"].cells("end") == Part(1, 1)


def test_an_order_number_of_two_customers_disagrees() -> None:
    facts = evidence_of(orders("1,a,2026-10-01,10", "1,b,2026-10-01,10", "2,b,2026-10-01,5")).facts
    assert facts.kinds["orders"].checks["order_owners"] == Part(1, 2)


def test_rows_in_another_currency_disagree() -> None:
    rows = ("1,a,2026-10-01,10,JPY", "2,b,2026-10-01,10,JPY", "3,b,2026-10-01,5,USD")
    facts = evidence_of(file(ORDERS_IN_CURRENCY, rows, currency="JPY")).facts
    assert facts.kinds["orders"].checks["currency"] == Part(2, 3)


ORDERS_IN_CURRENCY = "注文番号,顧客ID,注文日,金額,通貨"


def test_the_crm_counts_only_where_it_is_used() -> None:
    people = customers("a,800", "b,500", header="顧客ID,CRM累計購入額")
    found = evidence_of(orders("1,a,2026-10-01,1000", "2,b,2026-10-02,500"), people)
    assert quality(found, SALES)["consistency"].share == 1
    with_crm = quality(found, (*SALES, "customers.crm_total"))["consistency"].decisive
    assert with_crm == Counted(Part(2 * 1300, 2800), "customers", "crm")


@pytest.mark.parametrize(
    ("reference", "part"),
    [
        pytest.param("2026-10-10", Part(1, 1), id="fresh"),
        pytest.param("2026-11-10", Part(1, 1), id="a month old is on time"),
        pytest.param("2026-12-11", Part(31, 62), id="two months old"),
    ],
)
def test_a_file_may_be_a_month_old(reference: str, part: Part) -> None:
    data = data_of(orders("1,a,2026-10-08,10", "2,a,2026-10-10,10"))
    assert ages(data, dt.date.fromisoformat(reference))["orders"].part == part


def test_a_file_of_rare_records_may_be_as_old_as_its_pauses() -> None:
    quarterly = [f"{n},a,{day},10" for n, day in enumerate(["2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01"])]
    age = ages(data_of(orders(*quarterly)), dt.date(2026, 9, 30))["orders"]
    assert (age.days, age.usual) == (91, 92)
    assert age.part.share == 1


def test_contracts_that_begin_later_do_not_make_a_file_fresh() -> None:
    rows = ("a,2026-01-01,2026-06-15,100", "b,2027-05-01,,100")
    data = data_of(file("取引先コード,契約開始日,解約日,月額", rows))
    assert ages(data, TODAY)["contracts"].days == (TODAY - dt.date(2026, 6, 15)).days


def test_without_facts_of_an_intake_there_is_no_score() -> None:
    found = evidence_of(orders("1,a,2026-11-01,10"))
    bare = quality(replace(found, facts=QualityFacts()), SALES)
    assert bare.band is Band.UNKNOWN
    assert bare["timeliness"].share == 1


def test_an_unknown_column_of_a_kind_counts_as_empty() -> None:
    assert KindFacts(accepted=2, rows=2).cells("channel") == Part(0, 2)


def test_a_crm_record_that_disagrees_lowers_consistency_by_its_value() -> None:
    core = orders("1,a,2026-10-01,1000", "2,b,2026-10-02,500")
    record = read(
        "顧客ID,日付,金額\na,2026-10-01,800\nb,2026-10-02,500\nc,2026-10-03,100\n".encode(),
        "crm.csv",
        Options(kind="crm"),
    )
    found = evidence_of(core, record)
    assert found.crm_sales == Part(2 * (800 + 500), 1400 + 1500)
    own = quality(found, own_columns("orders", found))
    assert own["consistency"].decisive == Counted(Part(2600, 2900), "crm", "crm")
    assert quality(found, SALES)["consistency"].share == 1


def test_the_samples_consistency_is_no_better_than_what_their_reconciliation_says() -> None:
    for name in samples.NAMES:
        data = samples.load(name)
        found = evidence(data, data.months.as_of)
        share = quality(found, own_columns(data.kind, found))["consistency"].share
        assert share <= reconcile(data).bridge.value_matched_share
