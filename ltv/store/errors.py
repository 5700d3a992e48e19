"""What a reader is told when something cannot be kept, found or read back; each message in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ltv.errors import LtvError
from ltv.metrics.metric import Text

Reason = Literal["busy", "full", "read_only", "cannot_open", "disk", "no_wal", "server", "driver", "refused"]

_KEPT = Text("これまでに保存した内容はそのまま残っています。", "What was saved before is still there.")

_UNAVAILABLE: dict[Reason, Text] = {
    "busy": Text(
        f"ほかの人の保存が終わらないため、保存できませんでした。少し待って、もう一度保存してください。{_KEPT.ja}",
        f"Somebody else's saving did not end, so nothing was saved. Wait a moment and save again. {_KEPT.en}",
    ),
    "full": Text(
        f"ディスクの空きが足りないため、保存できませんでした。空きを作って、もう一度保存してください。{_KEPT.ja}",
        f"The disk is full, so nothing was saved. Make room and save again. {_KEPT.en}",
    ),
    "read_only": Text(
        f"保存先に書き込めないため、保存できませんでした。フォルダーの権限を確認してください。{_KEPT.ja}",
        f"The store cannot be written to, so nothing was saved. Check the permissions of its folder. {_KEPT.en}",
    ),
    "cannot_open": Text(
        "保存先を開けません。フォルダーがあること、読み書きの権限があることを確認するか、"
        "環境変数 LTV_COMPASS_STORE に別のフォルダーを指定してください。",
        "The store cannot be opened. Check that its folder exists and may be read and written, "
        "or name another folder in the environment variable LTV_COMPASS_STORE.",
    ),
    "disk": Text(
        f"ディスクの読み書きに失敗したため、保存できませんでした。ディスクの状態を確認してください。{_KEPT.ja}",
        f"The disk failed to read or write, so nothing was saved. Check the disk. {_KEPT.en}",
    ),
    "no_wal": Text(
        "このフォルダーでは確実に保存できません（ネットワーク上のフォルダーなど）。"
        "環境変数 LTV_COMPASS_STORE に、このコンピューターのフォルダーか PostgreSQL の URL を指定してください。",
        "Nothing can be kept safely in this folder, which may be on a network. "
        "Name a folder of this computer or a PostgreSQL URL in the environment variable LTV_COMPASS_STORE.",
    ),
    "server": Text(
        "データベースに接続できません。サーバーが動いているか、LTV_COMPASS_STORE の URL が正しいかを確認してください。",
        "The database cannot be reached. Check that its server runs and that the URL in LTV_COMPASS_STORE is right.",
    ),
    "driver": Text(
        "PostgreSQL に保存するには psycopg が必要です。pip install \"psycopg[binary]\" で入れてください。",
        'Keeping things in PostgreSQL needs psycopg. Install it: pip install "psycopg[binary]".',
    ),
    "refused": Text(
        "LTV_COMPASS_STORE には、フォルダーか、postgresql:// で始まる URL を指定してください。",
        "LTV_COMPASS_STORE takes a folder, or a URL that begins with postgresql://.",
    ),
}  # fmt: skip


class StoreError(LtvError):
    """Base of what the store says. `text` has both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class StoreUnavailableError(StoreError):
    """Nothing can be read or written just now; what was acknowledged before is not touched."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(_UNAVAILABLE[reason])


class StoreDamagedError(StoreError):
    """The file is no store, or its contents are broken. Nothing is repaired or overwritten."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "保存ファイルが壊れているか、別の種類のファイルです。上書きはしていません。バックアップから戻すか、"
                "ファイルを別の場所に移してください（移すと、空の状態から始まります）。",
                "The store's file is damaged, or is a file of another kind. It was not overwritten. Put back a backup, "
                "or move the file away to begin with an empty store.",
            )
        )


class NewerStoreError(StoreError):
    """A newer version of the program has used the store since."""

    def __init__(self, *, found: int, known: int) -> None:
        self.found, self.known = found, known
        super().__init__(
            Text(
                f"この保存ファイルは、より新しい版のLTV羅針盤で使われています（保存形式{found}、この版は{known}まで）。"
                "LTV羅針盤を更新してください。内容は変更していません。",
                f"A newer LTV Compass has used this store (format {found}; this version knows up to {known}). "
                "Update LTV Compass. Nothing was changed.",
            )
        )


class ConflictError(StoreError):
    """Somebody changed the record after it was read. Both versions are wanted: nothing was overwritten.

    Attributes
    ----------
    record, expected, current : id, the revision the change was made from, and the newest one
    author, changed_at : who made the newest one, and when (UTC)
    """

    def __init__(self, record: str, *, expected: int, current: int, author: str, changed_at: datetime) -> None:
        self.record, self.expected, self.current = record, expected, current
        self.author, self.changed_at = author, changed_at
        when = f"{changed_at:%Y-%m-%d %H:%M} UTC"
        super().__init__(
            Text(
                f"読み込んだあとに {author} が変更したため、上書きしませんでした（{when}、第{current}版）。"
                "最新の内容を見て、もう一度変更するか、別の名前で保存してください。",
                f"{author} changed this after you opened it ({when}, revision {current}), so nothing was overwritten. "
                "Look at the newest one and make your change again, or save yours under another name.",
            )
        )


class RecordNotFoundError(StoreError):
    """No such record, or no such revision of it, in this workspace."""

    def __init__(self, record: str, revision: int | None = None) -> None:
        self.record, self.revision = record, revision
        which = "" if revision is None else f"（第{revision}版）"
        which_en = "" if revision is None else f", revision {revision}"
        super().__init__(
            Text(
                f"記録が見つかりません: {record[:64]}{which}。一覧から選び直してください。",
                f"There is no record {record[:64]}{which_en} here. Choose one from the list.",
            )
        )


class InvalidRecordError(StoreError):
    """A record cannot be kept or read back; all problems together."""

    def __init__(self, kind: str, flaws: Sequence[Text]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(
            Text(
                "\n".join([f"{kind} は使えません:", *(flaw.ja for flaw in flaws)]),
                "\n".join([f"{kind} cannot be used:", *(flaw.en for flaw in flaws)]),
            )
        )


class FileRefusedError(StoreError):
    """A file is no scenario that can be taken in."""


class DeletionIncompleteError(StoreError):
    """Something was left after everything should have been deleted."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(
            Text(
                "記録は削除しましたが、ほかで開かれているためファイルに痕跡が残っています。ほかの画面を閉じて、もう一度削除してください。"
                if not left
                else f"削除後も{left:,}件が残っています。もう一度削除してください。",
                "The records are deleted, but the file is open elsewhere and may hold traces of them. "
                "Close it there and delete again."
                if not left
                else f"{left:,} rows are still there. Delete again.",
            )
        )
