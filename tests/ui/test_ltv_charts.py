"""What the charts of LTV, portfolio, models and months say is what their frames say."""

import numpy as np
import pandas as pd
import pytest

from ltv.metrics.concentration import Concentration
from ui.charts.calibration import calibration
from ui.charts.contacts import gain_curve, lift
from ui.charts.monthly import history, renewal_wall
from ui.charts.portfolio import lorenz, rfm_grid, whale
from ui.charts.segment_values import segment_values
from ui.charts.track import survival, tracking
from ui.charts.value import ltv_steps, three_values

from .value_frames import (
    CASES,
    DATED,
    DOLLARS,
    GAIN,
    GROUPS,
    HISTORY,
    LIFT,
    RENEWALS,
    RFM,
    SEGMENTS,
    SPREAD,
    STEPS,
    SURVIVAL,
    VALUES,
    WEEKS,
    YEN,
    labels,
    parts,
    rows,
    speak,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "ja")


def test_each_line_is_named_at_its_end_with_its_last_value() -> None:
    assert [row["label"] for row in labels(ltv_steps(STEPS, YEN, cac=1_000))] == [
        "獲得費|1,000円", "social|3,500円", "search|5,500円",
    ]  # fmt: skip


def test_only_the_line_in_colour_has_a_band() -> None:
    assert {row["role"] for row in rows(ltv_steps(STEPS, YEN), "segment", "low")} == {"brand", "mute"}
    areas = [layer for layer in ltv_steps(STEPS, YEN)["layer"] if layer["mark"]["type"] == "area"]
    assert {row["role"] for area in areas for row in ltv_steps(STEPS, YEN)["datasets"][area["data"]["name"]]} == {
        "brand"
    }


def test_so_many_lines_that_names_would_overlap_have_fewer_names() -> None:
    many = pd.concat([STEPS.head(2).assign(segment=f"s{i}", value=[i, i], highlight=i == 0) for i in range(60)])
    shown = labels(ltv_steps(many, YEN))
    assert len(shown) < 25
    assert shown[0]["label"] == "s0"


def test_segments_are_sorted_and_what_is_unknown_comes_last() -> None:
    found = sorted(rows(segment_values(SEGMENTS, YEN), "row", "verdict"), key=lambda row: row["row"])
    assert [row["name"] for row in found] == ["search", "social", "affiliates (90% off)", "new"]
    assert [row["side"] for row in found] == ["維持|n=4,120", "改善|n=2,788", "縮小|n=1,871", "保留|n=3"]
    assert [row["role"] for row in found] == ["positive", "warn", "negative", "mute"]
    assert (found[-1]["words"], found[-1]["ltv"], found[-1]["cost"]) == ("—", None, "—")


def test_acquisition_cost_is_named_once() -> None:
    spec = segment_values(SEGMENTS, YEN)
    assert [row["called"] for data in spec["datasets"].values() for row in data if "called" in row] == ["獲得費"]
    nobody = segment_values(SEGMENTS.assign(cac=np.nan), YEN)
    assert "called" not in str(nobody["datasets"])


def test_one_uncertain_segment_does_not_squeeze_the_others() -> None:
    wild = pd.concat([SEGMENTS, SEGMENTS.head(1).assign(segment="wild", ltv=20_000.0, low=0.0, high=9e6)])
    domains = [
        value["domain"] for key, value in parts(segment_values(wild, YEN)) if key == "scale" and "domain" in value
    ]
    assert max(max(domain) for domain in domains if isinstance(domain[0], float)) < 70_000


def test_the_gap_between_formula_and_model_is_a_bar_of_its_own() -> None:
    bars = rows(three_values(VALUES, YEN), "from", "to")
    assert [(bar["from"], bar["to"], bar["words"]) for bar in bars] == [
        (0, 18_200, "18,200円"), (0, 26_100, "26,100円"), (0, 43_800, "43,800円"),
        (43_800, 33_900, "-9,900円|(-23%)"), (0, 33_900, "33,900円"),
    ]  # fmt: skip


def test_without_a_model_there_is_no_gap() -> None:
    assert len(rows(three_values(VALUES[VALUES["kind"] != "model"], YEN), "from", "to")) == 3


# --- portfolio --------------------------------------------------------------------------------------------------------


def test_the_curve_begins_with_the_most_valuable_and_names_the_top_20_percent() -> None:
    """100 + 50 of 187."""
    spec = lorenz(SPREAD.lorenz())
    curve = rows(spec, "customers", "value")
    assert (curve[0]["customers"], curve[0]["value"]) == pytest.approx((0, 0), abs=1e-9)
    assert "上位20%の顧客が価値の80%" in str(spec["datasets"])
    assert max(row["value"] for row in curve) > 1  # the loss takes some away again


def test_the_whale_names_its_peak_and_what_is_lost_after_it() -> None:
    words = str(whale(SPREAD.whale(), SPREAD.lost, YEN)["datasets"])
    assert "ピーク 227円（全体の121%）" in words
    assert "赤字の顧客で-40円|合計 187円" in words


def test_a_whale_without_losses_has_no_fall() -> None:
    found = Concentration.of(np.array([3, 2, 1]))
    assert "赤字" not in str(whale(found.whale(), found.lost, YEN)["datasets"])


def test_a_cell_of_rfm_has_customers_and_their_mean() -> None:
    cells = rows(rfm_grid(RFM, YEN), "count", "mean")
    assert len(cells) == 25
    assert [(c["count"], c["mean"]) for c in cells if (c["r"], c["f"]) == (5, 4)] == [("200", "4,000")]


def test_the_best_number_of_contacts_is_marked_for_each_ranking() -> None:
    found = str(gain_curve(GAIN, YEN)["datasets"])
    assert "2人で最大 1,400円" in found
    assert "離脱リスクの順 最大500円" in found


def test_a_label_does_not_stand_on_the_line_of_the_average() -> None:
    assert [row["label_at"] for row in rows(lift(LIFT), "label_at")] == [2.0, 1.0, 0.1]


# --- models -----------------------------------------------------------------------------------------------------------


def test_predictions_and_what_happened_have_the_same_scale() -> None:
    domains = [value["domain"] for key, value in parts(calibration(GROUPS)) if key == "scale" and "domain" in value]
    assert len({tuple(domain) for domain in domains if len(domain) == 2}) == 1


def test_groups_that_would_crowd_get_a_scale_that_says_so() -> None:
    skewed = calibration(GROUPS.assign(predicted=[0.1, 0.2, 5.0]))
    assert "予測（平方根目盛）" in str(skewed)
    assert "平方根" not in str(calibration(GROUPS))


def test_the_hold_out_begins_where_it_is_said_to() -> None:
    assert [row["from"] for row in rows(CASES["tracking"].build(WEEKS), "from")] == [3]
    days = rows(CASES["tracking by date"].build(DATED), "from")[0]
    assert pd.Timestamp(days["from"], unit="ms") == pd.Timestamp("2026-01-19")
    assert "検証期間" not in str(tracking(WEEKS, "Purchases", holdout=99)["datasets"])


def test_a_week_without_actual_purchases_is_not_drawn_as_zero() -> None:
    found = rows(tracking(WEEKS, "Purchases"), "side", "value")
    assert sum(row["side"] == "actual" for row in found) == 3
    assert sum(row["side"] == "predicted" for row in found) == 4


def test_the_projection_goes_on_from_the_model() -> None:
    found = rows(survival(SURVIVAL, "Months"), "kind", "at")
    assert min((row["at"], row["survival"]) for row in found if row["kind"] == "projection") == (2, 0.83)
    assert "モデルの|見通し|70.0%" in str(survival(SURVIVAL, "Months")["datasets"])


# --- months -----------------------------------------------------------------------------------------------------------


def test_a_refund_hangs_below_the_line_and_missing_months_keep_their_place() -> None:
    spec = history(HISTORY, YEN)
    found = rows(spec, "value", "tick")
    assert [(row["tick"], row["value"], row["role"]) for row in found] == [
        ("26/01", 5_000, "brand"), ("26/03", 9_000, "brand"),
        ("26/03", -4_000, "negative"), ("26/06", -1_000, "negative"),
    ]  # fmt: skip
    assert "26/02" in str(spec["layer"][0]["encoding"]["x"]["scale"]["domain"])
    assert spec["height"] == 140


def test_the_two_parts_of_a_renewal_add_up() -> None:
    bars = rows(renewal_wall(RENEWALS, DOLLARS), "rank", "value")
    for month in RENEWALS.itertuples():
        both = [bar["value"] for bar in bars if bar["tick"] == f"{month.month:%y/%m}"]
        assert sum(both) == pytest.approx(month.amount / 100)
    assert [bar["part"] for bar in bars][:3] == ["10%", "—", "40%"]


def test_many_renewals_are_not_labelled_one_by_one() -> None:
    wide = pd.DataFrame({"month": pd.date_range("2026-01-01", periods=36, freq="MS"), "amount": 1, "at_risk": 0.1})
    kinds = [layer["mark"]["type"] for layer in renewal_wall(wide, YEN)["layer"]]
    assert "text" not in kinds
    assert "text" in [layer["mark"]["type"] for layer in renewal_wall(RENEWALS, YEN)["layer"]]
