"""The segments tab: verdicts and growth of value in view, everything else behind its headline."""

from __future__ import annotations

from ui import (
    ltv_concentration,
    ltv_contracts,
    ltv_discounts,
    ltv_moves,
    ltv_portfolio,
    ltv_steps,
    ltv_trust,
    ltv_verdicts,
    ltv_ways,
)
from ui.folds import fold
from ui.ltv_segments import Story


def segments_tab(story: Story) -> None:
    """Draw the tab: what to decide on, then what lies behind it, then how far it can be trusted."""
    ltv_verdicts.show_verdicts(story)
    ltv_steps.show_steps(story)
    fold("cohorts", ltv_steps.cohort_title(story), lambda: ltv_steps.show_cohorts(story))
    fold("ways", ltv_ways.title(story), lambda: ltv_ways.show_ways(story))
    if ltv_contracts.periods(story):
        fold("survival", ltv_contracts.survival_title(story), lambda: ltv_contracts.show_survival(story))
        fold("wall", ltv_contracts.wall_title(story), lambda: ltv_contracts.show_wall(story))
    fold("concentration", ltv_concentration.title(story), lambda: ltv_concentration.show_concentration(story))
    fold("rfm", ltv_portfolio.rfm_title(story), lambda: ltv_portfolio.show_rfm(story))
    fold("cpm", ltv_portfolio.cpm_title(story), lambda: ltv_portfolio.show_cpm(story))
    if ltv_moves.is_possible(story.data):
        fold("moves", ltv_moves.title(story), lambda: ltv_moves.show_moves(story))
    if ltv_discounts.is_known(story):
        fold("discounts", ltv_discounts.title(story), lambda: ltv_discounts.show_discounts(story))
    doubtful = story.case in ("off", "few", "few_no_interval")
    fold("trust", ltv_trust.title(story), lambda: ltv_trust.show_trust(story), is_open=doubtful)
