"""The sheet of priorities as a document of its own that prints on one A4 page; no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ui.priority_facts import Fact
from ui.priority_sheet import Figure, PrioritySheet, Row, Use

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
DENSE = 10
"""With more initiatives than these, each has one line."""


def to_html(sheet: PrioritySheet) -> bytes:
    """The document; whatever was typed in stays text, and a name from the right to the left turns nothing else."""
    title = escape(sheet.title)
    return (
        f'<!doctype html>\n<html lang="{sheet.lang}" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="only light">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{_answer(sheet)}\n{_figures(sheet.figures)}\n"
        f'<div class="middle">{_matrix(sheet)}\n{_initiatives(sheet)}</div>\n'
        f'<div class="below">{_limits(sheet)}\n<section class="facts">'
        f"{_facts(sheet.words['definitions'], sheet.definitions)}"
        f"{_facts(sheet.words['assumptions'], sheet.assumptions)}</section></div>\n"
        f"<footer>{escape(sheet.disclaimer)}</footer>\n</main>\n</body>\n</html>\n"
    ).encode()


def _answer(sheet: PrioritySheet) -> str:
    return (
        f'<header><p class="question">{escape(sheet.question)} <b>{escape(sheet.badge)}</b></p>'
        f"<h1><bdi>{escape(sheet.headline)}</bdi></h1>"
        f"<p>{escape(sheet.scope)}</p><p>{escape(sheet.stamp)}</p></header>"
    )


def _figures(figures: Iterable[Figure]) -> str:
    cells = (
        f"<div><dt>{escape(one.name)}</dt><dd>{escape(one.value)}</dd><dd>{escape(one.about)}</dd></div>"
        for one in figures
    )
    return f'<dl class="figures">{"".join(cells)}</dl>'


def _matrix(sheet: PrioritySheet) -> str:
    labels = "".join(f'<li><i class="{code}"></i>{escape(name)}</li>' for code, name in sheet.legend)
    rest = "".join(f"<li>{escape(sheet.words[name])}</li>" for name in ("legend.range", "legend.chosen"))
    heading = f"<h2>{escape(sheet.words['matrix'])}</h2>"
    return f'<section class="matrix">{heading}{sheet.matrix}<ul>{labels}{rest}</ul></section>'


def _initiatives(sheet: PrioritySheet) -> str:
    names = (
        "number",
        "name",
        "col.label",
        "col.inclusion",
        "col.impact",
        "col.nrr",
        "col.cost",
        "col.grade",
        "col.why",
    )
    head = "".join(f'<th scope="col">{escape(sheet.words[name])}</th>' for name in names)
    body = "".join(_initiative(row) for row in sheet.rows)
    note = f'<p class="note">{escape(sheet.rows_note)}</p>' if sheet.rows_note else ""
    dense = " dense" if len(sheet.rows) > DENSE else ""
    return (
        f'<section class="initiatives{dense}"><h2>{escape(sheet.words["initiatives"])}</h2>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}</section>"
    )


def _initiative(row: Row) -> str:
    chosen = ' class="chosen"' if row.is_chosen else ""
    return (
        f'<tr{chosen}><th scope="row"><i class="{row.label}">{escape(row.number)}</i></th>'
        f"<td><div><bdi>{escape(row.name)}</bdi> <small><bdi>{escape(row.owner)}</bdi></small></div></td>"
        f'<td><span class="{row.label}">{escape(row.label_words)}</span></td>'
        f"<td>{escape(row.inclusion)}</td>"
        f"<td>{escape(row.impact)}<small>{escape(row.between)}</small></td>"
        f"<td>{escape(row.nrr)}</td><td>{escape(row.cost)}</td><td>{escape(row.grade)}</td>"
        f"<td><div><bdi>{escape(row.why)}</bdi></div></td></tr>"
    )


def _limits(sheet: PrioritySheet) -> str:
    head = "".join(
        f'<th scope="col">{escape(sheet.words[f"col.{name}"])}</th>' for name in ("resource", "used", "more")
    )
    rules = "".join(f"<li><bdi>{escape(rule)}</bdi></li>" for rule in sheet.rules)
    units = f"<small>{escape(sheet.words['units'])}</small>"
    return (
        f'<section class="limits"><h2>{escape(sheet.words["limits"])} {units}</h2>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(_use(use) for use in sheet.uses)}</tbody></table>"
        f"<h2>{escape(sheet.words['rules'])}</h2><ul>{rules}</ul></section>"
    )


def _use(use: Use) -> str:
    full = ' class="full"' if use.share >= 1 - 1e-9 else ""
    return (
        f'<tr><th scope="row"><bdi>{escape(use.name)}</bdi></th>'
        f'<td><span{full} style="--used:{use.share * 100:.0f}%"></span>{escape(use.words)}</td>'
        f"<td>{escape(use.more)}</td></tr>"
    )


def _facts(heading: str, facts: Iterable[Fact]) -> str:
    told = "".join(f"<div><dt>{escape(fact.name)}</dt> <dd>{escape(fact.words)}</dd></div>" for fact in facts)
    return f"<h2>{escape(heading)}</h2><dl>{told}</dl>"


STYLE = """
@page { size: A4 landscape; margin: 7mm 9mm }
:root { color-scheme: only light; print-color-adjust: exact; -webkit-print-color-adjust: exact }
* { box-sizing: border-box; margin: 0; padding: 0 }
body { color: #131a29; background: #fff; font: 7.4pt/1.4 Inter, "Segoe UI", "Helvetica Neue", Arial, "Hiragino Sans",
  "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif; font-variant-numeric: tabular-nums }
main { width: 279mm; margin: 0 auto; display: flex; flex-direction: column; gap: 2mm }
bdi { overflow-wrap: anywhere }
header { padding-top: .4mm }
h1 { font-size: 13.5pt; line-height: 1.3; margin: .4mm 0 .8mm }
h1, td > div, .limits li { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
h1 { -webkit-line-clamp: 3 }
h2 { font-size: 8pt; font-weight: 700; margin-bottom: .6mm }
header p, small, .note, footer { color: #59636e }
.question b { color: #131a29; border: .25mm solid #9aa4b2; border-radius: 1mm; padding: 0 1.2mm; font-weight: 600;
  white-space: nowrap }
small { font-size: 6.6pt; font-weight: 400 }
ul { list-style: none }
.figures { display: grid; grid-template-columns: repeat(5, 1fr); padding: .8mm 0;
  border: solid #d1d9e0; border-width: .3mm 0 }
.figures > div + div { border-left: .3mm solid #d1d9e0; padding-left: 3mm }
.figures dt { color: #59636e }
.figures dd { font-size: 14pt; line-height: 1.25; font-weight: 700 }
.figures dd + dd { font-size: 7.2pt; line-height: 1.4; font-weight: 400 }
.middle { display: grid; grid-template-columns: 92mm 1fr; gap: 5mm }
.matrix svg { display: block; width: 100%; height: auto }
.matrix ul { display: flex; flex-wrap: wrap; gap: 0 3mm; color: #59636e }
.matrix i { display: inline-block; width: 2.2mm; height: 2.2mm; border-radius: 50%; margin-right: 1mm }
table { width: 100%; border-collapse: collapse; line-height: 1.25 }
th, td { vertical-align: top; text-align: left; padding: .45mm 1.6mm .45mm 0; white-space: nowrap }
thead th { font-weight: 600; color: #59636e }
tbody th { font-weight: 400 }
tbody th, td { border-top: .2mm solid #e3e6ec }
.initiatives :is(th, td):nth-child(n+4):nth-child(-n+7) { text-align: right }
.initiatives :is(th, td):nth-child(8) { text-align: center }
.initiatives td:nth-child(2), .initiatives td:nth-child(9) { white-space: normal }
.initiatives td:nth-child(2) { width: 32% }
.initiatives td:nth-child(9) { width: 28% }
.initiatives td:nth-child(5) small { display: block }
.initiatives i { display: inline-block; min-width: 5.6mm; padding: 0 .8mm; border-radius: 2.4mm; text-align: center;
  color: #fff; font-style: normal; font-weight: 700; font-size: 6.8pt }
.initiatives small { display: inline-block }
.initiatives .chosen div > bdi:not(:only-child) { font-weight: 700 }
.chosen i { outline: .4mm solid #131a29; outline-offset: .2mm }
.initiatives span { font-weight: 700 }
span.now { color: #0b7a6b } span.test { color: #b45309 } span.leave { color: #5b6472 }
i.now { background: #0b7a6b } i.test { background: #b45309 } i.leave { background: #5b6472 }
.dense td > div { -webkit-line-clamp: 1 }
.initiatives.dense td:nth-child(2) small { display: none }
.initiatives.dense td:nth-child(2) { width: 27% }
.initiatives.dense td:nth-child(9) { width: 32% }
.initiatives.dense td:nth-child(5) small { display: inline; margin-left: 1mm }
.below { display: grid; grid-template-columns: 82mm 1fr; gap: 5mm; font-size: 6.7pt; line-height: 1.34 }
.limits th, .limits td { padding-top: .15mm; padding-bottom: .15mm }
.limits table { margin-bottom: 1.2mm }
.limits span { display: inline-block; width: 17mm; height: 1.6mm; margin-right: 1.5mm;
  background: linear-gradient(#3056d3, #3056d3) 0 / var(--used) 100% no-repeat #e3e6ec }
.limits span.full { background: #b45309 }
.facts { columns: 2; column-gap: 5mm }
.facts div { break-inside: avoid; margin-bottom: .45mm }
.facts dt, .facts dd { display: inline }
.facts dt { font-weight: 700; margin-right: 1mm }
.facts h2 { break-after: avoid }
.facts dl + h2 { margin-top: 1mm }
footer { border-top: .3mm solid #d1d9e0; padding-top: .8mm; font-size: 6.8pt }
@media print {
  main { height: 195mm; overflow: hidden }
  .below { min-height: 0; overflow: hidden }
  footer { margin-top: auto }
}
@media screen { body { padding: 5mm } }
@media screen and (max-width: 1080px) {
  body { font-size: 13px } main { width: auto } h1 { display: block; font-size: 19px }
  small, .figures dd + dd { font-size: 11px }
  .figures { grid-template-columns: 1fr 1fr; gap: 3mm } .figures > div + div { border: 0; padding: 0 }
  .middle, .below { grid-template-columns: minmax(0, 1fr); font-size: 12px } .facts { columns: 1 }
  .initiatives, .limits { overflow-x: auto } .initiatives table { min-width: 760px }
}
"""
