import re

import pytest

from ltv.decisions.agreement import agreement_metrics
from ltv.decisions.agreement.stopping import REASON_NAMES
from ltv.decisions.portfolio import portfolio_metrics
from ltv.decisions.portfolio.initiatives import AIMS, STATUS_NAMES
from ltv.decisions.portfolio.reasons import REASONS
from ltv.decisions.portfolio.relaxation import KIND_NAMES
from ltv.decisions.portfolio.robustness import LABELS
from ltv.metrics.metric import METRICS, Metric, Unit

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
DEFINED = [
    value
    for module in (portfolio_metrics, agreement_metrics)
    for value in vars(module).values()
    if isinstance(value, Metric)
]


@pytest.mark.parametrize("metric", DEFINED, ids=lambda metric: metric.id)
def test_every_number_of_a_choice_and_of_a_room_is_explained_in_both_languages(metric):
    assert METRICS[metric.id] is metric
    assert metric.meaning.ja.endswith("。")
    assert JAPANESE.search(metric.meaning.ja)
    assert not any(JAPANESE.search(text.en) for text in (metric.name, metric.meaning, metric.formula))
    assert metric.source
    assert metric.unit in Unit


@pytest.mark.parametrize("names", [REASONS, KIND_NAMES, LABELS, REASON_NAMES, AIMS, STATUS_NAMES])
def test_every_code_has_words_in_both_languages(names):
    for text in names.values():
        assert JAPANESE.search(text.ja)
        assert not JAPANESE.search(text.en)
