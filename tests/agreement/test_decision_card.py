import html
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from ltv.decisions.agreement.card_export import markdown_text, to_html, to_markdown
from ltv.decisions.agreement.decision_card import Assumption, DecisionCard, Dissent, Prediction, card_flaws
from ltv.errors import InvalidTableError

CARD = DecisionCard(
    question="今期、予算28で何を先にやるか",
    chosen="P1・P2・P3・P6",
    decider="経営会議 議長",
    decided_on=date(2026, 4, 1),
    review_date=date(2026, 7, 1),
    stop_rule="90日継続率が2か月続けて下がったら中止",
    predictions=(Prediction("粗利", "61百万円", "48〜74百万円", "80%区間・事後分布"),),
    options=("P1・P2・P3・P6", "P1・P2・P4・P6・P7"),
    assumptions=(Assumption("解約の8%を防げる", "CS"), Assumption("統合は6月に終わる")),
    guardrails=("顧客1人あたり連絡回数",),
    dissent=(Dissent("営業", "値引きを先にすべき"),),
    responsible=("CS", "IT"),
    links=("シナリオ #12",),
)
HOSTILE = "<script>alert(1)</script>\n# <b>x</b> [a](javascript:alert(1)) *y* `z` | \" ' & 1. https://e.example"


def test_the_card_holds_everything_that_was_decided_in_both_formats_and_languages():
    for lang, word in (("ja", "反対意見"), ("en", "Dissent")):
        for text in (to_markdown(CARD, lang), html.unescape(to_html(CARD, lang))):
            assert word in text
            for part in ("今期、予算28で何を先にやるか", "P1・P2・P3・P6", "経営会議 議長", "2026-04-01", "2026-07-01"):
                assert part in text
            for part in (
                "61百万円",
                "48〜74百万円",
                "80%区間・事後分布",
                "解約の8%を防げる",
                "値引きを先にすべき",
                "2か月続けて",
            ):
                assert part in text


def test_a_decision_without_agreement_says_so_and_no_dissent_says_none():
    card = replace(CARD, agreed=False, dissent=(), assumptions=())
    assert "未合意" in to_markdown(card, "ja")
    assert "Not agreed" in to_html(card, "en")
    assert "## Dissent\n\nNone" in to_markdown(card, "en")
    assert "Consulted" not in to_markdown(card, "en")


def hostile():
    return DecisionCard(
        question=HOSTILE, chosen=HOSTILE, decider=HOSTILE, decided_on=date(2026, 4, 1), review_date=date(2026, 7, 1),
        stop_rule=HOSTILE, predictions=(Prediction(HOSTILE, HOSTILE, HOSTILE, HOSTILE),), options=(HOSTILE, HOSTILE),
        assumptions=(Assumption(HOSTILE, HOSTILE),), guardrails=(HOSTILE,), dissent=(Dissent(HOSTILE, HOSTILE),),
        responsible=(HOSTILE,), consulted=(HOSTILE,), informed=(HOSTILE,), links=(HOSTILE, HOSTILE),
    )  # fmt: skip


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data):
        self.text += data


def tags(card, lang="en"):
    parser = Tags()
    parser.feed(to_html(card, lang))
    return parser


def test_nothing_that_was_typed_becomes_a_tag_of_the_page():
    plain = replace(hostile(), **{
        name: getattr(CARD, name) for name in ("question", "chosen", "decider", "stop_rule", "predictions")
    })  # fmt: skip
    names = {tag for tag, _ in tags(hostile()).tags}
    assert names == {tag for tag, _ in tags(plain).tags}
    assert not names & {"script", "b", "a", "img"}
    assert tags(hostile()).text.count("<script>alert(1)</script>") >= 12


def test_nothing_that_was_typed_takes_effect_in_markdown():
    written = to_markdown(hostile(), "en")
    assert "<" not in written
    assert len(re.findall(r"(?m)^#", written)) == len(re.findall(r"(?m)^#+ [A-Z][A-Za-z ()]+$", written))
    assert not re.search(r"(?<!\\)\[", written)
    assert "https\\://" in written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("plain words, 80% and ¥1,000", "plain words, 80% and ¥1,000"),
        ("# x", "\\# x"), ("1. x", "1\\. x"), ("2) x", "2\\) x"), ("- x", "\\- x"), ("+ x", "\\+ x"), ("===", "\\==="),
        ("-5", "\\-5"), ("a\n\n# b", "a # b"), ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"), ("<b>", "&lt;b&gt;"),
        ("a & b", "a &amp; b"), ("$x$", "\\$x\\$"), ("12:30", "12:30"), ("www.e.example", "www\\.e.example"), ("", ""),
        ("&lt;", "&amp;lt;"), ("\\*", "\\\\\\*"), ("> q", "&gt; q"),
    ],
)  # fmt: skip
def test_marks_are_escaped_and_words_left_alone(typed, written):
    assert markdown_text(typed) == written


def test_the_page_is_one_document_that_loads_and_runs_nothing():
    page = to_html(CARD, "ja")
    assert page.startswith('<!doctype html>\n<html lang="ja">')
    assert "size: A4" in page
    assert "default-src 'none'" in page
    found = tags(CARD)
    assert not {tag for tag, _ in found.tags} & {"script", "link", "img", "iframe", "a"}
    assert not any(name in ("src", "href") for _, attributes in found.tags for name, _ in attributes)


def test_a_card_tells_everything_it_lacks_at_once():
    with pytest.raises(InvalidTableError) as caught:
        DecisionCard(" ", "", "", date(2026, 4, 1), date(2026, 4, 1), "", ())
    assert len(caught.value.problems) == 6
    with pytest.raises(InvalidTableError, match="a prediction lacks"):
        replace(CARD, predictions=(Prediction("margin", "61", ""),))
    assert card_flaws(
        question="q", chosen="c", decider="d", stop_rule="s", decided_on=date(2026, 1, 1), review_date=date(2026, 2, 1),
        predictions=1,
    ) == []  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_warning_about_the_data_stands_before_the_disclaimer_and_only_there(lang):
    warning = "<b>警告</b>"
    assert "<strong>&lt;b&gt;警告&lt;/b&gt;</strong>" in to_html(CARD, lang, warning)
    assert warning not in to_html(CARD, lang, warning)
    assert "警告" in to_markdown(CARD, lang, warning)
    assert warning not in to_markdown(CARD, lang, warning)
    assert to_html(CARD, lang) == to_html(CARD, lang, "")
