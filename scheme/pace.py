"""How much one person may do in an hour and in a day: far more than anybody needs, and no flood (R13.6). Pure."""

from dataclasses import dataclass
from datetime import datetime

from scheme.calendar import add_minutes
from scheme.refusal import Refusal

HOUR = 60  # minutes
DAY = 24 * HOUR


@dataclass(frozen=True)
class Pace:
    """How often one person may take one step in an hour, and in a day."""

    hour: int  # times in an hour
    day: int  # times in a day

    def free_at(
        self, by_hour: datetime | None, by_day: datetime | None, now: datetime
    ) -> datetime | None:
        """When it may be taken again; None when it may be now.

        `by_hour` is when the person took it the `hour`th time before, `by_day` the `day`th time; None where they have not.
        """
        if by_hour:
            waits = [add_minutes(by_hour, HOUR)]
        else:
            waits = []
        waits += [add_minutes(by_day, DAY)] if by_day else []
        return max((at for at in waits if at > now), default=None)


USUAL = Pace(
    hour=150, day=600
)  # an administrator who enters fifty applications by phone is far from it
SELDOM = Pace(hour=12, day=36)  # what somebody else has to read and to answer
CARDS = 60  # of new matters, that the Group's channel is shown in an hour one by one
REFUSALS = Pace(hour=20, day=100)  # of one step, that are written down for each person


class TooMuch(Refusal):
    """Somebody has done something so often that it has to wait; whatever they typed is kept as a draft."""
