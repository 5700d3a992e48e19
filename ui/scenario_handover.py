"""A saved scenario sent to the page of priorities: one initiative, linked to it."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.decisions.portfolio.from_scenario import Company, initiative_of
from ltv.store import Link
from ltv.store.tokens import new_id
from ui import kept, priorities, scenario, session
from ui.candidates import body_of
from ui.scenario_levers import lever_name
from ui.scenario_shelf import Saved, act, handed_over, say
from ui.words import sentences, t

ROLE = "scenario"
"""In which an initiative refers to the scenario it was made from."""


def hand_over(data: Dataset, saved: Saved) -> None:
    """Make an initiative of a scenario, once for each version of it, and say what was made."""
    name = saved.label
    if handed_over(saved.record) is not None:
        say(t("scenario.handover.already", name=name), to="priorities", link=t("scenario.handover.link"))
        return
    company = company_of(data, saved)
    code = f"s{new_id()[:8]}"
    made = initiative_of(saved.record.body.name, saved.setting.levers, company, code=code)
    if made is None:
        say(t("scenario.handover.nothing", name=name), good=False)
        return
    act(
        lambda store: store.save(
            body_of(data, made, saved.record.revision),
            author=kept.author(), links=[Link(ROLE, saved.record.id)]
        ),
        sentences(t("scenario.handover.done", name=name), left_out(saved, company), approximated(saved, company)),
        to="priorities",
        link=t("scenario.handover.link"),
    )  # fmt: skip


def company_of(data: Dataset, saved: Saved) -> Company:
    """The company as the scenario and as the portfolio see it."""
    assumed = saved.setting.assumed
    base = session.cached(scenario.company, data, assumed, "tenure")
    return Company(base, session.cached(priorities.company, data, assumed))


def left_out(saved: Saved, company: Company) -> str:
    """Which levers the portfolio cannot carry out; "" where it can all."""
    carried = company.carried_out(saved.setting.levers)
    missing = [lever_name(lever) for lever in saved.setting.levers if lever not in carried]
    return t("scenario.handover.left_out", levers=t("scenario.compare.and").join(missing)) if missing else ""


def approximated(saved: Saved, company: Company) -> str:
    """That several levers became one on all of their customers; "" where the initiative is the scenario."""
    carried = company.carried_out(saved.setting.levers)
    return "" if company.is_exact(carried) else t("scenario.handover.approximated")
