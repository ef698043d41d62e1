"""Single words and short forms, as people type them after a command: each means one thing, or says which it may mean.

In a sentence the same words may mean anything (`handlers.home.phrases`); alone they are a wish in short.
"""

from collections.abc import Mapping

from handlers.home.phrases import INTENTS, Understood, plain
from scheme.people import GROUP_DUTIES

# Words, and what they lead to by the intents' keys; several where a word alone says too little.
WORDS: Mapping[str, tuple[str, ...]] = {
    "apply": ("apply_mentee",),
    "mentor": ("apply_mentee", "apply_mentor", "partner"),
    "mentee": ("apply_mentee", "apply_mentor", "partner"),
    "application": ("status", "change_application", "withdraw"),
    "register": ("register",),
    "options": ("profiles",),
    "partner": ("partner",),
    "contact": ("partner",),
    "meeting": ("log_meeting",),
    "log": ("log_meeting",),
    "met": ("log_meeting",),
    "plan": ("plan",),
    "schedule": ("plan",),
    "next meeting": ("next_meeting",),
    "when": ("next_meeting",),
    "prepare": ("prompts",),
    "reflect": ("reflect",),
    "reflection": ("reflect",),
    "reflections": ("reflections",),
    "notes": ("reflections",),
    "hours": ("hours",),
    "sign": ("agreement",),
    "goal": ("goals",),
    "reminders": ("quiet",),
    "quiet": ("quiet",),
    "extend": ("extend",),
    "moved": ("moved",),
    "name": ("name",),
    "rename": ("name",),
    "end": ("end",),
    "finish": ("end",),
    "cancel": ("plan", "withdraw", "end"),
    "stop": ("quiet", "pause", "end"),
    "question": ("enquiry",),
    "ask": ("enquiry",),
    "problem": ("issue",),
    "raise": ("issue", "complain", "enquiry"),
    "people": ("people",),
    "person": ("people",),
    "human": ("people",),
    "talk": ("people",),
    "data": ("my_data",),
    "about": ("how_it_works",),
    "waiting": ("waiting",),
    "oversight": ("waiting",),
    "away": ("absence",),
    "absence": ("absence",),
    "phone": ("phone",),
    "call": ("phone",),
}

# What a word of those who run the scheme leads everybody else to.
OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "register": ("apply_mentor",),
    "waiting": ("status",),
    "absence": ("pause", "quiet", "people"),
    "phone": ("people",),
}


def command(text: str, terms: Mapping[str, str], duties: frozenset[str]) -> Understood | None:
    """What a word alone asks for, of somebody with these duties; None when it is none of these words.

    `terms` puts the scheme's own terms into general English, as for `understand`.
    """
    said, general = " ".join(plain(text)), {" ".join(plain(term)): word for term, word in terms.items()}
    keys = WORDS.get(general.get(said, said))
    if keys is None:
        return None
    [key, *others] = keys
    theirs = "administrator" in duties if key == "phone" else bool(duties & GROUP_DUTIES)
    if not theirs:
        key, *others = OTHERWISE.get(key, keys)
    if others:
        return Understood(None, tuple(INTENTS[one] for one in (key, *others)))
    return Understood(INTENTS[key])
