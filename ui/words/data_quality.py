"""Words of the quality tab."""

WORDS: dict[str, tuple[str, str]] = {}
