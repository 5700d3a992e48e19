"""What a reader has chosen and loaded: with `session_edits` all that touches Streamlit's session state and the link.

A choice has one name and one canonical code. It lives in the session, is written into the link on every run, and is
read from the link when a session begins, so it survives a change of page, a refresh, and being sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.metric import Lang
from ui import samples

IN_SHELL = "_in_shell"
_CHOICES = "_choices"
_UPLOADED = "_uploaded"
_LATEST = "_latest"
LANGUAGES: dict[Lang, str] = {"ja": "日本語", "en": "English"}
UPLOAD = "upload"
NONE = "-"
"""In the link, where a reader has chosen nothing among several."""


def begin() -> None:
    """Take the link's choices into a new session."""
    if _CHOICES not in st.session_state:
        st.session_state[_CHOICES] = {k: v for k, v in st.query_params.to_dict().items() if k != "goto"}


def lang() -> Lang:
    """The reader's language: chosen, else the browser's, else Japanese."""
    chosen = st.session_state.get(_CHOICES, {}).get("lang")
    if chosen in LANGUAGES:
        return "en" if chosen == "en" else "ja"
    return "ja" if (st.context.locale or "ja").lower().startswith("ja") else "en"


def recall(name: str, options: Sequence[str], default: str) -> str:
    """The reader's choice, if it is among the options; else the default. Written into the link unless default."""
    chosen = st.session_state[_CHOICES].get(name)
    code = chosen if chosen in options else default
    if code != default:
        st.query_params[name] = code
    elif name in st.query_params:
        del st.query_params[name]
    return code


def remember(name: str, code: str) -> None:
    """Keep a choice made outside a control."""
    st.session_state[_CHOICES][name] = code


def written(name: str) -> str:
    """A free text that is kept in the session and the link; empty when there is none."""
    words = str(st.session_state[_CHOICES].get(name, ""))
    if words:
        st.query_params[name] = words
    return words


def write(name: str, words: str) -> None:
    """Keep a free text in the session and the link; empty takes it away."""
    remember(name, words)
    if words:
        st.query_params[name] = words
    elif name in st.query_params:
        del st.query_params[name]


def in_link(number: float) -> str:
    """A number with every digit that was typed."""
    return f"{number:.12g}"


def ask(
    name: str, control: Callable[..., Any], label: str, value: Any, in_words: Callable[[Any], str], **widget: Any
) -> None:
    """A control for a free value that may be emptied, as `st.number_input` is; `written` has it `in_words`."""
    key = f"asked_{name}"
    st.session_state[key] = value

    def keep() -> None:
        write(name, in_words(st.session_state[key]))

    control(label, value=None, key=key, on_change=keep, **widget)


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    default: str,
    format_func: Callable[[str], str],
    kind: Literal["select", "segments"] = "select",
    **widget: Any,
) -> str:
    """A control over canonical codes whose value is kept in the session and the link."""
    key = f"choice_{name}"
    words = {code: format_func(code) for code in options}
    st.session_state[key] = recall(name, options, default)

    def keep() -> None:
        remember(name, st.session_state[key])

    if kind == "segments":
        st.segmented_control(label, options, key=key, format_func=words.get, on_change=keep, required=True, **widget)
    else:
        st.selectbox(label, options, key=key, format_func=words.get, on_change=keep, **widget)
    return str(st.session_state[key])


def choose_several(
    name: str,
    label: str,
    options: Sequence[str],
    default: Sequence[str],
    format_func: Callable[[str], str],
    **widget: Any,
) -> list[str]:
    """A control over codes of which any number is chosen; kept in the session and the link, joined by dots."""
    key = f"choice_{name}"
    given = written(name)
    st.session_state[key] = [code for code in given.split(".") if code in options] if given else list(default)

    def keep() -> None:
        picked = st.session_state[key]
        write(name, "" if picked == list(default) else ".".join(picked) or NONE)

    st.multiselect(label, options, key=key, format_func=format_func, on_change=keep, **widget)
    return list(st.session_state[key])


def language_control() -> None:
    """Choose the language; the words on the control are the same in both."""
    remember("lang", lang())
    choose("lang", "表示言語 / Language", list(LANGUAGES), "", lambda c: LANGUAGES[c], "segments", width="stretch")  # type: ignore[index]


def data_control() -> None:
    """Choose the data set among the samples and what was uploaded."""
    from ui.words import t  # noqa: PLC0415  (words read the language from here)

    codes = [*([UPLOAD] if uploaded() else []), *samples.NAMES]
    choose("data", t("data.set"), codes, samples.NAMES[0], lambda code: t(f"data.set.{code}"))


def data() -> Dataset:
    """The data set the reader looks at: their upload, or else a sample."""
    codes = [*([UPLOAD] if uploaded() else []), *samples.NAMES]
    code = recall("data", codes, samples.NAMES[0])
    if code == UPLOAD:
        return st.session_state[_UPLOADED]  # type: ignore[no-any-return]
    return samples.load(code)


def is_sample() -> bool:
    """Whether a sample is on screen."""
    return data().source.startswith("sample:")


def uploaded() -> Dataset | None:
    """What the reader uploaded in this session."""
    return st.session_state.get(_UPLOADED)


def lost_upload() -> bool:
    """Whether the link speaks of an upload that this session does not have."""
    return st.session_state[_CHOICES].get("data") == UPLOAD and uploaded() is None


def upload(dataset: Dataset) -> None:
    """Show a checked data set from now on, in this session only; choices about months and segments start anew."""
    st.session_state[_UPLOADED] = dataset
    kept = {k: v for k, v in st.session_state[_CHOICES].items() if k in ("lang", "me")}
    st.session_state[_CHOICES] = kept | {"data": UPLOAD}


def bring_back(dataset: Dataset) -> None:
    """Show again what the link speaks of; its choices hold."""
    st.session_state[_UPLOADED] = dataset


def forget_upload() -> None:
    """Drop what was uploaded, and every figure made from it, from memory."""
    st.session_state.pop(_UPLOADED, None)
    st.session_state.pop(_LATEST, None)
    store("addresses", {})
    _of_upload.clear()
    _segment_of_upload.clear()
    st.session_state[_CHOICES].pop("data", None)


def stored(name: str, default: Any = None) -> Any:
    """A working value of one page, such as a file being checked."""
    return st.session_state.get(f"_work_{name}", default)


def store(name: str, value: Any) -> None:
    """Keep a working value of one page for this session."""
    st.session_state[f"_work_{name}"] = value


def cached(function: Callable[..., Any], data: Dataset, *arguments: Any) -> Any:
    """`function(data, *arguments)`, computed once per data set and arguments.

    The key is the data set's fingerprint, never a frame. Figures of the samples are kept for everyone; those of an
    upload only in its own session, and they go with it. Results are shared, not copied: treat them as read-only.
    """
    keep = _of_samples if data.source.startswith("sample:") else _of_upload
    name = f"{function.__module__}.{function.__qualname__}"
    return keep(name, data.fingerprint, arguments, _function=function, _data=data)


def latest(function: Callable[..., Any], data: Dataset, *arguments: Any) -> Any:
    """`function(data, *arguments)`, of which only the last result is kept: for large ones asked anew each time."""
    name = f"{function.__module__}.{function.__qualname__}"
    kept, asked = st.session_state.setdefault(_LATEST, {}), (data.fingerprint, arguments)
    if name not in kept or kept[name][0] != asked:
        kept[name] = asked, function(data, *arguments)
    return kept[name][1]


def _compute(
    name: str, fingerprint: str, arguments: tuple[Any, ...], _function: Callable[..., Any], _data: Dataset
) -> Any:
    return _function(_data, *arguments)


_of_samples = st.cache_resource(_compute, max_entries=600, show_spinner=False)
_of_upload = st.cache_resource(_compute, max_entries=300, show_spinner=False, scope="session")


def segment(data: Dataset, dimension: str, value: str) -> Dataset:
    """The data set seen through one segment; kept for the few segments looked at last."""
    return cached_segments(data)(data.fingerprint, dimension, value, _data=data)


def cached_segments(data: Dataset) -> Callable[..., Dataset]:
    """Where segments of a data set are kept: for everyone, or in the session."""
    return _segment_of_samples if data.source.startswith("sample:") else _segment_of_upload


def _segment(fingerprint: str, dimension: str, value: str, _data: Dataset) -> Dataset:
    chosen = _data.customers[dimension].astype(str) == value
    return _data.only(chosen.to_numpy(dtype=bool))


_segment_of_samples = st.cache_resource(_segment, max_entries=16, show_spinner=False)
_segment_of_upload = st.cache_resource(_segment, max_entries=8, show_spinner=False, scope="session")
