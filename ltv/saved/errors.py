"""What a reader is told about saved data sets that cannot be kept, opened or deleted; in both languages."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from ltv.metrics.metric import Text
from ltv.store.errors import Reason, StoreError, StoreUnavailableError

Refusal = Literal["damaged", "newer", "missing", "too_many", "too_large", "key_damaged", "name", "left", "days"]

_SAID: dict[Refusal, Text] = {
    "damaged": Text(
        "この保存データは壊れているか、途中までしか残っていません。開かずに、そのまま残しています。削除するか、バックアップから戻してください。",
        "This saved data set is damaged or incomplete, so it was not opened and nothing was changed. "
        "Delete it, or put back a backup.",
    ),
    "newer": Text(
        "この保存データは、より新しい版のLTV羅針盤で保存されています。LTV羅針盤を更新してください。内容は変更していません。",
        "A newer LTV Compass saved this data set. Update LTV Compass. Nothing was changed.",
    ),
    "missing": Text(
        "この保存データは見つかりません。ほかの画面で削除された可能性があります。一覧を開き直してください。",
        "This saved data set is not there; it may have been deleted elsewhere. Look at the list again.",
    ),
    "too_many": Text(
        "保存できる件数の上限に達しているため、保存しませんでした。不要な保存データを削除してから、もう一度保存してください。",
        "As many data sets as may be are saved already, so nothing was saved. "
        "Delete one you no longer need and save again.",
    ),
    "too_large": Text(
        "保存できる合計の大きさを超えるため、保存しませんでした。不要な保存データを削除してから、もう一度保存してください。",
        "Saved data sets would take more room than they may, so nothing was saved. "
        "Delete one you no longer need and save again.",
    ),
    "key_damaged": Text(
        "仮名の鍵のファイルが壊れています。上書きはしていません。バックアップから戻すか、「すべて削除」で作り直してください"
        "（作り直すと、以前の仮名とは照合できません）。",
        "The file with the key of pseudonyms is damaged. It was not overwritten. Put back a backup, or have a new one "
        'made by "Delete everything" (pseudonyms made before can then no longer be matched).',
    ),
    "name": Text(
        "名前は1文字以上100文字以内で、改行を入れずに付けてください。",
        "Give a name of 1 to 100 characters on one line.",
    ),
    "days": Text(
        "保存期間は1日から2,000日までで指定してください。",
        "Say for how many days it is kept: 1 to 2,000.",
    ),
    "left": Text(
        "削除しましたが、一部のファイルが残っています。ほかで開いているファイルを閉じ、フォルダーの権限を確認して、もう一度削除してください。",
        "Some files are still there after deleting. Close them where they are open, check the permissions of the "
        "folder, and delete again.",
    ),
}  # fmt: skip

_SYSTEM: dict[int, Reason] = {
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",
    errno.EFBIG: "full",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EROFS: "read_only",
}


class SavedSetError(StoreError):
    """Why something asked of saved data sets was not done; what was saved before is not touched."""

    def __init__(self, reason: Refusal) -> None:
        self.reason = reason
        super().__init__(_SAID[reason])


@contextmanager
def told() -> Iterator[None]:
    """Whatever the file system refuses inside comes out as a `StoreUnavailableError`; never with a path in it."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(_SYSTEM.get(error.errno or 0, "disk")) from None
