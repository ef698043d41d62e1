"""Who acts by an activity of Teams, and what they typed: without mentions of the bot and the marks that Teams puts in."""

from typing import Any

import pytest

from bot.teams.asker import Unfit, of_activity
from bot.teams.cards.typed import is_wordless, said
from bot.teams.wire.place import ConversationAddress

TENANT = "A1B2C3D4-0000-4000-8000-000000000000"


def activity(**more: Any) -> dict[str, Any]:
    """A message in somebody's own chat."""
    return {
        "type": "message",
        "id": "1700",
        "serviceUrl": "https://smba.example.org/emea/",
        "localTimezone": "Europe/Dublin",
        "from": {"id": "29:maya", "name": "Maya T", "aadObjectId": "AAAA-1111"},
        "recipient": {"id": "28:bot"},
        "conversation": {"conversationType": "personal", "id": "a:chat", "tenantId": TENANT},
        **more,
    }


def test_who_acts_is_known_by_the_directorys_id_in_small_letters() -> None:
    asker = of_activity(activity())
    assert (asker.tenant, asker.user, asker.member_id) == (TENANT.lower(), "aaaa-1111", "29:maya")
    assert (asker.name, asker.zone, asker.bot) == ("Maya T", "Europe/Dublin", "28:bot")
    assert asker.personal
    assert asker.place == ConversationAddress(
        TENANT.lower(), "https://smba.example.org/emea/", "a:chat"
    )


def test_who_has_no_directory_id_is_known_by_the_one_in_the_chat() -> None:
    assert of_activity(activity(**{"from": {"id": "29:maya"}})).user == "29:maya"


def test_a_thread_of_a_channel_is_told_from_the_channel() -> None:
    conversation = {
        "conversationType": "channel",
        "id": "19:c@thread.tacv2;messageid=5",
        "tenantId": TENANT,
    }
    asker = of_activity(
        activity(conversation=conversation, channelData={"team": {"id": "19:t@thread.tacv2"}})
    )
    assert (asker.kind, asker.channel, asker.team) == (
        "channel",
        "19:c@thread.tacv2",
        "19:t@thread.tacv2",
    )
    assert asker.place.conversation.endswith(";messageid=5")
    assert not asker.personal


def test_the_tenant_may_stand_among_the_channels_own_data() -> None:
    body = activity(
        conversation={"id": "a:chat", "conversationType": "personal"},
        channelData={"tenant": {"id": "T"}},
    )
    assert of_activity(body).tenant == "t"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({}, "groupChat"),
        ({"team": {"id": "19:t"}}, "channel"),
        ({"channel": {"id": "19:c"}}, "channel"),
    ],
)
def test_a_conversation_that_does_not_say_its_kind_is_taken_for_one_that_others_read(
    data: dict[str, Any], kind: str
) -> None:
    asker = of_activity(activity(conversation={"id": "19:x", "tenantId": TENANT}, channelData=data))
    assert asker.kind == kind
    assert not asker.personal


def test_the_same_activity_has_the_same_id_and_no_other_has_it() -> None:
    marks = {
        of_activity(body).inbound
        for body in (
            activity(),
            activity(id="1701"),
            activity(
                conversation={"conversationType": "personal", "id": "a:other", "tenantId": TENANT}
            ),
            activity(**{"from": {"id": "29:noah"}}),
        )
    }
    assert len(marks) == 4
    assert of_activity(activity()).inbound in marks
    assert all(len(one) <= 60 for one in marks)


def test_without_an_id_nothing_can_be_told_to_be_the_same() -> None:
    assert of_activity(activity(id=None)).inbound == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": None},
        {"from": {"name": "Maya"}},
        {"from": "29:maya"},
        {"conversation": None},
        {"conversation": {"tenantId": TENANT}},
        {"conversation": {"id": "a:chat"}},
        {"conversation": ["a:chat"]},
    ],
)
def test_an_activity_of_nobody_or_nowhere_is_unfit(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        of_activity(activity(**wrong))


# What was typed


def mention(text: str, who: str = "28:bot") -> dict[str, Any]:
    """A mention, as Teams tells of it beside the text."""
    return {"type": "mention", "mentioned": {"id": who}, "text": text}


def test_a_mention_of_the_bot_goes_and_one_of_somebody_else_stays_as_their_name() -> None:
    body = activity(
        text="<at>Mentoring</at> meet <at>Noah Quill</at>\n",
        entities=[
            mention("<at>Mentoring</at>"),
            mention("<at>Noah Quill</at>", "29:noah"),
            {"type": "clientInfo"},
        ],
    )
    assert said(body) == "meet Noah Quill"


def test_what_somebody_types_in_angle_brackets_stays() -> None:
    text = "if a < b & c > d then <data> &lt;"
    assert said(activity(text=text, textFormat="plain")) == text


def test_the_editors_own_marks_go_and_its_lines_stay() -> None:
    assert (
        said(activity(text="<p>one &amp; two</p>\n<p>three<br>four&nbsp;five</p>"))
        == "one & two\nthree\nfour five"
    )


def test_what_is_said_to_be_marked_up_loses_every_mark() -> None:
    assert (
        said(activity(text="<b>log</b> a <i>meeting</i> &gt;", textFormat="xml"))
        == "log a meeting >"
    )


@pytest.mark.parametrize("text", [None, 7, ["home"], "", "  \n ", "\xa0", "<at>Mentoring</at>"])
def test_no_words_are_no_words(text: Any) -> None:
    assert said(activity(text=text, entities=[mention("<at>Mentoring</at>")])) == ""


@pytest.mark.parametrize(
    "entities", [None, "x", [None], [{"mentioned": "x", "text": 7}], [{"mentioned": {}}]]
)
def test_odd_mentions_do_no_harm(entities: Any) -> None:
    assert said(activity(text="home", entities=entities)) == "home"


def test_a_picture_is_told_from_words_that_are_marked_up() -> None:
    assert is_wordless(activity(attachments=[{"contentType": "image/*"}]))
    assert not is_wordless(
        activity(attachments=[{"contentType": "text/html", "content": "<p>home</p>"}])
    )
    assert not is_wordless(activity(attachments="x"))
