from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.store.errors import InvalidRecordError
from ltv.store.json_text import Flaw, dumped, loaded, plain
from ltv.store.kinds import KINDS, MOST_BODY, Body, Estimate, Scenario, body_of, body_text
from tests.store.examples import DECISION, ESTIMATE, INITIATIVE, ONE_OF_EACH, SCENARIO

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_json_knows_comes_back_exactly(value: object) -> None:
    back = loaded(dumped(plain(value)))
    assert back == value
    assert repr(back) == repr(plain(value))  # 1 stays 1 and 1.0 stays 1.0


@pytest.mark.parametrize("body", ONE_OF_EACH, ids=lambda body: body.KIND)
def test_a_body_read_back_is_the_same_and_writes_the_same_text(body: Body) -> None:
    text = body_text(body)
    back = body_of(body.KIND, body.VERSION, text)
    assert back == body
    assert body_text(back) == text


def test_every_kind_has_an_example() -> None:
    assert {body.KIND for body in ONE_OF_EACH} == set(KINDS)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), b"bytes", {1: 2}, {1, 2}, object(), Decimal(1), "\ud800", 2**63, 1j],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_exact_counterpart_in_json_is_refused(value: object) -> None:
    with pytest.raises(InvalidRecordError, match="assumptions"):
        Scenario(**{**SCENARIO.values(), "assumptions": {"x": value}})


def test_endless_nesting_is_refused() -> None:
    nested: list[object] = []
    nested.append(nested)
    with pytest.raises(Flaw, match="nested"):
        plain(nested)


def test_numbers_of_numpy_are_numbers() -> None:
    made = Scenario(**{**SCENARIO.values(), "seed": np.int64(3), "results": {"x": np.float64(0.5), "n": np.int32(2)}})
    assert body_text(made) == body_text(Scenario(**{**SCENARIO.values(), "seed": 3, "results": {"x": 0.5, "n": 2}}))


def test_what_a_page_changes_later_does_not_reach_into_a_record() -> None:
    levers = [{"kind": "churn", "size": 0.1}]
    made = Scenario(**{**SCENARIO.values(), "levers": levers})
    levers[0]["size"] = 0.9
    assert made.levers[0]["size"] == 0.1


@pytest.mark.parametrize(
    ("body", "change", "says"),
    [
        (SCENARIO, {"name": " "}, "name: empty"),
        (SCENARIO, {"name": "x" * 201}, "longer than 200"),
        (SCENARIO, {"base": "not a code!"}, "base"),
        (SCENARIO, {"seed": -1}, "seed: no whole number"),
        (SCENARIO, {"seed": True}, "seed: no number"),
        (SCENARIO, {"seed": 1.5}, "seed: no whole number"),
        (SCENARIO, {"levers": {"kind": "churn"}}, "levers: no list"),
        (SCENARIO, {"levers": "churn"}, "levers: no list"),
        (SCENARIO, {"levers": [{}] * 1001}, "more than 1,000"),
        (INITIATIVE, {"grade": "E"}, "grade: none of A, B, C, D"),
        (INITIATIVE, {"owner": ""}, "owner"),
        (INITIATIVE, {"status": "閉"}, "status"),
        (ESTIMATE, {"p10": 0.9}, "ascending"),
        (ESTIMATE, {"p90": None}, "P10, P50 and P90, or none"),
        (ESTIMATE, {"p50": "0.05"}, "p50: no number"),
        (DECISION, {"review_date": "2026-11-25"}, "not after the day"),
        (DECISION, {"review_date": "25/11/2027"}, "YYYY-MM-DD"),
        (DECISION, {"agreed": 1}, "neither true nor false"),
    ],
)
def test_a_record_that_cannot_be_right_is_not_made(body: Body, change: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        type(body)(**{**body.values(), **change})
    assert says in str(caught.value)
    assert len(caught.value.flaws) == 1
    assert caught.value.text.ja != caught.value.text.en


def test_all_problems_are_told_together() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        Scenario(**{**SCENARIO.values(), "name": "", "seed": -1, "horizon_months": 0})
    assert [flaw.en.split(":")[0] for flaw in caught.value.flaws] == ["name", "seed", "horizon_months"]


def test_an_abstention_is_not_zero() -> None:
    abstained = Estimate(**{**ESTIMATE.values(), "p10": None, "p50": None, "p90": None})
    assert body_of("estimate", 1, body_text(abstained)).p50 is None  # type: ignore[attr-defined]


def test_a_body_without_end_is_refused() -> None:
    made = Scenario(**{**SCENARIO.values(), "results": {"x": "あ" * MOST_BODY}})
    with pytest.raises(InvalidRecordError, match="longer than 1,000,000"):
        body_text(made)


@pytest.mark.parametrize(
    ("kind", "version", "text", "says"),
    [
        ("scenario", 2, body_text(SCENARIO), "reads format 1, not 2"),
        ("scenario", 0, body_text(SCENARIO), "reads format 1, not 0"),
        ("evaluation", 1, "{}", "a kind this version does not know"),
        ("scenario", 1, "{", "cannot be read as JSON"),
        ("scenario", 1, "[]", "no mapping"),
        ("scenario", 1, "{}", "base: missing"),
        ("scenario", 1, body_text(SCENARIO)[:-1] + ',"more":1}', "more: unknown"),
        ("scenario", 1, body_text(SCENARIO)[:-1] + ',"seed":1}', "the same name twice"),
        ("scenario", 1, body_text(SCENARIO).replace("42", "NaN"), "NaN or infinity"),
        ("scenario", 1, body_text(SCENARIO).replace("42", "1e999"), "NaN or infinity"),
        ("scenario", 1, body_text(SCENARIO).replace("42", "9" * 5000), "cannot be read as JSON"),
    ],
)
def test_reading_back_is_strict(kind: str, version: int, text: str, says: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        body_of(kind, version, text)
    assert says in str(caught.value)
