"""Whatever people may type, and what they type who try to get at the index itself."""

from __future__ import annotations

from hypothesis import strategies as st

from domain.search.parsing import OPERATORS

SIGNS = (
    "*:*", "{!func}1", "{!term f=kind}photo", "{!join from=photo to=photo}*:*", "$q", "${env:PATH}",
    "${json}", "${x:boat}", "${x:Canon}",
    "_query_:\"{!lucene}*:*\"", "kind:photo", "AND", "NOT", "OR", "||", "&&", "[* TO *]", "a\\",
    "\\\"", "'", "''; DROP TABLE documents; --", "%", "_", "?", "~2", "^9", "/.*/", "title:", "(",
    "a) OR (b", "}", "NEAR(a b)", "rowid", "{title} : a", "\x00", "\u2028", "é", "東", "¶", "\t",
    "boat", "har*", "tag", ",", "a,b", "1e999", "999999999999999999999", "-", "--", "\"", "==",
)  # fmt: skip
_TERMS = st.one_of(
    st.sampled_from(SIGNS),
    st.text(max_size=12),
    st.builds(lambda o, v: f"{o}:{v}", st.sampled_from(OPERATORS), st.sampled_from(SIGNS)),
    st.builds(lambda o, v: f'-{o}:"{v}"*', st.sampled_from(OPERATORS), st.sampled_from(SIGNS)),
    st.builds(lambda v: f"camera:make={v}", st.sampled_from(SIGNS)),
)
QUERIES = st.lists(_TERMS, max_size=5).map(" ".join)
