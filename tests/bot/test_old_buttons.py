"""Buttons, windows and pages that stand in chats since the last release: what they carry is read as it was then.

What they carry is written down here as it was sent. None of it may be changed; what is sent by now comes beside it.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.carrying import fetched
from bot.chat.payload import Metadata, Payloads, Press, metadata, unpacked
from bot.teams.cards import read
from handlers.desk.drafts import opener_of
from handlers.desk.encoding import decoded, encoded, plain
from handlers.kit.ui import Action, Button, Form, Message, Reply, message_from, reply_from
from scheme.forms.draft import Draft
from scheme.forms.fields import ShortText
from scheme.ids import PersonId
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage.engine.database import Database
from storage.platforms import payload_store
from tests.support.dialogue import Stage
from tests.support.rounds import act
from tests.support.stage import MAYA, START, set_stage
from tests.web.page import FILLED, Page

APPLY = Action(
    name="apply.mentee", subject=NOTHING_IN_PARTICULAR, answers={"round": "2026-1"}, scheme="aln"
)

# Slack's `value` of a button, and what Teams has under "m".
BUTTONS = {
    '{"n":"home.show"}': Press(Action(name="home.show")),
    '{"n":"review.open","s":"application:17","k":"aln"}': Press(
        Action(name="review.open", subject=Subject("application", 17), answers={}, scheme="aln")
    ),
    '{"n":"applied.view","s":"application:17","a":{"a":"b","n":3,"t":true,"l":["x","y"]},"k":"aln"}': Press(
        Action(
            name="applied.view",
            subject=Subject("application", 17),
            answers={"a": "b", "n": 3, "t": True, "l": ["x", "y"]},
            scheme="aln",
        )
    ),
    (
        '{"n":"choose.read","s":"proposal:4","k":"aln","o":{"n":"apply.mentee","a":{"round":"2026-1"},"k":"aln"},'
        '"p":2,"f":"cv.pdf"}'
    ): Press(
        Action(
            name="choose.read",
            subject=Subject("proposal", 4),
            answers={},
            scheme="aln",
            opener=APPLY,
        ),
        2,
        "cv.pdf",
    ),
}

# Slack's `private_metadata` of a window, and what Teams has under "m" of a dialog's form.
WINDOW = (
    '{"n":"apply.send","k":"aln","o":{"n":"apply.mentee","a":{"round":"2026-1"},"k":"aln"},"c":{"revision":"3"},'
    '"p":1,"q":2,"g":"D1","h":{"cv":"file:7"},"t":"Apply","v":true}'
)
KNOWN = Metadata(
    action="apply.send",
    subject=NOTHING_IN_PARTICULAR,
    scheme="aln",
    opener=APPLY,
    carries={"revision": "3"},
    page=1,
    pages=2,
    origin="D1",
    kept={"cv": "file:7"},
    title="Apply",
    private=True,
)

# A button that leads into the chat what another step opens as a form, and what one of Slack's commands had.
BEGIN = (
    '{"n":"ask.begin","a":{"step":"apply.mentee","about":"","given":["round=spring"]},"k":"aln"}'
)

# What a page of the web channel holds of the step that opened its form.
WEB_OPENER = (
    '{"name":"show.form","subject":"","answers":{},"scheme":"valley",'
    '"opener":{"name":"home.show","subject":"","answers":{},"scheme":"","opener":null}}'
)
WEB_FORM = [
    ("action", "show.send"),
    ("subject", ""),
    ("scheme", ""),
    ("title", "Apply as a mentee"),
    ("private", ""),
]

# A reply as it is kept for a repeat, and a letter as it waits in the outbox.
REPLY = (
    '{"says":[],"window":{"title":"Apply","action":"apply.send","fields":[{"key":"name","label":"Name","title":"",'
    '"help":"","required":true,"section":"","seen_by":"group","confidential":false,"kind":"short","most":200,'
    '"form":"text","fills":""}],"submit":"Send","subject":"","parts":[],"answers":{},"carries":{"revision":"3"},'
    '"errors":{},"notice":"","style":"primary","scheme":"aln","private":true,"opener":{"name":"apply.mentee",'
    '"subject":"","answers":{"round":"2026-1"},"scheme":"aln","opener":null},"buttons":[],"kind":"form"},'
    '"then":{"name":"apply.mentee","subject":"","answers":{"round":"2026-1"},"scheme":"aln","opener":null},'
    '"otherwise":null,"behalf":0,"hush":false,"opener":null}'
)
LETTER = (
    '{"text":"Hello","parts":[],"buttons":[{"label":"Open","action":"review.open","subject":"application:17",'
    '"answers":{},"style":"plain","opens":true,"scheme":"aln"}],"heading":"","pinned":false}'
)


@pytest.mark.parametrize("value", BUTTONS)
def test_an_old_button_means_what_it_meant(value: str) -> None:
    assert unpacked(value) == BUTTONS[value]


@pytest.mark.parametrize(
    "activity",
    [
        {"action": {"type": "Action.Execute", "verb": "press", "data": {"m": next(iter(BUTTONS))}}},
        {"data": {"msteams": {"type": "task/fetch"}, "m": next(iter(BUTTONS))}},
        {"data": {"m": next(iter(BUTTONS)), "k": "press"}},
        {"m": next(iter(BUTTONS))},
    ],
)
def test_an_old_button_of_teams_means_what_it_meant(activity: dict[str, Any]) -> None:
    assert unpacked(read.press(activity)) == Press(Action(name="home.show"))


def test_an_old_window_knows_of_itself_what_it_knew() -> None:
    assert metadata(WINDOW) == KNOWN


@pytest_asyncio.fixture
async def scene(database: Database) -> AsyncIterator[Stage]:
    """A stage on the database of the test."""
    stage = await set_stage(database)
    yield stage
    await stage.bot.stop()


async def test_what_an_old_button_could_not_hold_is_found_under_its_token(scene: Stage) -> None:
    body = '{"n":"ask.picked","s":"draft:4","a":{"question":"why","value":"I would like to learn."},"k":"aln"}'
    async with scene.bot.work() as work:
        await payload_store.keep(work, {"_Cs_P07uoI3mXK5_KgyU-mcHC0ZBmEnU": body})
    press = unpacked(await fetched(scene.bot, "~_Cs_P07uoI3mXK5_KgyU-mcHC0ZBmEnU"))
    given = {"question": "why", "value": "I would like to learn."}
    assert press == Press(
        Action(name="ask.picked", subject=Subject("draft", 4), answers=given, scheme="aln")
    )


async def test_an_old_button_still_takes_a_form_into_the_chat(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    begin = unpacked(BEGIN).action
    assert begin.name == "ask.begin"
    said = (await act(maya, begin.name, **begin.answers)).says
    assert "question" in " ".join(one.text.lower() for one in said)
    maya = await scene.person(MAYA)
    form = (await act(maya, "apply.mentee")).window
    assert isinstance(form, Form)
    [now] = [
        unpacked(Payloads().of(one.does)).action
        for one in form.buttons
        if one.action == "ask.begin"
    ]
    assert now.opener == Action(name="apply.mentee", scheme="aln")
    assert (await scene.bot.act(maya.person_id, now)).says[0].text == said[0].text


OLD_OPENING = {
    "subject": "application:17",
    "answers": {"round": "2026-1"},
}  # as a draft's row has it


def test_an_old_draft_is_opened_by_what_opened_it() -> None:
    opener = Action(
        name="applied.change",
        subject=Subject("application", 17),
        answers={"round": "2026-1"},
        scheme="aln",
    )
    for opening in (OLD_OPENING, plain(opener)):
        draft = Draft(
            scheme="aln",
            person_id=PersonId(1),
            opener="applied.change",
            action="applied.resend",
            subject=Subject("application", 17),
            title="Change",
            opening=opening,
            private=False,
            answers={},
            carries={},
            changed_at=START,
        )
        assert opener_of(draft) == opener


@pytest.mark.parametrize("button", [*BUTTONS.values()])
def test_an_action_is_read_back_as_it_was_written_and_written_as_before(button: Press) -> None:
    assert decoded(encoded(button.action)) == button.action
    written = Payloads().of(button.action, button.page, button.file)
    assert written in BUTTONS


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"n":1}', '{"n":"a","a":3}', '{"n":"a","o":[1]}', "[" * 9000]
)
def test_what_is_no_action_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        decoded(text)


async def test_an_old_page_keeps_its_form_and_sends_it(page: Page) -> None:
    form = [*WEB_FORM, ("inbound", "0123456789abcdef"), ("opener", WEB_OPENER)]
    filled = [pair for pair in FILLED if pair[0] != "short.name"]
    status, _ = await page.post("/draft?as=1", *form, *filled, ("short.name", "Zebra"))
    assert status == 200
    _, opened = await page.press("show.form")
    assert 'value="Zebra"' in opened["window"]
    status, _ = await page.post("/submit?as=1", *form, *FILLED)
    assert status == 200
    _, opened = await page.press("show.form")
    assert 'value="Zebra"' not in opened["window"]


def test_an_old_reply_and_an_old_letter_say_what_they_said() -> None:
    form = Form(
        title="Apply",
        action="apply.send",
        fields=(ShortText(key="name", label="Name"),),
        submit="Send",
        carries={"revision": "3"},
        scheme="aln",
        private=True,
        opener=APPLY,
    )
    assert reply_from(REPLY) == Reply(window=form, then=APPLY)
    button = Button(
        label="Open",
        action="review.open",
        subject=Subject("application", 17),
        opens=True,
        scheme="aln",
    )
    assert message_from(LETTER) == Message(text="Hello", buttons=(button,))
