"""What has happened with one application, day by day, for a member who may read of it (R3.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Reply, Table, TableColumn, View
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.candidate import Candidate
from scheme.matching.timeline import timeline
from storage import people
from storage.matching import proposals, register_lists
from storage.work import Work

in_time = Conversation(name="register")  # its steps are part of the register

LATEST = 25  # entries, as many as a page has


@in_time.step("timeline", Audience.UNCONFLICTED, about="application", opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """The days, the latest entries where there are many; nothing of what this member stands aside from."""
    application = turn.the(Application)
    entries = timeline(
        turn.definition,
        application,
        await proposals.of_application(work, application.id),
        await _requests(turn, work, application.id),
        await register_lists.pairs_read_by(
            work, turn.definition.key, turn.person.id, application.id
        ),
    )
    rows = tuple((spoken(entry.day), entry.what) for entry in entries[-LATEST:])
    table = Table(
        title="Day by day",
        columns=(TableColumn(heading="Day"), TableColumn(heading="What")),
        rows=rows,
    )
    buttons = (
        Button(
            label="Open it", action="review.open", subject=turn.subject, opens=True, style="primary"
        ),
        Button(label="The register", action="register.list", opens=True),
    )
    title = f"{application.ref}, {application.applicant}"
    if application.is_forgotten:
        title = application.ref
    return Reply(window=View(title=title, parts=(table,), buttons=buttons))


async def _requests(turn: Turn, work: Work, application_id: ApplicationId) -> list[Candidate]:
    """The requests that a mentor had, without those of whoever this member stands aside from."""
    found = await proposals.requests_to(work, application_id)
    aside = await people.standing_aside(work, {mentee for _, mentee in found})
    return [each for each, mentee in found if turn.person.id not in aside.get(mentee, frozenset())]
