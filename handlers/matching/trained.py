"""Which of the mentors who could be selected came to the training that the scheme encourages; said, and no bar (R9.1)."""

from collections.abc import Sequence

from handlers.kit.ui import Facts, Part
from scheme.definition.definition import Definition
from scheme.matching.ranking import Suggestion
from storage.learning.training import said_of
from storage.work import Work


async def training(
    work: Work, definition: Definition, shown: Sequence[Suggestion]
) -> tuple[Part, ...]:
    """A line for each of them; nothing where the scheme has no such training."""
    names = {
        suggestion.mentor.application.person_id: suggestion.mentor.application.applicant
        for suggestion in shown
    }
    said = await said_of(work, definition, names.keys())
    if not said:
        return ()
    return (
        Facts(
            tuple((names[person_id], words) for person_id, words in said.items()),
            title="Training, which is encouraged and no condition",
        ),
    )
