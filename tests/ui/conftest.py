"""What tests of pages share."""

import pytest

from ui import upload_list


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine gets the time it needs to read a small file."""
    monkeypatch.setattr(upload_list, "PATIENCE", 30.0)
