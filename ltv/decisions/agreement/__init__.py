"""How far departments agree, what they believe together, and what was decided."""
