"""What the app is started with: reachable from this computer only, silent about data, and talking to nobody."""

import tomllib

import pytest

from tests.browser.app_server import ROOT

SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("server", "address", "127.0.0.1"),
        ("server", "maxUploadSize", 200),
        ("server", "enableXsrfProtection", True),
        ("server", "enableCORS", True),
        ("browser", "gatherUsageStats", False),
        ("client", "showErrorDetails", "none"),
        ("client", "showErrorLinks", False),
    ],
)
def test_the_app_starts_with_what_keeps_data_in(part, name, value):
    assert SETTINGS[part][name] == value


def test_the_menu_offers_readers_nothing_of_developers():
    assert SETTINGS["client"]["toolbarMode"] in ("viewer", "minimal")


def test_what_is_served_as_files_is_what_the_app_ships():
    """Streamlit serves the folder `static` to whoever asks: fonts and logos, and nothing a reader uploads."""
    served = {path.suffix for path in (ROOT / "static").rglob("*") if path.is_file()}
    assert served <= {".woff2", ".txt", ".svg", ".png"}
    for path in (ROOT / "static").rglob("*.svg"):
        drawing = path.read_text(encoding="utf-8").lower()
        assert "<script" not in drawing
        assert "onload" not in drawing


def test_no_font_or_picture_comes_from_elsewhere():
    faces = SETTINGS["theme"]["fontFaces"]
    assert all(face["url"].startswith("app/static/") for face in faces)
