"""The LTV page: its answer in every case, its assumptions, and every piece of evidence of the segments tab."""

import math
from dataclasses import replace
from types import SimpleNamespace

import altair as alt
import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ltv.errors import LtvError
from ltv.metrics.concentration import Concentration
from ltv.metrics.cpm import CpmCuts
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Text
from ltv.models.assumptions import Assumptions, Base, Margin
from ltv.models.estimate import Estimated
from ltv.models.fitted import Fitted
from ltv.models.holdout import TrackRecord
from ltv.models.setting import Kind, Setting
from ltv.models.sufficiency import Condition
from ltv.models.worth import Worth
from ui import (
    ltv_dimensions,
    ltv_figures,
    ltv_trust_contracts,
    ltv_verdicts,
    ltv_ways,
    session,
    value_controls,
)
from ui.charts.discounts import depth_chart
from ui.ltv_cuts import read_cpm, read_rfm
from ui.ltv_segments import Story

from .books import book, same
from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_tables import CODE
from .test_words import JAPANESE

FOLDS = ("cohorts", "ways", "survival", "wall", "concentration", "rfm", "cpm", "moves", "discounts", "trust")
ENOUGH = (Condition("buyers", Text("購入した顧客", "customers who bought"), Text("人", ""), 900, 500),)
LACKING = (Condition("buyers", Text("購入した顧客", "customers who bought"), Text("人", ""), 40, 500),)
NAN = math.nan
TOTAL = Estimated(1000.0, Interval(900.0, 1100.0))


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    data = book(**same(40, 100, 100))
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "data", lambda: data)
    monkeypatch.setattr(session, "is_sample", lambda: False)
    monkeypatch.setattr(session, "cached", lambda function, data, *arguments: function(data, *arguments))


# --- the answer -----------------------------------------------------------------------------------------------------


class Models(Fitted):
    """Fitted models of which only the track record matters here."""

    @property
    def record(self) -> TrackRecord | None:
        """As the test has it."""
        return self.orders.record if self.orders is not None else None

    @property
    def names(self) -> tuple[str, ...]:
        """As of orders at a rhythm."""
        return ("bgbb", "gammagamma")


def record(predicted: float, actual: int) -> TrackRecord:
    """A hold-out of one customer."""
    return TrackRecord(np.array([predicted]), np.array([actual]), np.array([0.5]), np.array([-1.0]))


def judged(*rows: tuple[str, str]) -> pd.DataFrame:
    """Verdicts: segment and reason, the most valuable first."""
    verdict = {"above": "keep", "below": "fix", "leaves_early": "fix", "loses": "let_go", "unclear": "open"}
    table = pd.DataFrame(rows, columns=["segment", "reason"])
    number = range(len(table), 0, -1)
    return table.assign(verdict=table["reason"].map(verdict), customers=[100 * n for n in number], ltv=list(number))


def story(
    *reasons: tuple[str, str],
    conditions: tuple[Condition, ...] = ENOUGH,
    held_out: TrackRecord | None = None,
    is_known: bool = True,
    total: Estimated = TOTAL,
    rlv: tuple[float, ...] = (600.0, 100.0, 100.0, 100.0, 100.0),
    base: Base = Base.MARGIN_OBSERVED,
) -> Story:
    """What the page knows, as a test has it."""
    orders = SimpleNamespace(record=held_out) if is_known else None
    models = Models(Setting(Kind.REGULAR_ORDERS), conditions, orders=orders)  # type: ignore[arg-type]
    customers = pd.DataFrame({"rlv": rlv})
    values = Worth(customers, total, total, Margin(0.6, base), Assumptions())
    return Story(
        book(**same(40, *([100] * 40))), models, values, "channel", judged(*reasons),
        Concentration.of(np.array(rlv)),
    )  # fmt: skip


LOSES, EARLY, BELOW = ("SNS", "loses"), ("アフィリエイト", "leaves_early"), ("検索", "below")
ABOVE, OPEN = ("紹介", "above"), ("自然", "unclear")
OFF, HELD = record(150.0, 100), record(120.0, 100)
LOSS = Estimated(-5.0, Interval(-9.0, -1.0))
ANSWERS = {
    "nothing fitted": (
        story(is_known=False, conditions=LACKING, rlv=()),
        "none",
        "予測できない。足りないデータ：購入した顧客40人（必要500人）",
    ),
    "no model": (story(is_known=False, rlv=()), "no_model", "予測できるモデルがない"),
    "a model without values": (story(rlv=(NAN, NAN), conditions=LACKING), "none", "足りないデータ"),
    "nobody is left": (story(rlv=()), "nobody", "いま残っている顧客がいない"),
    "hold-out off": (story(ABOVE, held_out=OFF), "off", "検証では予測が実績より50%ずれた"),
    "hold-out holds": (story(ABOVE, held_out=HELD), "above", "60%"),
    "few data": (story(ABOVE, conditions=LACKING), "few", "残存粗利LTVは900円〜1,100円のどこか"),
    "few, no interval": (story(conditions=LACKING, total=Estimated(1e3)), "few_no_interval", "幅は分からない"),
    "a loss": (story(total=LOSS, rlv=(-3.0, -2.0)), "loss", "既存顧客から利益は残らない"),
    "one loses": (story(ABOVE, OPEN, BELOW, EARLY, LOSES), "let_go", "SNSの顧客は獲得費を回収できない見込み"),
    "one leaves early": (
        story(ABOVE, BELOW, EARLY),
        "leaves_early",
        "アフィリエイトの顧客は有料チャネルの平均より安く獲れても早く離れ",
    ),
    "one is below": (story(ABOVE, BELOW), "below", "検索の顧客は価値が平均を下回り"),
    "one is above": (story(OPEN, ABOVE), "above", "紹介の顧客は価値が平均を上回り"),
    "all alike": (story(OPEN), "alike", "獲得チャネルによる価値の差は未証明"),
}
CASES = [pytest.param(*answer, id=name) for name, answer in ANSWERS.items()]


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(("told", "case", "said"), CASES)
def test_the_headline_fits_the_case(told: Story, case: str, said: str) -> None:
    assert told.case == case
    assert said in told.headline()
    assert told.badge().words
    assert "nan" not in (told.headline() + told.scope() + told.caution()).lower()


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(("told", "case", "said"), CASES)
def test_every_answer_exists_in_english(told: Story, case: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "en")
    plain = replace(told, verdicts=told.verdicts.assign(segment="Search"))
    for sentence in (plain.headline(), plain.scope(), plain.caution(), plain.badge().words):
        assert not JAPANESE.search(sentence)


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("rlv", [(), (NAN, NAN)])
def test_where_no_forecast_may_be_shown_no_figure_of_a_model_is(rlv: tuple[float, ...]) -> None:
    """One customer: a model answers, by what it assumes; headline, cards and the pair of figures agree on silence."""
    told = story(rlv=rlv, conditions=LACKING, is_known=bool(rlv))
    assert not told.is_forecast
    for card in ltv_figures.cards(told)[:2]:
        assert card.value == "—"
    assert ltv_figures.cards(told)[0].about == "データ不足で予測なし"
    assert "1,000円" not in ltv_figures.pair(told)


@pytest.mark.usefixtures("japanese")
def test_of_few_customers_no_gap_between_formula_and_model_is_claimed() -> None:
    """Five customers once read: 2,238 % more by the model."""
    few = replace(story(conditions=LACKING), data=book(**same(5, *([100] * 13))))
    assert ltv_ways.shown(few).comparison != "unknown"
    assert ltv_ways.title(few) == "データが少なく、モデルと単純な計算式の差は判断できない"


@pytest.mark.usefixtures("japanese")
def test_the_share_of_the_top_comes_with_its_interval() -> None:
    assert "継続中の顧客の上位20%が残存粗利LTVの60%（" in story(OPEN).headline()


@pytest.mark.usefixtures("japanese")
def test_sales_are_never_called_profit() -> None:
    told = story(ABOVE, base=Base.SALES)
    assert "残存売上LTV" in told.headline()
    assert "利益ではありません" in told.caution()
    assert "粗利" not in told.headline()
    assert ltv_figures.cards(told)[0].label == "残存売上LTV"


@pytest.mark.usefixtures("japanese")
def test_what_is_off_is_said_before_any_money_and_too_few_data_beside_it() -> None:
    told = story(ABOVE, held_out=record(60.0, 100), conditions=LACKING)
    assert told.case == "off"
    assert "40%ずれました（許容は25%）" in told.caution()
    assert "購入した顧客40人（必要500人）" in told.caution()


@pytest.mark.usefixtures("japanese")
def test_customers_without_a_value_in_the_file_are_never_the_headline() -> None:
    assert story(("", "loses"), OPEN).case == "alike"


@pytest.mark.usefixtures("japanese")
def test_short_and_long_term_stand_side_by_side() -> None:
    """Who reads the number won reads what one is worth, and the other way round (R44)."""
    told = story(ABOVE)
    assert "新規は0人（獲得費は不明）" in ltv_figures.pair(told)
    assert "1,000円（900円〜1,100円）" in ltv_figures.pair(told)
    assert ltv_figures.cards(told)[1].about == "直近月の新規0人"


@pytest.mark.usefixtures("japanese")
def test_a_segment_of_another_dimension_is_named_with_it() -> None:
    assert ltv_dimensions.told_apart("100", "discount_depth") == "50%超（初回値引きの深さ）"
    assert ltv_dimensions.told_apart("検索広告", "channel") == "検索広告"
    assert ltv_dimensions.segment_name("", "channel") == "未設定"


# --- the first evidence ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("paid_back", "7か月"),
        ("not_yet", "まだ回収していない（24か月で94%）"),
        ("no_cost", "広告費なし"),
        ("unknown", "—"),
    ],
)
def test_a_payback_that_has_not_come_is_not_hidden(status: str, said: str) -> None:
    row = {"payback_status": status, "payback_months": 7.0, "payback_covered": 0.943, "payback_observed": 24}
    assert ltv_verdicts.payback_words(row) == said


@pytest.mark.usefixtures("japanese")
def test_the_lens_says_which_segment_moves_most() -> None:
    ranks = {"rank_acquisition": [1, 2, 3], "rank_churn": [1, 2, 3], "rank_ltv": [3, 1, 2]}
    rows = pd.DataFrame({"segment": ["アフィリエイト", "検索", "SNS"], "customers": 100, **ranks})
    assert "3位のSNS" not in ltv_verdicts.lens_words(rows, "ltv", "channel")
    assert "獲得（新規数・CPA）で1位のアフィリエイトは、LTVの見方では3位" in ltv_verdicts.lens_words(
        rows, "ltv", "channel"
    )
    assert "順位は変わりません" in ltv_verdicts.lens_words(rows, "churn", "channel")
    assert "安く獲れた順" in ltv_verdicts.lens_words(rows, "acquisition", "channel")
    few = rows.assign(customers=[12, 100, 100])
    assert "1位のアフィリエイト" not in ltv_verdicts.lens_words(few, "ltv", "channel")


# --- boundaries and assumptions -------------------------------------------------------------------------------------


def test_boundaries_are_read_as_they_are_typed() -> None:
    cuts = read_rfm("90, 60、30,14; 2,3,5,9; 10.5,20,30,40", 2)
    assert (cuts.days, cuts.orders, cuts.revenue) == ((90, 60, 30, 14), (2, 3, 5, 9), (1050, 2000, 3000, 4000))
    assert read_cpm("70000;90;210;240", 0) == CpmCuts(70000)


@pytest.mark.parametrize("text", ["", "1,2,3,4", "1,2,3,4;4,3,2,1;1,2,3,4", "a,b,c,d;1,2,3,4;1,2,3,4", "nan;1;2;3"])
def test_boundaries_in_the_wrong_order_are_none(text: str) -> None:
    with pytest.raises((ValueError, LtvError)):
        read_rfm(text, 0)


@pytest.mark.parametrize("text", ["", "1;2", "70000;210;90;240", "x;90;210;240"])
def test_cpm_needs_four_numbers_in_order(text: str) -> None:
    with pytest.raises((ValueError, LtvError)):
        read_cpm(text, 0)


def label(app: AppTest) -> str:
    return app.metric[0].label


def test_assumptions_are_read_from_the_link() -> None:
    app = opened("ltv_segments", lang="ja", data="b2b", years="1", discount="5", margin_basis="stated", margin="40")
    assert label(app) == "残存粗利LTV"
    assert "今後1年に" in app.caption[1].value
    assert "割引率 年5%、粗利率40.0%（入力値）" in app.caption[1].value
    assert {name: app.query_params[name] for name in ("years", "discount", "margin_basis", "margin")} == {
        "years": "1", "discount": "5", "margin_basis": "stated", "margin": "40",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "0", "nonsense", "nan", "-3", "1e999", "<script>"])
def test_impossible_assumptions_in_a_link_fall_back(code: str) -> None:
    numbers = ("discount", "margin", "purchase_cost", "winning_cost", "winning_share")
    link = dict.fromkeys(("years", "margin_basis", *numbers, "by", "lens", "tab"), code)
    app = opened(
        "ltv_segments",
        lang="ja",
        data="b2b",
        **link | {"discount": "nonsense", "purchase_cost": code if code != "0" else "x"},
    )
    assert "割引率 年10%、原価は引いていません" in app.caption[1].value


def test_a_cost_of_every_month_lowers_the_value_and_stands_beside_it() -> None:
    plain, costly = (opened("ltv_segments", lang="ja", data="b2b", **more) for more in ({}, {"purchase_cost": "20000"}))
    assert plain.metric[0].value != costly.metric[0].value
    assert "追加費用 20,000円" in costly.caption[1].value


def test_costs_of_winning_beside_marketing_are_stated_and_counted() -> None:
    """Fully loaded: 40 % on marketing cost, beside it in the line of assumptions, in CAC, and in LTV against CAC."""
    plain, full = (opened("ltv_segments", lang="ja", data="shop", **more) for more in ({}, {"winning_share": "40"}))
    assert "広告費以外の獲得費 広告費の40%" in full.caption[1].value
    pair = next(caption.value for caption in full.caption if caption.value.startswith("短期と長期"))
    assert "CAC、広告費以外も含む" in pair
    before, after = (float(app.metric[2].value.removesuffix("倍")) for app in (plain, full))
    assert after == pytest.approx(before / 1.4, abs=0.02)


def test_a_company_that_wins_by_people_alone_has_a_cac_when_they_are_stated() -> None:
    plain, full = (opened("ltv_segments", lang="ja", data="b2b", **more) for more in ({}, {"winning_cost": "3000000"}))
    assert plain.metric[2].value == "—"
    assert "広告費以外の獲得費 月3,000,000円" in full.caption[1].value
    assert full.metric[2].value.endswith("倍")


def test_the_years_chosen_hold_for_the_whole_page() -> None:
    app = opened("ltv_segments", lang="en", data="b2b")
    before = app.metric[0].value
    app.segmented_control(key="choice_years").set_value("1").run()
    assert app.query_params["years"] == "1"
    assert app.metric[0].value != before


# --- every piece of evidence ----------------------------------------------------------------------------------------


def cells(app: AppTest) -> list[str]:
    return [str(cell) for table in app.table for cell in [*table.value.columns, *table.value.to_numpy().ravel()]]


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_evidence_opens_in_the_readers_language(lang: str, data: str) -> None:
    app = opened("ltv_segments", lang=lang, data=data, open=".".join(FOLDS))
    assert len(app.expander) > 15
    read = [*words(app), *cells(app), *(fold.label for fold in app.expander)]
    assert not [w for w in read if "nan" in w.lower().split()]
    if lang == "en":
        assert [w for w in read if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))] == []
    else:
        assert [w for w in read if ENGLISH_WORD.search(w)] == []


@pytest.mark.parametrize("data", ["shop", "b2b"])
def test_no_table_shows_a_column_or_a_code_as_it_is_stored(data: str) -> None:
    app = opened("ltv_segments", lang="ja", data=data, open=".".join(FOLDS))
    assert len(app.dataframe) > 8
    for table in app.dataframe:
        assert not [name for name in table.value.columns if CODE.fullmatch(name)]
        written = table.value.select_dtypes(exclude=["number", "datetime", "bool"])
        assert not [cell for cell in written.to_numpy().ravel() if CODE.fullmatch(str(cell))]


@pytest.mark.parametrize("by", ["campaign", "plan", "discount_depth", "region", "rfm", "cpm", "size", "industry"])
@pytest.mark.parametrize("data", ["shop", "b2b"])
def test_every_dimension_has_verdicts(by: str, data: str) -> None:
    app = opened("ltv_segments", lang="en", data=data, by=by)
    assert app.title[0].value
    known = ltv_dimensions.dimensions(session.samples.load(data))
    assert app.selectbox(key="choice_by").value == (by if by in known else "channel")


@pytest.mark.parametrize("tab", ["segments", "customers", "actions"])
def test_a_link_opens_a_tab(tab: str) -> None:
    app = opened("ltv_segments", lang="ja", data="b2b", tab=tab)
    assert app.segmented_control(key="choice_tab").value == tab


def test_evidence_is_computed_only_when_it_is_opened() -> None:
    closed, opened_one = (opened("ltv_segments", lang="ja", data="b2b", **more) for more in ({}, {"open": "trust"}))
    assert len(opened_one.table) > len(closed.table)


def test_the_affiliates_of_the_sample_are_cheap_and_leave_early() -> None:
    app = opened("ltv_segments", lang="ja", data="shop")
    assert "アフィリエイト" in app.title[0].value
    assert any("アフィリエイトは「改善」" in heading.value for heading in app.subheader)


def form() -> None:
    """The form for the boundaries of CPM, by itself: a form inside the app is sent back through its guard."""
    from ui import ltv_cuts, samples, session

    session.begin()
    ltv_cuts.cpm_form(samples.load("b2b"))


def test_boundaries_typed_into_the_form_are_used_refused_or_given_back() -> None:
    app = AppTest.from_function(form).run()
    usual = app.text_input[0].value
    app.text_input[0].set_value("many")
    app.button[0].click().run()
    assert ["この境目は使えません" in error.value for error in app.error] == [True]
    assert "cpm_cuts" not in app.query_params
    app.text_input[0].set_value("500")
    app.button[0].click().run()
    assert not app.error
    assert app.query_params["cpm_cuts"].startswith("500;90;210;")
    assert app.text_input[0].value == "500"
    app.button[1].click().run()
    assert "cpm_cuts" not in app.query_params
    assert app.text_input[0].value == usual


def test_boundaries_in_the_link_are_those_the_page_tells() -> None:
    app = opened("ltv_segments", lang="ja", data="b2b", open="cpm", cpm_cuts="1;90;210;0")
    assert "累計1円未満は堅実な常連客" in " ".join(caption.value for caption in app.caption)


@pytest.mark.usefixtures("japanese")
def test_a_period_of_contracts_is_told_in_words() -> None:
    assert [ltv_trust_contracts.period_name(p) for p in ("year", "6_months", "mixed")] == [
        "年契約", "6か月契約", "周期が混ざった契約（月数で計算）",
    ]  # fmt: skip


@pytest.mark.usefixtures("japanese")
def test_the_chart_of_discounts_is_valid_and_names_its_bands() -> None:
    columns = {"second_order": [0.64, NAN], "left_90": [0.3, 0.7]}
    bounds = {f"{name}_{end}": values for name, values in columns.items() for end in ("low", "high")}
    spec = depth_chart(pd.DataFrame({"name": ["なし", "constructor"], "customers": [90, 40], **columns, **bounds}))
    with alt.utils.schemapi.debug_mode(True):
        alt.LayerChart.from_dict(spec, validate=True)
    rows = [row for rows in spec["datasets"].values() for row in rows if "outcome" in row]
    assert [(row["words"], row["role"]) for row in rows[:3]] == [
        ("64%", "positive"), ("30%", "negative"), ("70%", "negative"),
    ]  # fmt: skip
    assert all(row["name"].startswith("\u2060") for row in rows)


def test_orders_without_a_cost_are_counted_as_sales_first() -> None:
    assert value_controls.bases(book(a=[100, 100]))[0] == "sales"
