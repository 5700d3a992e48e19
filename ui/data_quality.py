"""The quality tab: how good is the data, by dimension and for each figure?"""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from ltv.dataset import Dataset
from ui import page
from ui.data_shown import abilities
from ui.words import t


def quality_tab(top: DeltaGenerator, data: Dataset) -> None:
    """The answer above the tabs, the evidence below them."""
    with top:
        page.answer(t("data.question"), t("data.can.title"), t("data.scope"), data)
    page.small_table(abilities(data))
