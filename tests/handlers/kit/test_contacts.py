"""Whom one is led to is a link, where it can be followed, and words where it cannot."""

import pytest

from handlers.kit.contacts import reached, ways_to
from handlers.kit.ui import Link, Prose


def test_somebody_is_phoned_and_written_to_by_links() -> None:
    assert reached("The chair", "Questions.", phone="01632 960 003", email="chair@example.org") == (
        Prose("Questions.", title="The chair"),
        Link("Phone 01632 960 003", "tel:01632960003"),
        Link("Write to chair@example.org", "mailto:chair@example.org"),
    )
    assert list(ways_to(email="a@example.org", name="Ada")) == [
        Link("Write to Ada, a@example.org", "mailto:a@example.org")
    ]
    assert list(ways_to()) == []


@pytest.mark.parametrize(
    ("phone", "email"),
    [
        ("ask for Ada", ""),
        ("1", ""),
        ("", "a@example.org?bcc=b@example.org"),
        ("", "a@example.org&body=x"),
        ("", "nobody"),
    ],
)
def test_what_would_say_more_than_a_number_or_an_address_stays_words(
    phone: str, email: str
) -> None:
    assert all(isinstance(part, Prose) for part in ways_to(phone=phone, email=email))
