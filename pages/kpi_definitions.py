"""Does every department measure with the same ruler, and may the figures be used to judge?"""

import streamlit as st

from ltv.decisions.driver_tree import usual_tree_rule
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.kpi_catalogue import CATALOGUE, KPIS
from ltv.decisions.kpi_targets import TARGETED, is_possible
from ltv.errors import LtvError
from ltv.metrics.acquisition_cost import compared_months
from ltv.metrics.basis import PERIOD_NAMES, UNIT_NAMES, BasisMissingError, RetentionTarget
from ui import kpi, page, session, show
from ui import kpi_evidence as evidence
from ui import kpi_figures as figures
from ui import kpi_table as table
from ui import kpi_targets as targets
from ui.words import of, t

data = page.start("kpi_definitions")
lang, end = session.lang(), data.months.last_complete
if end < data.months.first:
    page.answer(t("kpi.question"), t("kpi.headline.none"), t("kpi.scope_none"), data)
    st.stop()

found = session.cached(kpi.values, data, end)
page.answer(t("kpi.question"), figures.headline(found), t("kpi.scope", month=show.month(end)), data, figures.badge())
page.cards(figures.cards(found, data))

rule = session.cached(usual_tree_rule, data)
if rule:
    tree = session.cached(kpi.tree, data, end, rule)
    page.evidence(
        evidence.tree_title(tree, data),
        evidence.tree_how(tree),
        session.cached(evidence.tree_spec, data, end, rule, lang),
        evidence.tree_rows(tree, data),
        name="driver_tree",
        alt=t("kpi.tree.alt", value=show.share(tree.node("nrr").value)),
    )
else:
    st.info(t("kpi.tree.none"))

if data.spend is not None:
    first, last = compared_months(data.months)
    channels = session.cached(kpi.channels, data, first, last)
    if len(channels) > 1:
        page.evidence(
            evidence.channels_title(channels, data),
            t("kpi.channels.how", first=show.month(first), last=show.month(last)),
            session.cached(evidence.channel_spec, data, first, last, lang),
            evidence.channel_rows(channels, data),
            name="channels",
            alt=t("kpi.channels.alt"),
        )

if data.deliveries is not None:
    promises, left = session.cached(kpi.promises, data), session.cached(kpi.left_after, data)
    if len(promises):
        page.evidence(
            evidence.late_title(promises, left),
            evidence.late_how(left),
            session.cached(evidence.late_spec, data, lang),
            promises,
            name="late_deliveries",
            alt=t("kpi.late.alt"),
        )

with st.container(border=True):
    st.subheader(t("kpi.table.title"), anchor=False)
    st.caption(t("kpi.table.how"))
    owners = ["", *DEPARTMENTS]
    owner = session.choose(
        "owner", t("kpi.control.owner"), owners, "", lambda o: of(DEPARTMENTS[o]) if o else t("kpi.control.all")
    )
    st.dataframe(table.rows(found, data, owner), hide_index=True, height="content", key="catalogue")
    page.download(table.export_rows(found, data), "kpi_definitions")

with st.container(border=True):
    ids = [row.id for row in CATALOGUE]
    chosen = session.choose("kpi", t("kpi.detail"), ids, ids[0], lambda name: of(KPIS[name].metric.name))
    st.subheader(of(KPIS[chosen].metric.name), anchor=False)
    with st.grid(2, min_column_width=260):
        for heading, words in table.definition(KPIS[chosen]):
            st.markdown(f"**{heading}**  \n{page.plain(words)}")

with st.container(border=True):
    st.subheader(t("kpi.target.title"), anchor=False)
    st.caption(t("kpi.target.how"))
    with st.form("target", border=False):
        with st.grid(4, min_column_width=140):
            kpis = {name: of(KPIS[name].metric.name) for name in TARGETED}
            units = {"": t("kpi.target.choose")} | {code: of(words) for code, words in UNIT_NAMES.items()}
            periods = {"": t("kpi.target.choose")} | {code: of(words) for code, words in PERIOD_NAMES.items()}
            goal_of = st.selectbox(t("kpi.target.kpi"), list(kpis), format_func=kpis.get)
            percent = st.number_input(t("kpi.target.value"), 1.0, 300.0, 90.0, 0.5)
            unit = st.selectbox(t("kpi.target.unit"), list(units), format_func=units.get)
            period = st.selectbox(t("kpi.target.period"), list(periods), format_func=periods.get)
        if st.form_submit_button(t("kpi.target.save")):
            try:
                target = RetentionTarget(percent / 100, unit, period)
            except BasisMissingError as refusal:
                st.error(page.plain(of(refusal.text)))
            except LtvError:
                st.error(t("kpi.target.too_high"))
            else:
                if is_possible(KPIS[goal_of], target):
                    targets.set_target(goal_of, target)
                    st.rerun()
                st.error(targets.why_not(KPIS[goal_of], target))
    for name, goal in targets.targets().items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{of(KPIS[name].metric.name)}: {page.plain(of(goal.text))}")
            if st.button(t("kpi.target.clear"), key=f"clear_{name}", type="tertiary"):
                targets.set_target(name, None)
                st.rerun()

page.next_step(t("kpi.next"), t("kpi.next.link"), "nrr_trends")
