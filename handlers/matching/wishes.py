"""Whom a mentee chose of all mentors, as a member reads it beside the suggestions (R4.1)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.kit.ui import Bullets, Part
from handlers.matching.chosen import place_in_order
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.proposal import Proposal
from scheme.matching.ranking import Suggestion, Suggestions
from scheme.matching.shortlist import Shortlist
from scheme.matching.ways import way_of, way_to_come
from scheme.wording import counted
from storage.matching import shortlists
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Whom a mentee chose, and how many chose each of those mentors. Where a scheme's mentees choose nobody, nothing."""

    shortlist: Shortlist | None = None
    places: Mapping[ApplicationId, int] = field(default_factory=dict)  # in their order, from 0
    counts: Counter[ApplicationId] = field(default_factory=Counter)  # by how many mentees
    ranked: bool = True

    def told(self, mentor: Application, mentee_term: str) -> str:
        """A few words for a mentor's card: their place among the choices, and how many chose them; "" where nobody did."""
        count = self.counts[mentor.id]
        if not count:
            return ""
        by = f"chosen by {counted(count, mentee_term)}"
        if mentor.id in self.places:
            return f"{self.name(mentor.id)}; {by}"
        return by

    def name(self, mentor_id: ApplicationId) -> str:
        """What a choice is called."""
        if self.ranked:
            return place_in_order(self.places[mentor_id])
        return "Chosen"

    def first(self, ranked: Sequence[Suggestion]) -> list[Suggestion]:
        """Suggestions with those chosen before the others, in the mentee's order."""
        last = len(self.places)
        if not last:
            return list(ranked)
        return sorted(ranked, key=lambda found: self.places.get(found.mentor.application.id, last))

    def parts(self, definition: Definition, found: Suggestions) -> tuple[Part, ...]:
        """Whom the mentee chose, in order, also those who can't be proposed, with the reason."""
        if self.shortlist is None:
            return ()
        known = {one.mentor.application.id: one.mentor.application for one in found.ranked}
        reasons = {one.mentor.application.id: one for one in found.excluded}
        lines = []
        for mentor_id in self.places:
            if mentor_id in known:
                name = known[mentor_id].applicant
                lines.append(f"{self.name(mentor_id)}: {name}, {self._by(definition, mentor_id)}")
            elif mentor_id in reasons:
                excluded = reasons[mentor_id]
                name = excluded.mentor.application.applicant
                lines.append(f"{self.name(mentor_id)}: {name}. Not now: {excluded.reason}")
            else:
                lines.append(f"{self.name(mentor_id)}: not on the register any more")
        term = definition.terms.mentee
        title = f"What the {term} chose"
        if self.shortlist.is_open:
            title = f"{title}; they can change it until {spoken(self.shortlist.closes_on)}"
        return (Bullets(tuple(lines or ["Nobody so far"]), title),)

    def _by(self, definition: Definition, mentor_id: ApplicationId) -> str:
        return f"chosen by {counted(self.counts[mentor_id], definition.terms.mentee)}"


async def wishes_of(
    work: Work,
    definition: Definition,
    mentee: Application,
    draft: Proposal | None,
    mentors: Sequence[ApplicationId],
) -> Wishes:
    """Whom a mentee chose, and how many chose them and some other `mentors`; nothing is asked where nobody chooses so."""
    way = way_to_come(definition) if draft is None else way_of(draft)
    if not way.opens_list:
        return Wishes()
    shortlist = await shortlists.of(work, mentee.id)
    picked = await shortlists.picks_of(work, shortlist)
    places = {pick.mentor_application_id: at for at, pick in enumerate(picked)}
    counts = await shortlists.how_many_chose(work, {*places, *mentors})
    return Wishes(
        shortlist=shortlist,
        places=places,
        counts=counts,
        ranked=definition.choosing.ranked,
    )
