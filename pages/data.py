"""What can this data say, what can it not, and can the figures be trusted?"""

import streamlit as st

from ui import page, session, upload_list
from ui.data import headline
from ui.data_import import import_tab, uploader
from ui.data_quality import quality_tab
from ui.data_quality_badge import TAB, TABS
from ui.data_reconcile import reconcile_tab
from ui.words import t

data = page.start("data")
top = st.container()
session.choose(
    TAB, t("data.tab"), TABS, TABS[0], lambda code: t(f"data.tab.{code}"), "segments",
    label_visibility="collapsed", width="stretch",
)  # fmt: skip
tab = session.recall(TAB, TABS, TABS[0])
if tab == TABS[0]:
    uploader()
    upload_list.settle()
    pending = upload_list.pending()
    with top:
        page.answer(t("data.question"), headline(pending, data, upload_list.running()), t("data.scope"), data)
    import_tab(data, pending)
elif tab == "reconcile":
    reconcile_tab(top, data)
else:
    quality_tab(top, data)
