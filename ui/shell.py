"""The frame around every page: navigation in the reader's language, and the guard for links opened cold."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

from ui import kept, session
from ui.words import t

ROOT = Path(__file__).parent.parent
HOME = "home"
GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "": ((HOME, ":material/home:"),),
    "group.data": (("data", ":material/upload_file:"),),
    "group.align": (("kpi_definitions", ":material/rule:"), ("workshop", ":material/groups:")),
    "group.understand": (
        ("nrr_trends", ":material/trending_up:"),
        ("cohort_retention", ":material/grid_on:"),
        ("ltv_segments", ":material/scatter_plot:"),
    ),
    "group.decide": (("scenarios", ":material/alt_route:"), ("priorities", ":material/bubble_chart:")),
}
PAGES = tuple(name for group in GROUPS.values() for name, _ in group)


def path_of(name: str) -> str:
    """File of a page, as `st.switch_page` and `st.page_link` take it."""
    return f"pages/{name}.py"


def run() -> None:
    """Run the app: called by app.py, once per rerun."""
    _boot()
    session.begin()
    kept.bring_back()
    st.set_page_config(page_title=t("app.name"), page_icon=str(ROOT / "static" / "favicon.png"), layout="wide")
    static = ROOT / "static"
    st.logo(str(static / f"logo_{session.lang()}.svg"), size="large", icon_image=str(static / "compass.svg"))
    navigation = st.navigation(_sections(), expanded=True)
    _go_where_the_link_points()
    with st.sidebar:
        session.language_control()
        session.data_control()
    st.session_state[session.IN_SHELL] = True
    try:
        navigation.run()
    finally:
        st.session_state[session.IN_SHELL] = False


def guard(name: str) -> None:
    """Send a page that was opened without app.py through it, keeping the link's choices.

    A server that has not yet run app.py opens the files in pages/ by themselves.
    """
    if not st.session_state.get(session.IN_SHELL):
        st.switch_page("app.py", query_params={**st.query_params.to_dict(), "goto": name})


@st.cache_resource(show_spinner=False)
def _boot() -> bool:
    """Load what every page needs once, and keep the garbage collector from walking over it after each rerun."""
    import altair  # noqa: F401, PLC0415  (imported here so that the first reader waits once)
    import scipy.special  # noqa: F401, PLC0415

    gc.collect()
    gc.freeze()
    return True


def _sections() -> dict[str, list[st.Page]]:
    return {
        t(group) if group else "": [
            st.Page(path_of(name), title=t(f"page.{name}"), icon=icon, default=name == HOME) for name, icon in pages
        ]
        for group, pages in GROUPS.items()
    }


def _go_where_the_link_points() -> None:
    goto = st.query_params.get("goto")
    if goto is None:
        return
    del st.query_params["goto"]
    if goto in PAGES and goto != HOME:
        st.switch_page(path_of(goto), query_params=st.query_params.to_dict())
