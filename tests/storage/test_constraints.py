"""What must hold under any interleaving is kept by the database itself, whoever acts at the same moment."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from scheme.application.application import Application, ApplicationStage
from scheme.application.reminder import Reminder
from scheme.definition.definition import Definition
from scheme.ids import CandidateId, PersonId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Approval, Place, Proposal, ProposalProgress, free_place
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Account, Member, Person, Role, StandsAside
from scheme.survey.survey import Survey
from storage import applications, ledger
from storage.engine.database import Database
from storage.work import Busy, Clash, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)

Begin = Callable[[], Work]


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


async def _keep(begin: Begin, make: Callable[[], object]) -> bool:
    """Keep a thing in a work of its own; whether it was kept."""
    try:
        async with begin() as work:
            await work.add(make())
    except (Clash, Busy):
        return False
    return True


async def _kept(begin: Begin, make: Callable[[], object], times: int = 4) -> int:
    """How many of as many works at the same moment kept such a thing."""
    return sum(await asyncio.gather(*(_keep(begin, make) for _ in range(times))))


class Scenes:
    """Makes things one after another, each on what it needs."""

    def __init__(self, begin: Begin, definition: Definition, cast: list[PersonId]) -> None:
        self.begin, self.definition, self.cast = begin, definition, cast

    def new_application(
        self, person: PersonId, role: Role = "mentee", round_key: str = "spring"
    ) -> Application:
        return Application.receive(self.definition, person, role, round_key, {"capacity": 2}, NOW)

    async def application(self, person: PersonId, role: Role = "mentee") -> Application:
        async with self.begin() as work:
            return await work.add(self.new_application(person, role))

    async def candidates(self, mentor: Application, mentees: list[PersonId]) -> list[Candidate]:
        """Each of some mentees has a proposal, with the same mentor in it."""
        made = []
        for one in [await self.application(mentee) for mentee in mentees]:
            async with self.begin() as work:
                proposal = await work.add(
                    Proposal(
                        scheme=self.definition.key,
                        application_id=one.id,
                        mentee_id=one.person_id,
                        opened_at=NOW,
                    )
                )
                made.append(await work.add(self.new_candidate(proposal, mentor)))
        return made

    def new_candidate(self, proposal: Proposal, mentor: Application, rank: int = 1) -> Candidate:
        return Candidate(
            scheme=self.definition.key,
            proposal_id=proposal.id,
            mentor_id=mentor.person_id,
            mentor_application_id=mentor.id,
            rank=rank,
        )

    async def partnership(self) -> Partnership:
        mentor = await self.application(self.cast[1], "mentor")
        (candidate,) = await self.candidates(mentor, [self.cast[0]])
        async with self.begin() as work:
            mine = await applications.open_of(work, self.definition.key, self.cast[0], "mentee")
            assert mine is not None
            return await work.add(self.new_partnership(candidate, mine))

    def new_partnership(self, candidate: Candidate, mentee: Application) -> Partnership:
        return Partnership(
            scheme=self.definition.key,
            candidate_id=candidate.id,
            mentee_application_id=mentee.id,
            mentor_application_id=candidate.mentor_application_id,
            mentee_id=mentee.person_id,
            mentor_id=candidate.mentor_id,
            introduced_at=NOW,
        )


@pytest.fixture
def scenes(begin: Begin, definition: Definition, cast: list[PersonId]) -> Scenes:
    """Makes what a test needs."""
    return Scenes(begin, definition, cast)


async def test_a_person_has_one_open_application_per_role_and_round(
    begin: Begin, scenes: Scenes
) -> None:
    maya = scenes.cast[0]
    assert await _kept(begin, lambda: scenes.new_application(maya)) == 1
    assert await _kept(begin, lambda: scenes.new_application(maya, "mentor")) == 1
    assert await _kept(begin, lambda: scenes.new_application(maya, round_key="autumn")) == 1


@pytest.mark.parametrize(
    "stage", [ApplicationStage.WITHDRAWN, ApplicationStage.INELIGIBLE, ApplicationStage.CONCLUDED]
)
async def test_once_it_is_closed_another_may_be_made(
    begin: Begin, scenes: Scenes, stage: ApplicationStage
) -> None:
    first = await scenes.application(scenes.cast[0])
    async with begin() as work:
        (await applications.by_id(work, first.id)).stage = stage
    assert await _kept(begin, lambda: scenes.new_application(scenes.cast[0])) == 1


async def test_a_mentor_is_never_asked_by_more_than_places_allow(
    begin: Begin, scenes: Scenes
) -> None:
    mentor = await scenes.application(scenes.cast[0], "mentor")
    asked = await scenes.candidates(mentor, scenes.cast[1:5])

    async def take(candidate: Candidate) -> bool:
        try:
            async with begin() as work:
                taken = (await applications.taken_places(work, [mentor.id])).get(
                    mentor.id, frozenset()
                )
                number = free_place(mentor.capacity, taken)
                if number is None:
                    return False
                await work.add(
                    Place(
                        mentor_application_id=mentor.id,
                        number=number,
                        candidate_id=candidate.id,
                        taken_at=NOW,
                    )
                )
        except (Clash, Busy):
            return False
        return True

    taken = [await asyncio.gather(*map(take, asked)) for _ in range(3)]  # who was late tries again
    assert sum(map(sum, taken)) == mentor.capacity == 2
    async with begin() as work:
        assert await applications.taken_places(work, [mentor.id]) == {mentor.id: {1, 2}}
        place = await work.session.get(Place, 1)
        assert place is not None
        place.released_at = NOW
    assert await take(asked[0])


async def test_a_mentee_has_one_proposal_that_is_live(begin: Begin, scenes: Scenes) -> None:
    one = await scenes.application(scenes.cast[0])
    states = (ProposalProgress.DRAFT, ProposalProgress.OFFERED, ProposalProgress.ASKED)
    made = [
        Proposal(
            scheme=scenes.definition.key,
            application_id=one.id,
            mentee_id=one.person_id,
            opened_at=NOW,
            state=state,
        )
        for state in states
    ]
    assert sum(await asyncio.gather(*(_keep(begin, lambda p=p: p) for p in made))) == 1  # type: ignore[misc]
    closed = Proposal(
        scheme=scenes.definition.key,
        application_id=one.id,
        mentee_id=one.person_id,
        opened_at=NOW,
        state=ProposalProgress.RETURNED,
    )
    assert await _kept(begin, lambda: closed, 1) == 1


async def test_one_mentor_of_a_proposal_is_asked_at_a_time(begin: Begin, scenes: Scenes) -> None:
    mentors = [await scenes.application(person, "mentor") for person in scenes.cast[1:4]]
    one = await scenes.application(scenes.cast[0])
    async with begin() as work:
        proposal = await work.add(
            Proposal(
                scheme=scenes.definition.key,
                application_id=one.id,
                mentee_id=one.person_id,
                opened_at=NOW,
            )
        )
        ids = [(await work.add(scenes.new_candidate(proposal, mentor))).id for mentor in mentors]

    async def ask(candidate_id: CandidateId) -> bool:
        try:
            async with begin() as work:
                candidate = await work.session.get(Candidate, candidate_id)
                assert candidate is not None
                candidate.state = Word.ASKED
        except (Clash, Busy):
            return False
        return True

    assert sum(await asyncio.gather(*map(ask, ids))) == 1


async def test_a_mentee_is_in_one_partnership_that_is_live(begin: Begin, scenes: Scenes) -> None:
    first = await scenes.partnership()
    async with begin() as work:
        mine = await applications.by_id(work, first.mentee_application_id)
        mentor = await work.add(scenes.new_application(scenes.cast[2], "mentor"))
        proposal = await work.add(
            Proposal(
                scheme=scenes.definition.key,
                application_id=mine.id,
                mentee_id=mine.person_id,
                opened_at=NOW,
                state=ProposalProgress.RETURNED,
            )
        )
        candidate = await work.add(scenes.new_candidate(proposal, mentor))
    assert await _kept(begin, lambda: scenes.new_partnership(candidate, mine)) == 0
    async with begin() as work:
        found = await work.session.get(Partnership, first.id)
        assert found is not None
        found.end(Ending.CHANGED, None, None, NOW)
        assert found.phase == Phase.ENDED
    assert await _kept(begin, lambda: scenes.new_partnership(candidate, mine)) == 1


async def test_a_person_is_invited_to_a_survey_once_an_occasion(
    begin: Begin, scenes: Scenes
) -> None:
    pair = await scenes.partnership()

    def survey(person: PersonId, role: Role) -> Survey:
        return Survey(
            scheme=pair.scheme,
            partnership_id=pair.id,
            person_id=person,
            role=role,
            occasion="midpoint",
            issued_at=NOW,
            closes_on=date(2027, 5, 1),
        )

    assert await _kept(begin, lambda: survey(pair.mentee_id, "mentee")) == 1
    assert await _kept(begin, lambda: survey(pair.mentor_id, "mentor")) == 1


async def test_seats_accounts_reminders_agreements_and_conflicts_are_kept_once(
    begin: Begin, scenes: Scenes
) -> None:
    key, (maya, noah, *_) = scenes.definition.key, scenes.cast
    one = await scenes.application(maya)
    async with begin() as work:
        proposal = await work.add(
            Proposal(scheme=key, application_id=one.id, mentee_id=maya, opened_at=NOW)
        )
    things: list[Callable[[], object]] = [
        lambda: Person(name="Maya Thorne", email="maya.thorne@fellside.example.org", since=NOW),
        lambda: Member(scheme=key, person_id=noah, duty="member", organisation="", since=NOW),
        lambda: Account(platform="slack", workspace="T1", user="U1", person_id=noah),
        lambda: Reminder(scheme=key, person_id=maya, role="mentor", round="autumn"),
        lambda: StandsAside(application_id=one.id, person_id=noah, declared_at=NOW),
        lambda: Approval(
            proposal_id=proposal.id, person_id=noah, revision=1, at=NOW, criteria="abc"
        ),
    ]
    assert [await _kept(begin, make) for make in things] == [1] * len(things)


async def test_a_request_that_comes_twice_at_once_is_done_once_and_both_get_the_reply(
    begin: Begin, scenes: Scenes
) -> None:
    maya = scenes.cast[0]
    done: list[str] = []

    async def request(number: int) -> str:
        async with begin() as work:
            if earlier := await ledger.earlier_reply(work, "web:1", maya):
                return earlier
            await asyncio.sleep(0.05)  # the other has come in by now
            done.append(f"reply {number}")
            await ledger.remember_inbound(work, "web:1", maya, done[-1])
            return done[-1]

    replies = await asyncio.gather(*map(request, range(3)))
    assert len(done) == 1
    assert list(replies) == done * 3


async def test_what_was_refused_may_be_tried_again_under_the_same_id(
    begin: Begin, scenes: Scenes
) -> None:
    async def refused() -> None:
        async with begin() as work:
            assert await ledger.earlier_reply(work, "web:1", scenes.cast[0]) is None
            raise Clash

    for attempt in (refused, refused):
        with pytest.raises(Clash):
            await attempt()


async def test_somebody_elses_id_gets_no_reply_of_theirs_and_nothing_is_done(
    begin: Begin, scenes: Scenes
) -> None:
    async def request(person: PersonId) -> str | None:
        async with begin() as work:
            earlier = await ledger.earlier_reply(work, "web:1", person)
            if earlier is None:
                await ledger.remember_inbound(work, "web:1", person, "Hello Maya")
            return earlier

    assert [await request(scenes.cast[0]), await request(scenes.cast[0])] == [None, "Hello Maya"]
    with pytest.raises(Clash):
        await request(scenes.cast[1])
