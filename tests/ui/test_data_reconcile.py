"""The reconciliation tab says what is true in each case, shows no match key, and remembers what people decide."""

from __future__ import annotations

import re

import altair as alt
import pytest

from ltv.reconcile.causes import CAUSES
from ltv.reconcile.reconciliation import Reconciliation, reconcile
from tests.reconcile.books import book, core, crm
from ui import session
from ui.charts.base import Spec
from ui.charts.money_axis import Money
from ui.charts.reconciliation import bridge_bars, monthly_differences, reconciliation_bridge
from ui.data_reconcile_money import (
    bridge_title,
    causes_in_words,
    causes_title,
    differences_to_export,
    months_table,
    months_title,
)
from ui.data_reconcile_people import bands_in_words, effect_title, orphans_title, rows_to_export
from ui.data_reconcile_queue import hides_pairs, side_by_side
from ui.data_reconcile_story import Story, case_of

A = ("A", "2026-01-05", 100_000)


@pytest.fixture(autouse=True)
def _a_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers are persons, as in a shop."""
    monkeypatch.setattr(session, "data", lambda: book([A], []))


def found_of(core_rows: list[tuple[str, str, int]], crm_rows: list[tuple[str, str, int]]) -> Reconciliation:
    return reconcile(book(core_rows, crm_rows))


CASES = [
    pytest.param([A], [A], "equal", "すべてで一致", id="everything matched"),
    pytest.param([A], [("B", "2026-01-05", 5)], "nothing_matched", "同じと分かる顧客がいない", id="nothing matched"),
    pytest.param([A], [("A", "2026-01-05", 110_000)], "explained", "説明済み", id="tax"),
    pytest.param([A], [A, ("B", "2026-01-05", 30)], "explained", "CRMのみ30円 − 基幹のみ0円", id="the CRM alone"),
    pytest.param([A], [("A", "2026-01-05", 123_456)], "material", "原因不明で、基準の0.5%", id="no cause"),
    pytest.param([A], [("A", "2026-01-05", 123_456)], "material", "CRMは基幹より23,456円多い", id="the CRM above"),
    pytest.param([A], [("A", "2026-01-05", 87_654)], "material", "CRMは基幹より12,346円少ない", id="the CRM below"),
    pytest.param(
        [A, ("B", "2026-01-05", 7_000)], [("A", "2026-01-05", 99_000), ("B", "2026-01-05", 8_000)], "material",
        "合計は同じでも", id="no cause, and cancels out",
    ),
    pytest.param([A], [("A", "2026-01-05", 100_500)], "explained", "0.50%で、基準の0.5%以内", id="just within"),
    pytest.param([A], [("A", "2026-01-05", 100_501)], "material", "501円（基幹売上の0.501%）", id="just beyond"),
    pytest.param(
        [A, ("B", "2026-01-05", 70)], [A, ("C", "2026-01-05", 70)], "offset", "合計は一致しているが", id="cancels out"
    ),
    pytest.param(
        [("A", "2026-01-05", 100), ("A", "2026-01-06", -100)], [("A", "2026-01-05", 50)], "no_core",
        "差し引きゼロ以下", id="the core nets to nothing",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("core_rows", "crm_rows", "case", "words"), CASES)
def test_each_case_has_its_headline(
    core_rows: list[tuple[str, str, int]], crm_rows: list[tuple[str, str, int]], case: str, words: str
) -> None:
    found = found_of(core_rows, crm_rows)
    assert case_of(found.bridge) == case
    assert words in Story.of(found).headline


SIGNED = re.compile(r"([+−](?= ))?[^\d+−-]*(-?\d(?:[\d,]*\d)?)")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("more", "less"), [(300, 200), (0, 200), (300, -200), (-300, 200)])
def test_the_headline_adds_up_as_it_is_read(more: int, less: int, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: lang)
    rows = [("C", "2026-01-05", more)] if more else []
    found = found_of([A, ("X", "2026-01-05", less)], [("A", "2026-01-05", 100_050), *rows])
    sentence = re.split("で説明済み|; ", Story.of(found).headline.replace("¥", ""))[0].replace("（", "(")
    total, *parts = (
        -int(n.replace(",", "")) if sign == "−" else int(n.replace(",", "")) for sign, n in SIGNED.findall(sentence)
    )
    assert (total, sum(parts)) == (found.bridge.difference, found.bridge.difference)


def test_figures_of_the_worked_example_stand_in_the_headline() -> None:
    """E8 with a core large enough for its 50 to be immaterial."""
    rows = [("A", "2026-01-05", 1_000_000), ("B", "2026-01-05", 450), ("X", "2026-01-05", 200)]
    sold = [("A", "2026-01-05", 1_000_000), ("B", "2026-01-05", 500), ("D", "2026-01-05", 300)]
    assert Story.of(found_of(rows, sold)).headline.startswith(
        "CRMと基幹の差150円は CRMのみ300円 − 基幹のみ200円 + 金額差50円 で説明済み。"
    )


def test_rows_outside_the_common_months_are_told() -> None:
    found = found_of([A], [A, ("A", "2026-03-05", 70)])
    assert "1件（70円）は比べていない" in Story.of(found).caution


def _is_drawn(spec: Spec) -> None:
    """Whether a chart is what Vega-Lite knows, with no colour of its own."""
    with alt.utils.schemapi.debug_mode(True):
        alt.LayerChart.from_dict(spec, validate=True)
    assert "#" not in str({k: v for k, v in spec.items() if k not in ("datasets", "$schema", "config")})


def test_the_bars_end_where_the_core_is() -> None:
    found = found_of([A, ("X", "2026-01-05", 7)], [("A", "2026-01-05", 108_000), ("C", "2026-01-05", 9)])
    bars = bridge_bars(found.bridge)
    assert list(bars["part"]) == ["crm", "crm_only", "core_only", "tax", "unexplained", "core"]
    assert bars["to"].iloc[-1] == bars["from"].iloc[0] + 100_007
    _is_drawn(reconciliation_bridge(bars, Money()))


def test_the_table_of_months_adds_up_and_draws() -> None:
    found = found_of([A, ("A", "2026-02-05", 100)], [A, ("A", "2026-02-28", 90), ("C", "2026-01-05", 9)])
    table = months_table(found.bridge)
    parts = [name for name in ("crm_only", *CAUSES) if name in table]
    assert (table["difference"] == table[parts].sum(axis=1) - table["core_only"]).all()
    _is_drawn(monthly_differences(table, Money()))
    assert months_title(found) == "2か月のうち1か月で原因不明が0.5%を超え、最大は2026年2月"


def test_the_title_says_which_part_is_largest_and_which_way() -> None:
    assert bridge_title(found_of([A], [("A", "2026-01-05", 110_000)])).endswith("「消費税」で、CRMが10,000円多い")
    assert bridge_title(found_of([A, ("X", "2026-01-05", 7)], [A])).endswith("「基幹のみ」で、CRMが7円少ない")


KNOWN = [
    crm("C1", name="山田商店", readable="㈱山田商店", postcode="1000001", phone="0312345678"),
    core("K1", name="山田商店東京", readable="山田商店東京", postcode="1000001", phone="0398765432"),
]


def test_a_pair_is_shown_without_any_match_key() -> None:
    found = reconcile(book([("K1", "2026-01-05", 100)], [("C1", "2026-01-05", 100)], KNOWN))
    table = side_by_side(found, found.matching.questions[0])
    shown = table.to_csv()
    assert "㈱山田商店" in shown
    assert not any(secret in shown for secret in ("0312345678", "0398765432", "1000001"))
    assert dict(zip(table["項目"], table["比べると"]))["郵便番号"] == "同じ"
    assert dict(zip(table["項目"], table["比べると"]))["電話"] == "異なる"


@pytest.mark.parametrize(
    ("known", "hides"),
    [
        ([core("K1", name="c_1"), crm("C1", name="c_1")], True),
        ([core("K1", name="山田", readable="山田"), crm("C1", name="森", readable="森")], False),
        ([core("K1", email="c_1"), crm("C1", email="c_2")], False),
        ([core("K1", name="c_1", email="c_2"), crm("C1", name="c_1", email="c_2")], False),
    ],
)
def test_no_pair_to_decide_says_so_where_hidden_names_could_not_be_compared(
    known: list[dict[str, str]], hides: bool
) -> None:
    found = reconcile(book([("K1", "2026-01-05", 100)], [("C1", "2026-01-05", 100)], known))
    assert not found.matching.questions
    assert hides_pairs(found) == hides


def test_orphans_stand_by_size_and_their_export_has_no_match_key() -> None:
    found = reconcile(book([("K1", "2026-01-05", 100)], [("C1", "2026-01-05", 100)], KNOWN))
    table = found.orphans("crm_only")
    assert orphans_title(found, "crm_only", table) == "CRMにだけ売上がある顧客1人、計100円"
    assert "C1" not in bands_in_words(found, table).to_csv()
    assert list(rows_to_export(found, table)) == ["customer_id", "amount", "last_sale"]


def test_matched_customers_who_differ_are_counted_by_cause_and_exported_by_month() -> None:
    rows = [A, ("B", "2026-01-05", 50), ("E", "2026-01-05", 900)]
    sold = [("A", "2026-01-05", 110_000), ("B", "2026-01-05", 57), ("E", "2026-01-05", 900)]
    found = found_of(rows, sold)
    assert causes_title(found) == "両方にいて金額が違うのは顧客2人、うち顧客1人に原因不明の差がある"
    assert causes_in_words(found)["原因"].tolist() == ["消費税", "原因不明"]
    assert differences_to_export(found).to_dict("records")[1] == {
        "crm_id": "B", "core_id": "B", "month": "2026-01", "crm": 57, "core": 50, "difference": 7,
        "cause": "unexplained",
    }  # fmt: skip
    assert causes_title(found_of([A], [A])) == "両方にいる顧客の金額は、どの月も一致している"


def test_data_too_short_for_nrr_say_so() -> None:
    assert effect_title(None) == "期間が短く、NRRへの影響は計算できない"
