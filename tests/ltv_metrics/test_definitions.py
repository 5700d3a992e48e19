"""Everything shown has a definition in both languages."""

import re

import pytest

from ltv.metrics import (
    channel_table,
    concentration_metrics,
    cpm,
    customer_pnl,
    economics,
    formula_ltv,
    observed_ltv,
    payback,
    payback_orders,
    rfm,
)
from ltv.metrics.acquisition_segments import DEPTH_NAMES
from ltv.metrics.formula_inputs import REASONS
from ltv.metrics.metric import METRICS, Metric, Text
from ltv.metrics.value_base import BASE_NAMES

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
MODULES = (
    channel_table, concentration_metrics, cpm, customer_pnl, economics, formula_ltv, observed_ltv, payback,
    payback_orders, rfm,
)  # fmt: skip
DEFINED = [m for module in MODULES for m in vars(module).values() if isinstance(m, Metric)]
DEFINED += [*formula_ltv.FORMULAS.values(), *observed_ltv.LTV1.values()]
NAMES: list[Text] = [
    *rfm.SEGMENT_NAMES.values(), *cpm.GROUP_NAMES.values(), *cpm.STAGE_NAMES.values(), *payback.STATUS_NAMES.values(),
    *REASONS.values(), *DEPTH_NAMES.values(), *BASE_NAMES.values(),
]  # fmt: skip


@pytest.mark.parametrize("metric", DEFINED, ids=lambda m: m.id)
def test_a_definition_is_registered_and_in_both_languages(metric):
    assert METRICS[metric.id] is metric
    for text in (metric.name, metric.meaning, metric.formula):
        assert JAPANESE.search(text.ja)
        assert not JAPANESE.search(text.en)
    assert metric.source


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.en)
def test_a_name_of_a_group_is_in_both_languages(name):
    assert name.ja
    assert not JAPANESE.search(name.en)


def test_there_are_as_many_definitions_as_figures():
    assert len({m.id for m in DEFINED}) == len(DEFINED) == 23
