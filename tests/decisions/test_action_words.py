import pytest

from ltv.decisions import action_metrics
from ltv.decisions.kpi_guardrails import HOLDOUT_SHARE
from ltv.metrics.metric import METRICS, Metric
from ltv.spreadsheet_safety import looks_like_formula, neutral, one_line

SHOWN = [value for value in vars(action_metrics).values() if isinstance(value, Metric)]


@pytest.mark.parametrize("metric", [*SHOWN, HOLDOUT_SHARE], ids=lambda metric: metric.id)
def test_every_number_of_the_action_list_is_explained_in_both_languages(metric):
    assert METRICS[metric.id] is metric
    for text in (metric.name, metric.meaning, metric.formula):
        assert any("ぁ" <= c <= "ヿ" or "一" <= c <= "龥" for c in text.ja) or text is metric.formula
        assert all(c.isascii() or c in "Σ−·÷×≤δγτ" for c in text.en), text.en
    assert metric.meaning.ja.endswith("。")
    assert metric.source


def test_the_numbers_shown_are_all_there():
    assert {metric.id for metric in SHOWN} >= {"expected_gain", "saved_cost", "loss_avoided", "lift_at_k", "whitespace"}


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\rx", "\nx", "\0", "＝1", "＋", "－", "＠", " =1", "\u200b=1", "\u3000-"]
)
def test_text_that_a_spreadsheet_might_run_gets_an_apostrophe(text):
    assert looks_like_formula(text)
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["A1", "", "1-2", "'=1", "株式会社", "ー", "※", -1_100, -0.5, None, 3])
def test_anything_else_stays_as_it_is(value):
    assert neutral(value) == value


def test_a_text_in_one_line_has_no_control_characters():
    assert one_line("a\r\nb\tc\0d\u2028e\x85f") == "a b c d e f"
