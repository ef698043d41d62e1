"""What of the tables is one person's own: table by table, as far as it is theirs to know (R11.1).

Every table is either in `BELONGINGS` or in `NOT_IN_IT` with the reason, and every sealed column is shown or in
`WITHHELD`; tests see to both, so that nothing new is forgotten. What somebody else said about a person is nowhere in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, Table, and_, cast, literal, or_, select

from storage.tables import metadata

Whose = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True)
class Belonging:
    """Rows of a table that are a person's own: which, and which of their columns are shown, in that order.

    In the columns of `names` stand people, who are shown by name: only those whom the reader knows already.
    """

    title: str
    table: str
    columns: tuple[str, ...]
    whose: Whose
    names: tuple[str, ...] = ()


def of(name: str) -> Table:
    """A table by name."""
    return metadata.tables[name]


def _own(table: str, column: str = "person_id") -> Whose:
    return lambda person: of(table).c[column] == person


def _ours(person: int) -> ColumnElement[bool]:
    pairs = of("partnerships").c
    return or_(pairs.mentee_id == person, pairs.mentor_id == person)


def _of_a_pair(table: str) -> Whose:
    pairs = of("partnerships").c
    return lambda person: of(table).c.partnership_id.in_(select(pairs.id).where(_ours(person)))


def _of_an_agreement(person: int) -> ColumnElement[bool]:
    agreements = of("agreements").c
    return of("wordings").c.agreement_id.in_(select(agreements.id).where(_of_a_pair("agreements")(person)))


def _offered(person: int) -> ColumnElement[bool]:
    proposals = of("proposals").c
    return and_(proposals.mentee_id == person, proposals.offered_at.is_not(None))


def _in_an_offer(person: int) -> ColumnElement[bool]:
    proposals = of("proposals").c
    return of("candidates").c.proposal_id.in_(select(proposals.id).where(_offered(person)))


def _asked(person: int) -> ColumnElement[bool]:
    candidates = of("candidates").c  # who is proposed and not asked learns nothing of it (R4.2)
    return and_(candidates.mentor_id == person, candidates.asked_at.is_not(None))


def _asked_by_them(person: int) -> ColumnElement[bool]:
    questions = of("questions").c
    return and_(questions.asker_id == person, questions.from_group.is_(False))


def _done_for_them(person: int) -> ColumnElement[bool]:
    audit = of("audit").c  # what was refused would tell that somebody stands aside
    return and_(audit.behalf == person, audit.outcome == "done")


def _to_or_by_whom_they_raised_it(person: int) -> ColumnElement[bool]:
    remarks, concerns, enquiries = of("remarks").c, of("concerns").c, of("enquiries").c
    theirs = [
        select(literal(f"{kind}:") + cast(table.id, String)).where(table.raised_by == person)
        for kind, table in (("concern", concerns), ("enquiry", enquiries))
    ]
    raised = or_(*(remarks.subject.in_(those) for those in theirs))
    return and_(raised, or_(remarks.by == person, remarks.to == "raiser"))


def _answered_no(person: int) -> ColumnElement[bool]:
    applications = of("applications").c  # of who is eligible, it says why by discretion, which is the Group's
    return and_(applications.person_id == person, applications.stage.in_(("ineligible", "unplaced")))


BELONGINGS: tuple[Belonging, ...] = (
    Belonging(
        "Who you are here, and how you like to hear from us",
        "people",
        ("name", "called", "given", "formerly", "email", "since", "zone", "reminders", "quiet_until", "told_at"),
        _own("people", "id"),
    ),
    Belonging(
        "Where you talk to the bot", "accounts", ("platform", "workspace", "user", "name", "email"), _own("accounts")
    ),
    Belonging(
        "What you consented to",
        "consents",
        ("scheme", "role", "version", "wording", "given_at", "withdrawn_at"),
        _own("consents"),
    ),
    Belonging(
        "Your applications",
        "applications",
        (
            *("scheme", "id", "role", "round", "stage", "received_at", "changed_at", "answer_by", "answered_on"),
            *("decided_at", "away_until", "consent_version", "answers"),
        ),
        _own("applications"),
    ),
    Belonging(
        "Reasons you were given",
        "applications",
        ("scheme", "id", "decided_at", "reason"),
        _answered_no,
    ),
    Belonging("Rounds you asked to be reminded of", "reminders", ("scheme", "role", "round"), _own("reminders")),
    Belonging(
        "Questions you asked, and the answers",
        "questions",
        ("scheme", "asked_at", "text", "answered_at", "answer"),
        _asked_by_them,
    ),
    Belonging(
        "Questions you were asked, and your answers",
        "questions",
        ("scheme", "asked_at", "text", "answered_at", "answer"),
        _own("questions", "to_id"),
    ),
    Belonging(
        "What was proposed to you",
        "proposals",
        ("scheme", "id", "state", "offered_at", "choose_by", "reason"),
        _offered,
    ),
    Belonging(
        "Mentors who were proposed to you",
        "candidates",
        ("scheme", "proposal_id", "mentor_id", "state", "asked_at", "answered_at"),
        _in_an_offer,
        names=("mentor_id",),
    ),
    Belonging(
        "Requests that you were asked as a mentor",
        "candidates",
        ("scheme", "id", "state", "asked_at", "answer_by", "answered_at"),
        _asked,
    ),
    Belonging(
        "Your partnerships",
        "partnerships",
        (
            *("scheme", "id", "mentee_id", "mentor_id", "phase", "introduced_at", "mentee_started_at"),
            *("mentor_started_at", "started_on", "ends_on", "months", "every_weeks", "minutes", "new_end", "last_met"),
            *("paused_on", "returns_on", "resumed_on", "ended_at", "ending"),
        ),
        _ours,
        names=("mentee_id", "mentor_id"),
    ),
    Belonging(
        "What you wrote when you ended a partnership",
        "partnerships",
        ("scheme", "id", "ended_at", "reason"),
        _own("partnerships", "ended_by"),
    ),
    Belonging("Meetings", "meetings", ("day", "minutes", "how", "logged_at", "deleted_at"), _of_a_pair("meetings")),
    Belonging(
        "Meetings planned",
        "appointments",
        ("scheme", "at", "minutes", "how", "state", "changed_at"),
        _of_a_pair("appointments"),
    ),
    Belonging(
        "Your agreement",
        "agreements",
        ("scheme", "id", "changed_at", "revision", "mentee_signed", "mentor_signed", "signed_at", "agreed_at"),
        _of_a_pair("agreements"),
    ),
    Belonging(
        "What the agreement says",
        "wordings",
        ("agreement_id", "revision", "written_at", "text"),
        _of_an_agreement,
    ),
    Belonging("Goals", "goals", ("text", "set_at", "progress", "changed_at"), _of_a_pair("goals")),
    Belonging("Your reflections", "reflections", ("scheme", "day", "text", "written_at"), _own("reflections")),
    Belonging("Your hours", "hours", ("scheme", "day", "minutes", "kind", "noted_at"), _own("hours")),
    Belonging("Ideas you were shown", "prompts_seen", ("stage", "keys"), _own("prompts_seen")),
    Belonging(
        "Surveys that are still linked to you",
        "surveys",
        ("scheme", "role", "occasion", "issued_at", "closes_on", "answered", "answers"),
        _own("surveys"),
    ),
    Belonging(
        "Complaints you made",
        "concerns",
        ("scheme", "about", "text", "raised_at", "stage", "reply_by", "replied_at", "reply", "closed_at"),
        _own("concerns", "raised_by"),
    ),
    Belonging(
        "Questions and issues you raised",
        "enquiries",
        ("scheme", "sort", "about", "raised_at", "stage", "answer_by", "answered_at", "closed_at"),
        _own("enquiries", "raised_by"),
    ),
    Belonging(
        "What you wrote in these, and what you were answered",
        "remarks",
        ("scheme", "subject", "at", "text"),
        _to_or_by_whom_they_raised_it,
    ),
    Belonging(
        "Help you asked for in confidence",
        "soundings",
        ("scheme", "asked_at", "text", "answer", "settled_at"),
        _own("soundings", "asker_id"),
    ),
    Belonging("Moves you told us of", "moves", ("scheme", "said_at", "before", "after", "state"), _own("moves")),
    Belonging(
        "Names you were asked about",
        "renames",
        ("scheme", "asked_at", "before", "after", "state", "decided_at"),
        _own("renames"),
    ),
    Belonging("Files you handed in", "files", ("scheme", "name", "size", "kept_at", "claimed_at"), _own("files")),
    Belonging("Forms you began", "drafts", ("scheme", "title", "changed_at", "answers"), _own("drafts")),
    Belonging(
        "Your seats in a Group",
        "members",
        ("scheme", "duty", "organisation", "since", "until", "absent_from", "absent_until"),
        _own("members"),
    ),
    Belonging("What you said of proposals", "comments", ("scheme", "at", "disagrees", "text"), _own("comments")),
    Belonging("When you stood aside", "stands_aside", ("declared_at",), _own("stands_aside")),
    Belonging("When you were named a stand-in", "stand_ins", ("scheme", "named_at"), _own("stand_ins")),
    Belonging("What you typed to the bot on the web", "chats", ("at", "said"), _own("chats", "said_by")),
    Belonging("What you did", "audit", ("at", "scheme", "action", "subject", "outcome"), _own("audit")),
    Belonging(
        "What was done for you by phone",
        "audit",
        ("at", "scheme", "action", "subject", "outcome"),
        _done_for_them,
    ),
)

NOT_IN_IT: Mapping[str, str] = {
    "approvals": "part of the Group's deliberation; that a member agreed stands in what they did",
    "carried": "what a button could not hold itself; gone after a week",
    "due": "follows from everything else: when which reminder comes",
    "inbound": "repeats what stands in the chat, and is gone after two days",
    "installations": "where the bot is installed",
    "notes": "about the bot itself",
    "oauth_states": "half-made installations of the bot",
    "outbox": "messages, which stand in the chat and carry nothing confidential",
    "places": "follows from requests and partnerships",
    "rooms": "the Group's channels",
    "selections": "part of the Group's deliberation; that a member selected stands in what they did",
    "survey_results": "no longer linked to anybody, so it cannot be found for anybody",
    "survey_texts": "no longer linked to anybody, so it cannot be found for anybody",
    "undoings": "part of the Group's deliberation; that a member undid something stands in what they did",
}

WITHHELD: Mapping[str, str] = {
    "concerns.about_id": "stands in what was chosen",
    "concerns.kept_from": "whoever was chosen stands in what was chosen; who stood aside is theirs to say",
    "concerns.lesson": "what the Group learnt",
    "drafts.opening": "where a form was opened from; no words of anybody",
    "drafts.carries": "what a form carries unchanged; no words of anybody",
    "enquiries.about_id": "stands in what was chosen",
    "enquiries.kept_from": "whoever was chosen stands in what was chosen; who stood aside is theirs to say",
    "files.content": "each file has a button of its own beside this, which opens it",
    "partnerships.lessons": "what the Group learnt",
}
