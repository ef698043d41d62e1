"""The tables, and the plain objects of scheme/ mapped onto them.

What must hold under any interleaving is a constraint here. Ids, states and dates are in the clear; what people wrote
is `Sealed`.
"""

from storage.tables.agreements import agreements, goals, wordings
from storage.tables.awareness import (
    asked_addresses,
    askings,
    awareness_answers,
    not_to_ask,
    tickets,
)
from storage.tables.base import mapper_registry, metadata
from storage.tables.certificates import certificates
from storage.tables.concerns import concerns, enquiries, remarks
from storage.tables.consents import consents
from storage.tables.discussions import held_discussions
from storage.tables.drafts import drafts
from storage.tables.equality import equality_answered, equality_books, equality_sheets
from storage.tables.erasures import erasures
from storage.tables.feeds import feeds
from storage.tables.files import files
from storage.tables.kept_rounds import kept_rounds
from storage.tables.learning import learning_events, sign_ups
from storage.tables.matching import (
    applications,
    approvals,
    candidates,
    places,
    proposals,
    questions,
    reminders,
)
from storage.tables.meetings import appointments, hours, meetings, prompts_seen, reflections
from storage.tables.moves import moves
from storage.tables.one_to_ones import offered_times
from storage.tables.own import audit, chats, due, inbound, mail_waits, notes, outbox
from storage.tables.pairs import partnerships
from storage.tables.people import accounts, members, people, stand_ins, stands_aside
from storage.tables.permissions import permissions
from storage.tables.platforms import carried, installations, oauth_states, rooms
from storage.tables.proofs import proofs
from storage.tables.renames import renames
from storage.tables.reports import kept_figures, report_shares
from storage.tables.rounds import held_rounds
from storage.tables.searching import called, invitations, mentor_calls, one_mores
from storage.tables.selections import comments, rather_nots, selections
from storage.tables.shortlists import picks, shortlists
from storage.tables.soundings import soundings
from storage.tables.surveys import survey_results, survey_texts, surveys
from storage.tables.taken_over import taken_over
from storage.tables.thanks import thanks
from storage.tables.undoings import undoings
from storage.tables.web import links, sessions, sign_ins, tries

__all__ = [
    "accounts",
    "agreements",
    "applications",
    "appointments",
    "approvals",
    "asked_addresses",
    "askings",
    "audit",
    "awareness_answers",
    "called",
    "candidates",
    "carried",
    "certificates",
    "chats",
    "comments",
    "concerns",
    "consents",
    "drafts",
    "due",
    "enquiries",
    "equality_answered",
    "equality_books",
    "equality_sheets",
    "erasures",
    "feeds",
    "files",
    "goals",
    "held_discussions",
    "held_rounds",
    "hours",
    "inbound",
    "installations",
    "invitations",
    "kept_figures",
    "kept_rounds",
    "learning_events",
    "links",
    "mail_waits",
    "mapper_registry",
    "meetings",
    "members",
    "mentor_calls",
    "metadata",
    "moves",
    "not_to_ask",
    "notes",
    "oauth_states",
    "offered_times",
    "one_mores",
    "outbox",
    "partnerships",
    "people",
    "permissions",
    "picks",
    "places",
    "prompts_seen",
    "proofs",
    "proposals",
    "questions",
    "rather_nots",
    "reflections",
    "remarks",
    "reminders",
    "renames",
    "report_shares",
    "rooms",
    "selections",
    "sessions",
    "shortlists",
    "sign_ins",
    "sign_ups",
    "soundings",
    "stand_ins",
    "stands_aside",
    "survey_results",
    "survey_texts",
    "surveys",
    "taken_over",
    "thanks",
    "tickets",
    "tries",
    "undoings",
    "wordings",
]
