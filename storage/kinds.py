"""Everything that is kept, each table and kind of thing declared once beside its storage; the only list of them (R11).

The order is that in which somebody reads what is kept about them. A table that is not here stops the start.
"""

from collections.abc import Iterable, Mapping

from storage import (
    agreements,
    applications,
    awareness,
    certificates,
    drafts,
    files,
    ledger,
    meetings,
    moving_in,
    partnerships,
    people,
    permissions,
    rounds,
    surveys,
    taken_away,
    thanks,
)
from storage.concern import concerns, soundings
from storage.erasure import Goes, Hold, Reworked, Stays
from storage.figures import equality, kept, shares
from storage.kind import Declared, Kind, Retention, owned_by
from storage.learning import events, one_to_ones, sign_ups
from storage.matching import discussions, kept_rounds, proposals, rather_nots, shortlists
from storage.member import calendar_feeds, consents, erasures, mail_waits, moves, proofs, renames
from storage.platforms import accounts, chats
from storage.searching import calls, invitations, one_mores
from storage.tables import (
    carried,
    due,
    inbound,
    installations,
    metadata,
    notes,
    oauth_states,
    outbox,
    rooms,
)
from storage.web import links, sessions, sign_ins, tries

# What is about the bot itself, or follows from what is kept elsewhere.
OF_THE_BOT = (
    Declared(
        table=carried,
        apart="what a button could not hold itself; gone after a week",
        erased=(Goes(whose=owned_by(carried.c.person_id)),),
        retention=Retention.PASSES,
    ),
    Declared(
        table=due,
        apart="follows from everything else: when which reminder comes",
        erased=(Stays(why="names and moments; it follows from everything else"),),
        retention=Retention.STAYS,
    ),
    Declared(
        table=inbound,
        apart="repeats what stands in the chat, and is gone after two days",
        erased=(Goes(whose=owned_by(inbound.c.person_id)),),
        retention=Retention.PASSES,
    ),
    Declared(
        table=installations,
        apart="where the bot is installed",
        erased=(
            Stays(
                why="what the bot is given by a platform, about no person",
                columns=("token", "body"),
            ),
        ),
        retention=Retention.STAYS,
    ),
    kept.KEPT_FIGURES,
    links.LINKS,
    Declared(
        table=notes,
        apart="about the bot itself",
        erased=(Stays(why="about the bot itself"),),
        retention=Retention.STAYS,
    ),
    Declared(
        table=oauth_states,
        apart="half-made installations of the bot",
        erased=(Stays(why="about no person"),),
        retention=Retention.PASSES,
    ),
    Declared(
        table=outbox,
        apart="messages, which stand in the chat and carry nothing confidential",
        erased=(Reworked(does=taken_away.let_go, columns=("body",), held=Hold.OWN),),
        retention=Retention.PASSES,
    ),
    mail_waits.WAITS,
    Declared(
        table=rooms,
        apart="the Group's channels",
        erased=(Stays(why="where the Group talks; ids of who reads there"),),
        retention=Retention.STAYS,
    ),
    sign_ins.SIGN_IN,
    moving_in.TAKEN_OVER,
    tries.TRIES,
)

KEPT: tuple[Declared, ...] = (
    people.PERSON,
    accounts.ACCOUNT,
    sessions.SESSION,
    calendar_feeds.FEED,
    consents.CONSENT,
    applications.APPLICATION,
    applications.REMINDER,
    rounds.HELD_ROUND,
    discussions.HELD_DISCUSSIONS,
    applications.QUESTION,
    permissions.PERMISSION,
    shortlists.SHORTLIST,
    shortlists.PICK,
    proposals.PROPOSAL,
    proposals.CANDIDATE,
    rather_nots.RATHER_NOT,
    one_mores.ONE_MORE,
    calls.CALLED,
    partnerships.PARTNERSHIP,
    meetings.MEETING,
    meetings.APPOINTMENT,
    agreements.AGREEMENT,
    agreements.WORDING,
    agreements.GOAL,
    thanks.THANKS,
    certificates.CERTIFICATE,
    meetings.REFLECTION,
    meetings.HOURS,
    meetings.PROMPTS_SEEN,
    sign_ups.SIGN_UP,
    one_to_ones.OFFERED_TIME,
    surveys.SURVEY,
    concerns.CONCERN,
    concerns.ENQUIRY,
    concerns.REMARK,
    soundings.SOUNDING,
    moves.MOVE,
    proofs.PROOF,
    renames.RENAME,
    erasures.ERASURE,
    files.FILE,
    drafts.DRAFT,
    people.MEMBER,
    proposals.COMMENT,
    people.STANDS_ASIDE,
    people.STANDS_IN,
    chats.CHAT,
    shares.SHARE,
    ledger.AUDIT,
    proposals.APPROVAL,
    proposals.SELECTION,
    proposals.UNDOING,
    proposals.PLACE,
    kept_rounds.KEPT_ROUND,
    surveys.RESULT,
    surveys.TEXT,
    awareness.ASKINGS,
    awareness.ASKED,
    awareness.TICKETS,
    awareness.ANSWERS,
    awareness.NOT_TO_ASK,
    equality.SHEETS,
    equality.BOOKS,
    equality.ANSWERED,
    invitations.INVITATION,
    calls.MENTOR_CALL,
    events.LEARNING_EVENT,
    *OF_THE_BOT,
)


def by_name(kept: Iterable[Declared], tables: Iterable[str]) -> dict[str, Kind]:
    """The kinds of thing by name. Raises `ValueError` for a table or a name declared twice, and for a table left out."""
    kinds: dict[str, Kind] = {}
    declared: set[str] = set()
    for declaration in kept:
        if declaration.table.name in declared:
            raise ValueError(f"the table {declaration.table.name} is declared twice")
        declared.add(declaration.table.name)
        if isinstance(declaration, Kind):
            if declaration.name in kinds:
                raise ValueError(f"{declaration.name} is declared twice")
            kinds[declaration.name] = declaration
    if missing := set(tables) - declared:
        raise ValueError(
            f"nobody says whose data is in {', '.join(sorted(missing))}, and how long it stays"
        )
    return kinds


KINDS: Mapping[str, Kind] = by_name(KEPT, metadata.tables)
