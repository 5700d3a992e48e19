"""What lists are made of: every field of each chosen customer, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.consent import CONSENT_NAMES, Consent, consents
from ltv.decisions.export_cells import addressees, mail_of_id
from ltv.decisions.export_layouts import Layout
from ltv.decisions.quadrants import QUADRANT_NAMES, Quadrant
from ltv.decisions.treatments import CHANNELS, WRITTEN_ONLINE, Treatment
from ltv.errors import InvalidTableError
from ltv.ledger import CUSTOMER_ID

_OF_DATA_SET = ("name", "email", "phone", "postcode", "address1", "address2", "address3", "company", "department",
                "addressee", "record_id", "consent_at", "owner")  # fmt: skip


@dataclass(frozen=True)
class Dispatch:
    """What a list belongs to. Each row of each file carries it.

    Attributes
    ----------
    initiative : id of the initiative; for Salesforce the campaign's id
    wave : which time, such as "1"
    send_on, expires_on : first day of contact; last day on which the list may be used
    definition : version of the definitions that the plan rests on
    """

    initiative: str
    wave: str
    send_on: dt.date
    expires_on: dt.date
    definition: str

    def __post_init__(self) -> None:
        if self.expires_on < self.send_on:
            raise InvalidTableError("dispatch", ["expires_on: earlier than send_on"])


def export_rows(
    chosen: pd.DataFrame, customers: pd.DataFrame, treatments: Sequence[Treatment], layout: Layout, dispatch: Dispatch
) -> pd.DataFrame:
    """Every field of `FIELDS` as text, "" where not known; and `consent_code` and `asks_consent` (bool)."""
    codes = chosen["customer"].to_numpy(dtype=np.int64)
    about = customers.iloc[codes].reset_index(drop=True)
    names = {t.id: t.name(layout.lang) for t in treatments}
    asking = {t.id for t in treatments if t.needs_consent}
    consent = consents(about.get("consent"), len(about))
    of_data = {name: _texts(about, name) for name in _OF_DATA_SET}
    ids = _texts(about, CUSTOMER_ID)
    of_data["email"] = np.where(of_data["email"] != "", of_data["email"], mail_of_id(ids))
    of_data["addressee"] = addressees(of_data["addressee"], of_data["name"], of_data["company"])
    return pd.DataFrame(
        {
            CUSTOMER_ID: ids,
            **of_data,
            "consent": [CONSENT_NAMES[Consent(c)](layout.lang) for c in consent],
            "consent_code": consent,
            "segment": [QUADRANT_NAMES[Quadrant(q)](layout.lang) for q in chosen["quadrant"]],
            "treatment": chosen["treatment"].to_numpy(dtype=object),
            "treatment_name": [names.get(t, t) for t in chosen["treatment"]],
            "channel": [CHANNELS[c](layout.lang) for c in chosen["channel"]],
            "asks_consent": (chosen["channel"].isin(WRITTEN_ONLINE) | chosen["treatment"].isin(asking)).to_numpy(),
            "arm": chosen["arm"].to_numpy(dtype=object),
            "initiative": dispatch.initiative,
            "wave": dispatch.wave,
            "send_on": dispatch.send_on.isoformat(),
            "expires_on": dispatch.expires_on.isoformat(),
            "definition": dispatch.definition,
        }
    )


def _texts(table: pd.DataFrame, name: str) -> NDArray[np.object_]:
    if name not in table:
        return np.full(len(table), "", dtype=object)
    column = table[name].astype(object)
    return np.array(["" if missing else str(value) for value, missing in zip(column, column.isna())], dtype=object)
