"""A message as a mail: the same in both parts, of what every program shows, and nothing in a header that was not put there."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.mail.blocks import MailLink, blocks
from bot.mail.page import DARK, LIGHT
from bot.mail.writing import MOST_SUBJECT, Envelope, plain_name, subject_of, written
from handlers.kit.ui import Attachment, Button, Link, Message, Prose, buttons_on
from scheme.definition.support import MailWords
from tests.mail.reader import contrast, dark_pairs, plain_words, read, words
from tests.support.stage import scheme
from tests.support.ui_values import messages

BASE = "https://mentoring.example.org"
HERE = f"{BASE}/#letter-7"
ENVELOPE = Envelope(
    sender=Address("ALN Mentoring Scheme", "mentoring", "example.org"),
    to=Address("Maya Thorne", "maya.thorne", "fellside.example.org"),
    replies=None,
    identity="7.1@example.org",
    at=datetime(2027, 1, 11, 10, 0, tzinfo=UTC),
    base=BASE,
    here=HERE,
)
# What Outlook's Word and Gmail show: elements, and properties of style.
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "table", "tr", "td", "h1", "h2", "ul", "li", "a", "br"}  # fmt: skip
STYLES = {
    "font-family", "font-size", "line-height", "font-weight", "color", "background-color", "padding", "margin", "border",
    "border-radius", "text-align", "text-decoration", "max-width", "mso-padding-alt", "word-break", "overflow-wrap",
}  # fmt: skip
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
]  # fmt: skip


a_few = settings(max_examples=25)  # each is drawn, sent and read


def sent(message: Message, envelope: Envelope = ENVELOPE, **mail: str) -> EmailMessage:
    """A mail as it comes out at the other end."""
    definition = scheme().model_copy(update={"mail": MailWords.model_validate(mail)})
    raw = written(message, envelope, definition).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))  # RFC 5322, 2.1.1
    came = message_from_bytes(raw, policy=default)
    assert isinstance(came, EmailMessage)
    return came


def part(mail: EmailMessage, kind: str) -> str:
    """One part of a mail."""
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


@a_few
@given(messages())
def test_both_parts_say_the_same_word_for_word(message: Message) -> None:
    mail = sent(message)
    assert words(part(mail, "html")) == plain_words(part(mail, "plain"))


@a_few
@given(messages())
def test_the_html_is_of_what_every_program_shows_and_loads_nothing(message: Message) -> None:
    reader = read(part(sent(message), "html"))
    assert {one.tag for one in reader.elements} <= ELEMENTS
    assert {name for one in reader.elements for name in one.style} <= STYLES
    attributes = {name for one in reader.elements for name in one.attributes}
    assert not attributes & {"src", "background", "onclick", "id"}
    assert "@import" not in part(sent(message), "html")
    assert "url(" not in str([one.style for one in reader.elements])


@a_few
@given(messages())
def test_every_text_can_be_read_by_its_colours(message: Message) -> None:
    reader = read(part(sent(message, replace(ENVELOPE, stop=f"{BASE}/stop/x")), "html"))
    assert reader.pairs
    for ink, ground in reader.pairs:
        assert contrast(ink, ground) >= 4.5, (ink, ground)


@pytest.mark.parametrize(("ink", "ground"), list(dark_pairs()))
def test_so_can_it_in_the_dark(ink: str, ground: str) -> None:
    assert contrast(DARK[ink], DARK[ground]) >= 4.5
    assert contrast(LIGHT[ink], LIGHT[ground]) >= 4.5


@a_few
@given(messages())
def test_a_mail_has_one_button_at_most_and_one_where_there_is_something_to_do(
    message: Message,
) -> None:
    ways = [one for one in blocks(message, BASE, HERE) if isinstance(one, MailLink) and one.main]
    assert len(ways) <= 1
    if message.buttons or any(buttons_on(part) for part in message.parts):
        assert len(ways) == 1


def test_buttons_of_the_chat_become_one_that_opens_the_page_at_the_message() -> None:
    message = Message(
        text="Noah has answered.",
        buttons=(
            Button(label="Accept", action="answer.accept"),
            Button(label="Decline", action="answer.decline"),
        ),
    )
    reader = read(part(sent(message), "html"))
    assert reader.links == [("Open", HERE)]
    assert "Accept" not in "".join(reader.texts)


def test_a_link_to_one_of_our_pages_is_the_button() -> None:
    page = f"{BASE}/manager/abc"
    elsewhere = Link("Our handbook", "https://example.org/handbook")
    message = Message(
        text="Somebody asks for your approval.", parts=(elsewhere, Link("Read it and answer", page))
    )
    mail = sent(message)
    reader = read(part(mail, "html"))
    button = next(one for one in reader.elements if one.attributes.get("class") == "on-accent")
    assert button.attributes["href"] == page
    assert reader.links == [("Our handbook", elsewhere.address), ("Read it and answer", page)]
    assert f"Read it and answer:\n{page}" in part(mail, "plain")


@pytest.mark.parametrize(
    "address", ["https://mentoring.example.org.evil.example/x", "javascript:alert(1)"]
)
def test_no_link_elsewhere_is_taken_for_ours_and_what_is_no_link_is_none(address: str) -> None:
    found = blocks(Message(text="Hello.", parts=(Link("Go on", address),)), BASE, HERE)
    assert not any(isinstance(one, MailLink) and one.main for one in found)
    reader = read(part(sent(Message(text="Hello.", parts=(Link("Go on", address),))), "html"))
    assert all(to.startswith("https:") for _, to in reader.links)


def test_what_people_typed_stays_text() -> None:
    typed = "<a href='https://evil.example'>Click</a> {{ 7 * 7 }} <img src=x>"
    mail = sent(Message(text=typed, parts=(Prose(typed, title=typed),), heading=typed))
    assert read(part(mail, "html")).links == []
    assert "".join(read(part(mail, "html")).texts).count(typed) == 4


NASTY = [
    "Maya\r\nBcc: everybody@example.org",
    "Maya\nSubject: Other",
    "Maya\x00\x0b\x0c\x85\u2028Bcc: x@example.org",
    '"Maya" <x@example.org>, Noah',
    "=?utf-8?q?Bcc=3A_x?=",
    "名前 " * 200,
]


@pytest.mark.parametrize("name", NASTY)
def test_no_name_and_no_heading_writes_a_header(name: str) -> None:
    who = Address(plain_name(name), "maya.thorne", "fellside.example.org")
    envelope = replace(ENVELOPE, to=who, sender=replace_name(ENVELOPE.sender, name))
    mail = sent(Message(text=name, heading=name), envelope)
    assert sorted(mail.keys()) == sorted(HEADERS)
    to = mail["To"].addresses
    assert [one.addr_spec for one in to] == [who.addr_spec]
    assert [one.addr_spec for one in mail["From"].addresses] == [ENVELOPE.sender.addr_spec]
    assert mail["Subject"].isprintable()


def replace_name(address: Address, name: str) -> Address:
    """The same address under another name."""
    return Address(plain_name(name), address.username, address.domain)


@a_few
@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_headers_are_those_of_a_mail_and_no_more(
    name: str, heading: str, text: str
) -> None:
    envelope = replace(ENVELOPE, to=Address(plain_name(name), "maya", "example.org"))
    mail = sent(Message(text=text or "-", heading=heading), envelope)
    assert sorted(mail.keys()) == sorted(HEADERS)


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        (Message(text="Noah has answered. Read it.", heading="An answer"), "An answer"),
        (Message(text="Noah has answered. Read it."), "Noah has answered"),
        (Message(text="Noah has answered."), "Noah has answered"),
        (Message(text="One\n\ntwo"), "One two"),
    ],
)
def test_the_subject_is_the_heading_or_how_it_begins(message: Message, subject: str) -> None:
    assert subject_of(message) == subject


@a_few
@given(messages())
def test_a_subject_is_short_and_says_something(message: Message) -> None:
    assert 0 < len(subject_of(message)) <= MOST_SUBJECT


def calendar_entry(sequence: int, method: str) -> Attachment:
    """A calendar entry, as meetings have it."""
    text = (
        f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:aln-1\r\n"
        f"SEQUENCE:{sequence}\r\nSUMMARY:Mentoring meeting with Zoë\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return Attachment(
        label="Put it in your calendar",
        name="meeting.ics",
        text=text,
        media=f"text/calendar; method={method}",
    )


@pytest.mark.parametrize(("sequence", "method"), [(0, "REQUEST"), (1, "REQUEST"), (2, "CANCEL")])
def test_a_meeting_brings_its_calendar_entry_with_the_same_uid(sequence: int, method: str) -> None:
    mail = sent(Message(text="Your next meeting.", parts=(calendar_entry(sequence, method),)))
    (file,) = list(mail.iter_attachments())
    assert file.get_content_type() == "text/calendar"
    assert file.get_filename() == "meeting.ics"
    assert file["Content-Type"].params["method"] == method
    assert file["Content-Type"].params["charset"] == "utf-8"
    content = file.get_content()
    entry = Calendar.from_ical(content)
    event = entry.walk("VEVENT")[0]
    assert (entry["METHOD"], event["UID"], event["SEQUENCE"]) == (method, "aln-1", sequence)
    assert event["SUMMARY"] == "Mentoring meeting with Zoë"
    assert "Put it in your calendar: the file is attached." in part(mail, "plain")


def test_no_other_file_goes_by_mail() -> None:
    file = Attachment(label="Save your CV", name="cv.txt", text="What is mine alone")
    mail = sent(Message(text="Here it is.", parts=(file,)))
    assert list(mail.iter_attachments()) == []
    assert "mine alone" not in mail.as_string()
    assert read(part(mail, "html")).links == [("Open", HERE)]


def test_the_first_names_no_other_and_a_later_one_the_first() -> None:
    first = sent(Message(text="A."))
    assert "References" not in first
    later = sent(
        Message(text="A."), replace(ENVELOPE, identity="7.2@example.org", thread="7.1@example.org")
    )
    assert later["Message-ID"] == "<7.2@example.org>"
    assert later["References"] == later["In-Reply-To"] == first["Message-ID"]


def test_what_was_not_asked_for_is_stopped_by_one_press_and_answers_are_not() -> None:
    answer = sent(Message(text="A."))
    assert "List-Unsubscribe" not in answer
    stop = f"{BASE}/stop/abc"
    mail = sent(Message(text="A."), replace(ENVELOPE, stop=stop))
    assert mail["List-Unsubscribe"] == f"<{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ("Stop mails like this", stop) in read(part(mail, "html")).links


def test_the_scheme_says_who_writes_where_answers_go_and_in_which_language() -> None:
    mail = sent(Message(text="A."), footer="Fells Libraries, 1 Beck Lane.", language="en-AU")
    assert "Fells Libraries, 1 Beck Lane." in part(mail, "plain")
    assert mail["Content-Language"] == "en-AU"
    assert '<html lang="en-AU"' in part(mail, "html")
    assert "Nobody reads answers to this mail." in part(mail, "plain")
    to = Address("", "office", "example.org")
    answered = sent(Message(text="A."), replace(ENVELOPE, replies=to))
    assert answered["Reply-To"] == "office@example.org"
    assert "An answer to this mail goes to office@example.org." in part(answered, "plain")


@pytest.mark.parametrize("text", ["Two\nlines", "A\tstop", "Gone\x00"])
def test_a_scheme_file_cannot_end_a_header_either(text: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        MailWords(sender=text)


def test_a_page_of_ours_that_is_named_by_its_path_is_the_button_and_has_a_whole_address() -> None:
    message = Message(
        text="Please.",
        parts=(Link("Elsewhere", "//elsewhere.example"), Link("Answer", "/permission/x9")),
    )
    ways = [block for block in blocks(message, BASE, HERE) if isinstance(block, MailLink)]
    assert ways == [MailLink("Answer", f"{BASE}/permission/x9", main=True)]
