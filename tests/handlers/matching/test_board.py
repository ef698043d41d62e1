"""The board: who waits and who has a place at once, read, searched and acted on by members who may (R3.9)."""

from collections.abc import Mapping
from datetime import timedelta
from threading import get_ident

import pytest

from handlers.kit.ui import Button, Card, Facts, Form, Link, Reply, View
from handlers.matching import board as board_steps
from scheme.forms.fields import Answer
from scheme.ids import ApplicationId
from scheme.matching.board import BoardCell
from scheme.subject import Subject
from storage import applications
from tests.support.dialogue import Stage, read
from tests.support.evening import Evening, gather_evening
from tests.support.rounds import act, barred, definition_of, eligible, on_register, refused
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def evening(scene: Stage, mentees: int = 5, mentors: int = 6) -> Evening:
    async with scene.bot.work() as work:
        return await gather_evening(work, definition_of(scene), mentees, mentors)


def window(reply: Reply) -> View:
    assert isinstance(reply.window, View)
    return reply.window


def rows(reply: Reply) -> dict[str, Card]:
    """The cards of the board by the name on them, in their order."""
    return {part.title: part for part in window(reply).parts if isinstance(part, Card)}


def columns(reply: Reply) -> dict[str, str]:
    """The mentors of the board, with their places."""
    [facts] = [part for part in window(reply).parts if isinstance(part, Facts)]
    return dict(facts.rows)


async def shows(scene: Stage, member: str, **asked: Answer) -> Reply:
    return await act(await scene.person(member), "board.show", **asked)


def words(reply: Reply, mentee: str) -> dict[str, str]:
    """What stands in the cells of a row, by the name of the mentor."""
    _, *cells = rows(reply)[mentee].buttons
    return dict(zip(columns(reply), (cell.label for cell in cells), strict=True))


async def test_who_comes_first_stands_above_whoever_waits_longest_and_every_pair_has_its_word(
    scene: Stage,
) -> None:
    there = await evening(scene)
    reply = await shows(scene, IDA)
    first = next(each for each in there.mentees if each.priority)
    others = [each.applicant for each in there.mentees if each is not first]
    assert list(rows(reply)) == [first.applicant, *others]
    assert set(columns(reply)) == {each.applicant for each in there.mentors}
    assert rows(reply)[first.applicant].subtitle.endswith("comes first")
    assert "5 mentees wait, the longest for 7 days. 6 mentors have a place free." in read(
        window(reply)
    )
    for row in rows(reply):
        found = list(words(reply, row).values())
        places = sorted(word[-1] for word in found if word[-1].isdecimal())
        assert places == ["1", "2", "3"]
        assert {word.rstrip(" 123") for word in found} <= {"Good", "Possible", "With care", "No"}


async def test_nothing_of_whom_a_member_stands_aside_from_is_there_nor_counted(
    scene: Stage,
) -> None:
    there = await evening(scene)
    ida, robin = await scene.person(IDA), await scene.person(ROBIN)
    aside, mentor = there.mentees[1], there.mentors[2]
    subject = f"application:{aside.id}"
    chosen: dict[str, Answer] = {
        "mentors": [str(mentor.id)],
        "criteria": ["every"],
        "revision": "0",
    }
    await act(robin, "propose.send", subject, **chosen)
    assert columns(await shows(scene, IDA))[mentor.applicant].endswith("picked for 1")
    await act(ida, "review.stood_aside", subject)
    reply = await shows(scene, IDA)
    assert aside.applicant not in rows(reply)
    assert aside.applicant not in read(window(reply))
    assert "4 mentees wait" in read(window(reply))
    assert not columns(reply)[mentor.applicant].endswith("picked for 1")
    await barred(ida, "board.pair", subject, mentor=str(mentor.id))
    await act(ida, "review.stood_aside", f"application:{mentor.id}")
    reply = await shows(scene, IDA)
    assert mentor.applicant not in columns(reply)
    assert mentor.applicant not in read(window(reply))
    assert "5 mentors have a place free" in read(window(reply))
    assert "6 mentors have a place free" in read(window(await shows(scene, ROBIN)))


async def test_a_pair_is_proposed_and_agreed_to_by_one_press_each_and_the_mentee_has_it(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await eligible(scene)
    button = next(
        button
        for button in rows(await shows(scene, IDA))["Maya Thorne"].buttons
        if button.label.endswith("1")
    )
    pair = window(await pressed(scene, IDA, button))
    assert "The nine questions" in read(pair)
    assert "What Maya Thorne looks for" in read(pair)
    await pressed(scene, IDA, the(pair, "Propose "))
    reply = await shows(scene, ROBIN)
    name = pair.title.removesuffix(" for Maya Thorne")
    assert words(reply, "Maya Thorne")[name] == "Picked"
    assert rows(reply)["Maya Thorne"].text.startswith(f"{name}: 1 of 2 agreed")
    assert columns(reply)[name] == "1 place free, picked for 1"
    theirs = window(await pressed(scene, ROBIN, button))
    assert ("1 of 2 agreed", "Ida Moss") in [
        row for part in theirs.parts if isinstance(part, Facts) for row in part.rows
    ]
    await pressed(scene, ROBIN, the(theirs, "Agree, having looked"))
    assert "Maya Thorne" not in rows(await shows(scene, ROBIN))
    maya = await scene.person(MAYA)
    await maya.sees("mentor to consider")


async def pressed(scene: Stage, member: str, button: Button) -> Reply:
    return await act(
        await scene.person(member), button.action, str(button.subject), **dict(button.answers)
    )


def the(shown: View, label: str) -> Button:
    """The button whose label begins so."""
    [found] = [button for button in shown.buttons if button.label.startswith(label)]
    return found


async def test_another_mentor_is_proposed_as_well_or_instead_and_who_selected_is_asked_about_first(
    scene: Stage,
) -> None:
    there = await evening(scene)
    mentee = there.mentees[0]
    subject = Subject("application", mentee.id)

    async def pair(member: str, mentor: int, **more: Answer) -> View:
        reply = await act(
            await scene.person(member), "board.pair", str(subject), mentor=str(mentor), **more
        )
        return window(reply)

    best = [
        int(str(button.answers["mentor"]))
        for button in rows(await shows(scene, IDA))[mentee.applicant].buttons
        if button.label[-1].isdecimal()
    ]
    await pressed(scene, IDA, the(await pair(IDA, best[0]), "Propose "))
    second = await pair(IDA, best[1])
    assert [b.label for b in second.buttons if b.label.startswith("Propose")] == [
        f"Propose {second.title.split(' for ')[0]} as well",
        f"Propose {second.title.split(' for ')[0]} instead",
    ]
    instead = the(
        await pair(ROBIN, best[1]), "Propose " + second.title.split(" for ")[0] + " instead"
    )
    reply = await pressed(scene, ROBIN, instead)
    assert isinstance(reply.window, Form)
    assert "Ida Moss selected" in reply.window.notice
    compared = await pair(IDA, best[0], **{"with": str(best[1])})
    assert " or " in compared.title
    assert "The nine questions, one beside the other" in read(compared)
    assert "Take back my word" in read(compared)


async def test_a_comment_on_the_selection_is_read_beside_the_pair(scene: Stage) -> None:
    there = await evening(scene)
    subject, mentor = f"application:{there.mentees[0].id}", str(there.mentors[0].id)
    ida = await scene.person(IDA)
    chosen: dict[str, Answer] = {"mentors": [mentor], "criteria": ["every"], "revision": "0"}
    await act(ida, "propose.send", subject, **chosen)
    shown = window(await act(ida, "board.pair", subject, mentor=mentor))
    form = (await pressed(scene, IDA, the(shown, "Comment or disagree"))).window
    assert isinstance(form, Form)
    await act(
        ida,
        form.action,
        subject,
        stance="remark",
        text="They met at a conference.",
        **dict(form.carries),
    )
    theirs = window(await act(await scene.person(SAM), "board.pair", subject, mentor=mentor))
    assert "They met at a conference." in read(theirs)
    assert "Ida Moss comments" in read(theirs)


async def test_who_looks_just_now_is_named_to_the_others_for_five_minutes_and_never_once_they_stand_aside(
    scene: Stage,
) -> None:
    there = await evening(scene)
    mentee = there.mentees[0]
    subject, mentor = f"application:{mentee.id}", str(there.mentors[0].id)
    ida, robin, uma = [await scene.person(email) for email in (IDA, ROBIN, UMA)]
    await act(ida, "board.pair", subject, mentor=mentor)
    await act(uma, "board.pair", subject, mentor=mentor)
    assert (
        "Uma Reid and Ida Moss are looking"
        in rows(await shows(scene, ROBIN))[mentee.applicant].text
    )
    assert "Robin Ash also has the board open just now." in read(window(await shows(scene, IDA)))
    pair = read(window(await act(robin, "board.pair", subject, mentor=mentor)))
    assert "Uma Reid and Ida Moss are looking at this just now." in pair
    await act(uma, "review.stood_aside", subject)
    assert "Uma Reid" not in rows(await shows(scene, ROBIN))[mentee.applicant].text
    pair = read(window(await act(robin, "board.pair", subject, mentor=mentor)))
    assert "Uma Reid" not in pair.split("looking")[0].rpartition("\n")[2]
    assert "Ida Moss is looking at this just now." in pair
    scene.bot.clock.set(scene.bot.clock.now() + timedelta(minutes=6))
    assert "looking" not in read(window(await shows(scene, ROBIN)))


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"mentee": "ada"}, ["Ada Abbot"]),
        ({"mentee": "abb ad"}, ["Ada Abbot"]),
        ({"mentee": "nobody"}, []),
        ({"only": "unselected"}, None),
        ({"only": "emperor", "area": "nowhere"}, None),
    ],
)
async def test_those_who_wait_are_found_by_name_area_and_what_is_left_to_do(
    scene: Stage, asked: Mapping[str, Answer], left: list[str] | None
) -> None:
    there = await evening(scene)
    reply = await shows(scene, IDA, **asked)
    assert list(rows(reply)) == (
        left if left is not None else [name for name in rows(await shows(scene, IDA))]
    )
    if not left and left is not None:
        assert "Nobody here is what you looked for" in read(window(reply))
    assert there


async def test_what_waits_for_a_members_own_word_and_a_mentor_by_name(scene: Stage) -> None:
    there = await evening(scene)
    subject = f"application:{there.mentees[0].id}"
    chosen: dict[str, Answer] = {"mentors": [str(there.mentors[0].id)], "criteria": ["every"]}
    await act(await scene.person(ROBIN), "propose.send", subject, revision="0", **chosen)
    mine = await shows(scene, IDA, only="mine")
    assert list(rows(mine)) == [there.mentees[0].applicant]
    assert list(rows(await shows(scene, ROBIN, only="mine"))) == []
    assert there.mentees[0].applicant not in rows(await shows(scene, IDA, only="unselected"))
    found = await shows(scene, IDA, mentor=there.mentors[4].applicant)
    assert list(columns(found)) == [there.mentors[4].applicant]
    alone = await shows(scene, IDA, one=str(there.mentees[2].id))
    assert list(rows(alone)) == [there.mentees[2].applicant]


async def test_a_long_board_comes_by_pages_of_both_and_an_address_by_hand_opens_nothing_else(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_steps, "ROWS", 3)
    monkeypatch.setattr(board_steps, "COLUMNS", 4)
    await evening(scene)
    first = await shows(scene, IDA)
    assert (len(rows(first)), len(columns(first))) == (3, 4)
    assert [button.label for button in window(first).buttons if button.action == "board.show"] == [
        "More mentees",
        "More mentors",
    ]
    more = await pressed(scene, IDA, the(window(first), "More mentees"))
    assert not set(rows(more)) & set(rows(first))
    assert the(window(more), "Mentees before")
    beyond = await shows(scene, IDA, among="4")
    assert len(columns(beyond)) == 2
    for wrong in ("-1", "x", "999999999", "\x00"):
        assert len(rows(await shows(scene, IDA, **{"from": wrong, "among": wrong}))) > 0


async def test_the_short_form_stands_in_the_chat_with_the_way_to_the_page(scene: Stage) -> None:
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    there = await evening(scene)
    ida = await scene.person(IDA)
    await ida.says("the board")
    await ida.sees(
        "The board",
        "Open the whole board https://mentoring.example.org/board/aln",
        f"{there.mentees[0].ref}, {there.mentees[0].applicant}",
        "Has waited 7 days",
        "All suggestions",
    )
    assert isinstance(ida.window, View)
    card = next(part for part in ida.window.parts if isinstance(part, Card))
    await ida.presses(card.buttons[0].label, card=card.title)
    await ida.sees("The nine questions")
    await ida.presses("Back to the board")
    await ida.sees("5 mentees wait")


async def test_a_pair_of_what_waits_no_more_or_of_nobody_on_the_register_says_so(
    scene: Stage,
) -> None:
    there = await evening(scene)
    ida = await scene.person(IDA)
    subject = f"application:{there.mentees[0].id}"
    gone = "That mentor is not on the register any more. Open the board again."
    assert await refused(ida, "board.pair", subject, mentor="99999") == gone
    mentor = f"application:{there.mentors[0].id}"
    assert "is not waiting to be matched" in await refused(ida, "board.pair", mentor, mentor="1")
    async with scene.bot.work() as work:
        full = await applications.by_id(work, ApplicationId(there.mentors[1].id))
        full.answers = {**full.answers, "capacity": 0}
    shown = window(await act(ida, "board.pair", subject, mentor=str(there.mentors[1].id)))
    assert "No place free" in read(shown)
    assert there.mentors[1].applicant not in columns(await shows(scene, IDA))


async def test_whoever_is_of_no_group_sees_no_board(scene: Stage) -> None:
    await evening(scene)
    for email in (MAYA, NOAH):
        await barred(await scene.person(email), "board.show")
        await barred(await scene.person(email), "board.glance")
    assert rows(await shows(scene, ALEX))


async def test_the_words_of_all_pairs_are_made_where_nobody_else_waits_for_them(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await evening(scene)
    made_in: set[int] = set()
    word_of = board_steps.word_of

    def noted(cell: BoardCell) -> str:
        made_in.add(get_ident())
        return word_of(cell)

    monkeypatch.setattr(board_steps, "word_of", noted)
    await shows(scene, IDA)
    await act(await scene.person(IDA), "board.glance")
    assert made_in
    assert get_ident() not in made_in


async def test_where_addresses_say_who_looks_the_way_to_the_board_does_so_too(scene: Stage) -> None:
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    scene.bot.desk.catalogue.says_who = True
    ida = await scene.person(IDA)
    reply = await act(ida, "board.glance")
    [link] = [part for part in window(reply).parts if isinstance(part, Link)]
    assert link.address == f"https://mentoring.example.org/board/aln?as={ida.person_id}"


async def test_the_channels_list_leads_to_the_board_as_a_page_where_one_can_sign_in_there(
    scene: Stage,
) -> None:
    catalogue = scene.bot.desk.catalogue
    for mails, says_who, leads in ((True, False, 1), (False, False, 0), (True, True, 0)):
        catalogue.site = "https://mentoring.example.org"
        catalogue.mails, catalogue.says_who = mails, says_who
        made = await scene.bot.desk.make("group:aln", "list", "", scene.bot.clock.now())
        links = [part for part in made.parts if isinstance(part, Link)]
        assert [link.address for link in links] == [
            "https://mentoring.example.org/board/aln"
        ] * leads


async def test_what_waits_next_for_a_member_is_one_press_away_in_the_order_of_the_board(
    scene: Stage,
) -> None:
    there = await evening(scene, mentees=3)
    in_order = list(rows(await shows(scene, IDA)))
    ida, robin = await scene.person(IDA), await scene.person(ROBIN)
    ids = {each.applicant: each.id for each in there.mentees}

    async def after(name: str = "", member: str = IDA) -> str:
        given: dict[str, Answer] = {"after": str(ids[name])} if name else {}
        reply = await act(await scene.person(member), "board.next", **given)
        return window(reply).title.rpartition(" for ")[2]

    assert [await after(), await after(in_order[0]), await after(in_order[1])] == in_order
    assert await after(in_order[2]) == in_order[0]  # those who were passed by come again
    shown = window(await act(ida, "board.next"))
    assert the(shown, "On to the next").answers == {"after": str(ids[in_order[0]])}
    picked = shown.title.partition(" for ")[0]
    reply = await pressed(scene, IDA, the(shown, "Propose "))
    [said] = reply.says
    assert [button.label for button in said.buttons] == ["On to the next"]
    assert await after() == in_order[1]  # her word is given there
    theirs = window(await act(robin, "board.next"))
    assert theirs.title == f"{picked} for {in_order[0]}"
    await act(ida, "review.stood_aside", f"application:{ids[in_order[1]]}")
    assert await after() == in_order[2]
    await pressed(scene, IDA, the(window(await act(ida, "board.next")), "Propose "))
    assert "Nobody else waits for your word just now." in read(window(await act(ida, "board.next")))


async def test_whoever_looks_at_one_who_waits_finds_what_can_be_done_where_nobody_suits(
    scene: Stage,
) -> None:
    there = await evening(scene, mentees=2)
    mentee = there.mentees[0]
    alone = window(await shows(scene, IDA, one=str(mentee.id)))
    ways = window(await pressed(scene, IDA, the(alone, "What can be done")))
    assert ways.title == f"Nobody suits {mentee.ref} yet"
    pair = window(await act(await scene.person(IDA), "board.next"))
    assert the(pair, "Nobody suits?").action == "nobody.open"
    assert "What can be done" not in [b.label for b in window(await shows(scene, IDA)).buttons]
