"""A certificate of participation: when there is one, made with the name and hours one wants, and made anew (R9.3)."""

import asyncio
from base64 import b64encode
from datetime import date

from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation
from handlers.kit.help import PARTNERSHIP
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Attachment, Button, Card, Facts, Form, Prose, Reply, View
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ShortText, TickField
from scheme.partnership.certificate import Certificate, what_lacks
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from scheme.wording import a, counted
from storage import certificates, partnerships, people
from storage.learning import sign_ups
from storage.plans import subject_of
from storage.work import Work

certificate = Conversation(name="certificate")

PATH = "/certificate"  # of the page on which anybody can check one
NAME = ShortText(
    key="name",
    label="Your name, as it is to stand there",
    most=120,
    help="As you would like it printed; it changes your name nowhere else.",
)
HOURS = TickField(key="hours", label="The hours of our meetings stand on it", required=False)
PDF = "application/pdf"
PAGE = "text/html"
SAVE = "Save your certificate"
NOBODY_YET = "You have no partnership here of which there could be a certificate yet."


@certificate.step(
    "show", Audience.ANYONE, opens=True, in_help=PARTNERSHIP.entry("Your certificate", 95)
)
async def show(turn: Turn, work: Work) -> Reply:
    """Of each partnership of one's own, the certificate, or what it lacks."""
    pairs = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    partners = await people.by_ids(work, {pair.partner_of(turn.person.id) for pair in pairs})
    met = await partnerships.count_meetings(work, [pair.id for pair in pairs])
    attended = await _attended(turn, work)
    cards = []
    for pair in pairs:
        role = pair.role_of(turn.person.id)
        lacks = what_lacks(
            turn.definition, pair, role, meetings=met.get(pair.id, 0), attended=attended
        )
        cards.append(
            Card(
                title=f"With {partners[pair.partner_of(turn.person.id)].name}",
                text=lacks or "It is there for you.",
                buttons=() if lacks else (open_it(pair),),
            )
        )
    parts = tuple(cards) or (Prose(NOBODY_YET),)
    return Reply(window=View(title="Your certificate", parts=parts, buttons=(PEOPLE,)))


def open_it(pair: Partnership) -> Button:
    """Opens the certificate of a partnership that has ended."""
    return Button(
        label="Your certificate", action="certificate.file", subject=subject_of(pair), opens=True
    )


async def is_due(turn: Turn, work: Work, pair: Partnership) -> bool:
    """Whether whoever asks can have one of a partnership."""
    return not await _lacks(turn, work, pair)


async def _lacks(turn: Turn, work: Work, pair: Partnership) -> str | None:
    met = await partnerships.count_meetings(work, [pair.id])
    role = pair.role_of(turn.person.id)
    attended = await _attended(turn, work)
    return what_lacks(turn.definition, pair, role, meetings=met.get(pair.id, 0), attended=attended)


async def _attended(turn: Turn, work: Work) -> frozenset[str]:
    """The keys of the events to which they came; none where the scheme asks for none."""
    if not turn.definition.certificates.training:
        return frozenset()
    came = await sign_ups.attended(work, turn.definition.key, turn.person.id)
    return frozenset(event.key for event in came)


async def _must_be_due(turn: Turn, work: Work) -> None:
    lacks = await _lacks(turn, work, turn.the(Partnership))
    if lacks:
        raise Refusal(lacks)


def _fields(definition: Definition) -> tuple[AnyField, ...]:
    if definition.certificates.hours:
        return (NAME, HOURS)
    return (NAME,)


@certificate.step("form", Audience.PARTY, about="partnership", opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """The name, and whether the hours stand there; with what stands on the one there is."""
    await _must_be_due(turn, work)
    pair = turn.the(Partnership)
    held = await certificates.of_pair(work, pair.id, turn.person.id)
    if held is None:
        name, hours, submit = turn.person.name, True, "Make it"
        text = "It is made for you alone. Nobody is told."
    else:
        name, hours, submit = held.name, held.minutes is not None, "Make it anew"
        text = "The one you have is replaced: its number can't be checked any more."
    return Reply(
        window=Form(
            title="Your certificate",
            action="certificate.issue",
            subject=subject_of(pair),
            fields=_fields(turn.definition),
            answers={"name": name, "hours": hours},
            parts=(Prose(text),),
            submit=submit,
        )
    )


@certificate.step("issue", Audience.PARTY, about="partnership")
async def issue(turn: Turn, work: Work) -> Reply:
    """Keep what stands on it, under a number of its own, and show it."""
    await _must_be_due(turn, work)
    answers = check(_fields(turn.definition), turn.answers)
    name = str(answers["name"])
    pair = turn.the(Partnership)
    minutes = None
    if answers.get("hours") is True:
        minutes = sum(one.minutes for one in await partnerships.meetings_of(work, pair.id))
    held = await certificates.of_pair(work, pair.id, turn.person.id)
    if held is None:
        await work.add(_first(turn, pair, name, minutes))
    elif (held.name, held.minutes) != (name, minutes):
        held.issue_again(certificates.fresh_number(), name, minutes, turn.now)
    return Reply(then=Action(name="certificate.file", subject=subject_of(pair)))


def _first(turn: Turn, pair: Partnership, name: str, minutes: int | None) -> Certificate:
    zone = turn.definition.zone
    return Certificate(
        scheme=pair.scheme,
        partnership_id=pair.id,
        person_id=turn.person.id,
        role=pair.role_of(turn.person.id),
        number=certificates.fresh_number(),
        name=name,
        begun=pair.started_on or local_day(pair.introduced_at, zone),
        over=local_day(pair.ended_at or turn.now, zone),
        issued_at=turn.now,
        minutes=minutes,
    )


@certificate.step("file", Audience.PARTY, about="partnership", opens=True)
async def file(turn: Turn, work: Work) -> Reply:
    """The certificate to save and to print; for whoever has none yet, the form that makes it."""
    pair = turn.the(Partnership)
    held = await certificates.of_pair(work, pair.id, turn.person.id)
    if held is None:
        return await form(turn, work)
    saved = await asyncio.to_thread(_drawn, turn, held)
    anew = Button(
        label="Change what stands there",
        action="certificate.form",
        subject=subject_of(pair),
        opens=True,
    )
    rows = (
        ("Name", held.name),
        ("Number", held.number),
        ("Whoever wants to check it", _address(turn, held)),
    )
    told = "It is yours to print or to pass on."
    if saved.media == PAGE:
        told = f"{told} Your name has letters that our own print lacks, so it is a page: open it, and print it from there."
    parts = (Prose(told), saved, Facts(rows))
    return Reply(window=View(title="Your certificate", parts=parts, buttons=(anew,)))


def _address(turn: Turn, held: Certificate) -> str:
    return f"{turn.catalogue.site}{PATH}/{held.number}"


def _drawn(turn: Turn, held: Certificate) -> Attachment:
    """The file: a PDF, or a page where our fonts would print boxes for some of its letters."""
    from handlers.paper.certificate import (  # noqa: PLC0415 - loaded when one is made
        CertificatePaper,
        certificate_pdf,
        not_drawn,
    )

    definition = turn.definition
    logo, form = definition.certificates.picture or (b"", "")
    paper = CertificatePaper(
        scheme=definition.name,
        title="Certificate of participation",
        name=held.name,
        says=words(definition, held),
        below=tuple(filter(None, (definition.certificates.text,))),
        signed_by=definition.certificates.signed_by,
        check=f"Number {held.number}. Whether it is genuine: {_address(turn, held)}",
        logo=logo,
        form=form,
    )
    if not_drawn(held.name):
        from handlers.paper.certificate_page import certificate_page  # noqa: PLC0415

        page = certificate_page(paper)
        return Attachment(label=SAVE, name="my-certificate.html", text=page, media=PAGE)
    return Attachment(
        label=SAVE,
        name="my-certificate.pdf",
        text=b64encode(certificate_pdf(paper, held.issued_at)).decode(),
        media=PDF,
        encoded=True,
    )


def _day(day: date) -> str:
    """A day on paper, which is the same for whoever reads it."""
    return f"{day.day} {day:%B %Y}"


def _long(minutes: int) -> str:
    """A time in words: "9 hours and 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    told = ((hours, counted(hours, "hour")), (rest, counted(rest, "minute")))
    return " and ".join(words for number, words in told if number)


def words(definition: Definition, held: Certificate) -> str:
    """What it says below the name."""
    took_part = f"took part as {a(definition.term(held.role))}, from {_day(held.begun)} to {_day(held.over)}"
    if held.minutes:
        return f"{took_part}, and gave {_long(held.minutes)} to the meetings of the partnership."
    return f"{took_part}."
