"""Draft."""

import streamlit as st

from ui import page

data = page.start("home")
st.write("draft")
