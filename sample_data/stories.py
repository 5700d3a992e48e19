"""Measure the planted stories in the files, and put the figures into README.md.

Run as `python sample_data/stories.py` after `make.py`; needs pandas. The words around the figures are in README.md,
the rows of its two tables here. Nothing is taken from the generator: only the CSV files are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring.b2b_figures import b2b_figures
from measuring.figures import Figure
from measuring.shop_figures import shop_figures

README = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Language:
    """Headings of one table, and the marks in README.md it stands between."""

    code: str
    heading: str
    pages: dict[str, str]

    def row(self, figure: Figure) -> str:
        """One figure as a row of the table."""
        label = figure.en if self.code == "en" else figure.ja
        return f"| {figure.story} | {label} | {figure.value} | {self.pages[figure.page]} |"


ENGLISH = Language(
    "en",
    "| Story | Figure | In the files | Page |",
    {
        "nrr": "NRR trends (by segment)",
        "cohort": "Cohort retention",
        "kpi": "KPI definitions",
        "data": "Data",
    },
)
JAPANESE = Language(
    "ja",
    "| ストーリー | 数値の意味 | ファイル中の値 | ページ |",
    {
        "nrr": "NRR推移（セグメント別）",
        "cohort": "コホート継続率",
        "kpi": "KPI定義",
        "data": "データ",
    },
)


def main() -> None:
    """Measure, print, and rewrite the tables of README.md."""
    figures = [*shop_figures(), *b2b_figures()]
    text = README.read_text(encoding="utf-8")
    for language in (ENGLISH, JAPANESE):
        text = _replaced(text, language.code, "\n".join(_table(language, figures)))
    README.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(_table(ENGLISH, figures)))


def _table(language: Language, figures: list[Figure]) -> Iterator[str]:
    """Lines of one table."""
    yield language.heading
    yield "|---|---|---|---|"
    for figure in figures:
        yield language.row(figure)


def _replaced(text: str, code: str, table: str) -> str:
    """Text with the table between the marks of one language exchanged."""
    start, end = f"<!-- figures {code} -->", f"<!-- end of figures {code} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n{table}\n{end}{after}"


if __name__ == "__main__":
    main()
