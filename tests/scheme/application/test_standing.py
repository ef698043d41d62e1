"""As what somebody takes part: what they must say then, what is not kept, and how the flags read (R2.10)."""

import pytest

from scheme.application.eligibility import Flag, flags
from scheme.application.standing import bucket_of, settled
from scheme.forms.fields import Answer, Answers
from scheme.matching.pair import Pair
from scheme.matching.said_of_pair import difference, influence
from scheme.matching.side import Side
from scheme.refusal import Refusal
from tests.scheme.definition.test_membership import ASSOCIATION
from tests.support.scheme_cast import ANSWERS, definition, mentee_application, mentor_application

SCHEME = definition(membership=ASSOCIATION)
LISTED = definition(membership=ASSOCIATION).model_copy(
    update={"membership": SCHEME.membership.with_numbers(["0012345"])}
)


def given(**extra: Answer) -> Answers:
    return ANSWERS["mentor"] | extra


def errors(**extra: Answer) -> dict[str, str]:
    with pytest.raises(Refusal) as no:
        settled(SCHEME, ("mentor",), given(**extra))
    return dict(no.value.errors)


def membership(**extra: Answer) -> Flag:
    return flags(SCHEME, mentor_application(**extra))[0]


def keys(**extra: Answer) -> list[str]:
    return [flag.key for flag in flags(SCHEME, mentor_application(**extra))]


def test_whoever_works_for_an_organisation_names_it_and_gives_no_number() -> None:
    assert errors(membership="organisation", organisation=None) == {
        "organisation": "Staff of a member organisation fill this in."
    }
    kept = settled(SCHEME, ("mentor",), given(membership="organisation", member_number="0012345"))
    assert kept["organisation"] == "harbour"
    assert kept["member_number"] is None


def test_of_a_personal_member_no_employer_is_kept() -> None:
    kept = settled(SCHEME, ("mentor",), given(membership="personal", member_number="00 12345"))
    assert kept["organisation"] is None
    assert kept["member_number"] == "00 12345"


@pytest.mark.parametrize("number", ["12", "Maya Thorne", "12345678"])
def test_a_number_that_cannot_be_one_is_refused_with_its_form(number: str) -> None:
    assert errors(membership="personal", member_number=number) == {
        "member_number": "Please give a membership number: five to seven figures, such as 0012345."
    }


def test_whoever_is_becoming_a_member_needs_no_number_and_a_member_does() -> None:
    assert errors(membership="personal", member_number=None) == {
        "member_number": "Please give your membership number."
    }
    assert settled(SCHEME, ("mentor",), given(membership="pending", member_number=None))


def test_of_somebody_retired_neither_employer_nor_manager_is_kept() -> None:
    kept = settled(SCHEME, ("mentor",), given(membership="retired", member_number="0012345"))
    assert [kept[key] for key in ("organisation", "manager_name", "manager_email")] == [None] * 3
    assert kept["manager_approval"] is False
    assert kept["member_number"] is None


def test_a_scheme_of_organisations_alone_keeps_what_was_answered() -> None:
    assert settled(definition(), ("mentor",), given(organisation=None))["organisation"] is None


def test_nobody_without_an_employer_is_asked_for_a_managers_approval() -> None:
    assert keys(membership="organisation") == ["membership", "approval", "years"]
    assert keys(membership="personal", member_number="0012345") == ["membership", "years"]
    assert keys(membership="retired") == ["membership", "years"]


def test_retired_people_are_members_without_an_address_of_any_organisation() -> None:
    assert membership(membership="retired", email="tom@home.example.net").met
    mentee = flags(SCHEME, mentee_application(membership="retired"))[0]
    assert not mentee.met
    assert 'takes part as "retired", which the scheme does not offer' in mentee.text


def test_a_number_waits_for_an_administrator_until_they_found_that_very_one_right() -> None:
    application = mentor_application(membership="personal", member_number="00 12345")
    before = flags(SCHEME, application)[0]
    assert (before.met, before.text) == (
        False,
        "Membership number 0012345 is still to be checked by an administrator.",
    )
    application.find_number_right()
    assert flags(SCHEME, application)[0].met
    other = application.answers | {"member_number": "0099999"}
    application.revise(other, application.revision, application.received_at)
    assert not flags(SCHEME, application)[0].met
    with pytest.raises(Refusal, match="no membership number that waits"):
        mentor_application().find_number_right()


def test_a_number_on_the_schemes_list_is_right_and_another_is_told() -> None:
    on_it = mentor_application(membership="personal", member_number="0012345")
    assert flags(LISTED, on_it)[0].text == "Membership number 0012345 is on the scheme's list."
    off_it = mentor_application(membership="personal", member_number="0099999")
    assert "is not on the scheme's list" in flags(LISTED, off_it)[0].text
    off_it.find_number_right()
    assert flags(LISTED, off_it)[0].met


def test_a_number_that_somebody_else_gave_too_is_flagged_even_if_it_is_on_the_list() -> None:
    application = mentor_application(membership="personal", member_number="0012345")
    found = flags(LISTED, application, number_twice=True)[0]
    assert not found.met
    assert "Somebody else here gave the same number" in found.text


def test_a_membership_that_is_being_arranged_is_for_the_group_to_consider() -> None:
    found = membership(membership="pending")
    assert not found.met
    assert "being arranged" in found.text


def test_no_caution_follows_from_having_no_employer() -> None:
    mentee = Side.of(SCHEME, mentee_application(organisation="harbour"))
    for answers in ({"membership": "retired"}, {"membership": "personal", "organisation": None}):
        mentor = Side.of(SCHEME, mentor_application(**answers))
        assert mentor.employers == frozenset()
        pair = Pair(definition=SCHEME, mentee=mentee, mentor=mentor)
        assert influence(pair).tone == "for"
        assert "Same employer" not in difference(pair).text
        both = Pair(definition=SCHEME, mentee=mentor, mentor=mentor)
        assert both.same_employer is None
    employed = Side.of(SCHEME, mentor_application(membership="organisation"))
    same = Pair(definition=SCHEME, mentee=mentee, mentor=employed)
    assert "Same employer" in influence(same).text


def test_who_does_not_say_where_they_work_is_still_asked_about_in_a_scheme_of_organisations() -> (
    None
):
    pair = Pair(
        definition=definition(),
        mentee=Side.of(definition(), mentee_application()),
        mentor=Side.of(definition(), mentor_application(organisation=None)),
    )
    assert influence(pair).tone == "ask"


def test_alike_numbers_share_a_heap_and_no_number_is_in_none() -> None:
    assert bucket_of({"member_number": "ab 12"}) == bucket_of({"member_number": "AB12"})
    assert bucket_of({}) is None
    application = mentor_application(membership="personal", member_number="0012345")
    assert application.number_bucket is not None
    application.withdraw(application.received_at)
    application.forget()
    assert application.number_bucket is None
