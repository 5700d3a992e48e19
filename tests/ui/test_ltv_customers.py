"""What the Customers tab says in each case, whom it lists, and what stands on a customer's card."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ltv.decisions.customer_lenses import customer_lenses
from ltv.decisions.prospects import Outside, placed
from ltv.decisions.quadrants import Quadrant
from ltv.decisions.treatment_library import library_in
from ltv.models.early_warning.evaluation import Evaluation
from ltv.models.early_warning.model import Status
from ui import ltv_card, ltv_card_parts, ltv_customers_trust, show
from ui import ltv_customers_chart as chart
from ui import ltv_customers_lenses as lenses
from ui import ltv_customers_list as people
from ui import ltv_customers_story as story
from ui.charts.quadrant import MOST
from ui.ltv_customers_data import first_reasons, reasons

from .ltv_seen import columns, made, sample_seen
from .test_pages import TOO_SHORT, opened, words
from .test_words import JAPANESE

RISKY = ("risky", 0.8, 100_000.0)
SAFE = ("safe", 0.01, 2_000.0)
POOR = ("poor", 0.5, 100.0)
LOSS = ("loss", 0.5, -900.0)
COMPANY = re.compile(r"^[^ ]+\d{3} · ")
"""The sample's companies have Japanese names in every language."""


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("tab", ["customers", "actions"])
def test_a_tab_answers_in_the_readers_language(tab: str, lang: str, data: str) -> None:
    app = opened("ltv_segments", lang=lang, data=data, tab=tab)
    (headline,) = app.header
    said = [headline.value, *words(app)]
    if lang == "en":
        said = [COMPANY.sub("", w).replace("表示言語", "").replace("日本語", "") for w in said]
        assert [w for w in said if JAPANESE.search(w)] == []
    else:
        assert JAPANESE.search(headline.value)


@pytest.mark.parametrize("tab", ["customers", "actions"])
@pytest.mark.parametrize("name", TOO_SHORT)
def test_a_tab_stands_on_data_that_say_little(tab: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import session

    monkeypatch.setattr(session, "uploaded", lambda: TOO_SHORT[name])
    monkeypatch.setattr(session, "data", lambda: TOO_SHORT[name])
    app = opened("ltv_segments", lang="en", tab=tab)
    (headline,) = app.header
    said = [headline.value, *words(app), *(metric.value for metric in app.metric)]
    assert not any("nan" in w.lower().split() for w in said)
    assert not any("inf" in w.lower().split() for w in said)


def test_the_window_of_renewals_is_chosen_on_the_page_and_kept_in_the_link() -> None:
    app = opened("ltv_segments", lang="ja", data="b2b", tab="customers", renewal_window="30")
    assert "次の更新まで30日以内の顧客だけ" in " ".join(words(app))
    assert app.selectbox(key="choice_renewal_window").value == "30"
    app.selectbox(key="choice_renewal_window").set_value("none").run()
    assert "更新の時期は問わず" in " ".join(words(app))
    assert "顧客148社" in app.header[0].value
    shop = opened("ltv_segments", lang="ja", data="shop", tab="customers")
    assert "choice_renewal_window" not in [box.key for box in shop.selectbox]


# --- headline -----------------------------------------------------------------------------------------------------


def test_the_headline_names_who_is_to_be_saved_and_what_that_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY, SAFE)
    assert story.case(seen) == "rescue"
    assert "未検証の効果を前提にすると、まず顧客1人。今動けば6,320円を守れる見込み" in story.headline(seen)
    assert "失うおそれのある売上LTVは計10.0万円" in story.headline(seen)


def test_too_many_to_begin_with_are_left_to_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY)
    many = pd.concat([seen.table] * 40, ignore_index=True).assign(customer=range(40))
    crowd = replace(seen, table=many)
    assert story.case(crowd) == "many"
    assert "顧客40人のうち顧客40人は、動けば元が取れる" in story.headline(crowd)


def test_customers_of_the_month_under_way_are_named_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY)
    assert "途中の月" not in story.scope(seen)
    assert "顧客7人は、まだ警戒する理由がない" in story.scope(replace(seen, outside=Outside(7, 0, math.nan)))


def test_where_nobody_repays_a_persons_effort_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, SAFE, POOR)
    assert story.case(seen) == "calm"
    assert "顧客2人のどの一人も" in story.headline(seen)


def test_without_values_the_riskiest_come_first_and_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, ("a", 0.2, math.nan), ("b", 0.7, math.nan))
    assert story.case(seen) == "unknown"
    assert "注文や更新をしない確率の高い順" in story.headline(seen)
    assert "購入した顧客が8人（目安500人）" in story.lacking(seen)
    assert people.chosen(seen, {})["customer_id"].tolist() == ["b", "a"]
    assert [card.value for card in story.cards(seen)][:2] == [show.NOTHING, show.NOTHING]


def test_nobody_at_risk_and_nothing_observed_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch)
    gone = replace(seen, warning=replace(seen.warning, status=Status.BANDS))
    young = replace(seen, warning=replace(seen.warning, status=Status.NOTHING))
    assert story.case(gone) == "nobody"
    assert "顧客3人はすでに離れている" in story.headline(gone)
    assert story.case(young) == "nothing_observed"


def test_every_headline_exists_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for rows in ((RISKY, SAFE), (SAFE, POOR), (("a", 0.2, math.nan),), ()):
        seen = made(monkeypatch, *rows, lang="en")
        said = [story.headline(seen), story.scope(seen), chart.title(seen) if rows else "x"]
        assert not JAPANESE.search(" ".join(said))


def test_contracts_renewed_later_wait_and_the_rule_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "b2b")
    assert seen.window == 90
    assert (int(seen.totals.loc[Quadrant.RESCUE, "customers"]), seen.waiting) == (84, 64)
    assert "次の更新まで90日以内の顧客だけです。更新がそれより先の顧客64社は" in story.scope(seen)
    assert "顧客64社（50%）は更新が近づいてから動く" in chart.title(seen)
    rows = people.chosen(seen, {})
    assert rows["days_to_renewal"].max() <= 90
    free = sample_seen(monkeypatch, "b2b", renewal_window="none")
    assert free.waiting == 0
    assert int(free.totals.loc[Quadrant.RESCUE, "customers"]) == 148
    assert "更新の時期は問わず" in story.scope(free)


def test_where_only_waiting_customers_would_repay_it_says_when(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY, SAFE)
    later = placed(seen.table.assign(days_to_renewal=200.0), library_in("JPY", 0))
    waiting = replace(seen, table=later, window=90)
    assert story.case(waiting) == "waiting"
    assert "顧客1人は更新が近づいてから動く" in story.headline(waiting)


# --- chart and list -----------------------------------------------------------------------------------------------


def test_the_default_list_is_who_to_save_by_expected_saving_not_by_risk(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, ("riskier", 0.9, 50_000.0), ("dearer", 0.5, 200_000.0), SAFE, POOR)
    rows = people.chosen(seen, {})
    assert rows["customer_id"].tolist() == ["dearer", "riskier"]
    assert people.title(seen, rows, {}) == "今すぐ救う顧客2人"


def test_without_anybody_to_save_the_list_holds_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, SAFE, POOR)
    assert len(people.chosen(seen, {})) == 2


def test_a_brush_lists_exactly_the_customers_inside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY, SAFE, POOR, LOSS)
    box = {"place": [0.5, 1.0], "height": [50_000, 500_000]}
    rows = people.chosen(seen, box)
    assert rows["customer_id"].tolist() == ["risky"]
    assert people.title(seen, rows, box) == "選択した顧客1人"
    nobody = people.chosen(seen, {"place": [0.9, 1.0], "height": [50_000, 500_000]})
    assert people.title(seen, nobody, box) == "選択した範囲に顧客はいない"


def test_a_sample_is_drawn_that_always_holds_the_most_valuable(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY)
    rng = np.random.default_rng(1)
    many = pd.concat([seen.table] * 5_000, ignore_index=True)
    many = many.assign(customer=range(5_000), value=rng.permutation(np.arange(5_000.0)), quadrant=Quadrant.AUTOMATE)
    crowd = replace(seen, table=many)
    drawn = chart.drawn(crowd)
    assert len(drawn) == MOST
    assert drawn["customer"].is_unique
    assert (drawn["value"] >= 5_000 - chart.SURE).sum() == chart.SURE
    assert drawn.equals(chart.drawn(crowd))
    assert "2,000件" in chart.how(crowd)
    assert "抽出は毎回同じです" in chart.how(crowd)


def test_corners_count_everyone_and_losses_stand_with_those_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, RISKY, POOR, LOSS)
    totals = chart.corner_totals(seen).set_index("quadrant")
    assert totals["customers"].to_dict() == {"grow": 0, "rescue": 1, "wait": 0, "watch": 0, "leave": 2}
    assert totals["share"].sum() == pytest.approx(1)
    assert "赤字の顧客1人" in chart.how(seen)


@pytest.mark.parametrize("name", ["shop", "b2b"])
def test_the_chart_holds_no_more_points_than_a_browser_draws_at_ease(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sample_seen(monkeypatch, name)
    spec = json.dumps(chart.spec(seen, "ja"))
    assert spec.count('"monthly"') <= MOST + 10
    assert "NaN" not in spec


def test_where_most_risks_are_small_the_axis_is_logarithmic_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "2か月以内の解約確率（対数）" in json.dumps(
        chart.spec(sample_seen(monkeypatch, "b2b"), "ja"), ensure_ascii=False
    )
    even = made(monkeypatch, RISKY, POOR, LOSS)
    assert "確率（対数）" not in json.dumps(chart.spec(even, "ja"), ensure_ascii=False)


def test_the_list_says_risk_value_action_and_reason_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "shop")
    rows = people.chosen(seen, {})
    frame, config = people.shown(seen, rows)
    assert set(frame) <= set(config)
    assert frame["saving"].is_monotonic_decreasing
    assert frame["risk"].between(0, 100).all()
    assert frame[["id", "action", "reason"]].ne("").all().all()
    assert len(frame) <= people.MOST
    file = people.file(seen, rows)
    assert len(file) == len(rows)
    assert "customer" not in file


def test_a_list_in_english_holds_no_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shop", "b2b"):
        seen = sample_seen(monkeypatch, name, lang="en")
        frame, _ = people.shown(seen, people.chosen(seen, {}))
        assert [w for w in columns(frame.drop(columns="company", errors="ignore")) if JAPANESE.search(w)] == []


# --- reasons and card ---------------------------------------------------------------------------------------------


def test_reasons_name_labels_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "b2b", lang="en")
    said = reasons(seen.warning, seen.table["customer"].tolist())
    assert (said["odds"] > 1).all()
    assert not said["words"].str.contains(JAPANESE).any()
    first = first_reasons(seen.warning, seen.table["customer"].tolist())
    assert set(first) <= set(seen.table["customer"])


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", ["shop", "b2b"])
def test_a_card_tells_value_chance_past_and_proposal(name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, name, lang=lang)
    row = people.chosen(seen, {}).iloc[0]
    cards = ltv_card.figures(seen, row)
    assert cards[0].value == seen.money.written(row["rlv"])
    assert cards[1].value == show.share(row["returns"])
    assert all(card.value != show.NOTHING for card in cards)
    pnl = ltv_card_parts.pnl_table(seen, int(row["customer"]))
    assert seen.money.exact(row["revenue_to_date"]) in pnl.iloc[:, 1].tolist()
    table, how = ltv_card_parts.upsell(seen, row)
    assert how
    said = [ltv_card.between(seen, row), how, *columns(pnl), *columns(table)]
    said += [text for card in cards for text in (card.label, card.about)]
    assert not any("nan" in text.lower().split() for text in said)
    if lang == "en":
        assert [text for text in said if JAPANESE.search(text)] == []


def test_a_single_customers_outcome_is_far_wider_than_the_expectation(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shop", "b2b"):
        seen = sample_seen(monkeypatch, name)
        row = people.chosen(seen, {}).iloc[0]
        found = ltv_card_parts.value_of(seen, int(row["customer"]))
        assert found.value == pytest.approx(row["rlv"])
        assert found.interval.low <= found.value <= found.interval.high
        assert found.outcome.high - found.outcome.low > found.interval.high - found.interval.low


def test_terms_and_next_renewal_of_each_running_contract_are_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "b2b")
    row = people.chosen(seen, {}).iloc[0]
    table = ltv_card_parts.contract_table(seen, str(row["customer_id"]))
    assert len(table) >= 1
    assert not any("_" in text for text in table["契約"])
    assert ltv_card_parts._term("2_months") == "2か月"


def test_costs_that_are_not_known_are_no_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "b2b")
    lines = ltv_card_parts.pnl_table(seen, int(seen.table["customer"].iloc[0])).set_index("項目")["金額"]
    assert lines["原価"] == lines["獲得費（CPA）"] == show.NOTHING
    assert "費用のデータがない" in ltv_card_parts.pnl_notes(seen)


# --- trust and lenses ---------------------------------------------------------------------------------------------


def evaluation(*, n: int = 400, skill: float) -> Evaluation:
    """Risks that tell leavers from stayers more or less well."""
    rng = np.random.default_rng(7)
    left = rng.random(n) < 0.2
    return Evaluation(left, np.clip(0.2 + skill * (left - 0.2) + rng.normal(0, 0.05, n), 0.01, 0.99))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(evaluation(skill=0.5), "離脱者の", id="good"),
        pytest.param(evaluation(skill=0.02), "順位づけは弱い", id="weak"),
        pytest.param(evaluation(skill=-0.05), "当てずっぽうと変わらない", id="no better than guessing"),
        pytest.param(evaluation(n=60, skill=0.5), "当たり外れはまだ言えない", id="few outcomes"),
        pytest.param(None, "まだ確かめられない", id="no hold-out"),
    ],
)
def test_the_trust_block_speaks_as_the_hold_out_allows(
    found: Evaluation | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = made(monkeypatch, RISKY)
    seen = replace(seen, warning=replace(seen.warning, evaluation=found))
    assert said in ltv_customers_trust.headline(seen)


def test_who_learns_from_a_part_of_the_customers_says_how_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    warning = made(monkeypatch, RISKY).warning
    part = ltv_customers_trust.why(replace(warning, share_learned=0.375))
    assert part.removeprefix(ltv_customers_trust.why(warning)).startswith("学習には無作為に選んだ顧客38%を使い")


def calibrated(slope: float) -> Evaluation:
    """Risks whose log-odds are `slope` times too small."""
    rng = np.random.default_rng(3)
    odds = rng.normal(-1, 1.5, 4_000)
    return Evaluation(rng.random(4_000) < 1 / (1 + np.exp(-odds * slope)), 1 / (1 + np.exp(-odds)))


@pytest.mark.parametrize(("slope", "said"), [(1.0, "おおむね一致"), (0.5, "強すぎる"), (1.8, "弱すぎる")])
def test_calibration_is_judged_by_the_interval_of_its_slope(
    slope: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(monkeypatch, RISKY)
    assert said in ltv_customers_trust.calibration_title(calibrated(slope))


def test_the_lenses_say_how_many_customers_all_departments_share(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "b2b")
    found = lenses._found(seen)
    assert found.in_common == 0
    assert "上位20に共通する顧客は1件もない" in lenses.title(seen, found)
    wide = customer_lenses(seen.table, most=150)
    assert wide.in_common > 0
    assert f"上位150に共通する顧客は{wide.in_common}件だけ" in lenses.title(seen, wide)
    table = lenses.side_by_side(seen, found)
    assert table["rank"].tolist() == list(range(1, 21))
    few = made(monkeypatch, RISKY, SAFE)
    assert "判定できるのは顧客2人だけで" in lenses.title(few, lenses._found(few))
