"""The reconciliation tab: do the CRM and the core sales system tell the same story?"""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from ltv.dataset import Dataset
from ltv.metrics.reconcile import has_crm
from ui import page
from ui.data_bridge import show_bridge
from ui.words import t


def reconcile_tab(top: DeltaGenerator, data: Dataset) -> None:
    """The answer above the tabs, the bridge below them."""
    with top:
        page.answer(t("data.question"), t("data.reconcile.none"), t("data.scope"), data)
    if has_crm(data):
        show_bridge(data)
