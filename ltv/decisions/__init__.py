"""What to do: shared definitions, targets and choices built on the metrics."""
