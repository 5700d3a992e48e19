"""A saved scenario put back into the levers: everything the page can show of it, or why it cannot."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.decisions.scenario.groups import OTHERS
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.record import Setting
from ltv.decisions.scenario.state import Base
from ltv.models.assumptions import Assumptions
from ui import session, value_controls
from ui.scenario_levers import HANDLES, Handle, lever_name, put
from ui.scenario_shelf import say
from ui.words import t


def obstacle(setting: Setting, base: Base) -> str:
    """Why the levers of the page cannot show a scenario; "" where they can."""
    strange = [lever_name(lever) for lever in setting.levers if _handle(lever) is None]
    if strange:
        return t("scenario.load.strange", levers=t("scenario.compare.and").join(strange))
    segments = {lever.segment for lever in setting.levers}
    missing = sorted(segments - {""} - (set(base.segments) - {OTHERS}))
    if missing:
        return t("scenario.load.no_segment", names=t("scenario.compare.and").join(missing))
    times = {(lever.start, lever.ramp_months, lever.half_life_months or 0) for lever in setting.levers}
    handles = [_handle(lever) for lever in setting.levers]
    each = [bool(lever.cost_per_customer) for lever in setting.levers]
    if (
        any(each[1:])
        or len(segments) > 1
        or len(times) > 1
        or len(set(handles)) < len(handles)
        or any(max(at[:2]) > 11 or at[2] > 120 for at in times)
    ):
        return t("scenario.load.apart")
    return "" if _can_choose(setting.assumed) else t("scenario.load.margin")


def load(setting: Setting, data: Dataset, name: str) -> None:
    """Put levers, reach, timing, costs, target, method and margin as the scenario has them."""
    put(_typed(setting))
    session.write("reach", next((lever.segment for lever in setting.levers), ""))
    session.write("target", session.in_link(round(setting.target * 100, 10)))
    session.write("method", setting.method)
    value_controls.choose(setting.assumed, data)
    say(t("scenario.load.done", name=name))


def _typed(setting: Setting) -> dict[str, float]:
    """What a reader would have typed."""
    unit = 10**setting.decimals
    found: dict[str, float] = {}
    for lever in setting.levers:
        handle = _handle(lever)
        if handle is not None:
            found[handle.name] = round(float(lever.size) * 100, 10)
        if lever.kind == LeverKind.PRICE:
            found["elasticity"] = lever.elasticity
        found |= {"start": lever.start, "ramp": lever.ramp_months, "half_life": lever.half_life_months or 0.0}
    costs = {"cost": "one_off_cost", "cost_month": "monthly_cost", "cost_each": "cost_per_customer"}
    return found | {name: sum(getattr(lever, of) for lever in setting.levers) / unit for name, of in costs.items()}


def _handle(lever: Lever) -> Handle | None:
    """The handle of the page that pulls a lever, if it reaches that far."""
    found = (
        handle
        for handle in HANDLES
        if (handle.kind, handle.tenure_from, handle.tenure_to) == (lever.kind, lever.tenure_from, lever.tenure_to)
    )
    return next((handle for handle in found if 0 <= float(lever.size) * 100 <= handle.most), None)


def _can_choose(assumed: Assumptions) -> bool:
    margin = assumed.gross_margin
    return margin is None or margin == 1 or 0.01 <= margin <= 0.99
