"""What was answered in an application, section by section, for its applicant and for the Group (R2.3, R2.4)."""

from handlers.forms.profiles import links_in
from handlers.kit.ui import Facts, Part, Prose
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import FileField
from scheme.forms.sections import answered

LEFT_OPEN = "Left open"


def answers_of(
    definition: Definition, application: Application, *, own: bool = False
) -> tuple[Part, ...]:
    """The answers of an application, section by section; the files in it have cards of their own.

    `own`: in the words of the form, for whoever wrote them. What was left open is named in one line.
    """
    answers = application.answers
    form = definition.form(application.role)
    asked = [f for f in form if not (isinstance(f, FileField) and answers.get(f.key))]
    found, left_open = answered(asked, answers, own=own)
    parts: list[Part] = [Facts(section.rows, section.heading) for section in found]
    parts.extend(links_in(form, application))
    if left_open:
        parts.append(Prose("; ".join(left_open), LEFT_OPEN))
    return tuple(parts)
