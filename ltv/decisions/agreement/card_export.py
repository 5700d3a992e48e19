"""A decision card as Markdown and as one page of HTML. Whatever was typed in stays text."""

from __future__ import annotations

import html
import re

from ltv.decisions.agreement.card_parts import DISCLAIMER, TITLE, Part, card_parts
from ltv.decisions.agreement.decision_card import DecisionCard
from ltv.metrics.metric import Lang
from ltv.spreadsheet_safety import one_line

_MARKS = re.compile(r"([\\`*_\[\]|~$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""What Markdown gives a meaning to, an address that it would turn into a link among it."""
_OPENS_A_BLOCK = re.compile(r"^(\s*)([#+=-]|\d{1,9}(?=[.)]))")
_LARGE = ("question", "chosen", "predictions")
_SHORT = ("decider", "agreement", "decided_on", "review_date")


def to_markdown(card: DecisionCard, lang: Lang, warning: str = "") -> str:
    """The card as Markdown: one heading per part. Marks in what was typed are escaped, line breaks become spaces.

    `warning` is a line about the data, which stands before the disclaimer.
    """
    lines = [f"# {TITLE(lang)}", ""]
    for part in card_parts(card, lang):
        lines += [f"## {part.heading}", ""]
        bullet = "- " if len(part.lines) > 1 else ""
        lines += [f"{bullet}{markdown_text(line)}" for line in part.lines]
        lines.append("")
    warned = [f"**{markdown_text(warning)}**", ""] if warning else []
    return "\n".join([*lines, *warned, f"*{DISCLAIMER(lang)}*", ""])


def markdown_text(text: str) -> str:
    """A text that Markdown shows as it was typed, in one line: no mark, link, tag or heading takes effect."""
    plain = _MARKS.sub(r"\\\1", html.escape(one_line(text).strip(), quote=False))
    return _OPENS_A_BLOCK.sub(_escaped_opening, plain)


def _escaped_opening(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def to_html(card: DecisionCard, lang: Lang, warning: str = "") -> str:
    """The card as a document of its own that prints on one A4 page; no script, nothing loaded from anywhere."""
    warned = f"<strong>{html.escape(warning)}</strong> " if warning else ""
    parts = card_parts(card, lang)
    top = "".join(_section(part) for part in parts if part.name in _LARGE)
    facts = "".join(_fact(part) for part in parts if part.name in _SHORT)
    rest = "".join(_section(part) for part in parts if part.name not in (*_LARGE, *_SHORT))
    title = html.escape(TITLE(lang))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{top}"
        f'<dl>{facts}</dl>\n<div class="rest">{rest}</div>\n<footer>{warned}{html.escape(DISCLAIMER(lang))}</footer>\n'
        f"</main>\n</body>\n</html>\n"
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
@page { size: A4; margin: 14mm }
* { box-sizing: border-box }
body { margin: 0; color: #1f2328; background: #fff; line-height: 1.5;
  font: 10.5pt/1.5 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic", Meiryo, sans-serif }
main { max-width: 182mm; margin: 0 auto; padding: 6mm 0 }
h1 { font-size: 11pt; font-weight: 600; color: #59636e; margin: 0 0 3mm }
h2 { font-size: 9pt; font-weight: 600; color: #59636e; margin: 3mm 0 .5mm }
p, ul { margin: 0; overflow-wrap: anywhere; white-space: pre-line }
ul { padding-left: 5mm }
.question p { font-size: 13pt; font-weight: 600 }
.chosen p { font-size: 15pt; font-weight: 700 }
dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2mm; margin: 4mm 0; padding: 3mm 0;
  border: solid #d1d9e0; border-width: 1px 0 }
dt { font-size: 9pt; color: #59636e } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere }
.rest { columns: 2; column-gap: 8mm } .rest section { break-inside: avoid }
.rest section:first-child h2 { margin-top: 0 }
footer { margin-top: 5mm; font-size: 8.5pt; color: #59636e }
@media (max-width: 600px) { main { padding: 5mm } dl { grid-template-columns: 1fr 1fr } .rest { columns: 1 } }
"""


def _section(part: Part) -> str:
    lines = [html.escape(line.strip()) for line in part.lines]
    if len(lines) > 1:
        body = "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    else:
        body = f"<p>{lines[0]}</p>"
    return f'<section class="{part.name}"><h2>{html.escape(part.heading)}</h2>{body}</section>\n'


def _fact(part: Part) -> str:
    lines = " ".join(html.escape(line.strip()) for line in part.lines)
    return f"<div><dt>{html.escape(part.heading)}</dt><dd>{lines}</dd></div>"
