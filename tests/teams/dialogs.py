"""The dialog (task module) that somebody has open: its card, what is typed into it, and the errors beside its inputs."""

from dataclasses import dataclass, field

from scheme.forms.fields import Answer
from tests.teams.inputs import actions, complaints, data_of, given, holding, inputs, the_button
from tests.teams.records import Activity, Json


@dataclass(eq=False)
class Dialog:
    """A dialog as it stands. `origin` is the message it was opened from."""

    title: str
    card: Json
    origin: Activity
    width: str | int = ""
    height: str | int = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = {one["id"]: holding(one) for one in self.inputs} | self.values

    @property
    def inputs(self) -> list[Json]:
        """What can be filled in."""
        return inputs(self.card)

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [str(one.get("title", "")) for one in actions(self.card)]

    def input(self, name: str) -> Json:
        """An input by its id."""
        found = next((one for one in self.inputs if one["id"] == name), None)
        assert found is not None, (
            f"the dialog has no input {name!r}; it has {[one['id'] for one in self.inputs]}"
        )
        return found

    def fills(self, name: str, answer: Answer) -> None:
        """Type or choose something in an input."""
        self.values[name] = given(self.input(name), answer)
        self.errors.pop(name, None)

    def button(self, what: str | Json) -> Json:
        """One of its buttons."""
        return the_button(self.card, what)

    @property
    def sender(self) -> Json:
        """The button that sends what is typed, to go on with it."""
        asking = [one for one in actions(self.card) if one["type"] == "Action.Submit"]
        asking = [one for one in asking if one.get("data", {}).get("k") != "back"]
        found = [one for one in asking if one.get("associatedInputs", "auto").lower() != "none"]
        assert len(found) == 1, (
            f"this dialog is sent by {len(found)} buttons: {[one.get('title') for one in found]}"
        )
        return found[0]

    def check(self, action: Json) -> bool:
        """Whether the client is content to send it; if not, `errors` has what it says beside the inputs."""
        self.errors = complaints(action, self.card, self.values)
        return not self.errors

    def data(self, action: Json, *, mobile: bool = False) -> Json:
        """What a button sends."""
        return data_of(action, self.card, self.values, mobile=mobile)


def shown(info: Json, origin: Activity) -> Dialog:
    """The dialog that a task of type "continue" asks for."""
    card = info["card"]["content"]
    return Dialog(str(info["title"]), card, origin, info.get("width", ""), info.get("height", ""))
