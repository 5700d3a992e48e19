"""Every chart of value is valid in every case, in the theme's colours, readable on a phone, and always the same."""

import json
import re

import jsonschema
import pandas as pd
import pytest

from ui.charts.base import ROLES
from ui.charts.value import ltv_steps

from .test_words import JAPANESE
from .value_frames import CASES, CUSTOMERS, SEGMENTS, STEPS, YEN, parts, rows, speak, valid

OF_NAMES = {
    "segments": ("segment", SEGMENTS), "steps": ("segment", STEPS), "quadrant": ("customer_id", CUSTOMERS),
}  # fmt: skip
HOSTILE = ["constructor", "__proto__", "長い" * 100, "👩‍👩‍👧 家族", "'); alert(1)", "toString"]


@pytest.fixture(autouse=True)
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    return speak(monkeypatch, getattr(request, "param", "ja"))


@pytest.mark.parametrize("lang", ["ja", "en"], indirect=True)
@pytest.mark.parametrize("name", CASES)
def test_a_chart_is_valid(name: str, lang: str) -> None:
    assert valid(CASES[name].build(CASES[name].frame))["datasets"]


def test_what_is_not_vega_lite_is_refused() -> None:
    spec = ltv_steps(STEPS, YEN)
    spec["layer"][0]["mark"]["opacityy"] = 1
    with pytest.raises(jsonschema.ValidationError):
        valid(spec)


@pytest.mark.parametrize("name", CASES)
def test_a_chart_of_nothing_is_valid_too(name: str) -> None:
    valid(CASES[name].build(CASES[name].frame.iloc[:0]))


@pytest.mark.parametrize("at", [0, -1])
@pytest.mark.parametrize("name", CASES)
def test_a_chart_of_one_row_is_valid_too(name: str, at: int) -> None:
    valid(CASES[name].build(CASES[name].frame.iloc[[at]]))


@pytest.mark.parametrize("name", CASES)
def test_colours_are_roles_of_the_theme(name: str) -> None:
    spec = CASES[name].build(CASES[name].frame)
    roles = {row["role"] for data in spec["datasets"].values() for row in data if "role" in row}
    assert roles <= set(ROLES)
    assert "#" not in str({key: value for key, value in spec.items() if key not in ("datasets", "$schema", "config")})
    fixed = {value for key, value in parts(spec) if key in ("color", "fill", "stroke") and isinstance(value, str)}
    assert fixed <= {"currentColor", "white", "independent"}


@pytest.mark.parametrize("name", CASES)
def test_text_is_at_least_9_pixels_on_a_phone(name: str) -> None:
    sizes = [
        value for key, value in parts(CASES[name].build(CASES[name].frame)) if key in ("fontSize", "labelFontSize")
    ]
    on_phone = [
        float(re.findall(r"\? ([\d.]+)", size["expr"])[0]) if isinstance(size, dict) else size for size in sizes
    ]
    assert all(size >= 9 for size in on_phone)


@pytest.mark.parametrize("lang", ["en"], indirect=True)
@pytest.mark.parametrize("name", CASES)
def test_a_chart_in_english_has_no_japanese(name: str, lang: str) -> None:
    assert not JAPANESE.search(json.dumps(CASES[name].build(CASES[name].frame), ensure_ascii=False))


@pytest.mark.parametrize("name", OF_NAMES)
@pytest.mark.parametrize("word", HOSTILE)
def test_any_name_of_a_file_can_be_drawn(name: str, word: str) -> None:
    column, frame = OF_NAMES[name]
    spec = valid(CASES[name].build(frame.assign(**{column: [f"{word}{i // 2}" for i in range(len(frame))]})))
    for key, value in parts(spec):
        if key in ("expr", "labelExpr", "filter", "calculate", "test"):
            assert word not in json.dumps(value, ensure_ascii=False)
    assert word[:20] in json.dumps(spec["datasets"], ensure_ascii=False).replace("\\\\", "\\")


def test_names_as_categories_are_no_keys_of_javascript() -> None:
    frame = STEPS.assign(segment=["constructor"] * 2 + ["__proto__"] * 2)
    assert {row["segment"] for row in rows(ltv_steps(frame, YEN), "segment")} == {
        "\u2060constructor",
        "\u2060__proto__",
    }


@pytest.mark.parametrize("name", CASES)
def test_the_same_frame_gives_the_same_specification(name: str) -> None:
    """So that Streamlit sends it once."""
    case = CASES[name]
    assert json.dumps(case.build(case.frame)) == json.dumps(case.build(case.frame))


@pytest.mark.parametrize("name", CASES)
def test_a_frame_is_left_as_it_was(name: str) -> None:
    case, before = CASES[name], CASES[name].frame.copy()
    case.build(case.frame)
    pd.testing.assert_frame_equal(case.frame, before)
