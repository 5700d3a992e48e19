"""One belief from those of all departments, beside what was believed before, and the plan that follows from it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.robustness import LABELS
from ui import candidates, kept, page, session, show, workshop
from ui.charts.interval_rows import interval_rows
from ui.charts.money_axis import Money
from ui.words import of, sentences, t
from ui.workshop import Workshop
from ui.workshop_figures import Plan, belief, beliefs, is_counted, past_record
from ui.workshop_units import COST, EFFECT, Scale, prior_of


def show_pool(shop: Workshop, plan: Plan | None) -> None:
    """The whole step."""
    found = belief(shop)
    pooled = {EFFECT: found.effect, COST: found.cost}
    for quantity, scale in shop.scales.items():
        _beside(shop, scale, pooled[quantity])
    st.caption(page.plain(t("workshop.pool.widening.unknown", n=show.count(past_record().n))))
    if plan is None:
        st.info(page.plain(t("workshop.plan.none")), icon=":material/info:")
    else:
        if not is_counted(shop.data, shop.initiative):
            st.info(page.plain(t("workshop.worth.not_counted")), icon=":material/info:")
        _plan(shop, plan)
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("workshop.to_decide"), key="workshop_to_decide", type="primary", on_click=workshop.go,
            args=("decide",),
        )  # fmt: skip
        if any(found_ and found_ != prior_of(shop.initiative, name) for name, found_ in pooled.items()):
            st.button(
                t("workshop.pool.carry"), key="workshop_carry", on_click=_carry, args=(shop,), icon=":material/send:",
                help=t("workshop.pool.carry.help"),
            )  # fmt: skip
    if carried := session.stored(_CARRIED, ""):
        st.success(page.plain(carried), icon=":material/check:")
        session.store(_CARRIED, "")


_CARRIED = "workshop_carried"


def _carry(shop: Workshop) -> None:
    """Put what departments believe together into the plan of the page of priorities."""
    found, offered = belief(shop), candidates.candidates(shop.data)
    candidate = offered.of(shop.item)
    if candidate is not None:
        believed = candidate.initiative.believed(effect=found.effect, cost=found.cost)
        done = candidates.save(shop.data, candidate, believed)
        session.store(_CARRIED, t("workshop.pool.carried") if done else kept.trouble())


def _beside(shop: Workshop, scale: Scale, pooled: Prior | None) -> None:
    """What departments believe of one quantity beside what was believed before."""
    prior = prior_of(shop.initiative, scale.quantity)
    with st.container(border=True):
        st.subheader(page.plain(pool_title(scale, pooled, prior)), anchor=False)
        if pooled is None:
            return
        st.caption(page.plain(t("workshop.pool.how")))
        rows = [("workshop.pool.together", pooled, "brand", True), ("workshop.pool.prior", prior, "mute", False)]
        frame = pd.DataFrame([_row(scale, *row) for row in rows])
        st.vega_lite_chart(
            spec=interval_rows(frame, scale.axis()), key=f"chart_pool_{scale.quantity}",
            alt=pool_title(scale, pooled, prior),
        )  # fmt: skip


def _row(scale: Scale, key: str, prior: Prior, role: str, strong: bool) -> dict[str, object]:  # noqa: FBT001
    points = {point: scale.drawn(getattr(prior, point)) for point in ("p10", "p50", "p90")}
    between = scale.between(prior.p10, prior.p90) if prior.p10 < prior.p90 else t("workshop.pool.point")
    return {"name": t(key), **points, "words": f"{scale.written(prior.p50)}|{between}", "role": role, "strong": strong}


def pool_title(scale: Scale, pooled: Prior | None, prior: Prior) -> str:
    """Whether departments together believe more or less than what was believed before."""
    if pooled is None:
        return t("workshop.pool.nobody", quantity=scale.name)
    told = {"quantity": scale.name, "now": scale.in_words(pooled), "before": scale.written(prior.p50)}
    if pooled.p10 <= prior.p50 <= pooled.p90:
        return t("workshop.pool.near", **told)
    return t("workshop.pool.higher" if pooled.p50 > prior.p50 else "workshop.pool.lower", **told)


# --- the plan ----------------------------------------------------------------------------------------------------


def _plan(shop: Workshop, plan: Plan) -> None:
    """The best set with what departments believe, and every initiative before and after."""
    with st.container(border=True):
        st.subheader(page.plain(plan_title(shop, plan)), anchor=False)
        money = Money.of(shop.data.months)
        told = {"n": show.count(len(beliefs(shop))), "budget": money.written(plan.limits.budget or 0.0)}
        price = plan.after.price_of_first
        first = t("priority.caution.first", price=money.written(price)) if price > 0 else ""
        st.caption(page.plain(sentences(t("workshop.plan.how", **told), first)))
        page.cards(plan_cards(plan, money))
        page.small_table(plan_table(shop, plan))


def plan_title(shop: Workshop, plan: Plan) -> str:
    """What joins and what leaves the best set."""
    names = {one.id: of(one.name) for one in shop.initiatives}
    added, dropped = (
        t("priority.and").join(names[name] for name in some) for some in (plan.added, plan.dropped)
    )  # fmt: skip
    key = {(True, True): "both", (True, False): "added", (False, True): "dropped", (False, False): "same"}
    return t(f"workshop.plan.{key[bool(added), bool(dropped)]}", added=added, dropped=dropped)


def plan_cards(plan: Plan, money: Money) -> list[page.Card]:
    """Value, cost and sureness of the best set, against before."""
    before, after = plan.before, plan.after
    return [
        page.Card(
            t("priority.card.value"), money.written(after.chosen.value),
            about=t("workshop.plan.was", value=money.written(before.chosen.value)),
        ),
        page.Card(
            t("priority.card.cost"), money.written(after.chosen.cost),
            about=t("workshop.plan.was", value=money.written(before.chosen.cost)),
        ),
        page.Card(
            t("priority.card.nrr"), show.points(after.nrr),
            about=t("workshop.plan.was", value=show.points(before.nrr)),
        ),
        page.Card(
            t("priority.card.best"), show.share(after.standing.p_best, 0),
            about=t("workshop.plan.was", value=show.share(before.standing.p_best, 0)),
        ),
    ]  # fmt: skip


def plan_table(shop: Workshop, plan: Plan) -> pd.DataFrame:
    """Initiatives that are in either set or on the table: impact, chance and advice, before and now."""
    money = Money.of(shop.data.months)
    both = plan.before.table.merge(plan.after.table, on="id", suffixes=("_before", ""), validate="1:1")
    open_ = {one.initiative for one in beliefs(shop)}
    both = both[both["chosen"] | both["chosen_before"] | both["id"].isin(open_)]
    return pd.DataFrame(
        {
            t("priority.col.name"): [of(name) for name in both["name"]],
            t("workshop.plan.set"): [_in(plan, *row) for row in zip(both["id"], both["chosen_before"], both["chosen"])],
            t("priority.col.impact"): [
                _from_to(money.written(a), money.written(b)) for a, b in zip(both["impact_before"], both["impact"])
            ],
            t("priority.col.inclusion"): [
                _from_to(show.share(a, 0), show.share(b, 0))
                for a, b in zip(both["inclusion_before"], both["inclusion"])
            ],
            t("workshop.plan.advice"): [of(LABELS[plan.advice(name)]) for name in both["id"]],
        }
    )


def _in(plan: Plan, item: str, before: bool, after: bool) -> str:  # noqa: FBT001
    if item in plan.forced and after:
        return t("workshop.plan.by_rule")
    key = {(True, True): "stays", (False, True): "joins", (True, False): "leaves", (False, False): "out"}
    return t(f"workshop.plan.{key[bool(before), bool(after)]}")


def _from_to(before: str, after: str) -> str:
    return after if before == after else t("workshop.from_to", before=before, after=after)
