"""What was written in a form is told apart from what was chosen of what it offers."""

from bot.chat.written import written
from scheme.forms.fields import Answers


def test_what_was_chosen_is_not_written_whatever_the_field_is_called() -> None:
    answers: Answers = {
        "employer": "moor",
        "ways": ["call"],
        "goals": "Kites.",
        "name": "Maya",
        "years": 3,
    }
    inputs = ["choice.employer~2", "choices.ways", "long.goals~1", "text.name", "number.years"]
    assert written(answers, inputs) == ["Kites.", "Maya"]
    assert written({"words": "Kites."}, ()) == ["Kites."]
