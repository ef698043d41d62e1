"""What was taken over at once from an earlier register, so that it can be taken back as a whole (R13.1)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.refusal import Refusal

Marks = dict[
    str, str
]  # ids of rows, as text, each with a mark that changes with what stands in the row


@dataclass(kw_only=True)
class TakenOver:
    """One import. `rows`: by table, what was made and how it was then."""

    scheme: str  # the scheme's key
    source: str  # names of the files
    at: datetime  # when
    rows: dict[str, Marks] = field(default_factory=dict)
    # By table, the columns that the marks are of.
    columns: dict[str, list[str]] = field(default_factory=dict)
    undone_at: datetime | None = None  # None while it stands
    id: int = field(init=False)  # of its row

    def note(self, rows: dict[str, Marks], columns: dict[str, list[str]]) -> None:
        """What was made, and how it was."""
        self.rows = rows
        self.columns = columns

    def must_stand(self) -> None:
        """Raises `Refusal` once it was undone."""
        if self.undone_at is not None:
            raise Refusal(f"Import {self.id} has been undone already. Nothing was changed.")

    def undo(self, now: datetime) -> None:
        """Nothing of it is here any more."""
        self.must_stand()
        self.undone_at = now
        self.rows = {}
