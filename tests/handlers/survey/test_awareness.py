"""The question of the year, by the administrators: begun, added to, passed on as a link, closed (R7.3)."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.kit.ui import Form, View
from scheme.refusal import Refusal
from storage import awareness
from storage.engine.database import Database
from storage.tables import asked_addresses, files, outbox
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, barred, refused
from tests.support.stage import ALEX, IDA, MAYA, ROBIN, set_stage

UNA, TIM = "una@fells.example.org", "tim@fells.example.org"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot that is reached at an address of its own."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    stage.bot.desk.catalogue.site = "https://mentoring.example.org"
    yield stage
    await database.close()


@pytest.fixture
async def box(scene: Stage) -> AsyncIterator[Mailbox]:
    """Mail goes out as well."""
    async with with_mail(scene) as one:
        yield one


async def shown(scene: Stage) -> str:
    reply = await act(await scene.person(ALEX), "aware.show")
    assert isinstance(reply.window, View)
    return str(reply.window)


async def test_an_administrator_pastes_a_list_and_each_has_one_mail(
    scene: Stage, box: Mailbox
) -> None:
    alex = await scene.person(ALEX)
    await alex.says("help")
    await alex.presses("Who knows of the scheme")
    await alex.presses("Begin this year's")
    await alex.fills(addresses=f"Mail\n{UNA}\n{TIM}\n{UNA}")
    await alex.submits()
    await alex.sees("2 mails on the way.")
    mail = box.last(UNA)
    assert mail.subject == "Do you know the ALN Mentoring Scheme?"
    assert "https://mentoring.example.org/question/" in mail.text
    assert "/question/stop/" in mail.mail["List-Unsubscribe"]
    assert mail.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len([one for one in box.mails if one.to == TIM]) == 1
    assert "Written to', '2 addresses'" in await shown(scene)


async def test_of_an_address_that_was_written_to_nothing_can_be_read(
    scene: Stage, box: Mailbox
) -> None:
    await act(await scene.person(ALEX), "aware.send", addresses=UNA)
    assert box.last(UNA)
    async with scene.bot.work(writes=False) as work:
        assert (await work.session.scalars(select(asked_addresses.c.address))).all() == [None]
        for row in (await work.session.execute(select(outbox))).mappings():
            assert UNA not in str(dict(row))
            assert "/question/" not in str(dict(row))


async def test_whoever_was_asked_this_year_is_left_out_of_a_second_list(
    scene: Stage, box: Mailbox
) -> None:
    alex = await scene.person(ALEX)
    await act(alex, "aware.send", addresses=UNA)
    told = str((await act(alex, "aware.send", addresses=f"{UNA}\n{TIM}")).window)
    assert (
        "1 mail on the way. 1 address left out: asked this year already, or not to be asked."
        in told
    )
    assert len([one for one in box.mails if one.to == UNA]) == 1


async def test_a_list_with_lines_at_fault_is_refused_as_a_whole(scene: Stage, box: Mailbox) -> None:
    with pytest.raises(Refusal) as no:
        await act(await scene.person(ALEX), "aware.send", addresses=f"{UNA}\nnobody at all")
    assert "line 2 (nobody at all)" in no.value.errors["addresses"]
    assert box.mails == []
    async with scene.bot.work(writes=False) as work:
        assert await awareness.latest(work, "aln") is None


async def test_without_mail_there_is_a_link_to_pass_on(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    await act(alex, "aware.show")
    assert "sends no mail yet" in str((await act(alex, "aware.ask")).window)
    assert "nothing was sent" in await refused(alex, "aware.send", addresses=UNA)
    window = str((await act(alex, "aware.share")).window)
    assert "https://mentoring.example.org/question/all/" in window


async def test_without_an_address_of_its_own_the_bot_has_no_link(scene: Stage) -> None:
    scene.bot.desk.catalogue.site = ""
    assert "no link" in await refused(await scene.person(ALEX), "aware.share")


async def test_what_was_answered_is_shown_once_it_is_closed(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    await act(alex, "aware.share")
    async with scene.bot.work() as work:
        asking = await awareness.latest(work, "aln")
        assert asking is not None
        for _ in range(5):
            said = {"heard": "yes", "knows": "no", "speaks": "partly"}
            await awareness.keep(work, asking.id, said, shared=True)
    before = await shown(scene)
    assert "('Answers', '5')" in before
    assert "('Yes', '5')" not in before
    await act(alex, "aware.close")
    assert "('Yes', '5')" in await shown(scene)
    assert "asked once a year" in await refused(alex, "aware.share")
    assert "asked once a year" in await refused(alex, "aware.close")


async def test_it_stands_on_the_administrators_home_while_it_is_open(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    await act(alex, "aware.share")
    await alex.says("home")
    await alex.sees("The question of the year is open", "0 answers so far; 0 addresses asked.")
    robin = await scene.person(ROBIN)
    await robin.says("home")
    await robin.does_not_see("The question of the year is open")


@pytest.mark.parametrize("step", ["show", "ask", "send", "share", "close"])
async def test_it_is_the_administrators_alone(scene: Stage, step: str) -> None:
    for email in (MAYA, IDA, ROBIN):
        assert await barred(await scene.person(email), f"aware.{step}")


async def test_there_is_nothing_to_close_before_it_was_begun(scene: Stage) -> None:
    assert "no question open" in await refused(await scene.person(ALEX), "aware.close")


# A list as a file


async def handed_in(scene: Stage, data: bytes, name: str = "staff.csv") -> str:
    """What stands for a file that Alex has chosen."""
    alex = await scene.person(ALEX)
    return await scene.bot.keep_file(alex.person_id, "aln", "awareness_list", name, "", data)


async def kept_files(scene: Stage) -> int:
    async with scene.bot.work(writes=False) as work:
        return len((await work.session.scalars(select(files.c.id))).all())


async def refused_beside(player: Player, **answers: str) -> Mapping[str, str]:
    """What is said beside which field when the addresses are sent."""
    with pytest.raises(Refusal) as no:
        await act(player, "aware.send", **answers)
    return no.value.errors


async def test_a_list_comes_as_a_file_beside_what_is_pasted_and_is_not_kept(
    scene: Stage, box: Mailbox
) -> None:
    ref = await handed_in(scene, f"Mail;Name\n{TIM};Tim\n{UNA};Una".encode())
    alex = await scene.person(ALEX)
    told = str((await act(alex, "aware.send", addresses=UNA, awareness_list=ref)).window)
    assert "2 mails on the way." in told
    await scene.bot.delivery.drain()
    assert sorted(mail.to for mail in box.mails) == [TIM, UNA]
    assert await kept_files(scene) == 0
    no = await refused_beside(alex, awareness_list=ref)
    assert no["awareness_list"] == "This file is not kept here any more. Please choose it again."


async def test_a_row_at_fault_is_named_nothing_is_sent_and_the_file_is_gone(
    scene: Stage, box: Mailbox
) -> None:
    ref = await handed_in(scene, f"{TIM}\nnobody at all".encode())
    alex = await scene.person(ALEX)
    window = (await act(alex, "aware.send", addresses=UNA, awareness_list=ref)).window
    assert isinstance(window, Form)
    assert "row 2 (nobody at all)" in window.errors["awareness_list"]
    assert window.answers == {"addresses": UNA}
    assert await kept_files(scene) == 0
    await scene.bot.delivery.drain()
    assert box.mails == []
    async with scene.bot.work(writes=False) as work:
        assert await awareness.latest(work, "aln") is None


async def test_without_a_list_nothing_is_begun(scene: Stage, box: Mailbox) -> None:
    no = await refused_beside(await scene.person(ALEX))
    assert no == {"addresses": "Please paste addresses here, or choose a file that has them."}


async def test_a_spreadsheet_or_too_large_a_file_is_not_taken(scene: Stage) -> None:
    with pytest.raises(Refusal, match=r"\.csv or \.txt"):
        await handed_in(scene, b"PK\x03\x04", "staff.xlsx")
    with pytest.raises(Refusal, match=r"not what a \.csv file holds"):
        await handed_in(scene, b"PK\x03\x04\0\0", "staff.csv")
    with pytest.raises(Refusal, match="up to 1 MB"):
        await handed_in(scene, b"a" * 1_000_001)


async def test_nobody_uses_a_file_of_somebody_else(scene: Stage, box: Mailbox) -> None:
    maya = await scene.person(MAYA)
    ref = await scene.bot.keep_file(
        maya.person_id, "aln", "awareness_list", "a.txt", "", TIM.encode()
    )
    no = await refused_beside(await scene.person(ALEX), awareness_list=ref)
    assert "not kept here" in no["awareness_list"]
    assert await kept_files(scene) == 1


@pytest.mark.parametrize(
    "typed", ["Who knows about the scheme?", "the awareness question", "How well known are we?"]
)
async def test_an_administrator_is_led_to_it_by_what_they_type_and_nobody_else_is(
    scene: Stage, typed: str
) -> None:
    alex = await scene.person(ALEX)
    await alex.says(typed)
    await alex.sees("Once a year you can ask staff of your organisations three questions")
    for email in (MAYA, IDA):
        other = await scene.person(email)
        await other.says(typed)
        await other.does_not_see("Who knows of the scheme")
