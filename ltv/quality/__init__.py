"""How good is the data? Counts made when files are accepted, and what they come to for each figure."""
