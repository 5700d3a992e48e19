"""A round on the table: every department's estimate and reason, how far they agree, who speaks first, what now."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from ltv.decisions.agreement.positions import Positions
from ltv.decisions.agreement.stopping import REASON_NAMES
from ltv.decisions.kpi import DEPARTMENTS
from ui import folds, page, show, workshop
from ui.charts.interval_rows import interval_rows
from ui.charts.money_axis import Money
from ui.charts.signed_bars import signed_bars
from ui.words import of, sentences, t
from ui.workshop import Workshop
from ui.workshop_figures import Standing, is_counted
from ui.workshop_order import order_title, show_order
from ui.workshop_story import extremes, round_words
from ui.workshop_units import Scale


def show_reveal(shop: Workshop, found: Standing) -> None:
    """The whole step."""
    absent = workshop.names(shop.absent)
    how = t("workshop.reveal.how", round=round_words(found.round))
    st.caption(page.plain(sentences(how, t("workshop.reveal.absent", names=absent) if absent else "")))
    for number, one in enumerate(found.positions):
        before = found.before[number] if found.before else None
        _positions(shop, one, before)
    _speakers(shop, found)
    _reasons(shop, found)
    _worths(shop, found)
    if found.order.items > 1:
        folds.fold("order", order_title(found), lambda: show_order(shop, found))
    _onward(shop, found)


# --- one quantity ------------------------------------------------------------------------------------------------


def _positions(shop: Workshop, one: Positions, before: Positions | None) -> None:
    """Departments on one axis, and how far they agree in words."""
    scale = shop.scales[one.quantity]
    frame = position_rows(one, scale, before)
    title = position_title(shop, one)
    words = sentences(figures_in_words(shop, one), moved_in_words(scale, one, before))
    with st.container(border=True):
        st.subheader(page.plain(title), anchor=False)
        how = t("workshop.chart.how", asks=scale.asks)
        st.caption(page.plain(sentences(how, t("workshop.chart.how_before") if before else "")))
        st.vega_lite_chart(spec=interval_rows(frame, scale.axis()), key=f"chart_workshop_{one.quantity}", alt=title)
        st.markdown(page.plain(words))


def position_title(shop: Workshop, one: Positions) -> str:
    """Who stands where on one quantity, as a sentence."""
    n, scale = one.spread.n, shop.scales[one.quantity]
    if n < 2:
        return t("workshop.title.nobody" if n == 0 else "workshop.title.alone", quantity=scale.name)
    told = extremes(shop, one) | {"n": show.count(n), "middle": scale.written(one.spread.median)}
    if len(one.outliers) == 1:
        name = one.outliers[0]
        value = float(one.given.set_index("department").loc[name, "p50"])
        told |= {"name": of(DEPARTMENTS[name]), "value": scale.written(value)}
        return t("workshop.title.all_but" if one.is_agreed else "workshop.title.outlier", **told)
    return t("workshop.title.agreed" if one.is_agreed else "workshop.title.apart", **told)


def figures_in_words(shop: Workshop, one: Positions) -> str:
    """Agreement, range and outliers, each with what it means."""
    scale, found = shop.scales[one.quantity], one.spread
    if found.n < 2:
        return _abstained(one)
    wide = t("workshop.says.agreement", agreement=show.share(1 - one.relative_iqr, 0), iqr=show.share(one.relative_iqr))
    far = workshop.names(one.outliers)
    return sentences(
        wide if not math.isnan(one.relative_iqr) else t("workshop.says.no_share"),
        t("workshop.says.ratio", n=show.number(found.ratio, 1)) if not math.isnan(found.ratio) else "",
        t("workshop.says.outliers", names=far, middle=scale.written(found.median)) if far else "",
        _abstained(one),
    )


def _abstained(one: Positions) -> str:
    return t("workshop.says.abstained", names=workshop.names(one.abstained)) if one.abstained else ""


def moved_in_words(scale: Scale, one: Positions, before: Positions | None) -> str:
    """What the talk between two rounds changed."""
    if before is None or before.spread.n < 2 or one.spread.n < 2:
        return ""
    both = one.given.merge(before.given, on="department", suffixes=("", "_before"), validate="1:1")
    moved = int((both["p50"] != both["p50_before"]).sum())
    if not moved:
        return t("workshop.says.still")
    now, then = one.spread, before.spread
    return sentences(
        t("workshop.says.moved", n=show.count(moved), all=show.count(len(both))),
        _changed("agreement", show.share(1 - before.relative_iqr, 0), show.share(1 - one.relative_iqr, 0)),
        _changed("ratio", show.number(then.ratio, 1), show.number(now.ratio, 1)),
        _changed("median", scale.written(then.median), scale.written(now.median)),
    )


def _changed(what: str, before: str, now: str) -> str:
    return "" if before == now else t(f"workshop.says.moved.{what}", before=before, now=now)


def position_rows(one: Positions, scale: Scale, before: Positions | None) -> pd.DataFrame:
    """Departments in words with what the chart draws; who is far off in another colour."""
    then = dict(zip(before.table["department"], before.table["p50"])) if before else {}
    rows = [
        {
            "name": of(DEPARTMENTS[row.department]),
            **{point: scale.drawn(getattr(row, point)) for point in ("p10", "p50", "p90")},
            "words": _said(row, scale),
            "role": "warn" if row.department in one.outliers else "brand",
            "strong": row.department in (one.highest, one.lowest) and one.spread.n > 1 and not one.is_agreed,
            "before": _moved_from(then.get(row.department, math.nan), row.p50, scale),
        }
        for row in one.table.itertuples()
    ]
    return pd.DataFrame(rows)


def _moved_from(before: float, now: float, scale: Scale) -> float:
    """The middle of the round before as it is drawn; NaN where it is still the same."""
    return math.nan if before == now else scale.drawn(before)


def _said(row: object, scale: Scale) -> str:
    p10, p50, p90 = (float(getattr(row, point)) for point in ("p10", "p50", "p90"))
    return t("workshop.abstained") if math.isnan(p50) else f"{scale.written(p50)}|{scale.between(p10, p90)}"


# --- why ---------------------------------------------------------------------------------------------------------


def _speakers(shop: Workshop, found: Standing) -> None:
    """Who speaks first, and what to ask them."""
    if found.widest is None:
        return
    key = "workshop.speak.agreed" if found.is_agreed else "workshop.speak"
    st.info(page.plain(t(key, **extremes(shop, found.widest))), icon=":material/record_voice_over:")


def _reasons(shop: Workshop, found: Standing) -> None:
    """Every department's numbers and reason."""
    order = found.widest or found.positions[0]
    with st.container(border=True):
        st.subheader(t("workshop.reasons"), anchor=False)
        page.small_table(reason_table(shop, found, list(order.table["department"])))


def reason_table(shop: Workshop, found: Standing, order: list[str]) -> pd.DataFrame:
    """One row per department: what it says of each quantity, and why."""
    said = {one.quantity: one.table.set_index("department") for one in found.positions}
    columns: dict[str, list[str]] = {t("workshop.department"): [of(DEPARTMENTS[name]) for name in order]}
    for quantity, table in said.items():
        scale = shop.scales[quantity]
        columns[t(f"workshop.column.{quantity}")] = [_cell(table, name, scale) for name in order]
    columns[t("workshop.reason.column")] = [_reason(said.values(), name) for name in order]
    return pd.DataFrame(columns)


def _cell(table: pd.DataFrame, name: str, scale: Scale) -> str:
    if name not in table.index or math.isnan(table.loc[name, "p50"]):
        return t("workshop.abstained")
    row = table.loc[name]
    return t(
        "workshop.belief", middle=scale.written(row["p50"]), between=scale.between(row["p10"], row["p90"])
    )  # fmt: skip


def _reason(tables: object, name: str) -> str:
    found = [words for table in tables if name in table.index for words in table.loc[name, "reasons"]]  # type: ignore[attr-defined]
    return found[0] if found else show.NOTHING


# --- what the difference is worth --------------------------------------------------------------------------------


def _worths(shop: Workshop, found: Standing) -> None:
    """What the initiative would be worth if each department were right."""
    if not is_counted(shop.data, shop.initiative):
        st.info(page.plain(t("workshop.worth.not_counted")), icon=":material/info:")
    table = found.worth[found.worth["item"] == shop.item].sort_values("worth", ascending=False)
    if len(table) < 2:
        return
    money = Money.of(shop.data.months)
    frame = pd.DataFrame({"name": [of(DEPARTMENTS[name]) for name in table["department"]], "value": table["worth"]})
    with st.container(border=True):
        st.subheader(page.plain(worth_title(table, money)), anchor=False)
        st.caption(page.plain(t("workshop.worth.how")))
        spec = signed_bars(frame, lambda v: money.written(v, sign=True), t("workshop.worth.value"))
        st.vega_lite_chart(spec=spec, key="chart_workshop_worth", alt=worth_title(table, money))


def worth_title(table: pd.DataFrame, money: Money) -> str:
    """Whether the difference of departments decides if the initiative pays."""
    best, worst = table.iloc[0], table.iloc[-1]
    told = {
        "high": of(DEPARTMENTS[best["department"]]), "low": of(DEPARTMENTS[worst["department"]]),
        "high_value": money.written(best["worth"], sign=True), "low_value": money.written(worst["worth"], sign=True),
    }  # fmt: skip
    if worst["worth"] > 0:
        return t("workshop.worth.all_pay", **told)
    return t("workshop.worth.none_pays" if best["worth"] <= 0 else "workshop.worth.divides", **told)


# --- onward ------------------------------------------------------------------------------------------------------


def _onward(shop: Workshop, found: Standing) -> None:
    """What the stop rule says, and the two ways on."""
    stop = found.stop
    key = "go_on" if not stop.stop else "agreed" if stop.agreed else "not_agreed"
    with st.container(border=True):
        st.markdown(page.plain(t(f"workshop.stop.{key}", reason=of(REASON_NAMES[stop.reason]))))
        st.caption(page.plain(t("workshop.stop.how")))
        with st.container(horizontal=True, gap="small"):
            if not shop.is_over:
                st.button(
                    t("workshop.to_again", round=round_words(shop.round)), key="workshop_to_again",
                    type="secondary" if stop.stop else "primary", on_click=workshop.go, args=("again",),
                )  # fmt: skip
            st.button(
                t("workshop.to_pool"), key="workshop_to_pool", type="primary" if stop.stop else "secondary",
                on_click=workshop.go, args=("pool",),
            )  # fmt: skip
