"""Who belongs to a scheme: what its file may say of that, the list it keeps, and what its forms then ask (R2.10)."""

from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from scheme.definition.loading import SchemeFileError, load
from scheme.definition.membership import Membership, normal
from scheme.forms.fields import AnyField, ChoiceField
from scheme.people import Role
from tests.scheme.definition.test_loading import SMALL
from tests.support.scheme_cast import VALLEY, definition

ASSOCIATION = {
    "by": "both",
    "retired": ["mentor"],
    "pending": True,
    "number_pattern": "[0-9]{5,7}",
    "number_form": "five to seven figures",
    "number_sample": "0012345",
}


def written(folder: Path, text: str, numbers: str | bytes | None = None) -> Path:
    file = folder / "fells.toml"
    file.write_text(SMALL.replace("[pairing]", f"[membership]\n{text}\n[pairing]", 1), "utf-8")
    if isinstance(numbers, bytes):
        (folder / "members.txt").write_bytes(numbers)
    elif numbers is not None:
        (folder / "members.txt").write_text(numbers, "utf-8")
    return file


def mistake(folder: Path, text: str, numbers: str | bytes | None = None) -> str:
    with pytest.raises(SchemeFileError) as no:
        load(written(folder, text, numbers))
    return str(no.value)


def asked(scheme: Definition, role: Role) -> dict[str, AnyField]:
    return {field.key: field for field in scheme.form(role)}


def test_left_out_everybody_works_for_a_member_organisation_and_no_form_asks_more() -> None:
    assert VALLEY.membership.offered("mentor") == ("organisation",)
    assert "membership" not in asked(VALLEY, "mentor")
    assert asked(VALLEY, "mentor")["organisation"].required


def test_a_form_asks_who_somebody_is_where_the_scheme_leaves_a_choice_and_eases_what_is_about_an_employer() -> (
    None
):
    scheme = definition(membership=ASSOCIATION)
    mentor = asked(scheme, "mentor")
    choice = mentor["membership"]
    assert isinstance(choice, ChoiceField)
    assert [option.key for option in choice.options] == [
        "organisation",
        "personal",
        "pending",
        "retired",
    ]
    assert mentor["member_number"].help == "Five to seven figures, such as 0012345"
    assert not mentor["organisation"].required
    assert "Leave it empty if you take part by yourself" in mentor["organisation"].help
    assert "your last job" in mentor["level"].help
    assert list(mentor).index("membership") < list(mentor).index("organisation")
    mentee = asked(scheme, "mentee")["membership"]
    assert isinstance(mentee, ChoiceField)
    assert "retired" not in [option.key for option in mentee.options]


def test_a_scheme_of_personal_members_alone_asks_for_the_number_and_for_no_choice() -> None:
    scheme = definition(membership={"by": "personal"})
    form = asked(scheme, "mentee")
    assert "membership" not in form
    assert form["member_number"].required


def test_a_scheme_of_personal_members_may_leave_the_employer_out_of_its_forms(
    tmp_path: Path,
) -> None:
    field = '    { kind = "choice", key = "organisation", label = "Library", source = "organisations" },\n'
    text = SMALL.replace(field, "").replace("[pairing]", '[membership]\nby = "personal"\n[pairing]')
    file = tmp_path / "association.toml"
    file.write_text(text, "utf-8")
    assert "organisation" not in asked(load(file), "mentee")
    file.write_text(text.replace('by = "personal"', 'by = "both"'), "utf-8")
    with pytest.raises(SchemeFileError, match="a form that has organisation too"):
        load(file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('by = "personel"', "did you mean 'personal'?"),
        ('retierd = ["mentor"]', "did you mean 'retired'?"),
        ('retired = ["mentors"]', '"mentee" or "mentor"'),
        ('by = "personal"\npending = "yes"', "true or false"),
        ('by = "personal"\nnumber_pattern = "[0-9"', "a regular expression such as [0-9]{5,7}"),
        (
            'by = "personal"\nnumber_pattern = "[0-9]{5}"\nnumber_sample = "12345"',
            "membership.number_form",
        ),
        (
            'by = "both"\nnumber_pattern = "[0-9]{5}"\nnumber_form = "five figures"\nnumber_sample = "1234"',
            "it is not as number_pattern says",
        ),
        ("pending = true", 'by = "personal" or "both"'),
        ('by = "personal"\nlist_file = "../members.txt"', "a name such as members.txt"),
    ],
)
def test_each_mistake_is_told_with_what_is_accepted(tmp_path: Path, text: str, words: str) -> None:
    told = mistake(tmp_path, text)
    assert "membership" in told
    assert words in told


def test_a_form_cannot_ask_by_itself_what_the_membership_asks(tmp_path: Path) -> None:
    text = SMALL.replace('key = "goals"', 'key = "membership"', 1)
    file = tmp_path / "fells.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SchemeFileError, match="accepted here: another word"):
        load(file)


NUMBERS = """
by = "personal"
number_pattern = "[A-Z]{2}[0-9]{4}"
number_form = "two letters and four figures"
number_sample = "AB0000"
list_file = "members.txt"
"""


def test_the_list_is_read_one_number_a_line_however_it_was_typed(tmp_path: Path) -> None:
    text = "\ufeff# Members in January\r\n\r\nab 1234,\r\nCD5678\r\n"
    membership = load(written(tmp_path, NUMBERS, text)).membership
    assert membership.listed == 2
    assert membership.lists("AB1234")
    assert membership.lists(" cd 56 78 ")
    assert not membership.lists("EF0000")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (None, "members.txt can't be read"),
        (b"\xff\xfe1", "members.txt is not UTF-8 text"),
        ("", "no number in it"),
        ("AB1234\nMaya Thorne\n12\n", "what is no number, lines 2, 3"),
        (
            "AB1234\n" + "x\n" * 9,
            "lines 2, 3, 4, 5, 6 and 4 more",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_lines_and_without_what_stands_there(
    tmp_path: Path, numbers: str | bytes | None, words: str
) -> None:
    told = mistake(tmp_path, NUMBERS, numbers)
    assert "membership.list_file" in told
    assert words in told
    assert "Maya" not in told


def test_numbers_are_compared_without_spaces_and_in_capital_letters() -> None:
    assert normal(" ab\u00a0１２ 34 ") == "AB1234"
    assert Membership(by="personal").is_number("anything")
    assert not Membership(by="personal").is_number(" ")
    assert not Membership(by="personal").is_number("1" * 41)
