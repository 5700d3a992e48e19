"""Words of the home page."""

WORDS: dict[str, tuple[str, str]] = {}
