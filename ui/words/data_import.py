"""Words of the import tab."""

WORDS: dict[str, tuple[str, str]] = {}
