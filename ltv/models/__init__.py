"""What to expect: fitted models, one per file, each with its paper's letters and methods named as questions."""
