"""Which initiatives to do together under a budget and the people there are, and how sure that choice is."""
