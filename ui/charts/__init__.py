"""Charts: a small frame in, a chart out. Colours are roles that follow the theme, light or dark."""
