"""Start of LTV Compass: navigation, language, data set, then the page."""

from ui import shell

shell.run()
