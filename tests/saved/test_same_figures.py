"""A data set that is opened again gives the figures it gave when it was saved, to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.decisions.kpis import current_values
from ltv.metrics.cohorts import cohorts
from ltv.metrics.movements import movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.observed_ltv import observed_ltv
from ltv.metrics.retention import retention_series
from ltv.saved import Folder, SavedSets
from ltv.saved.tree import PARTS, NotKnownError, put_together, taken_apart
from tests.saved.books import KINDS, assert_same, made

FIGURES: list[Callable[[Dataset], pd.DataFrame]] = [
    lambda data: movements(data.months),
    lambda data: cohorts(data.months),
    lambda data: observed_ltv(data),
    *(lambda data, rule=rule: retention_series(data.months, rule) for rule in NrrRule),  # type: ignore[misc]
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_opened_is_what_was_saved(kind: str, sets: SavedSets, folder: Folder) -> None:
    data = made(kind)
    saved = sets.save(data, name=kind)
    opened = SavedSets(folder, sets.clock).open(saved.id).dataset
    assert opened.fingerprint == data.fingerprint
    assert_same(opened, data)


@pytest.mark.parametrize("kind", ["shop", "b2b"])
def test_equal_data_sets_are_saved_as_equal_bytes(kind: str, sets: SavedSets) -> None:
    first, again = (sets.save(made(kind), name=kind).manifest for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.files == again.files
    assert first.body == again.body


def test_parts_that_were_one_are_one_again(sets: SavedSets) -> None:
    data = sets.open(sets.save(made("shop"), name="shop").id).dataset
    assert data.ledger is not None
    assert data.ledger.customers is data.months.customers


def test_a_part_of_a_data_set_can_be_kept_too(sets: SavedSets) -> None:
    data = made("shop")
    part = data.only(np.arange(data.months.size) % 3 == 0)
    assert_same(sets.open(sets.save(part, name="part").id).dataset, part)


def test_every_field_of_a_data_set_is_kept() -> None:
    """Who adds a field finds here whether it survives; a class that is new among its parts belongs into `PARTS`."""
    data = made("shop")
    body, tables = taken_apart(data)
    kept = set(body["is"]) | set(tables)
    assert {part.name for part in fields(Dataset) if not part.name.startswith("_")} <= kept
    assert set(PARTS) == {"Dataset", "CustomerMonths", "Ledger", "MonthRule"}


def test_nothing_but_parts_of_a_data_set_is_built_from_a_file() -> None:
    body, tables = taken_apart(made("closing day"))
    for foreign in ({"$": "Popen", "is": {}}, {"$": "frame", "is": "no such table"}, {"$": "MonthRule", "is": {}}):
        with pytest.raises(NotKnownError):
            put_together(foreign, tables)
    with pytest.raises(NotKnownError):
        put_together({**body, "is": {**body["is"], "more": 1}}, tables)


def test_what_cannot_be_kept_says_so() -> None:
    with pytest.raises(TypeError, match="object cannot be kept"):
        taken_apart(replace(made("closing day"), source=object()))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["shop", "b2b"])
def test_every_rule_and_movement_is_equal(kind: str, sets: SavedSets) -> None:
    data = made(kind)
    opened = sets.open(sets.save(data, name=kind).id).dataset
    for figures in FIGURES:
        pd.testing.assert_frame_equal(figures(opened), figures(data), check_exact=True)


@pytest.mark.parametrize("kind", ["shop", "b2b"])
def test_every_kpi_of_the_catalogue_is_equal(kind: str, sets: SavedSets) -> None:
    data = made(kind)
    opened = sets.open(sets.save(data, name=kind).id).dataset
    found, expected = (current_values(each, each.months.last_complete) for each in (opened, data))
    assert len(found) > 15
    assert repr(found) == repr(expected)
