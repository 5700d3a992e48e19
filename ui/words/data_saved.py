"""Words of saved data sets, of pseudonyms, and of deleting everything."""

WORDS: dict[str, tuple[str, str]] = {
    "data.saved.none": (
        "保存したデータはない。「保存する」を押さない限り、データは画面を閉じると消える",
        "No data set is saved: unless you press Save, data go when this window closes",
    ),
    "data.saved.some": ("保存したデータは{n}件、合計{size}", "Saved data sets: {n}, {size} in all"),
    "data.saved.how": (
        "保存するのは集計に使う列だけ。元のファイルは保存せず、メールアドレス・電話番号・氏名は仮名のまま保存する。同じ環境を使う人には一覧が見える。",
        "Only the columns figures are made of are saved, never the file itself; e-mail addresses, telephone numbers and names stay pseudonyms. Everyone who uses this installation sees the list.",
    ),
    "data.saved.already": ("表示中のデータは「{name}」として保存済み", "The data on screen are saved as “{name}”"),
    "data.saved.name": ("名前", "Name"),
    "data.saved.suggested": ("{kind} {first}〜{last}", "{kind}, {first} to {last}"),
    "data.saved.keep_for": ("保存期間", "Keep for"),
    "data.saved.days": ("{n}日", "{n} days"),
    "data.saved.save": ("保存する", "Save"),
    "data.saved.about": (
        "{kind} {rows}行・{customers}・{first}〜{last}・{saved}に保存・{until}を過ぎると削除・{size}・識別番号 {code}",
        "{rows} rows of {kind}, {customers}, {first} to {last}; saved {saved}, deleted after {until}; {size}; fingerprint {code}",
    ),
    "data.saved.open": ("開く", "Open"),
    "data.saved.rename": ("名前を変える", "Rename"),
    "data.saved.rename_now": ("この名前にする", "Use this name"),
    "data.saved.longer": ("保存期間を変える", "Change how long"),
    "data.saved.longer_now": ("今日からこの期間にする", "Keep so long from today"),
    "data.saved.delete": ("削除", "Delete"),
    "data.saved.delete.sure": (
        "「{name}」を削除する。元に戻すことはできない。",
        "“{name}” will be deleted. This cannot be undone.",
    ),
    "data.saved.delete_now": ("削除する", "Delete it"),
    "data.saved.damaged": (
        "保存データ {code}（{size}）は壊れているか、途中までしか残っていないため開けない。削除するか、バックアップから戻してください。",
        "Saved data set {code} ({size}) is damaged or incomplete and cannot be opened. Delete it, or put back a backup.",
    ),
    "data.saved.newer": (
        "保存データ {code}（{size}）は新しい版のLTV羅針盤で保存されている。開くには更新してください。",
        "A newer LTV Compass saved data set {code} ({size}). Update LTV Compass to open it.",
    ),
    "data.saved.expired": ("保存期間が過ぎたため削除しました：{names}", "Deleted, as their time was up: {names}"),
    "data.saved.said.saved": ("「{name}」を保存しました。", "“{name}” is saved."),
    "data.saved.said.opened": ("「{name}」を表示しています。", "“{name}” is on screen."),
    "data.saved.said.renamed": ("名前を「{name}」に変えました。", "The name is now “{name}”."),
    "data.saved.said.longer": ("「{name}」の保存期間を変えました。", "“{name}” is now kept as long as you chose."),
    "data.saved.said.deleted": ("「{name}」を削除しました。", "“{name}” is deleted."),
    "data.all.title": ("すべて削除", "Delete everything"),
    "data.all.what": (
        "保存したデータと、仮名を作る鍵をすべて削除し、残っていないことを確かめる。表示中の取り込みデータも消える。次の取り込みからは新しい鍵を使うため、これまでの仮名とは結び付かない。ダウンロードしたファイルやバックアップは消えない。",
        "Deletes every saved data set and the key of pseudonyms, and looks whether anything is left. Uploaded data on screen go, too. A new key is used from then on, so earlier pseudonyms can no longer be matched. Files you downloaded and backups stay.",
    ),
    "data.all.records": (
        "シナリオ・施策・ワークショップの記録と下書きも削除する",
        "Also delete scenarios, initiatives, workshop records and drafts",
    ),
    "data.all.sure": ("元に戻せないことを理解した", "I understand that this cannot be undone"),
    "data.all.now": ("すべて削除する", "Delete everything"),
    "data.all.said.nothing": (
        "保存されたファイルはありませんでした。",
        "There were no saved files.",
    ),
    "data.all.said": (
        "保存データ{sets}件（ファイル{files}個、{size}）を削除し、残っていないことを確認しました。",
        "Deleted {sets} saved data sets ({files} files, {size}) and found nothing left.",
    ),
    "data.all.said.with_key": (
        "保存データ{sets}件と仮名の鍵（ファイル{files}個、{size}）を削除し、残っていないことを確認しました。",
        "Deleted {sets} saved data sets and the key of pseudonyms ({files} files, {size}), and found nothing left.",
    ),
    "data.all.said.records": (
        "記録{records}件と下書き{drafts}件も削除しました。",
        "Deleted {records} records and {drafts} drafts as well.",
    ),
    "data.privacy.names": ("会社名をそのまま表示する", "Show names of companies as they are"),
    "data.privacy.names.help": (
        "顧客の列が名前のため、仮名（c_ で始まる英数字）に置き換えている。法人だけのデータなら、名前のまま使える。個人の氏名が混ざるデータでは選ばない。",
        "The column that stands for the customer holds names, so they are replaced by pseudonyms (c_…). If all of them are companies, you can keep the names. Do not, where some are persons.",
    ),
    "data.privacy.compare.help": (
        "会社名は仮名に置き換えているため、会社名だけが同じ・似ている組は突合の「判断待ち」に出ない。法人だけのデータなら、名前のまま使うと判断できる。個人の氏名が混ざるデータでは選ばない。",
        "Names of companies are replaced by pseudonyms, so pairs that share only a name, or a similar one, are not put to you for a decision. If all of them are companies, keep the names to decide such pairs. Do not, where some are persons.",
    ),
    "data.privacy.session_key": (
        "仮名の鍵を保存できないため、この画面だけの鍵を使っている。画面を閉じたあとに取り込むデータとは、同じ顧客でも結び付かない。",
        "The key of pseudonyms cannot be kept, so one of this window only is used. The same customers in data you import later cannot be joined with these.",
    ),
    "row_level.agree": (
        "顧客一人ひとりの行を含むファイルを出力する",
        "I want a file with a row per customer",
    ),
    "row_level.help": (
        "集計表は選ばなくても出力できる。顧客ごとのファイルは個人データになることがあるため、使う人と目的を決め、要らなくなったら消す。",
        "Summaries can be downloaded without this. A file of single customers may be personal data: decide who uses it and for what, and delete it when it is no longer needed.",
    ),
    "addresses.how": (
        "顧客IDは仮名のため、このままではメールを送れない。元のファイルを入れると、この画面の中だけでメールアドレスを付け直す（保存しない）。",
        "Customers are pseudonyms here, so nobody could be written to. Give the original file, and e-mail addresses are put back within this window only; they are not kept.",
    ),
    "addresses.file": ("メールアドレスの列があるファイル", "File with a column of e-mail addresses"),
    "addresses.found": (
        "{whole}のうち{n}のメールアドレスを付け直した",
        "E-mail addresses put back for {n} of {whole}",
    ),
    "addresses.none": (
        "このファイルに、いまの顧客のメールアドレスは見つからない。別の鍵で取り込んだデータか、別のファイルです。",
        "No e-mail address of these customers is in this file: it is another file, or the data were imported under another key.",
    ),
    "addresses.unreadable": (
        "このファイルは読めない。CSV・Excel・Parquetの、見出しのある表を入れてください。",
        "This file cannot be read. Give a table with a header, as CSV, Excel or Parquet.",
    ),
    "unit.kilobytes": ("{n} KB", "{n} KB"),
    "unit.megabytes": ("{n} MB", "{n} MB"),
}
