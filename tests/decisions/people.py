"""Customers and treatments written as on paper, and random ones."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ltv.decisions.treatments import Effect, Treatment
from ltv.metrics.metric import Text

E4B = [("A", 0.9, 8_000), ("B", 0.6, 60_000), ("C", 0.3, 120_000), ("D", 0.8, 3_000), ("E", 0.05, 150_000),
       ("F", 0.5, 22_000)]  # fmt: skip


def people(rows, **columns):
    """One row per (id, risk, value)."""
    ids, risk, value = zip(*rows) if rows else ((), (), ())
    frame = {"customer": range(len(ids)), "customer_id": ids, "risk": risk, "value": value}
    return pd.DataFrame(frame | columns).astype({"risk": float, "value": float})


def treatment(name="call", *, effect=0.3, **changes):
    """The treatment of E4b, a call of a quarter of an hour, with changes."""
    given = {"channel": "phone", "owner": "cs", "contact_cost": 500, "offer": 3_000, "take_rate": 1.0, "hours": 0.25}
    spread = effect if isinstance(effect, Effect) else Effect.known(effect)
    return Treatment(id=name, name=Text(name, name), effect=spread, **(given | changes))


def mail(name="mail", **changes):
    """A mail of 5 yen that keeps one in a hundred."""
    given = {"channel": "mail", "needs_consent": True, "hours": 0, "contact_cost": 5, "offer": 0, "effect": 0.01}
    return treatment(name, **(given | changes))


@st.composite
def treatments(draw, most=4):
    """A few treatments of every kind."""
    channels = draw(st.lists(st.sampled_from(["mail", "app", "phone", "dm", "visit", "none"]), max_size=most))
    made = []
    for number, channel in enumerate(channels):
        p10, p50, p90 = sorted(draw(st.tuples(*[st.floats(0, 1)] * 3)))
        made.append(
            treatment(
                f"t{number}",
                channel=channel,
                effect=Effect(p10, p50, p90),
                contact_cost=draw(st.integers(0, 5_000)),
                offer=draw(st.sampled_from([0, 500, 3_000])),
                take_rate=draw(st.floats(0, 1)),
                hours=draw(st.sampled_from([0, 0.25, 1, 3])),
                needs_consent=channel in ("mail", "app") or draw(st.booleans()),
                aim=draw(st.sampled_from(["retention", "expansion"])),
                stages=draw(st.sampled_from([(), ("active",), ("new", "at_risk")])),
                cooling_days=draw(st.sampled_from([0, 30])),
                minimum_margin=draw(st.sampled_from([0, 2_000, -10_000])),
            )
        )
    return made


@st.composite
def crowds(draw, most=25):
    """Customers of every kind: unknown values, losses, no consent, disputes, shuffled codes."""
    size = draw(st.integers(0, most))
    value = st.one_of(st.floats(-5_000, 200_000), st.sampled_from([0.0, np.nan, 1e9, 60_000.0]))
    risk = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, np.nan]))

    def column(values):
        return draw(st.lists(values, min_size=size, max_size=size))

    codes = draw(st.permutations(range(size)))
    return pd.DataFrame(
        {
            "customer": np.array(codes, dtype=np.int64),
            "customer_id": [f"id{code}" for code in codes],
            "value": np.array(column(value), dtype=float),
            "risk": np.array(column(risk), dtype=float),
            "consent": pd.Series(column(st.sampled_from(["可", "不可", None, "??"])), dtype=object),
            "stage": pd.Series(column(st.sampled_from(["new", "active", "at_risk", None])), dtype=object),
            "days_since_contact": np.array(column(st.sampled_from([np.nan, 3.0, 90.0])), dtype=float),
            "contacts_30d": column(st.integers(0, 3)),
            "in_dispute": column(st.sampled_from([False, False, False, True])),
            "churn_notified": column(st.sampled_from([False, False, False, True])),
        }
    )
