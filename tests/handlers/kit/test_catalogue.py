"""What a step says of itself is said once, and what does not fit together fails when the bot starts."""

from pathlib import Path

import pytest

from handlers import CATALOGUE, CONVERSATIONS
from handlers.home.intents import INTENTS, Intent, must_lead_somewhere, read, words_of
from handlers.kit.catalogue import Catalogue
from handlers.kit.conversation import Conversation
from handlers.kit.help import SECTIONS
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Message, Reply
from scheme.audience import Audience
from storage.work import Work


async def nothing(turn: Turn, work: Work) -> Reply:
    return Reply()


async def passes(moment: Moment, work: Work) -> None:
    return None


async def makes(moment: Moment, work: Work) -> Message:
    return Message(text="")


def booking(name: str = "book") -> Conversation:
    """A conversation that declares one of each."""
    book = Conversation(name=name)
    book.step("room", Audience.ANYONE, reads=True, takes="room")(nothing)
    book.when("room", "free")(passes)
    book.draws("rooms")(makes)
    return book


def test_a_name_taken_twice_fails() -> None:
    Catalogue([booking()])
    for name, takes in (("book", "is declared twice"), ("other", "free is declared twice")):
        with pytest.raises(ValueError, match=takes):
            Catalogue([booking(), booking(name)])
    book = booking()
    for again in (
        lambda: book.step("room", Audience.ANYONE)(nothing),
        lambda: book.when("room", "free")(passes),
        lambda: book.draws("rooms")(makes),
    ):
        with pytest.raises(ValueError, match="is declared twice"):
            again()


def test_what_a_platform_hands_over_has_one_step() -> None:
    other = Conversation(name="other")
    other.step("room", Audience.ANYONE, reads=True, takes="room")(nothing)
    with pytest.raises(ValueError, match="room is declared twice"):
        Catalogue([booking(), other])
    assert CATALOGUE.taking("channel") == "room.here"
    assert CATALOGUE.taking("message") == "concern.quoting"


@pytest.mark.parametrize(
    ("audience", "told", "reads"),
    [
        (Audience.MEMBER, "", True),
        (Audience.ADMINISTRATOR, "it was done", False),
        (Audience.PARTY, "", False),
        (Audience.ANYONE, "it was done", True),
    ],
)
def test_what_no_caller_may_take_and_what_is_not_told_cannot_be_done_by_phone(
    audience: Audience, told: str, reads: bool
) -> None:
    with pytest.raises(ValueError, match=r"^book\.room"):
        Conversation(name="book").step("room", audience, reads=reads, by_phone=told)(nothing)


def test_a_step_is_about_what_can_be_found() -> None:
    with pytest.raises(ValueError, match="cupboard, which nothing finds"):
        Conversation(name="book").step("room", Audience.ANYONE, ("", "cupboard"))(nothing)


def test_every_entry_of_the_help_stands_in_one_section_in_a_place_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CATALOGUE, "mails", True)
    entries = [step.in_help for step in CATALOGUE.steps.values() if step.in_help]
    assert len({(entry.section.title, entry.place) for entry in entries}) == len(entries)
    assert sum(len(CATALOGUE.listed(section)) for section in SECTIONS) == len(entries)


def test_the_help_lists_a_new_step_by_what_it_says() -> None:
    book = Conversation(name="book")
    book.step("second", Audience.ANYONE, reads=True, in_help=SECTIONS[-1].entry("Second", 20))(
        nothing
    )
    book.step("first", Audience.ANYONE, reads=True, in_help=SECTIONS[-1].entry("First", 10))(
        nothing
    )
    listed = Catalogue([book]).listed(SECTIONS[-1])
    assert [(entry.label, name) for entry, name in listed] == [
        ("First", "book.first"),
        ("Second", "book.second"),
    ]


def intent(key: str, action: str = "home.show", **more: object) -> Intent:
    return Intent.model_validate(
        {"key": key, "action": action, "label": key, "ways": ("a way",), **more}
    )


def test_a_key_of_an_intent_a_word_and_a_place_are_taken_once(tmp_path: Path) -> None:
    files = [tmp_path / "one.toml", tmp_path / "two.toml"]
    for file in files:
        file.write_text('[room]\naction = "home.show"\nlabel = "Room"\nways = ["a room"]\n')
    with pytest.raises(ValueError, match="room, which is taken"):
        read(files)
    for other in ({"words": ("room",)}, {"perhaps": {"room": 1}}):
        with pytest.raises(ValueError, match="room is"):
            words_of([intent("one", words=("room",)), intent("two", **other)])
    with pytest.raises(ValueError, match="room is taken"):
        words_of([intent("one", perhaps={"room": 1}), intent("two", perhaps={"room": 1})])


def test_an_intent_leads_to_a_step_and_its_words_to_intents_that_are_there() -> None:
    must_lead_somewhere(INTENTS, {step for one in CONVERSATIONS for step in one.steps})
    with pytest.raises(ValueError, match=r"leads to book\.nowhere"):
        must_lead_somewhere({"room": intent("room", "book.nowhere")}, CATALOGUE.steps)
    with pytest.raises(ValueError, match="nobody"):
        must_lead_somewhere({"room": intent("room", otherwise=("nobody",))}, CATALOGUE.steps)
