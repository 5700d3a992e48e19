"""A file becomes a table in our own columns, a question, or a clear refusal; nothing is dropped silently."""

from ltv.intake.assemble import UnfitFilesError, assemble
from ltv.intake.fit import fits
from ltv.intake.mapping import fields_of
from ltv.intake.messages import text
from ltv.intake.reading import read
from ltv.intake.result import Choice, Message, Options, Question, Reading, Recognition, Sales, records_of

__all__ = [
    "Choice",
    "Message",
    "Options",
    "Question",
    "Reading",
    "Recognition",
    "Sales",
    "UnfitFilesError",
    "assemble",
    "fields_of",
    "fits",
    "read",
    "records_of",
    "text",
]
