"""Files are kept sealed, belong to whoever handed them in, stay once a form that holds them was sent, and go otherwise."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import FileField
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage import files
from storage.engine.database import Database
from storage.engine.encryption import Vault, new_key
from storage.engine.rotation import rotate
from storage.tables import files as table
from storage.work import Work

pytestmark = pytest.mark.usefixtures("ids_that_count")

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
CV = FileField(key="cv", label="Your CV", accepts=("pdf", "txt"))
SMALL = FileField(key="cv", label="Your CV", accepts=("pdf",), most_mb=1)
PDF = b"%PDF-1.7 numbat"

Begin = Callable[[], Work]


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


async def kept(
    begin: Begin,
    person_id: PersonId,
    name: str = "numbat.pdf",
    data: bytes = PDF,
    scheme: str = "aln",
) -> str:
    """The reference of a file that was just handed in."""
    async with begin() as work:
        return (await files.keep(work, scheme, person_id, CV, name, "", data)).ref


async def names(begin: Begin, person_id: PersonId) -> list[str]:
    async with begin() as work:
        return [one.name for one in await files.of_person(work, person_id)]


async def test_what_was_handed_in_comes_back_byte_for_byte(
    begin: Begin, cast: list[PersonId]
) -> None:
    data = bytes(range(1, 256)) * 8_000
    ref = await kept(begin, cast[0], "wombat.txt", data)
    async with begin() as work:
        file = await files.of(work, ref)
        assert file is not None
        assert (file.name, file.ending, file.size, file.kept_at) == (
            "wombat.txt",
            "txt",
            len(data),
            NOW,
        )
        assert (file.person_id, file.claimed_at) == (cast[0], None)
        assert await files.content(work, file) == data


async def test_neither_its_name_nor_what_is_in_it_can_be_read_in_the_database(
    begin: Begin, migrated: Database, cast: list[PersonId]
) -> None:
    await kept(begin, cast[0])
    async with migrated.reading.connect() as connection:
        row = str((await connection.execute(text("SELECT * FROM files"))).all())
    assert "numbat" not in row
    assert b64encode(PDF).decode() not in row


@pytest.mark.parametrize(("name", "data"), [("cv.exe", PDF), ("cv.pdf", b""), ("cv.pdf", b"MZ")])
async def test_what_the_field_does_not_take_is_not_kept(
    begin: Begin, cast: list[PersonId], name: str, data: bytes
) -> None:  # fmt: skip
    with pytest.raises(Refusal):
        await kept(begin, cast[0], name, data)
    assert await names(begin, cast[0]) == []


@pytest.mark.parametrize(
    "answer", [None, "", "file:99", "file:", "draft:1", "file:12345678901", True, "cv.pdf"]
)
async def test_an_answer_that_names_no_file_finds_none(
    begin: Begin, answer: str | bool | None
) -> None:
    async with begin() as work:
        assert await files.of(work, answer) is None


async def test_a_form_that_is_sent_claims_its_file_once(begin: Begin, cast: list[PersonId]) -> None:
    ref = await kept(begin, cast[0])
    async with begin() as work:
        await files.claim(work, "aln", cast[0], (CV,), {"cv": ref}, {})
    async with begin() as work:
        file = await files.of(work, ref)
        assert file is not None
        assert file.claimed_at == NOW
        work.now = NOW + timedelta(days=1)
        await files.claim(work, "aln", cast[0], (CV,), {"cv": ref}, {})
        assert file.claimed_at == NOW


async def test_nobody_sends_another_s_file_or_one_of_another_scheme_or_one_that_is_gone(
    begin: Begin, cast: list[PersonId]
) -> None:
    other, elsewhere = await kept(begin, cast[1]), await kept(begin, cast[0], scheme="another")
    for ref in (other, elsewhere, "file:99"):
        with pytest.raises(Refusal) as no:
            async with begin() as work:
                await files.claim(work, "aln", cast[0], (CV,), {"cv": ref}, {})
        assert no.value.errors == {
            "cv": "This file is not kept here any more. Please choose it again."
        }
    async with begin() as work:
        assert [one.claimed_at for one in await files.of_person(work, cast[1])] == [None]


async def test_a_file_that_the_very_field_does_not_take_is_refused_when_it_is_sent(
    begin: Begin, cast: list[PersonId]
) -> None:
    for name, words in (("cv.txt", "ends in .pdf"), ("cv.pdf", "up to 1 MB")):
        ref = await kept(begin, cast[0], name, PDF + b"x" * 1_000_000)
        with pytest.raises(Refusal) as no:
            async with begin() as work:
                await files.claim(work, "aln", cast[0], (SMALL,), {"cv": ref}, {})
        assert words in no.value.errors["cv"]
        async with (
            begin() as work
        ):  # what a form held before stays good, whatever is asked for today
            await files.claim(work, "aln", cast[0], (SMALL,), {"cv": ref}, {"cv": ref})


async def test_a_file_that_is_replaced_goes_unless_an_earlier_application_holds_it_too(
    begin: Begin, cast: list[PersonId], definition: Definition
) -> None:
    old, new, newest = [
        await kept(begin, cast[0], f"{name}.pdf") for name in ("old", "new", "newest")
    ]
    async with begin() as work:
        earlier = Application.receive(definition, cast[0], "mentee", "spring", {"cv": old}, NOW)
        earlier.withdraw(NOW)
        await work.add(earlier)
        now = await work.add(
            Application.receive(definition, cast[0], "mentee", "spring", {"cv": old}, NOW)
        )
        await files.claim(work, "aln", cast[0], (CV,), {"cv": new}, now.answers)
        now.answers = {"cv": new}
    assert await names(begin, cast[0]) == ["old.pdf", "new.pdf", "newest.pdf"]
    async with begin() as work:
        await files.claim(work, "aln", cast[0], (CV,), {"cv": newest}, {"cv": new})
    assert await names(begin, cast[0]) == ["old.pdf", "newest.pdf"]


async def test_what_was_never_sent_is_forgotten_by_and_by_and_what_was_sent_stays(
    begin: Begin, cast: list[PersonId]
) -> None:
    sent, _ = await kept(begin, cast[0], "sent.pdf"), await kept(begin, cast[0], "unsent.pdf")
    async with begin() as work:
        await files.claim(work, "aln", cast[0], (CV,), {"cv": sent}, {})
        await files.forget_unclaimed(work, NOW)
    assert await names(begin, cast[0]) == ["sent.pdf", "unsent.pdf"]
    async with begin() as work:
        await files.forget_unclaimed(work, NOW + timedelta(seconds=1))
    assert await names(begin, cast[0]) == ["sent.pdf"]


async def test_of_many_files_that_wait_the_latest_stay(begin: Begin, cast: list[PersonId]) -> None:
    sent, others = await kept(begin, cast[0], "sent.pdf"), await kept(begin, cast[1], "other.pdf")
    async with begin() as work:
        await files.claim(work, "aln", cast[0], (CV,), {"cv": sent}, {})
    for number in range(files.MOST_WAITING + 2):
        await kept(begin, cast[0], f"{number}.pdf")
    assert await names(begin, cast[0]) == [
        "sent.pdf",
        *(f"{n}.pdf" for n in range(2, files.MOST_WAITING + 2)),
    ]
    assert await names(begin, cast[1]) == ["other.pdf"], others


async def test_what_is_handed_in_for_a_caller_becomes_theirs_and_nothing_else_does(
    begin: Begin, cast: list[PersonId]
) -> None:
    mine, sent, others = (
        await kept(begin, cast[0]),
        await kept(begin, cast[0]),
        await kept(begin, cast[2]),
    )
    async with begin() as work:
        await files.claim(work, "aln", cast[0], (CV,), {"cv": sent}, {})
        await files.hand_over(
            work, cast[0], cast[1], {"cv": mine, "a": sent, "b": others, "c": "Words", "d": 3}
        )
    async with begin() as work:
        owners = [(await files.of(work, ref)) for ref in (mine, sent, others)]
    assert [one.person_id for one in owners if one] == [cast[1], cast[0], cast[2]]


async def test_files_are_sealed_afresh_under_a_new_key(
    begin: Begin, migrated: Database, cast: list[PersonId], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    both = Vault()
    both.open([old])
    for place in ("storage.engine.columns.vault", "storage.engine.rotation.vault"):
        monkeypatch.setattr(place, both)
    refs = [
        await kept(begin, cast[0], f"{number}.pdf", PDF + bytes([65 + number]))
        for number in range(6)
    ]
    both.open([new, old])
    found = await rotate(migrated)
    assert found.closed.keys() == {"people.name"} or not found.closed
    both.open([new])
    async with begin() as work:
        for number, ref in enumerate(refs):
            file = await files.of(work, ref)
            assert file is not None
            assert await files.content(work, file) == PDF + bytes([65 + number])
        assert len((await work.session.scalars(select(table.c.name))).all()) == 6
