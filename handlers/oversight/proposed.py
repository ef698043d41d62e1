"""What the Group has put to a mentee, as a member reads it: who selected whom, who agreed, what was said of it (R3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.kit.turn import Turn
from handlers.kit.ui import Facts, Part, Prose
from scheme.application.application import Application
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.conflict import Reader
from scheme.matching.criteria import CRITERIA
from scheme.matching.proposal import Approval, Proposal, ProposalProgress
from scheme.matching.selection import Comment, Selection
from scheme.matching.side import Side
from scheme.people import Person
from storage import applications, people
from storage.matching import proposals, rather_nots
from storage.work import Work

PUT_TO = {
    ProposalProgress.DRAFT: "Selected",
    ProposalProgress.RETURNED: "Proposed before",
    ProposalProgress.CLOSED: "Proposed before",
}

STANDS = {
    Word.APPROACHED: "asked for a first talk",
    Word.TALKING: "first talk to come",
    Word.TALKED: "first talk over, not decided yet",
    Word.PARTED: "not gone on after a first talk",
}

Row = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class _Record:
    """What is kept of one proposal, with the names of everybody in it."""

    zone: str  # the scheme's
    known: Mapping[PersonId, Person]  # by id
    approvals: Sequence[Approval]
    comments: Sequence[Comment]

    def name(self, person_id: PersonId) -> str:
        return self.known[person_id].name

    def agreed(self, revisions: range, now: int) -> list[Row]:
        """Who agreed in these revisions; what is not of the one that stands `now` is to be agreed on afresh."""
        rows = []
        for approval in self.approvals:
            if approval.revision in revisions:
                if approval.revision == now:
                    word = "agreed"
                else:
                    word = "agreed, before another look"
                day = spoken(local_day(approval.at, self.zone))
                rows.append(
                    (
                        f"{self.name(approval.person_id)} {word}",
                        f"{day}; {_looked_at(approval.criteria)}",
                    )
                )
        return rows

    def said(self, revisions: range) -> list[Part]:
        """What members said in these revisions, oldest first."""
        return [
            Prose(
                comment.text,
                f"{self.name(comment.person_id)} {'disagrees' if comment.disagrees else 'comments'}, "
                f"{spoken(local_day(comment.at, self.zone))}",
            )
            for comment in self.comments
            if comment.revision in revisions and comment.text
        ]

    def selected(self, selection: Selection) -> Row:
        return (
            "Selected by",
            f"{self.name(selection.person_id)}, {spoken(local_day(selection.at, self.zone))}",
        )


def _looked_at(criteria: str) -> str:
    """Which of the nine questions somebody says they considered."""
    if len(criteria) == len(CRITERIA):
        return "looked at all nine"
    return f"considered ({', '.join(criteria)})"


async def proposed(turn: Turn, work: Work, proposal: Proposal) -> list[Part]:
    """A proposal as it stands, then the selections it took the place of, the latest first.

    Nothing of a selection where one of the mentors is the reader, or somebody the reader keeps out of (R3.3).
    """
    reader = await people.reader(work, turn.person)
    candidates = await proposals.candidates_of(work, proposal.id)
    selections = await proposals.selections_of(work, proposal.id)
    stands = next((selection for selection in selections if selection.replaced_at is None), None)
    held = [
        (candidate.mentor_application_id, STANDS.get(candidate.state, str(candidate.state)))
        for candidate in candidates
    ]
    there = {mentor for mentor, _ in held}
    held += [
        (mentor_id, "no longer proposed")
        for mentor_id in (stands.mentors if stands else ())
        if mentor_id not in there
    ]
    mentors = [await applications.by_id(work, mentor) for mentor, _ in held]
    if _kept_out(turn, reader, mentors):
        return []
    record = await _record(turn, work, proposal, selections)
    if stands:
        first = stands.revision
    elif selections:
        first = selections[-1].revision + 1
    else:
        first = proposal.revision
    revisions = range(first, proposal.revision + 1)
    rows = [(mentor.applicant, state) for mentor, (_, state) in zip(mentors, held, strict=True)]
    rows += [record.selected(stands)] if stands else []
    rows += _unknown(record, first if not selections else selections[0].revision)
    agreed = record.agreed(revisions, proposal.revision)
    rows += agreed
    if not any(approval.revision == proposal.revision for approval in record.approvals):
        rows.append(("Agreed", "nobody yet"))
    parts: list[Part] = [
        Facts(tuple(rows), PUT_TO.get(proposal.state, "Proposed")),
        *record.said(revisions),
    ]
    if proposal.reason:
        parts.append(Prose(proposal.reason, "What the applicant said of it"))
    parts += await _rather_not(work, record, candidates)
    return [
        *parts,
        *await _replaced(
            turn, work, record=record, reader=reader, selections=selections, last=first
        ),
    ]


async def _rather_not(work: Work, record: _Record, candidates: Sequence[Candidate]) -> list[Part]:
    """Who of a pair that was decided on would rather not, and what they said of it."""
    both = [candidate.id for candidate in candidates if candidate.both_told]
    if not both:
        return []
    said = await rather_nots.about(work, both)
    known = await people.by_ids(work, {word.person_id for word in said})
    return [
        Prose(
            word.text or "No reason was given, and none is needed.",
            f"{known[word.person_id].name} would rather not, {spoken(local_day(word.at, record.zone))}",
        )
        for word in said
    ]


def _kept_out(turn: Turn, reader: Reader, mentors: Sequence[Application]) -> bool:
    return any(reader.keeps_out_of(Side.of(turn.definition, mentor)) for mentor in mentors)


async def _record(
    turn: Turn, work: Work, proposal: Proposal, selections: Sequence[Selection]
) -> _Record:
    approvals = await proposals.approvals_of(work, proposal.id)
    comments = await proposals.comments_on(work, proposal.id)
    ids = {approval.person_id for approval in approvals} | {
        comment.person_id for comment in comments
    }
    ids |= {selection.person_id for selection in selections} | {
        selection.replaced_by for selection in selections if selection.replaced_by
    }
    return _Record(
        zone=turn.definition.zone,
        known=await people.by_ids(work, ids),
        approvals=approvals,
        comments=comments,
    )


def _unknown(record: _Record, first: int) -> list[Row]:
    """Words given before it was kept who selected whom."""
    return [
        (
            f"{record.name(approval.person_id)} agreed to an earlier selection",
            spoken(local_day(approval.at, record.zone)),
        )
        for approval in record.approvals
        if approval.revision < first
    ]


async def _replaced(
    turn: Turn,
    work: Work,
    record: _Record,
    reader: Reader,
    selections: Sequence[Selection],
    last: int,
) -> list[Part]:
    """The selections that others took the place of: each stood until the next one."""
    parts: list[Part] = []
    if not selections:  # made before that was kept
        return parts
    ends = [*(selection.revision for selection in selections[1:]), last]
    for set_aside, end in reversed(list(zip(selections, ends, strict=True))):
        mentors = [await applications.by_id(work, mentor) for mentor in set_aside.mentors]
        if (
            set_aside.replaced_at is None
            or set_aside.replaced_by is None
            or _kept_out(turn, reader, mentors)
        ):
            continue
        revisions = range(set_aside.revision, max(end, set_aside.revision + 1))
        day = spoken(local_day(set_aside.replaced_at, record.zone))
        title = f"Selected before; replaced by {record.name(set_aside.replaced_by)} on {day}"
        names = ("Mentors", ", ".join(mentor.applicant for mentor in mentors))
        rows = (names, record.selected(set_aside), *record.agreed(revisions, revisions[-1]))
        parts += [Facts(rows, title), *record.said(revisions)]
    return parts
