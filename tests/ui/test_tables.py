"""Data tables speak the reader's language and can still be sorted."""

import re
from collections.abc import Iterator

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.metrics.acquisition_cost import compared_months
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.nrr_rules import NrrRule
from ui import cohort, cohort_story, kpi, kpi_evidence, nrr, nrr_evidence, nrr_story, samples, session, tables
from ui import cohort_curves as curves
from ui import cohort_heat as heat
from ui import cohort_repeat as repeats
from ui.charts.bridge import bridge_bars

from .test_words import JAPANESE

RULE = NrrRule.YOY_COHORT
OWN_NAMES = {"step": "段階"}
CODE = re.compile(r"[a-z]+([_.][a-z0-9]+)*")


@pytest.fixture(params=samples.NAMES)
def data(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    loaded = samples.load(request.param)
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "is_sample", lambda: True)
    monkeypatch.setattr(session, "data", lambda: loaded)
    return loaded


def nrr_frames(data: Dataset) -> Iterator[tuple[str, pd.DataFrame]]:
    end = data.months.last_complete
    found = nrr.result(data, RULE, end - 12, end)
    told = nrr_story.Story(found, data, RULE, end - 12, end, "全顧客")
    yield "bridge", nrr_evidence.bridge_table(bridge_bars(found), told)  # type: ignore[arg-type]
    for rule in NrrRule:
        yield f"series {rule}", tables.in_units(nrr.series(data, rule).assign(rule=rule.value), data.months.decimals)
    yield "movements", tables.in_units(nrr.monthly_movements(data, 1), data.months.decimals)
    table = nrr.by_segment(data, data.dimensions[0], RULE, end - 12, end)
    yield "segments", tables.in_units(table.assign(rule=RULE.value), data.months.decimals)


def other_frames(data: Dataset) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "tree", kpi_evidence.tree_rows(kpi.tree(data, data.months.last_complete, RULE), data)
    if data.spend is not None:
        yield "channels", kpi_evidence.channel_rows(kpi.channels(data, *compared_months(data.months)), data)
    if data.deliveries is not None:
        yield "promises", kpi.promises(data)
    for basis in CohortBasis:
        told = cohort_story.Story(data, basis, "全顧客", cohort.table(data), cohort.curve(data, basis))
        yield f"heat map {basis}", heat.heat_table(told)
        yield f"curves {basis}", curves.curve_table(told, cohort.curves(data, data.dimensions[0], basis))
    if found := cohort.repeat(data):
        yield "repeat", repeats.repeat_table(found)
        yield "days", found.weeks


def test_no_column_and_no_code_is_shown_as_it_is_stored(data: Dataset) -> None:
    for name, frame in [*nrr_frames(data), *other_frames(data)]:
        shown, _ = tables.in_words(frame, "JPY")
        assert not [column for column in shown if CODE.fullmatch(column)], name
        for column in shown:
            cells = shown[column]
            if cells.dtype == object or pd.api.types.is_string_dtype(cells):
                assert not [cell for cell in cells if CODE.fullmatch(str(cell))], (name, column)


def test_every_number_and_month_has_a_format(data: Dataset) -> None:
    for name, frame in [*nrr_frames(data), *other_frames(data)]:
        shown, formats = tables.in_words(frame, "JPY")
        for column in shown:
            is_text = shown[column].dtype == object or pd.api.types.is_string_dtype(shown[column])
            assert is_text != (column in formats), (name, column)


def test_shares_are_percent_and_money_names_its_currency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "en")
    monkeypatch.setattr(session, "is_sample", lambda: False)
    frame = pd.DataFrame(
        {"month": [pd.Timestamp("2026-09-01")], "opening": [1234.5678], "nrr": [0.698], "nrr_low": [0.6]}
    )
    shown, formats = tables.in_words(frame, "USD", 2)
    assert list(shown) == ["Month", "Opening (USD)", "NRR", "NRR, low"]
    assert shown.iloc[0].tolist() == [pd.Timestamp("2026-09-01"), 1234.57, 69.8, 60.0]
    assert formats["NRR"]["type_config"]["format"] == "%.1f%%"
    assert frame.columns.tolist() == ["month", "opening", "nrr", "nrr_low"]


def test_a_value_is_money_where_its_rule_is() -> None:
    value = pd.DataFrame({"value": [0.5], "low": [0.4]})
    as_share, _ = tables.in_words(value.assign(rule="cohort.customers"), "EUR")
    as_money, _ = tables.in_words(value.assign(value=1200.4, rule="cohort.cumulative"), "EUR")
    assert as_share.iloc[0, 0] == 50.0
    assert as_money.iloc[0, 0] == 1200.0
    assert "EUR" in as_money.columns[0]


def test_words_of_the_page_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    shown, _ = tables.in_words(pd.DataFrame({"step": ["F1→F2"]}), names=OWN_NAMES)
    assert list(shown) == ["段階"]


def test_english_tables_hold_no_japanese_names(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "en")
    for name, frame in [*nrr_frames(data), *other_frames(data)]:
        shown, _ = tables.in_words(frame, "JPY")
        assert not JAPANESE.search(" ".join(shown.columns)), name
