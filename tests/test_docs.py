"""What the documents say is true."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from ltv.version import VERSION

ROOT = Path(__file__).resolve().parents[1]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_notebook_examples_run_and_print_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page, names, printed = (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), {}, []
    for example in blocks(ROOT / "docs" / "api.md", "python"):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(example, "docs/api.md", "exec"), names)  # noqa: S102
        printed.append(said.getvalue().splitlines()[0])
    assert printed == re.findall(r"prints(?:, for the sample shop,)?\s+`(.*?)`", page)


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "README.ja.md"], ids=lambda p: p.name)
def test_every_picture_and_file_the_readme_links_to_exists(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_begins_with_the_version_that_files_and_records_name() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert newest is not None
    assert newest[1] == VERSION
