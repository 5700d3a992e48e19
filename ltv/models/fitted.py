"""A data set with the models its kind asks for: fitted once, asked often."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.metrics.metric import Text
from ltv.models.contract_book import ContractBook, contract_book
from ltv.models.fit import Fit
from ltv.models.holdout import TrackRecord
from ltv.models.order_book import OrderBook, order_book
from ltv.models.renewal_record import RenewalRecord
from ltv.models.setting import Kind, Setting, setting
from ltv.models.sufficiency import Condition, missing, sufficiency


@dataclass(frozen=True, eq=False)
class Fitted:
    """What the data are taken to be, the models fitted to them, and how far they could be trusted so far.

    Attributes
    ----------
    setting : the kind of business and the evidence for it
    conditions : what a prediction needs, met or not
    orders, contracts : the one that applies; None, None where nothing could be fitted
    """

    setting: Setting
    conditions: tuple[Condition, ...]
    orders: OrderBook | None = None
    contracts: ContractBook | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a model at all."""
        return self.orders is not None or self.contracts is not None

    @property
    def lacking(self) -> tuple[Condition, ...]:
        """What the data lack for a prediction that needs no warning."""
        return missing(self.conditions)

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the models in use."""
        if self.orders is not None:
            return (self.orders.choice.name, "gammagamma")
        return ("sbg", "bdw") if self.contracts is not None else ()

    @property
    def why(self) -> Text | None:
        """Why this model."""
        if self.orders is not None:
            return self.orders.choice.why
        return next(iter(self.contracts.models.values())).why if self.contracts and self.contracts.models else None

    @property
    def fits(self) -> tuple[Fit, ...]:
        """The records of the fits, that of the main model first."""
        if self.orders is not None:
            return (self.orders.model.fit, self.orders.spend.fit)
        models = self.contracts.models.values() if self.contracts is not None else ()
        return tuple(fit for model in models for fit in (model.sbg.fit, model.bdw.fit))

    @property
    def record(self) -> TrackRecord | RenewalRecord | None:
        """What the model said at an earlier day and what came; None where the data are too short."""
        if self.orders is not None:
            return self.orders.record
        return self.contracts.record if self.contracts is not None else None

    @property
    def scores(self) -> pd.DataFrame:
        """How each candidate did at earlier days; empty where there is no hold-out."""
        if self.orders is not None:
            return self.orders.choice.scores
        return self.contracts.scores if self.contracts is not None else pd.DataFrame()


def fitted(data: Dataset) -> Fitted:
    """Fit what a data set allows. Never raises on plain data: `is_known` and `conditions` say what is missing."""
    kind, conditions = setting(data), sufficiency(data)
    try:
        if kind.kind == Kind.CONTRACTS:
            return Fitted(kind, conditions, contracts=contract_book(data))
        return Fitted(kind, conditions, orders=order_book(data, kind))
    except NotEnoughDataError:
        return Fitted(kind, conditions)
