"""How much of a file is believed before anything reads it."""

MOST_BYTES = 200 * 2**20
"""Largest upload."""
MOST_UNPACKED = 500 * 2**20
"""Largest sum of what a zip archive (xlsx) unpacks to, counted, not declared."""
MOST_RATIO = 200
"""Largest unpacked size of a zip entry over its packed size, once the entry is larger than `RATIO_FROM`."""
RATIO_FROM = 10 * 2**20
MOST_ENTRIES = 1_000
"""Most files in a zip archive."""
MOST_ROWS = 5_000_000
MOST_COLUMNS = 1_000
MOST_MARKED = 500_000
"""Most lines with bytes that are no text."""
MOST_CHARACTERS = 100_000
"""Longest text of one cell."""
MOST_RECORD = 2_000_000
"""Most characters of a record of separated text, all of its lines together."""
MOST_CELLS = 20_000_000
"""Most cells of the rectangles that worksheets span; a reader of worksheets reserves memory for all of them."""
MOST_TEXTS = 5_000_000
"""Most entries of a workbook's list of texts."""
MOST_LISTED = 32 * 2**20
"""Largest list of styles, of sheets or of links in a workbook."""
MOST_ID = 256
"""Longest customer id."""
EXTENSIONS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet")
