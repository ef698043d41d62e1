"""Looking for a mentor among all of them: by words, and by what the forms ask, as far as a mentee may read it (R4.1)."""

from dataclasses import dataclass

from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField, FileField
from scheme.forms.shown import shown
from scheme.matching.side import keys, text
from scheme.wording import letters, plain

LISTED = "listed"  # a tick of the mentor's form: that mentees may find them in the list


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; empty where it does not matter. `words` must all be found, as beginnings of words."""

    words: str = ""
    area: str = ""  # a key of the scheme's areas
    mode: str = ""  # a key of its ways of meeting
    group: str = ""  # a key of its groups
    place: str = ""  # a part of a town's name

    def finds(self, definition: Definition, mentor: Application) -> bool:
        """Whether a mentor is one of those looked for; by nothing that the mentee could not read in the profile."""
        answers = mentor.answers
        seen = {field.key: field for field in readable(definition)}
        chosen = (("areas", self.area), ("modes", self.mode), ("groups", self.group))
        for key, wanted in chosen:
            if wanted and (key not in seen or wanted not in keys(answers, key)):
                return False
        if self.place and plain(self.place) not in plain(place_of(definition, mentor)):
            return False
        wanted_words = letters(self.words).split()
        if not wanted_words:
            return True
        told = " ".join(shown(field, answers.get(key)) for key, field in seen.items())
        there = letters(told).split()
        return all(any(word.startswith(part) for word in there) for part in wanted_words)


def readable(definition: Definition) -> list[AnyField]:
    """The fields of a mentor's form that a mentee reads; files, which they open once they are offered them, are none."""
    return [
        field
        for field in definition.form("mentor")
        if field.seen_by == "partner" and not isinstance(field, FileField)
    ]


def place_of(definition: Definition, mentor: Application) -> str:
    """The town of a mentor, or of their employer, as far as it may be read."""
    seen = {field.key for field in readable(definition)}
    if "place" in seen and (place := text(mentor.answers, "place")):
        return place
    employer = definition.organisation(text(mentor.answers, "organisation"))
    if "organisation" in seen and employer is not None:
        return employer.place
    return ""


def is_listed(definition: Definition, mentor: Application) -> bool:
    """Whether a mentor is open to be found: all are, unless the form asks them and they did not tick it."""
    if all(field.key != LISTED for field in definition.form("mentor")):
        return True
    return mentor.answers.get(LISTED) is True
