"""Words of saved data sets."""

WORDS: dict[str, tuple[str, str]] = {}
