"""Somebody whose account is nobody's yet proves an address: they type it in their own chat, then the code that came (R11.5).

An administrator can still confirm them. Whether an address is known here, nobody learns: a code is sent in either case.
"""

import re
from datetime import datetime

from handlers.accounts.identity import Profile, declined, let_in_by, nobodys, place_of, settle
from handlers.forms import proving
from handlers.kit.buttons import HELP, HOME
from handlers.kit.post import tell
from handlers.kit.ui import Message
from scheme.member.proof import GOOD_MINUTES
from scheme.people import Account, Person
from storage import outbox, people
from storage.member import proofs
from storage.platforms import accounts
from storage.work import Work

# What stands for itself: an address, perhaps as a platform marks it up, or six letters.
ADDRESS = re.compile(r"(?:mailto:)?([^\s@<>|:;,]{1,64}@[^\s@<>|:;,]{1,190}\.[^\s@<>|:;,.]{2,60})")
CODE = re.compile(r"(?:[A-Za-z][\s-]?){5}[A-Za-z]")
SENT = (
    "If mail reaches you there, a code is on its way. Type it here; it is good for "
    f"{GOOD_MINUTES} minutes. An administrator can still confirm you: press Ask."
)
OFFER = "Or type your e-mail address into our chat, and a code comes to it."


def address_in(text: str) -> str:
    """The address that a text is and nothing else, in lower case; "" for any other text."""
    found = ADDRESS.fullmatch(text.strip().strip("<>").rpartition("|")[2])
    if found is None:
        return ""
    return found[1].lower()


def is_like_a_code(text: str) -> bool:
    """Whether a text may be a code."""
    return CODE.fullmatch(text.strip()) is not None


async def ask_code(work: Work, profile: Profile, address: str) -> str:
    """Mail a code to the address that a stranger typed; returns what they read. Raises `Refusal` for too many."""
    definition = let_in_by(work.definitions, profile.platform, profile.workspace)
    if definition is None:
        raise LookupError("nobody lets this workspace in")
    account = await nobodys(work, profile)
    account.follow_profile(profile.name, profile.email or account.email)
    await proving.send_code(work, definition.key, account.subject, address)
    return SENT


async def take_code(work: Work, profile: Profile, code: str) -> Message | None:
    """What a stranger reads who typed a code; None where none was asked for, so that it is taken as any other words.

    The right one makes the account theirs. Counts as a try: commit in either case.
    """
    account = await accounts.at(work, profile.platform, profile.workspace, profile.user)
    if account is None or account.person_id is not None or declined(account):
        return None
    proof = await proofs.pending(work, account.subject)
    if proof is None:
        return None
    if not await proofs.is_right(work, proof, code):
        return Message(text=f"{proving.WRONG} Type your address once more for that.")
    name = profile.name or proof.address.partition("@")[0]
    person = await people.add(work, name, proof.address, work.definitions[proof.scheme].zone)
    return await _theirs(work, account, person, work.now)


async def _theirs(work: Work, account: Account, person: Person, now: datetime) -> Message:
    """The account is theirs. Who is reached elsewhere is told there as well, so that nobody gets one they know nothing of."""
    others = await accounts.of_person(work, person.id)
    await settle(work, account, "They have proved their address, so nothing is needed from you.")
    account.recognise(person.id)
    account.reopen()
    account.note_seen(now)
    await work.flush()
    if others:
        definition = let_in_by(work.definitions, account.platform, account.workspace)
        where = (
            place_of(definition, account.platform, account.workspace) if definition else "a chat"
        )
        text = f"Somebody who reads your mail has made an account in {where} yours. If it was not you, please say so."
        await tell(
            work,
            person.id,
            Message(text=text, buttons=(HOME, HELP), heading="An account"),
            key=f"proved:{account.id}",
        )
    await outbox.take_up(work, f"person:{person.id}")
    return Message(
        text="Thank you, that is right. You are known here from now on, and all of yours is at hand.",
        buttons=(HOME,),
        heading="You are in",
    )
