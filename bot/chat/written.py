"""What somebody wrote in a form, told apart from what they chose of what it offers: nobody wrote that (R13.5)."""

from collections.abc import Iterable

from scheme.forms.fields import Answers

CHOSEN = frozenset(
    ["choice", "choices"]
)  # kinds of fields, as a platform names its inputs: "choice.employer"


def written(answers: Answers, inputs: Iterable[str]) -> list[str]:
    """The texts among a form's answers that somebody wrote. `inputs`: the names of what they are from, "KIND.KEY"."""
    chosen = {
        key.partition("~")[0]
        for kind, _, key in (name.partition(".") for name in inputs)
        if kind in CHOSEN
    }
    return [
        answer for key, answer in answers.items() if isinstance(answer, str) and key not in chosen
    ]
