"""A preset is a file: one dropped into the folder is known, one that is wrong says what is wrong with it."""

import json
import shutil

import pytest

from ltv.intake import vocabulary
from ltv.intake.messages import LANGUAGES, preset_name, preset_notes
from ltv.intake.preset import InvalidPresetError, read_preset
from ltv.intake.vocabulary import KINDS, PRESETS, presets
from tests.intake.files import accepted, opened, reasons

MADE_UP = {
    "id": "tea_house",
    "name": {"ja": "茶屋", "en": "Tea House"},
    "kind": "orders",
    "signature": ["茶番号", "お客", "お代"],
    "columns": {"customer_id": ["お客"], "order": ["茶番号"], "day": ["日にち"], "amount": ["お代"]},
    "amount_rule": "order_repeated",
    "leave_out": {"様子": ["やめた"]},
}


def written(folder, **changes):
    path = folder / "tea_house.json"
    path.write_text(json.dumps({**MADE_UP, **changes}, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_file_in_the_folder_is_all_a_new_export_needs(tmp_path, monkeypatch):
    folder = tmp_path / "presets"
    shutil.copytree(PRESETS, folder)
    written(folder)
    monkeypatch.setattr(vocabulary, "PRESETS", folder)
    rows = "1,甲,2026-01-05,500,済\n1,甲,2026-01-05,500,済\n2,乙,2026-01-06,90,やめた\n3,乙,2026-01-07,70,済\n"
    reading = opened("売上の控え\n茶番号,お客,日にち,お代,様子\n" + rows)
    assert reading.recognised.preset == "tea_house"
    assert accepted(reading)[["customer_id", "amount"]].to_numpy().tolist() == [["甲", 500], ["乙", 70]]
    assert reasons(reading) == [(5, "not_revenue")]
    assert preset_name("tea_house", "ja") == "茶屋"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "order"}, "kind: expected one of orders, contracts,"),
        ({"amount_rule": "one_row"}, "amount_rule: expected one of line_sum, order_repeated, order_first_line, found"),
        ({"signature": []}, "signature: expected at least one header"),
        ({"signature": "茶番号"}, "signature: expected a list of texts, found '茶番号'"),
        ({"columns": {"amount": "お代"}}, "columns: expected an object of lists of texts"),
        ({"colums": {}}, "colums: no such field"),
        ({"name": {"ja": "茶屋"}}, "name, notes: expected ja and en"),
        ({"id": "tea"}, "id: expected one of tea_house, found 'tea'"),
        ({"utc": "yes"}, "utc: expected true or false, found 'yes'"),
        ({"ask_keep": "様子"}, "ask_keep: expected a header of keep"),
        ({"key": "letter"}, "key: expected one of email,"),
    ],
)
def test_a_wrong_preset_says_what_is_wrong(tmp_path, changes, problem):
    with pytest.raises(InvalidPresetError) as wrong:
        read_preset(written(tmp_path, **changes), KINDS)
    assert str(wrong.value).startswith("tea_house.json is no preset:\n")
    assert problem in str(wrong.value)


def test_every_problem_of_a_preset_is_told_at_once(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"id": "x", "signature": 5}', encoding="utf-8")
    with pytest.raises(InvalidPresetError) as wrong:
        read_preset(path, KINDS)
    assert [problem.split(":")[0] for problem in wrong.value.problems] == ["name", "kind", "columns", "signature"]


@pytest.mark.parametrize("content", ["{", "[]", "\udcff"])
def test_what_is_no_json_is_no_preset(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content.encode("utf-8", errors="surrogateescape"))
    with pytest.raises(InvalidPresetError, match=r"x\.json is no preset"):
        read_preset(path, KINDS)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_shipped_preset_is_complete(preset):
    known = set(preset.headers) | {"メールアドレス(メイン)", "is_deleted", "N. Revenue", "Created (UTC)"}
    assert set(preset.signature) <= known
    assert {header for headers in preset.columns.values() for header in headers} <= known
    assert set(preset.leave_out or {}) | set(preset.keep or {}) | set(preset.continued) <= known
    assert all(preset_notes(preset.id, lang) for lang in LANGUAGES)
    assert preset.export
    assert preset.encodings
