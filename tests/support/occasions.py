"""What time brings, each occasion with a scene that leaves it without an answer: who hears of it, on which days, and what ends it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from scheme.forms.fields import Answer
from scheme.partnership.ending import Ending
from storage import partnerships, rounds
from storage.matching import discussions
from storage.member import consents
from tests.support.dialogue import Stage
from tests.support.managers import asking, says
from tests.support.pairs import pair, rows
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    candidate_of,
    chooses,
    definition_of,
    eligible,
    in_this_round,
    introduced,
    offered,
    on_register,
    pair_of,
    with_rules,
)
from tests.support.stage import ALEX, DAY_ONE, ESTHER, JO, MAYA, NOAH, PRIYA, ROBIN, TOM
from tests.support.surveying import sends

GROUP = "the Group's channel"
Play = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Occasion:
    """A scene, and what follows when nobody does anything any more.

    `says` is a pattern of the words by which its messages are known; `told` has the days, counted from the first day of
    the scene, on which each person hears of it. `ends` is what makes it come no more. `quiet` says why nobody is told.
    """

    play: Play
    says: str = ""
    told: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ends: Play | None = None
    days: int = 70
    quiet: str = ""


def does(email: str, step: str, of: str = "", **answers: Answer) -> Play:
    """Somebody takes a step about the latest row of a table."""

    async def press(scene: Stage) -> None:
        subject = f"{KINDS[of]}:{(await latest(scene, of)).id}" if of else ""
        await act(await scene.person(email), step, subject, **answers)

    return press


KINDS = {
    "applications": "application",
    "concerns": "concern",
    "enquiries": "enquiry",
    "erasures": "erasure",
    "partnerships": "partnership",
    "soundings": "sounding",
    "one_mores": "onemore",
    "sign_ups": "signup",
}


async def latest(scene: Stage, table: str) -> Any:
    """The last row of a table."""
    async with scene.bot.work(writes=False) as work:
        return max(await rows(work.session, table), key=lambda row: row.id)


def then(*plays: Play) -> Play:
    """One after the other."""

    async def play(scene: Stage) -> None:
        for one in plays:
            await one(scene)

    return play


def pair_of_days(days_ago: int, *, met: bool = False) -> Play:
    """Maya and Priya, who started so many days ago; where they met today, nothing is said of quiet weeks for long."""

    async def play(scene: Stage) -> None:
        number = await pair(scene, MAYA, PRIYA, days_ago=days_ago)
        if met:
            async with scene.bot.work() as work:
                (await partnerships.by_id(work, number)).last_met = work.now.date()

    return play


# Scenes


async def round_to_look_at(scene: Stage) -> None:
    """The round has a day on which the Group looks at it."""
    definition = in_this_round(scene, review=DAY_ONE + timedelta(days=21))
    async with scene.bot.work() as work:
        await rounds.ensure(work, definition)


async def to_be_discussed(scene: Stage) -> None:
    """Somebody waits to be checked, and the Group discusses on a day in two weeks, and again two weeks later."""
    days = {"day": f"{DAY_ONE + timedelta(days=14)}", "every": "two weeks", "times": 2}
    definition = with_rules(scene, discussions=days)
    async with scene.bot.work() as work:
        await discussions.ensure(work, definition)
    await applies(scene, MAYA, "mentee")


async def round_is_over(scene: Stage) -> None:
    """Maya waits in a round that nobody can apply to any more, and an administrator closes it."""
    await applies(scene, MAYA, "mentee")
    window = {"opens": DAY_ONE - timedelta(days=9), "closes": DAY_ONE - timedelta(days=1)}
    in_this_round(scene, mentee=window, mentor=window)
    groups = dict.fromkeys(("listed", "looked_for", "unread"), "first")
    await act(await scene.person(ALEX), "round.closed", round="spring", **groups)


async def options(scene: Stage) -> None:
    """Maya has mentors to choose from."""
    await on_register(scene, PRIYA, TOM)
    await offered(scene)


async def request(scene: Stage) -> None:
    """Maya has asked Priya."""
    await asked(scene)


async def meets(scene: Stage) -> None:
    """Maya and Priya are introduced."""
    await introduced(scene)


def by_rules(**tables: dict[str, Any]) -> Play:
    """The scheme has other rules."""

    async def play(scene: Stage) -> None:
        with_rules(scene, **tables)

    return play


async def application(scene: Stage) -> None:
    """Maya applies."""
    await applies(scene, MAYA, "mentee")


async def manager_asked(scene: Stage) -> None:
    """Maya applies to a scheme that asks her line manager by mail."""
    scene.bot.definitions = {asking().key: asking()}
    scene.bot.desk.definitions = scene.bot.delivery.definitions = scene.bot.definitions
    await applies(scene, MAYA, "mentee")


async def manager_agrees(scene: Stage) -> None:
    """Her line manager says yes."""
    await says(scene, "yes")


async def wishes(scene: Stage) -> None:
    """Esther would like to hear when the next round opens."""
    await act(await scene.person(ESTHER), "apply.remind", role="mentee", round="autumn")


async def planned(scene: Stage) -> None:
    """Maya and Priya meet next Monday."""
    maya = await scene.person(MAYA)
    await maya.says("plan our next meeting")
    await maya.fills(day="2027-01-18", hour="14:00")
    await maya.submits()


async def signed(scene: Stage) -> None:
    """Maya writes the agreement and signs it."""
    maya = await scene.person(MAYA)
    await maya.says("our agreement")
    await maya.submits()
    await maya.presses("Sign")
    await maya.closes()


async def signs(scene: Stage) -> None:
    """Priya signs what Maya wrote."""
    priya = await scene.person(PRIYA)
    await priya.says("our agreement")
    await priya.presses("Sign")


async def says_started(scene: Stage) -> None:
    """Maya says that they have started."""
    await act(await scene.person(MAYA), "start.started", f"partnership:{(await pair_of(scene)).id}")


async def declines(scene: Stage) -> None:
    """Priya, who was asked, declines."""
    await act(
        await scene.person(PRIYA),
        "answer.declined",
        f"candidate:{(await candidate_of(scene, MAYA, PRIYA)).id}",
    )


async def agree(scene: Stage) -> None:
    """Maya chooses Priya, who accepts at once."""
    await act(await scene.person(PRIYA), "answer.accept", await chooses(scene, MAYA, PRIYA))


async def calls_off(scene: Stage) -> None:
    """Maya calls the meeting off."""
    maya = await scene.person(MAYA)
    await maya.presses("Call it off")
    await maya.presses("Call it off")


async def logs(scene: Stage) -> None:
    """Maya notes that they met today."""
    maya = await scene.person(MAYA)
    await maya.says("log a meeting")
    await maya.submits()


async def becomes_mentor(scene: Stage) -> None:
    """Maya applies as a mentor."""
    await applies(scene, MAYA, "mentor")


async def ask_in_confidence(scene: Stage) -> None:
    """Maya, who works with Priya, asks Alex for a word."""
    alex = (await scene.person(ALEX)).person_id
    await act(await scene.person(MAYA), "sounding.sent", whom=str(alex), text="A word, please.")


def surveys_answered(*emails: str) -> Play:
    """People answer the survey that waits for them."""

    async def play(scene: Stage) -> None:
        for email in emails:
            await sends(await scene.person(email), going="yes")

    return play


async def for_one_more(scene: Stage) -> None:
    """Priya's place is taken, Noah waits, and she is asked to take one more."""
    await introduced(scene)
    await act(
        await scene.person(TOM),
        "applied.withdrawn",
        f"application:{(await application_of(scene, TOM, 'mentor')).id}",
    )
    subject = await eligible(scene, NOAH)
    theirs = await application_of(scene, PRIYA, "mentor")
    await act(await scene.person(ROBIN), "nobody.asked", subject, mentor=str(theirs.id))


async def call_goes_out(scene: Stage) -> None:
    """Maya had a partnership, and a call for mentors goes out for Noah."""
    await pair(scene, MAYA, PRIYA, days_ago=100)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", "partnership:1", how=str(Ending.COMPLETED), reason="", now=True)
    async with scene.bot.work() as work:
        await consents.give(work, definition_of(scene), maya.person_id, "mentee")
    subject = await eligible(scene, NOAH)
    await act(await scene.person(ROBIN), "nobody.called", subject)


async def waits_long(scene: Stage) -> None:
    """Maya is looked for in a scheme that says after sixty days how things stand."""
    with_rules(scene, answering={"word_days": 60})
    await eligible(scene, MAYA)


async def for_invited(scene: Stage) -> None:
    """Noah waits, and somebody was invited by mail."""
    scene.bot.desk.catalogue.mails = True
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    subject = await eligible(scene, NOAH)
    address = "una.field@moor.example.org"
    await act(await scene.person(ROBIN), "nobody.invited", subject, name="Una", address=address)


# What is done about it

ENDS = does(MAYA, "end.ended", "partnerships", how=str(Ending.AGREED), reason="", now=True)
LEAVES = does(MAYA, "end.ended", "partnerships", how=str(Ending.AGREED), reason="")
STAYS = does(MAYA, "end.taken_back", "partnerships")
PAUSES = does(MAYA, "pause.paused", "partnerships", until="2027-02-10")
STARTS = does(PRIYA, "start.started", "partnerships")
WITHDRAWS = does(MAYA, "applied.withdrawn", "applications")
ASKS = does(ESTHER, "enquiry.asked", text="How long is a round?")
ANSWERS = does(ALEX, "enquiry.answered", "enquiries", text="Two months.")
COMPLAINS = does(NOAH, "concern.send", about="scheme", text="It was too slow.")
REPLIES = does(ROBIN, "concern.answered", "concerns", reply="It was, and we are sorry.")
CLOSES = does(ROBIN, "concern.closed", "concerns", outcome="upheld")
IN_CONFIDENCE = does(ALEX, "sounding.spoken", "soundings")
DECIDES_NO = does(ROBIN, "review.no_mentor_told", "applications", reason="Nobody near.")
TAKES_ONE_MORE = does(PRIYA, "nobody.yes", "one_mores")
DECIDES = does(ROBIN, "review.declined", "applications", reason="Not this time.")

OVER = then(
    by_rules(retention={"concluded_days": 90}),
    pair_of_days(140),
    does(MAYA, "goals.add", "partnerships", text="To run a workshop."),
    ENDS,
)
BOTH_AT_ONCE = (MAYA, PRIYA)


CHARGED = then(
    by_rules(
        fee={
            "role": "mentee",
            "amount": 150,
            "currency": "AUD",
            "reference": "MENTORING",
            "how": "The office sends you an invoice.",
        }
    ),
    meets,
)
PAID = does(ALEX, "fee.paid", "partnerships")
OPEN_ENDED = then(
    by_rules(
        pairing={"months": 0, "most_months": 0},
        meetings={"least_weeks": 0, "most_weeks": 0, "nudges": 0},
    ),
    pair_of_days(0),
)


def both(*days: int) -> Mapping[str, tuple[int, ...]]:
    """The same for each of the two."""
    return dict.fromkeys(BOTH_AT_ONCE, days)


ASKS_TO_BE_ERASED = does(MAYA, "erase.asked")
IS_KEPT = does(MAYA, "erase.kept", "erasures")
OCCASIONS: Mapping[str, Occasion] = {
    # An application
    "application.warn": Occasion(
        application, r"^A-1.*(left to answer|due t)", {GROUP: (21, 25, 35, 39)}, DECIDES
    ),
    "application.hold": Occasion(
        application,
        "Still on it|Longer than we said|waits too long",
        {MAYA: (28, 42), ROBIN: (42,), JO: (56,)},
        DECIDES,
    ),
    "application.escalate": Occasion(
        application, "waits too long", {ROBIN: (42,), JO: (56,)}, DECIDES
    ),
    "application.forget": Occasion(
        then(application, WITHDRAWS), quiet="What was withdrawn goes without a word."
    ),
    # Somebody asked to be erased on day 14, and says no more
    "erasure.nears": Occasion(
        ASKS_TO_BE_ERASED, "rather stay, press Keep me", {MAYA: (0, 10)}, ends=IS_KEPT
    ),
    "erasure.parts": Occasion(
        ASKS_TO_BE_ERASED, quiet="What is open ends, of which whoever it concerns hears as ever."
    ),
    "erasure.erase": Occasion(
        ASKS_TO_BE_ERASED, quiet="Everything goes, an hour after the last word, without another."
    ),
    "permission.silent": Occasion(
        manager_asked, "line manager has not answered", {MAYA: (7,)}, manager_agrees
    ),
    "permission.lapse": Occasion(
        manager_asked, "was good for 28 days", {MAYA: (29,)}, manager_agrees
    ),
    "reminder.opens": Occasion(wishes, "open now", {ESTHER: (200,)}, days=210),
    "heldround.review": Occasion(
        round_to_look_at, "Today is the day to look at Spring", {GROUP: (21,)}
    ),
    "helddiscussions.digest": Occasion(
        to_be_discussed, "to be matched, as it stands", {GROUP: (11, 25)}
    ),
    "heldround.answers": Occasion(round_is_over, "Spring has closed", {MAYA: (0,)}),
    # Options and requests
    "proposal.remind": Occasion(options, "Options waiting for you", {MAYA: (7, 14)}, agree),
    "proposal.unchosen": Occasion(
        options, "Your options stay open|No choice yet", {MAYA: (22,), GROUP: (22,)}, agree
    ),
    "candidate.remind": Occasion(request, "is waiting to hear from you", {PRIYA: (3, 7)}, declines),
    "candidate.lapse": Occasion(
        request, "has not answered in time|without an answer", {MAYA: (8,), PRIYA: (8,)}, declines
    ),
    # A search where nobody suits
    "application.stands": Occasion(
        waits_long, "still looks for mentors for you", {MAYA: (60,)}, DECIDES_NO
    ),
    "onemore.remind": Occasion(
        for_one_more, "You won't be reminded again", {PRIYA: (7,)}, TAKES_ONE_MORE
    ),
    "onemore.lapse": Occasion(
        for_one_more, "mentor who was asked has not answered", {GROUP: (8,)}, TAKES_ONE_MORE
    ),
    "called.call": Occasion(call_goes_out, "looks for mentors", {MAYA: (0,)}),
    "mentorcall.over": Occasion(
        call_goes_out, "call for mentors is over", {GROUP: (28,)}, DECIDES_NO
    ),
    "invitation.lapse": Occasion(
        for_invited, "invited has not answered; please look further", {GROUP: (29,)}, DECIDES_NO
    ),
    # A pair that was introduced
    "partnership.in-touch": Occasion(meets, "in touch", both(7), then(says_started, STARTS)),
    "partnership.not-started": Occasion(
        meets, "not started yet", {GROUP: (28,)}, then(says_started, STARTS)
    ),
    "partnership.confirm": Occasion(
        then(meets, says_started), "One press settles it", {PRIYA: (3, 7)}, STARTS
    ),
    "partnership.taken-as-started": Occasion(
        then(meets, says_started), "is under way", both(10), ENDS
    ),
    # A pair on its way
    "partnership.nudge": Occasion(pair_of_days(0), "No meeting with", both(42, 56, 70), logs),
    "partnership.quiet": Occasion(
        pair_of_days(0), "nothing noted for", {GROUP: (84,)}, ENDS, days=150
    ),
    "appointment.remind": Occasion(then(pair_of_days(0), planned), "Coming up", both(4), calls_off),
    "appointment.met": Occasion(then(pair_of_days(0), planned), "Did you meet", both(8), ENDS),
    "agreement.unsigned": Occasion(
        then(pair_of_days(0), signed), "waits for your signature", {PRIYA: (7,)}, signs
    ),
    "partnership.rests": Occasion(
        then(pair_of_days(0), PAUSES), quiet="A pause puts surveys aside without a word."
    ),
    "partnership.return": Occasion(then(pair_of_days(0), PAUSES), "Welcome back", both(30), ENDS),
    "partnership.goes-on": Occasion(
        then(pair_of_days(60), PAUSES), quiet="What was put aside is asked again."
    ),
    # A fee
    "partnership.fee": Occasion(CHARGED, "is not marked as paid yet", {MAYA: (14, 28)}, PAID),
    "partnership.fee-late": Occasion(
        CHARGED, "fee: not marked as paid by its day", {GROUP: (29,)}, PAID
    ),
    # Without an end, and going on beyond it
    "partnership.still": Occasion(OPEN_ENDED, "two still going on", both(120, 240), ENDS, days=400),
    "partnership.faded": Occasion(OPEN_ENDED, "has come to an end", both(254), days=400),
    "partnership.continue": Occasion(
        then(by_rules(pairing={"continuation_days": 30}), pair_of_days(140, met=True)),
        "Would you like to go on",
        both(14),
        ENDS,
    ),
    # Surveys
    "partnership.midpoint": Occasion(pair_of_days(81, met=True), "are halfway", both(10), ENDS),
    "survey.invite": Occasion(pair_of_days(81, met=True), "are halfway", both(10), ENDS),
    "survey.remind": Occasion(
        pair_of_days(81, met=True), "still welcome", both(17, 24), surveys_answered(MAYA, PRIYA)
    ),
    "survey.close": Occasion(pair_of_days(81, met=True), quiet="A card says so in place."),
    "partnership.conclusion": Occasion(then(pair_of_days(140), ENDS), "how was it with", both(0)),
    "partnership.follow-up": Occasion(
        then(pair_of_days(140), ENDS), "What has stayed", {MAYA: (189,), PRIYA: (182,)}, days=260
    ),
    # Its end and afterwards
    "partnership.ending": Occasion(
        pair_of_days(140, met=True), "is planned to end", both(30), ENDS
    ),
    "partnership.ended": Occasion(pair_of_days(140), "was planned until", both(44), ENDS),
    "partnership.close": Occasion(pair_of_days(140, met=True), "has come to an end", both(58)),
    "partnership.left": Occasion(
        then(pair_of_days(60), LEAVES), "its reminders have stopped", both(0), STAYS
    ),
    "partnership.invite": Occasion(
        then(pair_of_days(140), ENDS), "pass it on", {MAYA: (182,)}, becomes_mentor, days=260
    ),
    "partnership.forget-soon": Occasion(OVER, "show me my data gives", both(63), days=70),
    "partnership.forget": Occasion(OVER, quiet="Both have heard of it before.", days=100),
    # What was raised
    "enquiry.remind": Occasion(ASKS, "due today", {ALEX: (3, 8)}, ANSWERS),
    "enquiry.late": Occasion(
        ASKS, "we are late|long due", {ESTHER: (3, 8), ROBIN: (8,), JO: (11,), ALEX: ()}, ANSWERS
    ),
    "enquiry.escalate": Occasion(ASKS, "long due", {ROBIN: (8,), JO: (11,)}, ANSWERS),
    "enquiry.rest": Occasion(then(ASKS, ANSWERS), quiet="What was answered closes in place."),
    "enquiry.forget": Occasion(
        then(ASKS, does(ESTHER, "enquiry.settled", "enquiries")), quiet="Its words go unseen."
    ),
    "concern.warn": Occasion(
        COMPLAINS, "left to reply|due today", {GROUP: (9, 11, 14, 16, 18, 21)}, REPLIES
    ),
    "concern.late": Occasion(
        COMPLAINS,
        "we are late|long due|waits for its reply",
        {NOAH: (14, 21), ROBIN: (21,), JO: (21,)},
        REPLIES,
    ),
    "concern.unclosed": Occasion(
        then(COMPLAINS, REPLIES), "answered a while ago", {GROUP: (14,)}, CLOSES
    ),
    "concern.forget": Occasion(
        then(COMPLAINS, does(NOAH, "concern.withdrawn", "concerns")), quiet="Its words go unseen."
    ),
    # A word in confidence
    "sounding.remind": Occasion(
        then(pair_of_days(0), ask_in_confidence),
        "still hopes for a word",
        {ALEX: (2,)},
        IN_CONFIDENCE,
    ),
    "sounding.forget": Occasion(
        then(
            by_rules(retention={"enquiry_days": 30}),
            pair_of_days(0),
            ask_in_confidence,
            IN_CONFIDENCE,
        ),
        quiet="Its words go unseen.",
    ),
    "sounding.unanswered": Occasion(
        then(pair_of_days(0), ask_in_confidence),
        "has not answered yet",
        {MAYA: (7,)},
        IN_CONFIDENCE,
    ),
}
