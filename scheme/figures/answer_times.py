"""How long answers really took, beside the days that were promised: so that a promise can be kept, or made another (R3.6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheme.definition.definition import Definition
from scheme.figures.counts import (
    AnswerTimeCount,
    OpenCount,
    SchemeCounts,
    middle,
    total,
    within,
)
from scheme.people import Role
from scheme.wording import counted

MOST_OF_THEM = 0.9  # of those who were answered, whom a promise that can be kept holds for


@dataclass(frozen=True, kw_only=True)
class AnswerTimes:
    """What answers took, in days, and who still waits.

    `late` and `overdue` are counted by the day that was promised to each at first, which a round may set for itself.
    """

    answered: int  # who have had their answer
    late: int  # of these, after the day promised
    half: int  # days within which half of them had it; 0 where nobody had
    most: int  # days within which nine in ten had it
    longest: int  # days of whoever waited longest
    waiting: int  # who have had none yet
    overdue: int  # of these, whose day has gone by

    @classmethod
    def in_counts(cls, counts: SchemeCounts, role: Role, campaign: str = "") -> "AnswerTimes":
        """Those of a role, of a round by its key or of all."""

        def meant(count: AnswerTimeCount | OpenCount) -> bool:
            return count.role == role and campaign in ("", count.round)

        return cls.of(filter(meant, counts.answered), filter(meant, counts.open))

    @classmethod
    def of(cls, answered: Iterable[AnswerTimeCount], waiting: Iterable[OpenCount]) -> "AnswerTimes":
        """The times that some counts add up to."""
        given = list(answered)
        still = list(waiting)
        days = [(count.days, count.number) for count in given]
        return cls(
            answered=total(given),
            late=total(given, lambda count: count.late),
            half=middle(days) or 0,
            most=within(days, MOST_OF_THEM) or 0,
            longest=max((day for day, _ in days), default=0),
            waiting=total(still),
            overdue=total(still, lambda count: count.late),
        )

    @property
    def is_known(self) -> bool:
        """Whether anything can be said."""
        return bool(self.answered or self.waiting)

    def told(self, definition: Definition, campaign: str = "") -> str:
        """What they mean beside the promise, and the thing to do: in sentences for the Group. `campaign`: the round's key."""
        promised = definition.answering.days
        found = definition.round_of(campaign)
        if found is not None and found.matched_by is not None:
            said = [f"{found.name} promises a day of its own."]
        else:
            said = [f"{counted(promised, 'day')} are promised."]
        if self.answered:
            said.append(
                f"Half had their answer within {counted(self.half, 'day')}, nine in ten within "
                f"{counted(self.most, 'day')}; {self.late} of {self.answered} came after the day promised."
            )
        else:
            said.append("Nobody has had an answer yet.")
        if self.overdue:
            said.append(f"For {self.overdue} who wait the day has gone by: answer these first.")
        elif self.late and self.most > promised:
            said.append(
                f"A promise of {counted(self.most, 'day')} would have held for nine in ten."
            )
        elif self.answered:
            said.append("The promise holds.")
        return " ".join(said)
