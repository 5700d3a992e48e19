"""Which columns each figure uses, and what mending one thing would bring."""

import importlib
import pkgutil

import pytest

import ltv
from ltv.metrics.metric import METRICS
from ltv.quality.fixes import best_fix, fixes
from ltv.quality.needs import NEEDS, columns_of, lacking, own_columns, own_metrics
from ltv.quality.score import Evidence, quality

from .files import TODAY, customers, data_of, evidence_of, orders

for module in pkgutil.walk_packages(ltv.__path__, "ltv."):
    importlib.import_module(module.name)

MANY = [f"{n},c{n},2026-11-{n % 15 + 1:02d},100" for n in range(100)]


def points(found: Evidence, metric: str) -> float:
    return quality(found, columns_of(metric, "orders", found)).points


def test_every_metric_says_which_columns_it_needs() -> None:
    assert {metric.id for metric in METRICS} == set(NEEDS)


def test_retention_of_revenue_does_not_suffer_from_missing_channels_and_cost_per_channel_does() -> None:
    people = customers(*(f"c{n},{'検索' if n % 2 else ''}" for n in range(100)))
    found = evidence_of(orders(*MANY), people)
    assert points(found, "nrr") == 100
    assert points(found, "cost_per_kept") < 90


def test_contracts_have_a_start_and_an_end_where_orders_have_a_day() -> None:
    assert columns_of("nrr", "contracts", Evidence()) == (
        "contracts.customer_id", "contracts.start", "contracts.end", "contracts.amount",
    )  # fmt: skip


def test_a_column_that_only_helps_counts_where_it_is() -> None:
    without = evidence_of(orders(*MANY))
    assert "orders.cost" not in columns_of("ltv.realised", "orders", without)
    with_cost = evidence_of(orders("1,a,2026-10-01,1000,600", header="注文番号,顧客ID,注文日,金額,原価"))
    assert "orders.cost" in columns_of("ltv.realised", "orders", with_cost)


def test_what_the_data_lack_is_named_and_is_no_figure_of_their_own() -> None:
    found = evidence_of(orders(*MANY))
    assert lacking(columns_of("promise_kept", "orders", found), found) == (
        "deliveries.customer_id", "deliveries.promised", "deliveries.delivered",
    )  # fmt: skip
    own = own_metrics("orders", found)
    assert "nrr" in own
    assert "promise_kept" not in own
    assert "agreement.w" not in own


def test_the_best_fix_is_what_reading_the_mended_file_gives() -> None:
    broken = [f"x{n},,2026-11-03,100" for n in range(38)]
    mended = [f"x{n},d{n},2026-11-03,100" for n in range(38)]
    found, better = evidence_of(orders(*MANY, *broken)), evidence_of(orders(*MANY, *mended))
    columns = own_columns("orders", found)
    fix = best_fix(found, columns)
    assert fix is not None
    assert (fix.what, fix.kind, fix.name, fix.count) == ("fill", "orders", "customer_id", 38)
    assert fix.after.exact == quality(better, columns).exact == 100


def test_an_end_that_is_corrected_mends_validity_and_consistency() -> None:
    header = "取引先コード,契約開始日,解約日,月額"
    rows = ("a,2026-11-01,2026-11-15,100", "b,2026-05-01,2026-04-15,100")
    found = evidence_of(orders(*rows, header=header))
    fix = best_fix(found, own_columns("contracts", found))
    assert fix is not None
    assert (fix.what, fix.name, fix.count) == ("correct", "end:cancel_before_start", 1)
    assert fix.after["consistency"].share == fix.after["validity"].share == 1


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        pytest.param(["1,a,2026-11-01,10", "1,a,2026-11-01,10"], "repeat", id="a repeated record"),
        pytest.param(["1,a,2026-11-01,10", "2,a,2026-11-31,10"], "correct", id="a day that does not exist"),
        pytest.param(["1,a,2026-11-01,10", "2,a,2026-11-02,-90"], "check", id="a refund beyond the sales"),
        pytest.param(["1,a,2026-01-01,10", "2,a,2026-01-02,10"], "age", id="an old file"),
    ],
)
def test_the_only_thing_amiss_is_the_best_fix(rows: list[str], what: str) -> None:
    found = evidence_of(orders(*rows))
    fix = best_fix(found, own_columns("orders", found))
    assert fix is not None
    assert fix.what == what
    assert fix.after.exact == 100


def test_no_fix_lowers_the_score_and_clean_data_have_none() -> None:
    dirty = orders("1,a,2026-10-01,10", "2,,2026-10-01,10", "3,b,x,10", "4,b,2026-10-01,-90", "4,b,2026-10-01,-90")
    found = evidence_of(dirty, customers("a,検索", "b,", "b,紹介"))
    columns = own_columns("orders", found)
    assert min(fix.gain for fix in fixes(found, columns)) >= 0
    assert best_fix(evidence_of(orders(*MANY)), columns[:3]) is None


def test_evidence_is_seen_from_the_day_it_is_told() -> None:
    assert data_of(orders(*MANY)).facts is not None
    assert evidence_of(orders(*MANY), reference=TODAY).ages["orders"].days == 5
