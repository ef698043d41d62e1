"""When the name on a form is wholly different from the one in a profile."""

import pytest

from scheme.member.another_name import wholly_different

SAME = [
    ("Maya Thorne", "Thorne, Maya"),
    ("Maya Thorne", "Dr Maya THORNE"),
    ("Søren Åkesson", "Soren Akesson"),
    ("Łucja Kowal", "lucja kowal"),
    ("Maya Thorne", "Maya Thorne-Lund"),
    ("Maya Thorne", "Maya Birch"),
    ("Bill Marsh", "William Marsh"),
    ("Jon Smyth", "John Smith"),
    ("Maya Thorne", "mthorne"),
    ("Maya Thorne", "maya.thorne"),
    ("M. Thorne", "Thorne"),
    ("Maya Thorne", ""),
    ("", "Maya Thorne"),
    ("李 明", "明 李"),
]
OTHER = [
    ("Maya Thorne", "Daniel Cummins"),
    ("Dr Maya Thorne", "Dr Daniel Cummins"),
    ("M. Thorne", "M. Cummins"),
    ("Maya Thorne", "李 明"),
    ("Ann Lee", "Joanna Leech"),
]


@pytest.mark.parametrize(("form", "profile"), SAME)
def test_order_titles_accents_and_one_name_in_common_are_no_other_name(
    form: str, profile: str
) -> None:
    assert not wholly_different(form, profile)
    assert not wholly_different(profile, form)


@pytest.mark.parametrize(("form", "profile"), OTHER)
def test_a_name_with_nothing_in_common_is_another(form: str, profile: str) -> None:
    assert wholly_different(form, profile)
    assert wholly_different(profile, form)
