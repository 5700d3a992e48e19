"""Nothing that reads a file speaks to the network, or runs what the file says."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ltv.intake

ROOT = Path(__file__).parents[2]
FOLDER = Path(ltv.intake.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "http", "ftplib", "smtplib", "telnetlib", "boto3", "fsspec"}
RUNNING = {"pickle", "joblib", "shelve", "marshal", "dill", "cloudpickle", "openpyxl", "xlrd", "lxml", "duckdb"}
CALLS = {"eval", "exec", "compile", "__import__", "read_pickle", "read_csv_from_url", "urlopen"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_reader_has_no_client_and_runs_nothing(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in imported} & (CLIENTS | RUNNING)
    assert not any(name.startswith("urllib") for name in imported)
    called = {getattr(node.func, "id", "") for node in ast.walk(tree) if isinstance(node, ast.Call)}
    called |= {getattr(node.func, "attr", "") for node in ast.walk(tree) if isinstance(node, ast.Call)} - {"compile"}
    assert not called & CALLS
    assert "allow_pickle" not in path.read_text(encoding="utf-8")


def test_intake_registers_no_extension_type_and_loads_no_client():
    """Packages that register extension types of Arrow open a door to what a Parquet file names."""
    unwanted = {"requests", "httpx", "aiohttp", "ray", "torch", "fsspec", "openpyxl", "duckdb"}
    script = f"import sys, ltv.intake.reading; print(sorted({unwanted} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
