"""First talks: several at once, stepping back without blame, choosing; nobody learns of the others (R4.1–R4.5)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit.ui import Action, View
from scheme.application.application import ApplicationStage
from scheme.matching.candidate import Word
from scheme.matching.proposal import ProposalProgress
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    at_once,
    barred,
    candidate_of,
    cards,
    keeps_to_the_voice,
    offered,
    on_register,
    pair_of,
    places_taken,
    proposal_of,
    refused,
)
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage
from tests.support.talks import approaches, joins, several, talking, two_talks

NINE = (
    "Bethan Sowerby",
    "Kwame Ollerton",
    "Aisha Crowther",
    "Luca Pennington",
    "Freya Adeyemi",
    "Hamza Birtles",
    "Ines Calloway",
    "Joel Nakamura",
    "Katya Rowbotham",
)
pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A scheme with first talks. When the scene is over: no message was longer than fifty words, and none shouted."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    one = await set_stage(database, several())
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def people_of(scene: Stage, *emails: str) -> list[Player]:
    return [await scene.person(email) for email in emails]


def number(request: str) -> str:
    return request.partition(":")[2]


async def word_of(scene: Stage, mentor: str, mentee: str = MAYA) -> Word:
    return (await candidate_of(scene, mentee, mentor)).state


async def test_two_are_asked_at_once_and_neither_learns_of_the_other(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    maya, priya, tom = await people_of(scene, MAYA, PRIYA, TOM)
    await maya.presses("Read profiles")
    await maya.sees("Ask for a first talk with up to 3 at once; nobody learns whom else you ask")
    await maya.presses("Ask Priya Nair for a first talk")
    await maya.sees("Send this to Priya Nair?", "is asked for a first talk and reads the following")
    await maya.presses("Send")
    await maya.presses("Read profiles")
    await maya.sees("Asked for a first talk; answer by Monday 18 January 2027.")
    await maya.presses("Ask Tom Birch for a first talk")
    await maya.presses("Send")
    for mentor in (priya, tom):
        [text] = cards(mentor, "A mentee asks")
        assert text.startswith(
            "Maya Thorne would like a first talk with you, which binds neither of you."
        )
    await priya.does_not_see("Tom")
    await tom.does_not_see("Priya")
    assert (await places_taken(scene, PRIYA), await places_taken(scene, TOM)) == (0, 0)
    assert (await proposal_of(scene)).choose_by is None
    await scene.group_sees("With the mentee; 2 first talks, asked for or under way")


async def test_with_a_yes_both_find_how_to_reach_each_other_and_a_way_to_arrange_it(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    await approaches(scene, MAYA, PRIYA)
    maya, priya = await people_of(scene, MAYA, PRIYA)
    await priya.presses("Read the request")
    await priya.sees("It binds neither of you and takes none of your places")
    await priya.does_not_see(MAYA)
    await maya.does_not_see(PRIYA)
    await priya.presses("Yes, let's talk")
    for one, other, address in ((maya, "Priya Nair", PRIYA), (priya, "Maya Thorne", MAYA)):
        assert cards(one, f"First talk with {other}")
        assert address not in str(one.room)  # in the window alone
        await one.presses("How to reach them")
        await one.sees(address, "How to arrange it", "After Monday 1 February 2027 I ask whether")
    await maya.sees("You write first", "Hello Priya, Maya here")
    await priya.sees("Maya writes first")
    await priya.does_not_see("Hello Maya, Priya here")
    assert await places_taken(scene, PRIYA) == 0


async def test_the_mentee_chooses_one_they_begin_at_once_and_the_others_are_told_kindly(
    scene: Stage,
) -> None:
    _, requests = await two_talks(scene)
    maya, priya, tom = await people_of(scene, MAYA, PRIYA, TOM)
    await act(priya, "talk.talked", requests[PRIYA])
    [text] = [one for one in cards(maya, "First talk with Priya Nair") if "have talked" in one]
    assert "They hear by Monday 1 February 2027" in text
    await maya.presses("Choose Priya Nair")
    await maya.sees("Choose Priya Nair?", "You and Priya Nair begin at once")
    await maya.presses("Choose Priya Nair")
    assert (await application_of(scene, MAYA)).stage == ApplicationStage.MATCHED
    assert await word_of(scene, PRIYA) == Word.ACCEPTED
    assert (await places_taken(scene, PRIYA), await places_taken(scene, TOM)) == (1, 0)
    assert cards(maya, "Meet Priya Nair")
    assert cards(priya, "Meet Maya Thorne")
    [text] = cards(tom, "First talk over")
    assert text.startswith("Maya Thorne goes another way now. Thank you for your time")
    await tom.does_not_see("Priya")
    assert (await pair_of(scene)).mentor_id == priya.person_id
    await maya.says("hello")
    await maya.does_not_see("How to reach them")


@pytest.mark.parametrize("who", [MAYA, PRIYA])
async def test_either_steps_back_without_blame_or_reason_and_the_rest_goes_on(
    scene: Stage, who: str
) -> None:
    await two_talks(scene)
    maya, priya, tom, ida = await people_of(scene, MAYA, PRIYA, TOM, IDA)
    acting = await scene.person(who)
    other = "Priya Nair" if who == MAYA else "Maya Thorne"
    await acting.presses("I'd rather not go on", card=f"First talk with {other}")
    await acting.sees(f"Step back from {other}?", "without a reason")
    await acting.presses("Step back")
    assert await word_of(scene, PRIYA) == Word.PARTED
    assert await word_of(scene, TOM) == Word.TALKING
    told = priya if who == MAYA else maya
    await told.sees("would rather not go on", "It says nothing about you")
    await maya.sees("1 other first talk of yours can go on")
    await tom.does_not_see("Priya")
    await ida.presses_in_channel("Open", card="A-3")
    await ida.sees("not gone on after a first talk", "first talk to come")
    assert (await proposal_of(scene)).state == ProposalProgress.OFFERED


async def test_with_nobody_left_the_group_looks_again(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    _, requests = await talking(scene, MAYA, [PRIYA])
    maya, priya = await people_of(scene, MAYA, PRIYA)
    await act(priya, "talk.stepped_back", requests[PRIYA])
    [text] = cards(maya, "Looking again")
    assert text.startswith(
        "Priya Nair would rather not go on after all. It says nothing about you. The Oversight Group looks again"
    )
    assert (await proposal_of(scene)).state == ProposalProgress.RETURNED


async def test_a_request_for_a_talk_can_be_taken_back_and_a_no_leaves_the_others_open(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    request = await approaches(scene, MAYA, PRIYA)
    maya, priya, tom = await people_of(scene, MAYA, PRIYA, TOM)
    await maya.presses("Take it back")
    await maya.sees("What else you have open goes on.")
    await maya.presses("Take it back")
    assert cards(priya, "Request closed")
    assert "closed" in await refused(priya, "answer.accept", request)
    assert (await proposal_of(scene)).choose_by is not None
    second = await approaches(scene, MAYA, TOM)
    await act(tom, "answer.declined", second)
    assert cards(maya, "Looking again")


async def test_no_more_talks_at_once_than_the_scheme_says(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/other.db")
    scene = await set_stage(database, several(at_once=1))
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    await approaches(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    tom = await candidate_of(scene, MAYA, TOM)
    text = await refused(maya, "choose.sent", proposal, candidate=str(tom.id), revision="1")
    assert text.startswith("You can have 1 first talk at once.")
    await maya.presses("View profile")
    await maya.sees("as many first talks as there can be at once, 1")
    await maya.does_not_see("Ask Tom Birch for a first talk")
    await database.close()


async def test_a_mentor_wanted_by_nine_is_asked_by_as_many_as_there_is_room_for(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    asked: list[str] = []
    refusals: list[str] = []
    for name in NINE:
        email = await joins(scene, name, f"{name.split()[0].lower()}@fellside.example.org")
        await offered(scene, email, [PRIYA, TOM])
        try:
            await approaches(scene, email, PRIYA)
            asked.append(email)
        except Refusal as no:
            refusals.append(no.text)
    assert len(asked) == 3  # one place, three talks for it
    assert len(refusals) == 6
    assert all("can't be asked just now, so nobody has been" in text for text in refusals)
    late = f"{NINE[-1].split()[0].lower()}@fellside.example.org"
    last = await scene.person(late)
    await last.presses("Read profiles")
    await last.sees("Priya Nair: in as many first talks as there is room for", "Ask Tom Birch")
    priya = await scene.person(PRIYA)
    for email in asked:
        request = await candidate_of(scene, email, PRIYA)
        await act(priya, "answer.accept", f"candidate:{request.id}")
    first, second, third = asked
    await act(
        priya, "talk.stepped_back", f"candidate:{(await candidate_of(scene, first, PRIYA)).id}"
    )
    await approaches(scene, late, PRIYA)
    proposal = await proposal_of(scene, second)
    mine = await candidate_of(scene, second, PRIYA)
    player = await scene.person(second)
    await act(player, "talk.chosen", f"proposal:{proposal.id}", candidate=str(mine.id))
    assert await places_taken(scene, PRIYA) == 1
    for email in (third, late):
        assert await word_of(scene, PRIYA, email) == Word.RELEASED
        other = await scene.person(email)
        [text] = cards(other, "Another choice")
        assert text.startswith("Priya Nair's last place has just gone to somebody else.")
        assert "Kwame" not in str(other.room)
        assert (await proposal_of(scene, email)).choose_by is not None
    closed = cards(priya, "First talk over")
    assert len(closed) == 2


async def test_they_say_that_they_have_talked_or_will_and_the_days_follow(scene: Stage) -> None:
    _, requests = await two_talks(scene)
    maya, priya, tom = await people_of(scene, MAYA, PRIYA, TOM)
    await scene.forward(5)
    await act(tom, "talk.later", requests[TOM])
    await maya.sees("Your first talk with Tom Birch takes a little longer")
    proposal = f"proposal:{(await proposal_of(scene)).id}"
    await act(maya, "talk.talked", proposal, candidate=number(requests[PRIYA]))
    [text] = cards(priya, "First talk with Maya Thorne")
    assert text.startswith("You and Maya Thorne have talked, thank you. You hear by")
    reply = await act(priya, "talk.talked", requests[PRIYA])
    assert "That is noted already." in str(reply)
    tom_s, priya_s = [await candidate_of(scene, MAYA, one) for one in (TOM, PRIYA)]
    assert (str(tom_s.talk_by), str(priya_s.decide_by)) == ("2027-02-08", "2027-02-08")


async def test_a_talk_that_never_happens_is_asked_about_once_and_let_go_with_a_word_to_both(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    await talking(scene, MAYA, [PRIYA])
    maya, priya = await people_of(scene, MAYA, PRIYA)
    await scene.forward(22)
    for one in (maya, priya):
        await one.sees("talked yet?")
        await one.says("hello")
        await one.sees("Once you have, or if it takes longer, say so here.")
    await scene.forward(7)
    assert await word_of(scene, PRIYA) == Word.LAPSED
    for one in (maya, priya):
        await one.sees("Your first talk has not come about, so it is let go.")
    assert cards(maya, "Looking again")


async def test_a_mentor_does_not_wait_for_ever_for_a_mentee_who_does_not_decide(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    _, requests = await talking(scene, MAYA, [PRIYA])
    maya, priya = await people_of(scene, MAYA, PRIYA)
    await act(priya, "talk.talked", requests[PRIYA])
    await scene.forward(8)
    await maya.sees("Priya Nair still hopes to hear from you by Monday 1 February 2027")
    await scene.forward(15)
    assert await word_of(scene, PRIYA) == Word.LAPSED
    await priya.sees("Maya Thorne has not decided in time, so you need not wait any longer.")
    await maya.sees("The day to decide about Priya Nair has passed")


async def test_what_the_wrong_person_presses_the_wrong_id_twice_and_late_change_nothing(
    scene: Stage,
) -> None:
    proposal, requests = await two_talks(scene)
    maya, priya, tom, noah = await people_of(scene, MAYA, PRIYA, TOM, NOAH)
    steps = ("read", "talked", "later", "step_back", "stepped_back")
    for step in steps:
        for email in (NOAH, ESTHER, ROBIN, IDA, TOM):
            await barred(await scene.person(email), f"talk.{step}", requests[PRIYA])
        await barred(maya, f"talk.{step}", requests[PRIYA])  # hers is the proposal
        for player in (noah, priya):
            await barred(player, f"talk.{step}", proposal, candidate=number(requests[PRIYA]))
        for forged in ("", "0", "99", "-1", "1; drop"):
            assert "not among your options" in await refused(
                maya, f"talk.{step}", proposal, candidate=forged
            )
    for step in ("choose", "chosen"):
        for player in (noah, priya, tom):
            await barred(player, f"talk.{step}", proposal, candidate=number(requests[PRIYA]))
    assert [await word_of(scene, one) for one in (PRIYA, TOM)] == [Word.TALKING, Word.TALKING]
    await act(maya, "talk.chosen", proposal, candidate=number(requests[PRIYA]))
    for step in (*steps, "choose", "chosen"):
        for request in requests.values():
            assert "This first talk is over" in await refused(
                maya, f"talk.{step}", proposal, candidate=number(request)
            )
    for step in steps:
        assert "This first talk is over" in await refused(tom, f"talk.{step}", requests[TOM])
    assert await places_taken(scene, PRIYA) == 1
    for step in ("talk.open", "talk.leave"):
        assert "no first talk just now" in await refused(noah, step)


async def test_nobody_is_chosen_before_they_said_yes(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    request = await approaches(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    for candidate in (number(request), str((await candidate_of(scene, MAYA, TOM)).id)):
        assert "first talk is over" in await refused(
            maya, "talk.chosen", proposal, candidate=candidate
        )
    assert (await application_of(scene, MAYA)).stage == ApplicationStage.ELIGIBLE


async def test_it_is_done_in_words_and_with_several_it_is_asked_which(scene: Stage) -> None:
    await two_talks(scene)
    maya, priya = await people_of(scene, MAYA, PRIYA)
    await priya.says("we talked")
    await priya.sees("First talk with Maya Thorne", "How to arrange it")
    await priya.says("I'd rather not go on with Maya")
    await priya.sees("Step back from Maya Thorne?")
    await maya.says("I'd rather not go on with Tom")
    await maya.sees("Which of your first talks?")
    await maya.presses("With Tom Birch")
    await maya.sees("Step back from Tom Birch?")
    window = maya.window
    assert isinstance(window, View)
    assert [button.label for button in window.buttons] == ["Step back", "Keep it"]


async def test_a_mentor_who_leaves_the_register_ends_the_talk_and_the_mentee_hears(
    scene: Stage,
) -> None:
    await two_talks(scene)
    maya, priya = await people_of(scene, MAYA, PRIYA)
    theirs = await application_of(scene, PRIYA, "mentor")
    await act(priya, "applied.withdrawn", f"application:{theirs.id}")
    assert await word_of(scene, PRIYA) == Word.PARTED
    [text] = cards(maya, "Another choice")
    assert text.startswith("Priya Nair would rather not go on after all.")


async def test_a_mentee_who_withdraws_frees_everybody(scene: Stage) -> None:
    await two_talks(scene)
    maya, priya, tom = await people_of(scene, MAYA, PRIYA, TOM)
    mine = await application_of(scene, MAYA)
    await act(maya, "applied.withdrawn", f"application:{mine.id}")
    for mentor in (priya, tom):
        await mentor.sees("Maya Thorne has withdrawn")
        await mentor.says("hello")
        await mentor.does_not_see("How to reach them")


async def test_what_the_group_agreed_on_is_not_undone_once_somebody_was_asked(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    await approaches(scene, MAYA, PRIYA)
    robin = await scene.person(ROBIN)
    mine = await application_of(scene, MAYA)
    text = await refused(robin, "propose.take_back", f"application:{mine.id}")
    assert "has acted on it already" in text


async def test_ten_silent_weeks_bring_little_and_leave_nobody_waiting(scene: Stage) -> None:
    await two_talks(scene)
    maya, priya, tom = await people_of(scene, MAYA, PRIYA, TOM)
    began = len(scene.channel.arrivals)
    for _ in range(10):
        await scene.forward(7)
    for mentor in (PRIYA, TOM):
        assert await word_of(scene, mentor) == Word.LAPSED
    arrived = scene.channel.arrivals[began:]
    for player, most in ((priya, 2), (tom, 2), (maya, 5)):
        own = [one for one in arrived if one.recipient == f"person:{player.person_id}"]
        assert len(own) <= most, [(str(one.at.date()), one.message.text) for one in own]


async def test_two_who_choose_the_last_place_at_once_never_both_get_it(
    database: Database,
) -> None:
    scene = await set_stage(database, several())
    await on_register(scene, PRIYA, TOM)
    for mentee in (MAYA, NOAH):
        await talking(scene, mentee, [PRIYA, TOM])
    wishes = []
    for mentee in (MAYA, NOAH):
        proposal = await proposal_of(scene, mentee)
        mine = await candidate_of(scene, mentee, PRIYA)
        choose = Action(
            name="talk.chosen",
            subject=Subject("proposal", proposal.id),
            answers={"candidate": str(mine.id)},
        )
        wishes.append((mentee, choose))
    found = await at_once(scene, *wishes)
    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert await places_taken(scene, PRIYA) == 1
    stages = {one: (await application_of(scene, one)).stage for one in (MAYA, NOAH)}
    assert sorted(stages.values()) == [ApplicationStage.ELIGIBLE, ApplicationStage.MATCHED]
    [lost] = [one for one, stage in stages.items() if stage == ApplicationStage.ELIGIBLE]
    assert await word_of(scene, PRIYA, lost) == Word.RELEASED
    assert await word_of(scene, TOM, lost) == Word.TALKING
