"""How far the forecast can be trusted: which model and why, what it needs, and how earlier forecasts turned out.

What is particular to contracts is in `ui.ltv_trust_contracts`.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.models.choice import by_model
from ltv.models.fit import Fit, Rung
from ltv.models.fitted import Fitted
from ltv.models.holdout import RED_FLAG, TrackRecord
from ltv.models.setting import Setting
from ui import folds, ltv_segments, page, session, show
from ui import ltv_trust_contracts as contracts
from ui.charts.base import Spec
from ui.charts.calibration import calibration
from ui.charts.track import tracking
from ui.conditions import have, need
from ui.ltv_segments import MODEL_NAMES, Story
from ui.words import of, sentences, t

DOUBTS = ("off", "few", "changed", "seasons", "spend", "one_time", "beyond", "small")
"""When not to believe a model, as docs/models.md has it."""
OF_ORDERS = ("seasons", "spend", "one_time")
"""Those of orders only."""


def title(story: Story) -> str:
    """How the hold-out went, or why there is none."""
    models, record = story.models, story.models.record
    if not models.is_known:
        return t("ltvs.trust.none")
    if models.contracts is not None:
        return contracts.title(models.contracts)
    if not isinstance(record, TrackRecord) or record.total_error != record.total_error:
        return t("ltvs.trust.young")
    words = {
        "error": show.signed(record.total_error * 100, 0),
        "model": MODEL_NAMES[models.names[0]],
        "limit": show.share(RED_FLAG, 0),
    }
    return t("ltvs.trust.off" if record.is_off else "ltvs.trust.holds", **words)


def show_trust(story: Story) -> None:
    """Everything a doubting reader asks for, in that order."""
    models, record = story.models, story.models.record
    if record is not None and record.is_off:
        st.error(page.plain(t("ltvs.caution.off", error=story.error)), icon=":material/flag:")
    st.markdown(page.plain(why(models)))
    _heading("ltvs.trust.needs")
    page.small_table(conditions(models))
    if models.contracts is not None:
        contracts.show_record(story.data, models.contracts)
    elif isinstance(record, TrackRecord):
        _show_record(story, record)
    if len(models.scores):
        _heading("ltvs.trust.scores")
        st.caption(page.plain(t("ltvs.trust.scores_how" if models.contracts is None else "ltvs.trust.scores_how_due")))
        page.small_table(score_words(models) if models.contracts is None else contracts.score_words(models.contracts))
        page.table_of(in_names(models.scores), name="model_scores")
    if models.fits:
        _heading("ltvs.trust.fits")
        page.small_table(fit_words(models))
    _heading("ltvs.trust.doubts")
    doubts = [doubt for doubt in DOUBTS if models.contracts is None or doubt not in OF_ORDERS]
    st.markdown("\n".join(f"- {page.plain(t(f'ltvs.doubt.{doubt}'))}" for doubt in doubts))


def _heading(key: str) -> None:
    st.markdown(f"**{page.plain(t(key))}**")


def why(models: Fitted) -> str:
    """The kind of business, its evidence, and why this model."""
    parts = [
        evidence(models.setting),
        of(models.why) if models.why else "",
        t("ltvs.trust.spend") if models.orders else "",
    ]
    return sentences(*parts)


def evidence(found: Setting) -> str:
    """What the kind of business was told by."""
    return t(
        f"ltvs.setting.{found.evidence}",
        gaps=show.count(found.gaps), share=show.share(found.regular_share, 0), days=show.number(found.period_days),
    )  # fmt: skip


def conditions(models: Fitted) -> pd.DataFrame:
    """What a forecast needs, what there is, and whether that is enough."""
    return pd.DataFrame(
        {
            t("ltvs.trust.what"): [of(each.words) for each in models.conditions],
            t("ltvs.trust.have"): [have(each) for each in models.conditions],
            t("ltvs.trust.need"): [need(each) for each in models.conditions],
            t("ltvs.trust.met"): [t(f"ltvs.trust.{'yes' if each.is_met else 'no'}") for each in models.conditions],
        }
    )


# --- track record ---------------------------------------------------------------------------------------------------


def _show_record(story: Story, record: TrackRecord) -> None:
    data, lang = story.data, session.lang()
    _heading("ltvs.trust.record")
    page.small_table(record_words(record))
    groups = record.by_group()
    folds.evidence(
        t("ltvs.trust.calibration_how"), session.cached(calibration_spec, data, lang), groups, name="calibration",
        alt=calibration_alt(groups),
    )  # fmt: skip
    weeks = story.models.orders.tracking if story.models.orders is not None else pd.DataFrame()
    if len(weeks):
        folds.evidence(
            t("ltvs.trust.tracking_how"), session.cached(tracking_spec, data, lang), weeks.drop(columns="held_out"),
            name="tracking", alt=tracking_alt(weeks), columns={"week": t("value_chart.week_name")},
        )  # fmt: skip


def record_words(record: TrackRecord) -> pd.DataFrame:
    """The hold-out in numbers, each with what it should be."""
    rows = [
        (
            "total",
            t("ltvs.trust.pair", said=show.number(record.predicted_total), came=show.count(record.actual_total)),
        ),
        ("error", show.share(record.total_error)),
        ("absolute", show.number(record.absolute_error, 2)),
        (
            "slope",
            t("ltvs.trust.pair_line", slope=show.number(record.slope, 2), start=show.number(record.intercept, 2)),
        ),
        ("brier", show.number(record.brier, 3)),
        ("auc", show.number(record.auc, 2)),
    ]
    return pd.DataFrame(
        {
            t("ltvs.trust.measure"): [t(f"ltvs.trust.{name}") for name, _ in rows],
            t("col.value"): [value for _, value in rows],
            t("ltvs.trust.ideal"): [t(f"ltvs.trust.{name}_ideal", limit=show.share(RED_FLAG, 0)) for name, _ in rows],
        }
    )


def calibration_spec(data: Dataset, lang: str) -> Spec:
    """Predicted against actual purchases in ten groups."""
    record = session.cached(ltv_segments.models, data).record
    groups = record.by_group()
    return calibration(groups.rename(columns={"customers": "n"}))


def calibration_alt(groups: pd.DataFrame) -> str:
    """The lowest and the highest group."""
    first, last = groups.iloc[0], groups.iloc[-1]
    return t(
        "ltvs.trust.calibration_alt", low=show.number(first["predicted"], 2), low_came=show.number(first["actual"], 2),
        high=show.number(last["predicted"], 2), high_came=show.number(last["actual"], 2),
    )  # fmt: skip


def tracking_spec(data: Dataset, lang: str) -> Spec:
    """Repeat purchases so far, week by week, as they came and as the earlier fit says."""
    weeks = session.cached(ltv_segments.models, data).orders.tracking
    held = weeks.loc[weeks["held_out"].astype(bool), "week"]
    return tracking(weeks, t("ltvs.trust.so_far"), holdout=held.min() if len(held) else None)


def tracking_alt(weeks: pd.DataFrame) -> str:
    """Where both lines end."""
    last = weeks.iloc[-1]
    return t("ltvs.trust.tracking_alt", came=show.count(last["actual"]), said=show.number(last["predicted"]))


def score_words(models: Fitted) -> pd.DataFrame:
    """Each candidate's mean score and error over the earlier days, the best first; the one in use is marked."""
    rows = by_model(models.scores).to_dict("records")
    return pd.DataFrame(
        {
            t("ltvs.trust.model"): [_model(str(row["model"]), models) for row in rows],
            t("ltvs.trust.log_score"): [show.number(row["log_score"], 4) for row in rows],
            t("ltvs.trust.worst"): [show.share(row["worst"]) for row in rows],
            t("ltvs.trust.absolute"): [show.number(row["absolute_error"], 2) for row in rows],
            t("ltvs.trust.origins"): [show.count(row["origins"]) for row in rows],
        }
    )


def _model(name: str, models: Fitted) -> str:
    shown = MODEL_NAMES.get(name, name)
    return t("ltvs.trust.in_use", model=shown) if name in models.names else shown


def in_names(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores with the names of models and periods."""
    named = scores.assign(model=[contracts.model_name(name) for name in scores["model"]])
    return named.assign(period=[contracts.period_name(p) for p in named["period"]]) if "period" in named else named


# --- fits -----------------------------------------------------------------------------------------------------------


def fit_words(models: Fitted) -> pd.DataFrame:
    """Each fit: its rung and why, its parameters with their intervals, its likelihood."""
    rows = list(zip(_fit_names(models), models.fits))
    return pd.DataFrame(
        {
            t("ltvs.trust.model"): [name for name, _ in rows],
            t("ltvs.trust.rung"): [
                t("ltvs.trust.rung_why", rung=t(f"ltvs.rung.{fit.rung.value}"), why=of(fit.why)) for _, fit in rows
            ],
            t("ltvs.trust.parameters"): [_parameters(fit) for _, fit in rows],
            t("ltvs.trust.loglik"): [_likelihood(fit) for _, fit in rows],
        }
    )


def _fit_names(models: Fitted) -> list[str]:
    if models.contracts is None:
        return [MODEL_NAMES[name] for name in models.names]
    return [
        t("ltvs.trust.of_period", model=MODEL_NAMES[name], period=contracts.period_name(period))
        for period in models.contracts.models
        for name in models.names
    ]


def _parameters(fit: Fit) -> str:
    parts = []
    for name, value in fit.parameters.items():
        low, high = fit.interval(name)
        between = t("ltvs.between", low=_short(low), high=_short(high))
        parts.append(t("ltvs.trust.parameter", name=name, value=_short(value), between=between))
    return t("ltvs.and").join(parts)


def _likelihood(fit: Fit) -> str:
    if fit.rung == Rung.ASSUMED:
        return show.NOTHING
    return t(
        "ltvs.trust.fit_end", loglik=show.number(fit.loglik, 1), gradient=f"{fit.gradient_norm:.0e}",
        n=show.customers(fit.customers),
    )  # fmt: skip


def _short(value: float) -> str:
    return show.NOTHING if value != value else f"{value:.3g}"
