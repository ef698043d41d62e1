"""What one side of a possible pair may read of the other: the answers meant for a partner, and no others (R4.2)."""

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.forms.file_cards import named_button
from handlers.kit.ui import Button, Card, Link, Part, Prose
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.checking import is_web_address
from scheme.forms.fields import AnyField, LongText, ShortText
from scheme.forms.file import File
from scheme.forms.shown import shown, spoken
from storage import files as kept_files
from storage import people
from storage.work import Work

HEADLINE = ("name", "job_title", "organisation")


def profile(
    definition: Definition,
    application: Application,
    *buttons: Button,
    files: Mapping[str, File],
    picture: str = "",
) -> Card:
    """An applicant's profile as a partner sees it.

    `files` are those of the application, by the key of their field; `picture` is that of the applicant.
    """
    fields = {f.key: f for f in definition.form(application.role) if f.seen_by == "partner"}
    answers = application.answers
    heading = [
        shown(fields[key], answers.get(key))
        for key in HEADLINE
        if key in fields and answers.get(key)
    ]
    told = [
        f
        for key, f in fields.items()
        if key not in HEADLINE and answers.get(key) not in (None, "", [])
    ]
    # Beside a picture is room for words, and for no rows.
    beside = [f for f in told if picture and isinstance(f, LongText)]
    return Card(
        title=heading[0] if heading else application.ref,
        subtitle=", ".join(heading[1:]),
        text="\n\n".join(f"{f.heading}: {shown(f, answers.get(f.key))}" for f in beside),
        facts=tuple(
            (f.heading, files[f.key].told if f.key in files else shown(f, answers.get(f.key)))
            for f in sorted(told, key=lambda f: not isinstance(f, LongText))
            if f not in beside
        ),
        buttons=(*buttons, *(named_button(f, files[f.key]) for f in told if f.key in files)),
        picture=picture,
    )


def links(definition: Definition, application: Application) -> tuple[Link, ...]:
    """The web addresses in somebody's profile that can be followed, each with its host: a mentor's video, say.

    They are shown as they were given, and never opened by the bot.
    """
    return links_in(
        [f for f in definition.form(application.role) if f.seen_by == "partner"], application
    )


def links_in(fields: Sequence[AnyField], application: Application) -> tuple[Link, ...]:
    """The web addresses in the answers to some fields that can be followed."""
    found = []
    for field in fields:
        address = str(application.answers.get(field.key) or "")
        if isinstance(field, ShortText) and field.form == "link" and is_web_address(address):
            host = address.removeprefix("https://").partition("/")[0]
            found.append(Link(f"{field.heading}: {application.applicant}, at {host}", address))
    return tuple(found)


async def asked_in_these_words(
    definition: Definition, work: Work, mentee: Application, answer_by: date | None
) -> list[Part]:
    """A mentee's request, as the mentor who is asked reads it; `answer_by` is the mentor's last day."""
    if answer_by:
        by = spoken(answer_by)
    else:
        by = ""
    held = await kept_files.in_application(work, mentee)
    person = await people.by_id(work, mentee.person_id)
    return [
        Prose(f"An answer by {by} would be kind. No is fine and needs no reason."),
        profile(definition, mentee, files=held, picture=person.picture),
        *links(definition, mentee),
    ]
