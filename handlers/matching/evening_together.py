"""Agreeing to several of a round's draft together: to each as if by itself (R3.4, R3.7)."""

from collections.abc import Sequence

from handlers.kit.conversation import Conversation
from handlers.kit.paging import FROM
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Form, Prose, Reply, says
from handlers.matching.approvals import agrees
from handlers.matching.evening import ROWS, page_of
from handlers.matching.propose import select_mentors
from handlers.matching.round_rows import RoundRow, is_open_to, rows_of
from handlers.matching.suggestions import considered, criteria_field, to_talk_with
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import ChoicesField, Option
from scheme.matching.kept_round import KeptRound
from scheme.matching.proposal import Proposal
from scheme.refusal import Refusal
from scheme.wording import counted
from storage.matching import kept_rounds, proposals
from storage.work import Work

together = Conversation(name="evening")  # its steps are part of the round's draft

READ = "read"  # carried: what each row stood at when it was read


@together.step("agree", Audience.MEMBER, opens=True)
async def agree(turn: Turn, work: Work) -> Reply:
    """Asks which of the rows shown a member agrees to, and which of the questions they considered themselves."""
    kept = await _kept(turn, work)
    page = page_of(turn, kept)
    rows = (await rows_of(turn, work, page.of(kept.placings))).rows
    able = [row for row in rows if is_open_to(turn, row)]
    field = together_field(turn, able)
    needed = turn.definition.choosing.approvals
    text = (
        f"Each counts as if you had opened it and agreed: {counted(needed, 'member')} must, and nobody is asked before. "
        "Tick only those that you looked at."
    )
    form = Form(
        title="Agree to several",
        action="evening.agreed",
        fields=(field, criteria_field()),
        submit="Agree to these",
        parts=(Prose(text),),
        carries={
            "revision": str(kept.revision),
            READ: " ".join(_as_it_stands(row) for row in able),
            FROM: str(page.start),
            ROWS: turn.given(ROWS),
        },
    )
    return Reply(window=form)


def _as_it_stands(row: RoundRow) -> str:
    """Which selection a row is of, so that nobody agrees to another than they read; the draft's own has the draft's revision."""
    proposal = row.pending.proposal
    if proposal is None:
        return f"{row.mentee.id}"
    return f"{row.mentee.id}.{proposal.id}.{proposal.revision}"


async def _kept(turn: Turn, work: Work) -> KeptRound:
    kept = await kept_rounds.of(work, turn.definition.key)
    if kept is None:
        raise Refusal("Nothing is made up yet. Make up the round first, please.")
    return kept


def together_field(turn: Turn, rows: Sequence[RoundRow]) -> ChoicesField:
    """The rows that a member can agree to, each with its mentors and the verdict on the first."""
    if not rows:
        raise Refusal("There is nothing here for you to agree to just now.")
    return ChoicesField(
        key="pairs",
        label="I agree to",
        options=tuple(
            Option(
                key=str(row.mentee.id),
                label=f"{row.mentee.applicant}: {_mentors(row)}",
                help=row.mentors[0].verdict.line,
            )
            for row in rows
        ),
    )


def _mentors(row: RoundRow) -> str:
    return ", ".join(found.mentor.application.applicant for found in row.mentors)


@together.step("agreed", Audience.MEMBER)
async def agreed(turn: Turn, work: Work) -> Reply:
    """A member agrees to several at once: to each as if by itself, with the questions they considered; all or nothing."""
    kept = await _kept(turn, work)
    if kept.revision != turn.number("revision"):
        raise Refusal("The draft was made up again since you opened it. Open it once more, please.")
    chosen = turn.answers.get("pairs")
    ticked = set(chosen) if isinstance(chosen, list) else set()
    placings = [placing for placing in kept.placings if str(placing.mentee) in ticked]
    rows = (await rows_of(turn, work, placings, locks=True)).rows
    able = [row for row in rows if is_open_to(turn, row)]
    answers = check((together_field(turn, able), criteria_field()), turn.answers)
    _must_be_as_read(turn, able)
    await _must_not_need_a_talk(turn, work, able)
    lines: list[str] = []
    for row in able:
        reply = await _agree_to(turn, work, row, considered(answers))
        lines.extend(message.text for message in reply.says)
    back = Button(label="Back to the round", action="evening.show", opens=True)
    text = f"Noted for {counted(len(able), turn.definition.terms.mentee)}."
    return says(text, back, parts=(Bullets(tuple(lines)),), heading="Agreed together")


async def _agree_to(turn: Turn, work: Work, row: RoundRow, criteria: str) -> Reply:
    proposal = row.pending.proposal
    if proposal is None:
        proposal = await work.add(
            Proposal(
                scheme=turn.definition.key,
                application_id=row.mentee.id,
                mentee_id=row.mentee.person_id,
                opened_at=turn.now,
                way=turn.definition.choosing.mode,
            )
        )
        wanted = [found.mentor.application.id for found in row.mentors]
        await select_mentors(turn, work, draft=proposal, wanted=wanted)
    given = await proposals.approvals_of(work, proposal.id)
    return await agrees(
        turn, work, proposal, approvals=given, application=row.mentee, criteria=criteria
    )


def _must_be_as_read(turn: Turn, rows: Sequence[RoundRow]) -> None:
    """Raises `Refusal` where members selected somebody since the form was opened: agreement is to what was read (R3.4)."""
    read = set(turn.given(READ).split())
    changed = [row.mentee.applicant for row in rows if _as_it_stands(row) not in read]
    if changed:
        raise Refusal(
            f"Somebody was selected for {' and '.join(changed)} since you opened it. Open it once more, please.",
            "pairs",
        )


async def _must_not_need_a_talk(turn: Turn, work: Work, rows: Sequence[RoundRow]) -> None:
    """Raises `Refusal` where somebody would rather not twice: that needs a talk first, and to be looked at by itself."""
    concerned = {row.mentee.id: row.mentee for row in rows}
    for row in rows:
        concerned |= {
            found.mentor.application.id: found.mentor.application for found in row.mentors
        }
    names = await to_talk_with(work, turn.definition, list(concerned.values()))
    if names:
        raise Refusal(
            f"Twice now {' and '.join(names)} would rather not, so please look at this by itself, and talk with them first.",
            "pairs",
        )
