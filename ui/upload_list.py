"""The files a reader has brought in: which are being read, which were read, and what happens to one of them.

Reading goes on in processes of its own (`ltv.intake.sandbox`); this list is looked at and changed by the session's own
runs only, so nothing is shared between threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ltv.intake import Options, Question, Reading
from ltv.intake.sandbox import Parsing, start
from ui import remembered, session
from ui.remembered import Remembered

PATIENCE = 0.4
"""Seconds in which most files are read: for so long nothing is said about progress."""
AT_ONCE = 2
"""Most files that are read at the same time for one reader."""
_FILES = "uploads"


@dataclass(frozen=True, eq=False)
class Upload:
    """A file that was read.

    Attributes
    ----------
    name, content : what it is called on the reader's machine, and its bytes until accepted
    digest : of its content
    asked : questions the reader has answered, by the key of the answer
    is_remembered : whether columns and answers are those of an earlier file with the same header
    is_unlike : whether it could not be read like that earlier file
    """

    name: str
    content: bytes = field(repr=False)
    options: Options
    reading: Reading = field(repr=False)
    digest: str = ""
    asked: Mapping[str, Question] = field(default_factory=dict, repr=False)
    is_remembered: bool = False
    is_unlike: bool = False

    @property
    def key(self) -> str:
        """Names its controls."""
        return self.digest[:16]


@dataclass(frozen=True, eq=False)
class Running:
    """A file that is being read, or waits for its turn.

    Attributes
    ----------
    file : what is known of it beforehand; its `reading` is the one before, empty when it is read for the first time
    is_new : whether it is read for the first time
    is_chosen : whether the reader has just decided something about it
    before : the file as it was read before, with the options of then
    """

    file: Upload
    is_new: bool
    is_chosen: bool
    begun: float
    parsing: Parsing | None = None
    before: Upload | None = None

    @property
    def key(self) -> str:
        """Names its controls."""
        return self.file.key

    @property
    def stage(self) -> str:
        """How far it is."""
        return self.parsing.stage if self.parsing else "queued"


Item = Upload | Running
T = TypeVar("T")


def items() -> list[Item]:
    """Every file, in the order they came."""
    return list(session.stored(_FILES, []))


def options() -> list[Options]:
    """How each file is read."""
    return [item.options if isinstance(item, Upload) else item.file.options for item in items()]


def pending() -> list[Upload]:
    """Files that were read and are not accepted yet."""
    return [item for item in items() if isinstance(item, Upload)]


def running() -> list[Running]:
    """Files whose reading goes on."""
    return [item for item in items() if isinstance(item, Running)]


def begin(files: Iterable[Upload]) -> None:
    """Put new files beside those already here and begin to read them."""
    session.store(_FILES, [*items(), *(_running(file) for file in files)])
    settle(PATIENCE)


def settle(patience: float = 0.0) -> bool:
    """Take in what has been read, for at most so many seconds; whether anything changed."""
    until, before = time.monotonic() + patience, session.stored(_FILES, [])
    while True:
        found = _begun(_compared([_settled(item) for item in items()]))
        session.store(_FILES, found)
        first = next((item.parsing for item in found if isinstance(item, Running) and item.parsing), None)
        if first is None or (left := until - time.monotonic()) <= 0:
            return any(item not in before for item in found) or len(found) != len(before)
        first.wait(left)


def change(key: str, **options: object) -> None:
    """Read one file again under other options; what was read before stays until then."""
    _again(key, lambda file: replace(file, options=replace(file.options, **options), is_remembered=False))  # type: ignore[arg-type]


def change_all(**options: object) -> None:
    """Read every file again under other options that hold for all; one that is being read is begun anew."""

    def changed(file: Upload) -> Upload:
        return replace(file, options=replace(file.options, **options))  # type: ignore[arg-type]

    session.store(_FILES, [_anew(item, changed) for item in items()])
    settle(PATIENCE)


def _anew(item: Item, changed: Callable[[Upload], Upload]) -> Running:
    if isinstance(item, Upload):
        return _running(changed(item), before=item)
    if item.parsing:
        item.parsing.cancel()
    return replace(item, file=changed(item.file), begun=time.monotonic(), parsing=None)


def answer(key: str, question: Question, choice: str) -> None:
    """Read one file again with a question answered."""

    def answered(file: Upload) -> Upload:
        answers = {**file.options.answers, question.answer: choice}
        asked = {**file.asked, question.answer: question}
        return replace(file, options=replace(file.options, answers=answers), asked=asked)

    _again(key, answered)


def take_back(key: str, answered: str) -> None:
    """Read one file again with an answer taken back, so that it is asked once more."""

    def unanswered(file: Upload) -> Upload:
        options = replace(file.options, answers=_without(file.options.answers, answered))
        remembered.keep(file.reading.recognised.headers, options)
        return replace(file, options=options, asked=_without(file.asked, answered), is_remembered=False)

    _again(key, unanswered, is_chosen=False)


def forget(key: str, options: Options) -> None:
    """Read one file again as if no file with its header had been seen before, and remember none."""
    file = next(upload for upload in pending() if upload.key == key)
    remembered.forget(file.reading.recognised.headers)
    _again(key, lambda file: replace(file, options=options, asked={}, is_remembered=False), is_chosen=False)


def cancel(key: str) -> None:
    """End the reading of a file; what was read of it before comes back."""
    for item in running():
        if item.key == key and item.parsing:
            item.parsing.cancel()
    _replace(key, lambda item: item.before)


def remove(*keys: str) -> None:
    """Take files back."""
    session.store(_FILES, [item for item in items() if item.key not in keys])


def discard() -> None:
    """Forget the files that were not accepted; what is on screen stays."""
    for item in running():
        if item.parsing:
            item.parsing.cancel()
    session.store(_FILES, [])


def _without(found: Mapping[str, T], name: str) -> dict[str, T]:
    return {other: value for other, value in found.items() if other != name}


def _again(key: str, changed: Callable[[Upload], Upload], *, is_chosen: bool = True) -> None:
    _begin_again(key, changed, is_chosen=is_chosen)
    settle(PATIENCE)


def _begin_again(key: str, changed: Callable[[Upload], Upload], *, is_chosen: bool) -> None:
    """Begin to read a file again, changed; the reading before stays with it until the new one is there."""
    found = [
        _running(changed(item), is_chosen=is_chosen, before=item)
        if isinstance(item, Upload) and item.key == key
        else item
        for item in items()
    ]
    session.store(_FILES, found)


def _running(file: Upload, *, is_chosen: bool = False, before: Upload | None = None) -> Running:
    """A file that is to be read: for the first time where none was before."""
    return Running(file, before is None, is_chosen, time.monotonic(), before=before)


def _replace(key: str, by: Callable[[Running], Upload | None]) -> None:
    found = [by(item) if isinstance(item, Running) and item.key == key else item for item in items()]
    session.store(_FILES, [item for item in found if item is not None])


def _begun(found: list[Item]) -> list[Item]:
    """The same files, with as many being read as may be."""
    free = AT_ONCE - sum(isinstance(item, Running) and item.parsing is not None for item in found)
    waiting = [item for item in found if isinstance(item, Running) and item.parsing is None][: max(free, 0)]
    return [_started(item) if isinstance(item, Running) and item in waiting else item for item in found]


def _started(item: Running) -> Running:
    file = item.file
    return replace(item, parsing=start(file.content, file.name, file.options))


def _compared(found: list[Item]) -> list[Item]:
    """Beside a CRM's record every other file is read again, for what tells whether two ids are one customer."""
    if not any(isinstance(item, Upload) and item.reading.kind == "crm" for item in found):
        return found
    return [
        _running(_with_match_keys(item), before=item)
        if isinstance(item, Upload) and item.reading.kind != "crm" and not item.options.match_keys
        else item
        for item in found
    ]


def _with_match_keys(file: Upload) -> Upload:
    return replace(file, options=replace(file.options, match_keys=True))


def _settled(item: Item) -> Item:
    """A file whose reading is done, or that is to be read again as an earlier one with its header was."""
    if isinstance(item, Upload):
        return _as_before(item) if item.reading.outcome == "ask" else item
    if item.parsing is None or not item.parsing.done:
        return item
    found = replace(item.file, reading=item.parsing.result())
    if item.is_chosen and found.reading.outcome == "accept":
        remembered.keep(found.reading.recognised.headers, found.options)
    if found.is_remembered and not item.is_chosen and found.reading.outcome == "reject":
        plain = replace(found.options, kind=None, mapping=None, answers={})
        again = replace(found, options=plain, is_remembered=False, is_unlike=True)
        return _running(again, before=item.before or found)
    return _as_before(found) if item.is_new else found


def _as_before(file: Upload) -> Item:
    """A file, to be read again as an earlier one with its header was where that decides something."""
    known = None if file.is_unlike else remembered.recall(file.reading.recognised.headers)
    if known is None or not _answers(known, file.reading.question):
        return file
    options = known.applied_to(file.options)
    if options.key == file.options.key:
        return file
    again = replace(file, options=options, is_remembered=True)
    return _running(again, before=again)


def _answers(known: Remembered, question: Question | None) -> bool:
    """Whether what is remembered answers a question; without one there is nothing to answer."""
    return question is None or known.answers.get(question.answer) in {choice.code for choice in question.choices}
