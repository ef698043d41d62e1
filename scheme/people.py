"""People, their accounts where they talk, and the roster of those who run a scheme (R11.5, R13.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from scheme.day_order import DayOrder, order_in, order_of
from scheme.ids import ApplicationId, PersonId
from scheme.member.mails import Mails
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import capital

Role = Literal["mentee", "mentor"]
ROLES: tuple[Role, Role] = ("mentee", "mentor")
Duty = Literal["chair", "co-chair", "administrator", "member", "steering"]
GROUP_DUTIES = frozenset({"chair", "co-chair", "administrator", "member"})
ORGANISERS = frozenset({"chair", "administrator"})  # who keep the roster
WEB = "web"  # the platform of whoever is known by an address alone
MOST_NAMES = 10  # that somebody has had before


@dataclass(kw_only=True)
class Person:
    """Somebody known by a verified address. `zone` is their own time zone.

    `told_at`: when they last had a message they had not asked for. `quiet_until`: they asked for no such message
    before that day. `reminders`: False when they asked for none at all (R12.4). `picture`: the https address of the
    picture in their profile, where their platform gave one. `locale`: the language and land that their platform is set
    to, such as "en-GB"; "" where it did not say.

    `called`: what they asked to be called; None as long as they have not said. `given`: the name by which a platform
    says that they go, with which that question is filled in beforehand; nobody is ever called by it alone (R2.12).
    `formerly`: the names they had here before, the latest last.

    `mails`: what of what they are told goes by mail as well. `unasked_mails`: whether what can wait, and they did not
    ask for, is mailed once a day. `unreachable`: addresses of theirs at which no mail was taken (R5.7).
    """

    name: str  # whole, as others read it
    email: str  # verified; in lower case
    since: datetime  # when they came here first
    zone: str = "Europe/London"
    told_at: datetime | None = None
    quiet_until: date | None = None
    reminders: bool = True
    picture: str = ""
    locale: str = ""
    called: str | None = None
    given: str | None = None
    formerly: list[str] | None = None
    mails: Mails = Mails.USUAL
    unasked_mails: bool = True
    unreachable: list[str] | None = None
    id: PersonId = field(init=False)  # of its row

    def day_order(self, region: str) -> DayOrder:
        """In which order they read day and month: by their locale, else that of a scheme's region."""
        return order_of(self.locale) or order_in(region)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name they are and were known by here, the present one first: none of them is shed by taking another."""
        return tuple(dict.fromkeys((self.name, *reversed(self.formerly or ()))))

    @property
    def known_as(self) -> str:
        """Their name for those who run the scheme, with the one before: nobody takes another unseen."""
        before = self.names[1:2]
        if before:
            return f"{self.name} (formerly {before[0]})"
        return self.name

    def rename(self, name: str) -> None:
        """They have another name. Raises `Refusal` where they have had so many that a person should look."""
        if len(self.formerly or ()) >= MOST_NAMES:
            raise Refusal(
                "Your name has changed too often here to change it once more. Please talk to a person."
            )
        self.formerly = [*(self.formerly or ()), self.name]
        self.name = name

    def be_called(self, called: str | None) -> None:
        """What they asked to be called; None for the whole name."""
        self.called = called

    def move_to(self, email: str) -> None:
        """They are reached at another address, which was verified."""
        self.email = email

    def want_mails(self, mails: Mails) -> None:
        """What of what they are told goes by mail as well."""
        self.mails = mails

    def stop_unasked_mails(self) -> None:
        """No mail comes of what they did not ask for; answers still do (RFC 8058)."""
        self.unasked_mails = False

    def take_unasked_mails(self) -> None:
        """The mail of the day comes again."""
        self.unasked_mails = True

    def takes_mail_at(self, address: str) -> bool:
        """Whether an address of theirs has never refused mail, as far as is known."""
        return address.lower() not in (self.unreachable or ())

    def note_no_mail_at(self, address: str) -> None:
        """Nobody is at an address of theirs any more."""
        if self.takes_mail_at(address):
            self.unreachable = [*(self.unreachable or ()), address.lower()]

    def note_mail_at(self, address: str) -> None:
        """They have shown that they read mail at an address."""
        if not self.takes_mail_at(address):
            self.unreachable = [
                other for other in self.unreachable or () if other != address.lower()
            ] or None

    def follow_profile(
        self, *, given: str = "", zone: str = "", picture: str = "", locale: str = ""
    ) -> None:
        """Take over what may follow a platform's profile; what is "" stays as it was. The name stays in any case."""
        self.given = given or self.given
        self.zone = zone or self.zone
        self.picture = picture or self.picture
        self.locale = locale or self.locale

    def note_told(self, now: datetime) -> None:
        """They have a message they had not asked for."""
        self.told_at = now

    def be_quiet(self, until: date) -> None:
        """They want no reminders before a day, and the usual few from then on (R12.4)."""
        self.quiet_until = until
        self.reminders = True

    def want_reminders(self) -> None:
        """They want the usual few."""
        self.quiet_until = None
        self.reminders = True

    def want_no_reminders(self) -> None:
        """They want none at all, until they say otherwise."""
        self.reminders = False

    @property
    def short_name(self) -> str:
        """What others read of them in a sentence: what they asked to be called, else the whole name, never a guess."""
        return self.called or self.name

    def greeted(self, words: str) -> str:
        """Words to them with what they asked to be called, "Thank you, Una"; the words alone until they have said."""
        if self.called:
            return f"{words}, {self.called}"
        return words

    def addressed(self, words: str) -> str:
        """The same, the name first: "Una, we have news", or "We have news"."""
        if self.called:
            return f"{self.called}, {words}"
        return capital(words)


def is_address(platform: str, workspace: str) -> bool:
    """Whether somebody is known there by the address they have proved, and by no workspace."""
    return platform == WEB and not workspace


@dataclass(kw_only=True)
class Account:
    """Where a person talks: a user of a workspace or tenant on a platform, or an address that they have proved (R11.5).

    Of an address `platform` is "web", `workspace` is "" and `user` the address in lower case: no workspace is needed.

    `person_id` is None until it is known whose it is. `name` and `email` as its profile has them,
    where it has any. `scheme`: whose
    administrators were asked to confirm it, at `asked_at`. `chat`: where its own chat with the bot is, on platforms that
    name chats. `gone_at`: since when it reaches nobody, because it was closed or the bot was removed.
    """

    platform: str
    workspace: str
    user: str
    person_id: PersonId | None
    name: str | None = None
    email: str | None = None
    scheme: str = ""
    chat: str = ""
    asked_at: datetime | None = None
    seen_at: datetime | None = None  # when it was last heard of, to the hour; None: never
    gone_at: datetime | None = None
    id: int = field(init=False)  # of its row

    @property
    def subject(self) -> Subject:
        """What an action about it names."""
        return Subject("account", self.id)

    @property
    def is_address(self) -> bool:
        """Whether it is an address by itself."""
        return is_address(self.platform, self.workspace)

    def ask(self, scheme: str, now: datetime) -> None:
        """Whoever it is asks to be let in: the administrators of a scheme are to say whose it is."""
        self.scheme = scheme
        self.asked_at = now
        self.gone_at = None

    def confirm(self, person_id: PersonId) -> None:
        """An administrator said whose it is. Who was asked, and when, stays."""
        self.person_id = person_id
        self.gone_at = None

    def recognise(self, person_id: PersonId) -> None:
        """Its verified address says whose it is, and nobody needs to be asked."""
        self.person_id = person_id
        self.scheme = ""
        self.asked_at = None

    def part(self) -> None:
        """The account is nobody's: it acts for nobody, and whose it is can be asked again (R11.5)."""
        self.person_id = self.asked_at = self.gone_at = None

    def close(self, now: datetime) -> None:
        """It reaches nobody from now on."""
        self.gone_at = now

    def reopen(self) -> None:
        """It reaches whoever it belongs to."""
        self.gone_at = None

    def note_seen(self, now: datetime) -> None:
        """When its person last acted through it (UTC); they are reached where that was last."""
        self.seen_at = now

    def follow_profile(self, name: str, email: str | None) -> None:
        """Name and address as its profile has them now."""
        self.name = name
        self.email = email


@dataclass(kw_only=True)
class Member:
    """A seat on a scheme's roster. `until` is set when somebody leaves it, or takes on another duty.

    `absent_from` and `absent_until` are the first and the last day of the absence they declared; nobody asks why.
    """

    scheme: str  # the scheme's key
    person_id: PersonId  # who sits on it
    duty: str  # "chair", "administrator", "steering" and so on
    organisation: str  # key of where they work; "" where nobody said
    since: datetime  # when they were given it
    until: datetime | None = None
    absent_from: date | None = None
    absent_until: date | None = None
    id: int = field(init=False)  # of its row

    @property
    def in_group(self) -> bool:
        """Whether it is a seat in the Group, not in the Steering Group."""
        return self.duty in GROUP_DUTIES

    def give_up(self, now: datetime) -> None:
        """Its person leaves, or does something else: it stays on record."""
        self.until = now

    def be_away(self, first: date, last: date) -> None:
        """Declare an absence, in place of an earlier one. Raises `Refusal` when it would end before it begins."""
        if last < first:
            raise Refusal(
                "This is before the first day away. Please give that day or a later one.", "until"
            )
        self.absent_from = first
        self.absent_until = last

    def be_back(self) -> None:
        """End the absence, or call it off. Raises `Refusal` when none was declared."""
        if self.absent_until is None:
            raise Refusal("You are not away, so there is nothing to end.")
        self.absent_from = self.absent_until = None

    def is_away(self, today: date) -> bool:
        """Whether they are away on a day."""
        return bool(
            self.absent_from
            and self.absent_until
            and self.absent_from <= today <= self.absent_until
        )

    def has_time(self, today: date, by: date) -> bool:
        """Whether they are here on some day from today until `by`: a short absence needs nobody in their place."""
        if not self.is_away(today) or self.absent_until is None:
            return True
        return self.absent_until < by


def available(seats: Iterable[Member], today: date) -> tuple[int, int]:
    """How many of the Group are here on a day, and how many they are."""
    group = [seat for seat in seats if seat.in_group]
    return sum(not seat.is_away(today) for seat in group), len(group)


def is_last(seats: Iterable[Member], seat: Member) -> bool:
    """Whether nobody else holds a duty that the scheme can't be without."""
    return seat.duty in ORGANISERS and not any(
        member.duty == seat.duty for member in seats if member.id != seat.id
    )


def must_keep_running(seats: Iterable[Member], seat: Member, duty: str | None) -> None:
    """Raises `Refusal` when `seat` is the last of a duty that the scheme can't be without, and gives it up (R13.1).

    `duty` is what they do from now on; None when they leave.
    """
    if seat.duty != duty and is_last(seats, seat):
        raise Refusal(
            f"They are the scheme's last {seat.duty}. Please give somebody else that duty first, then change this."
        )


@dataclass(kw_only=True)
class StandsAside:
    """A member declared a conflict on a mentee's or mentor's application and stands aside from it (R3.3)."""

    application_id: ApplicationId  # from which they keep out
    person_id: PersonId  # the member
    declared_at: datetime  # when they said so
    id: int = field(init=False)  # of its row


@dataclass(kw_only=True)
class StandIn:
    """Somebody whom the Steering Group named to act as a member on one application, until it is settled (R3.3)."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the only one they act on
    person_id: PersonId  # whoever acts
    named_by: PersonId  # id of the member of the Steering Group
    named_at: datetime  # when they were asked
    id: int = field(init=False)  # of its row
