"""Every code has its sentence in both languages, and they name the same things."""

import ast
import re
import string
from pathlib import Path

import pytest

import ltv.intake
from ltv.intake import Choice, Message, Question, amounts, dates, fields_of, read, text
from ltv.intake.messages import LANGUAGES, codes, field_name, preset_name
from ltv.intake.preset import KEYS
from ltv.intake.texts import ID_REASONS
from ltv.intake.vocabulary import KINDS

FOLDER = Path(ltv.intake.__file__).parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8").replace("from __future__", "from future") for path in FOLDER.glob("*.py")
)
PARTS = ("reasons", "messages", "questions", "choices", "kinds", "fields", "fixes")
SENTENCES = [(part, code) for part in PARTS for code in codes(part)]


REFUSALS = set(re.findall(r'RefusedError\(\s*"(\w+)"', SOURCE)) | {"reading_took_too_long", "reading_needs_memory"}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize(("part", "code"), SENTENCES)
def test_a_code_has_a_sentence_in_each_language(part, code):
    sentences = codes(part)[code]
    assert set(sentences) == set(LANGUAGES)
    assert all(sentence.strip() for sentence in sentences.values())
    assert placeholders(sentences["ja"]) == placeholders(sentences["en"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_ends_like_one(lang):
    for part in ("reasons", "messages", "questions"):
        for code, sentences in codes(part).items():
            assert sentences[lang].endswith(("。", ".", "?")), code


FIX = {
    "ja": re.compile("ください|直す必要はありません"),
    "en": re.compile(
        r"\b(add|answer|ask|check|choose|close|correct|delete|export|fill|give|keep|open|paste|put|read|rename|round|save|split"
        r"|take|use|wait|write|nothing needs)\b",
        re.IGNORECASE,
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", codes("reasons"))
def test_a_reason_says_what_is_wrong_and_how_to_mend_it(reason, lang):
    sentence = codes("reasons")[reason][lang]
    problem, *fix = re.split(r"(?<=[。.])\s*", sentence.strip())
    assert problem
    assert FIX[lang].search("".join(fix)), sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_says_how_to_mend_it(lang):
    told = {code for code in codes("messages") if code in REFUSALS}
    assert {code for code in told if not FIX[lang].search(codes("messages")[code][lang])} == {"type_mismatch"}
    for right in ({}, {"right": ".csv"}):
        mismatch = Message("type_mismatch", {"found": "CSV", "extension": ".xlsx", **right})
        assert FIX[lang].search(text(mismatch, lang))


def first_texts(tree: ast.AST, functions: set[str], argument: int) -> set[str]:
    """Texts given to some functions at a position."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > argument]
    named = [node for node in calls if getattr(node.func, "attr", getattr(node.func, "id", "")) in functions]
    given = [node.args[argument] for node in named]
    return {node.value for node in given if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_in_the_source_has_a_sentence():
    tree = ast.parse(SOURCE)
    assert first_texts(tree, {"RefusedError", "Message", "warn", "with_notes"}, 0) <= set(codes("messages"))
    assert first_texts(tree, {"Question"}, 0) == set(codes("questions"))
    in_tables = {reason for table in (amounts.REASONS, dates.REASONS, ID_REASONS) for reason in table if reason}
    assert first_texts(tree, {"reject", "exclude"}, 1) | in_tables | {"number_invalid"} == set(codes("reasons"))


@pytest.mark.parametrize("key", KEYS)
def test_every_weak_key_is_warned_of(key):
    assert f"customer_key_is_{key}" in codes("messages")


def test_a_message_names_what_it_is_about():
    message = Message("column_missing", {"kind": "orders", "fields": ("amount",), "found": ("顧客ID", "日付")})
    assert "見つかりません：金額。" in text(message, "ja")
    assert "Columns that orders need were not found: amount." in text(message, "en")
    assert "「金額」という見出し" in text(message, "ja")
    assert "headed amount." in text(message, "en")
    dated = Message("column_missing", {"kind": "orders", "fields": ("customer_id", "day"), "found": ()})
    assert "headed customer_id, order_date." in text(dated, "en")
    assert "5,000,000" in text(Message("too_many_rows", {"limit": "5,000,000"}), "ja")


def test_a_table_under_a_wrong_name_is_to_be_renamed_and_anything_else_exported_again():
    told = [read(b"a,b\n1,2\n", "x.xlsx"), read(b"a,b\n1,2\n", "x.xls"), read(b"%PDF-1.7", "x.csv")]
    first, old, pdf = (text(reading.error, "ja") for reading in told)
    assert first.endswith("中身は CSV です。ファイル名の末尾を「.csv」に変えて、もう一度入れてください。")
    assert old.endswith("ファイル名の末尾を「.csv」に変えて、もう一度入れてください。")
    assert pdf.endswith("中身は PDF です。元のシステムから正しい形式で書き出し直してください。")


def test_a_choice_is_said_in_words_or_as_itself():
    question = Question("date_order", "date_order", (Choice("dmy"),))
    assert text(question.choices[0], "en", question=question) == "Day/month/year"
    assert text(Choice("JPY"), "ja", question=Question("mixed_currency", "currency", ())) == "JPY"


def test_an_export_is_called_by_its_vendor():
    assert preset_name("rakuten_rms_orders", "en") == "Rakuten RMS"
    question = Question("choose_preset", "preset", (Choice("rakuten_rms_orders"),))
    assert text(question.choices[0], "ja", question=question) == "楽天RMS"
    assert "freee" in text(Message("preset_unconfirmed", {"preset": "freee_deals"}), "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_field_is_said_in_words(lang):
    for name in {name for kind in KINDS for name in fields_of(kind)}:
        assert "_" not in field_name(name, lang)


def test_braces_in_a_header_stay_as_they_are():
    assert "{x}" in text(Message("date_order_mixed", {"column": "{x}"}), "en")
