"""The file of what somebody has written for themselves, for a professional-development record (R6.5)."""

from collections.abc import Mapping, Sequence

from handlers.forms import saved
from handlers.kit.ui import Attachment
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PartnershipId
from scheme.meeting.reflection import Reflection

LABEL = "Save them all"


def reflections_file(
    definition: Definition, held: Sequence[Reflection], names: Mapping[PartnershipId, str]
) -> Attachment:
    """Every reflection, earliest first, as text that any editor opens; `names` are the partners', by partnership."""
    title = f"# Reflections, {saved.line(definition.name)}\n"
    notes = [
        f"## {spoken(reflection.day)}, with {saved.line(names[reflection.partnership_id])}\n\n{reflection.text}\n"
        for reflection in reversed(held)
    ]
    return saved.text(LABEL, "reflections.md", "\n".join([title, *notes]), "text/markdown")
