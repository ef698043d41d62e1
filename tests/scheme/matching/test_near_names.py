"""Names that are near, found for whole tables: exactly those that are near one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from scheme.matching.exclusions import near
from scheme.matching.near_names import NearNames
from tests.support.scheme_cast import CALMLY

WORDS = ["tom", "thomas", "birch", "brich", "maya", "thorne", "de", "la", "cruz", "åsa", "öberg"]
NAMES = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.text("abct ", max_size=14)
TEXTS = NAMES | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@CALMLY
@given(st.lists(TEXTS, max_size=6), st.lists(NAMES, max_size=6))
@example(["birch thomas at the harbour"], ["tom birch"])
@example(["xx maya thorn"], ["maya thorne"])
@example(["thorne maya"], ["maya thornes"])
def test_whoever_is_near_is_found_and_nobody_else(given_texts: list[str], names: list[str]) -> None:
    found = set(NearNames(names).near_to(given_texts))
    assert found == {
        (text, name)
        for text in range(len(given_texts))
        for name in range(len(names))
        if near(given_texts[text], names[name])
    }
