"""What a reader should see when a table or a question cannot be used."""


class LtvError(Exception):
    """Base of every message meant for a reader. Anything else that is raised is a bug."""


class InvalidTableError(LtvError):
    """A table cannot become a ledger; the message lists all problems together."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join([f"{name} cannot be used:", *problems]))


class NotEnoughDataError(LtvError):
    """The data are too short or too few for the question asked."""
