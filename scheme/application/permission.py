"""A line manager's word on an application: asked for by a mailed link, given on a page (R2.7)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme import calendar
from scheme.application.standing import standing_of
from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, PersonId
from scheme.matching.side import text
from scheme.refusal import Refusal
from scheme.wording import letters, plain

GOOD_DAYS = 28  # for which a link is good
SILENT_DAYS = 5  # working days after which the applicant hears that nothing has come
MOST_ASKED = 4  # managers or addresses, for one application
OVER = "This link is no longer good: too much time has passed, or it is not needed any more. Nothing is needed from you."


class PermissionState(StrEnum):
    """How far it is. `question`: the manager asked something first; `void`: withdrawn, or somebody else is asked."""

    ASKED = "asked"
    QUESTION = "question"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"
    VOID = "void"


OPEN = (PermissionState.ASKED, PermissionState.QUESTION)


@dataclass(frozen=True)
class Manager:
    """A line manager, as an application names them."""

    name: str  # as the applicant wrote it
    address: str  # in lower case

    @classmethod
    def of(cls, definition: Definition, answers: Answers) -> "Manager | None":
        """The one who is to be asked about an application; None where the scheme asks none, or its applicant has none."""
        if not definition.asks_managers:
            return None
        if standing_of(definition.membership, answers) != "organisation":
            return None
        return cls.named_in(answers)

    @classmethod
    def named_in(cls, answers: Answers) -> "Manager | None":
        """The one named in an application; None where it gives no address."""
        address = text(answers, "manager_email").lower()
        if not address:
            return None
        return cls(text(answers, "manager_name"), address)

    def must_not_be(self, name: str, addresses: frozenset[str]) -> None:
        """Raises `Refusal`, beside the field, where it is the applicant, who would then approve of themselves."""
        if is_one_of(self.address, addresses):
            raise Refusal(
                "This is an address of your own. Please give the one of your line manager.",
                "manager_email",
            )
        if letters(self.name) == letters(name):
            raise Refusal(
                "This is your own name. Please give the one of your line manager.", "manager_name"
            )


def is_one_of(address: str, own: frozenset[str]) -> bool:
    """Whether mail to an address reaches whoever has the others, so far as an address tells."""
    return _mailbox(address) in {_mailbox(other) for other in own}


@dataclass(kw_only=True)
class Permission:
    """What one line manager, at one address, says to one application.

    The manager gets the request, once more when the applicant wishes it, and the answer to one question; nothing else.
    `silent`: the applicant was told that nothing has come so far.
    """

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the one it is for
    person_id: PersonId  # the applicant
    name: str  # the manager's; "" once it is forgotten, as is `address`
    address: str  # the manager's, in lower case
    asked_at: datetime  # when the request was sent first
    mailed_at: datetime  # when the link was sent last: it is good from then on
    state: PermissionState = PermissionState.ASKED  # what they have said so far
    reminded: bool = False  # the link was sent a second time
    silent: bool = False
    question: str | None = None  # the manager's
    answer: str | None = None  # the applicant's, to that
    words: str | None = None  # the manager's, with a no
    said_at: datetime | None = None  # when they said yes or no
    id: int = field(init=False)  # of its row, by chance

    @classmethod
    def ask(
        cls,
        scheme: str,
        application_id: ApplicationId,
        person_id: PersonId,
        manager: Manager,
        now: datetime,
    ) -> "Permission":
        """A manager is asked."""
        return cls(
            scheme=scheme,
            application_id=application_id,
            person_id=person_id,
            name=manager.name,
            address=manager.address,
            asked_at=now,
            mailed_at=now,
        )

    @property
    def is_open(self) -> bool:
        """Whether the manager's word is still awaited."""
        return self.state in OPEN

    @property
    def good_until(self) -> datetime:
        """When the link that was sent last is good no more."""
        return calendar.add_minutes(self.mailed_at, GOOD_DAYS * 24 * 60)

    def must_be_open(self, now: datetime) -> None:
        """Raises `Refusal`, in words for whoever holds the link, once nothing more can be said with it."""
        match self.state:
            case PermissionState.APPROVED:
                raise Refusal("You have said yes already. Nothing more is needed from you.")
            case PermissionState.DECLINED:
                raise Refusal("You have said no already. Nothing more is needed from you.")
            case PermissionState.VOID | PermissionState.LAPSED:
                raise Refusal(OVER)
            case PermissionState.ASKED | PermissionState.QUESTION:
                if now >= self.good_until:
                    raise Refusal(OVER)

    def approve(self, now: datetime) -> None:
        """The manager says yes. Raises `Refusal` when nothing more can be said."""
        self.must_be_open(now)
        self._say(PermissionState.APPROVED, now)

    def decline(self, words: str, now: datetime) -> None:
        """The manager says no, in words for the applicant and the Group. Raises `Refusal` as `approve` does."""
        self.must_be_open(now)
        self.words = words
        self._say(PermissionState.DECLINED, now)

    def _say(self, state: PermissionState, now: datetime) -> None:
        self.state = state
        self.said_at = now
        self.silent = False

    @property
    def may_enquire(self) -> bool:
        """Whether the manager can still ask something: once, as they get one answer by mail."""
        return self.is_open and self.question is None

    def enquire(self, question: str, now: datetime) -> None:
        """The manager asks something before they say yes or no. Raises `Refusal` for a second question."""
        self.must_be_open(now)
        if self.question is not None:
            raise Refusal("Your question has been sent already. The answer comes to you by e-mail.")
        self.question = question
        self.state = PermissionState.QUESTION
        self.silent = False

    def reply(self, answer: str, now: datetime) -> None:
        """The applicant answers, and the link is good afresh. Raises `Refusal` unless there is a question."""
        if self.state != PermissionState.QUESTION:
            raise Refusal("There is no question that waits for your answer any more.")
        self.answer = answer
        self.state = PermissionState.ASKED
        self.mailed_at = now

    @property
    def may_be_reminded(self) -> bool:
        """Whether the applicant can have the link sent again: once."""
        return self.state == PermissionState.ASKED and not self.reminded

    def remind(self, now: datetime) -> None:
        """The link is sent a second time, and is good afresh. Raises `Refusal` for a third, or when they have answered."""
        if self.state != PermissionState.ASKED:
            raise Refusal("They are not being asked any more, so nothing was sent.")
        if self.reminded:
            raise Refusal(
                "It has been sent a second time already, and more would be a burden. You can give another address."
            )
        self.reminded = True
        self.silent = False
        self.mailed_at = now

    def note_silence(self) -> None:
        """Nothing has come for five working days."""
        self.silent = True

    def lapse(self) -> None:
        """The link is good no more."""
        self.state = PermissionState.LAPSED

    def void(self) -> None:
        """The application was taken back, or somebody else is asked: the link leads nowhere. What was said stays said."""
        if self.is_open:
            self.state = PermissionState.VOID

    def correct(self, name: str) -> None:
        """The applicant wrote the manager's name another way; the address is the same."""
        self.name = name

    def forget(self) -> None:
        """The application was taken back a while ago: whoever was asked, and all words, go."""
        self.name = ""
        self.address = ""
        self.question = None
        self.answer = None
        self.words = None

    def due(self, definition: Definition) -> list[Due]:
        """Word to the applicant after five working days of silence, and once the link is good no more."""
        if not self.is_open:
            return []
        zone = definition.zone
        last = calendar.add_days(calendar.local_day(self.good_until, zone), 1)
        over = Due(
            name="lapse",
            occasion=f"lapse:{last}",
            at=calendar.at(calendar.on_or_after(last, definition.region), zone),
        )
        if self.state == PermissionState.QUESTION:
            return [over]
        day = calendar.local_day(self.mailed_at, zone)
        quiet = calendar.add_working_days(day, SILENT_DAYS, definition.region)
        silence = Due(name="silent", occasion=f"silent:{day}", at=calendar.at(quiet, zone))
        return [silence, over]


def _mailbox(address: str) -> str:
    """An address as it is compared with others: what stands behind a plus leads to the same mailbox."""
    name, _, domain = plain(address).rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
