"""Every word on screen exists in both languages and says the same."""

import ast
import re
import string
from pathlib import Path

import pytest

from ltv.metrics.catalogue import METRICS
from ui.words import WORDS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py")]
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
SAME_IN_BOTH = {"data.can.reply"}


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def keys_used() -> set[str]:
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t" and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    found.add(key.value)
    return found


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_name_the_same_values(key: str) -> None:
    ja, en = WORDS[key]
    assert placeholders(ja) == placeholders(en)


@pytest.mark.parametrize("key", WORDS)
def test_no_sentence_is_empty_or_in_the_wrong_language(key: str) -> None:
    ja, en = WORDS[key]
    assert ja
    assert en
    assert not JAPANESE.search(en.replace("日本語", ""))


def test_every_key_a_page_asks_for_exists() -> None:
    assert keys_used() - set(WORDS) == set()


def test_every_metric_is_explained_in_both_languages() -> None:
    for metric in METRICS:
        for words in (metric.name, metric.meaning, metric.formula):
            assert words.ja, metric.id
            assert words.en, metric.id
            assert not JAPANESE.search(words.en), metric.id
        assert metric.source, metric.id
