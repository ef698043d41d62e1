"""The table of a scheme file about certificates of participation: for whom, when, and who signs (R9.3)."""

from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr

from scheme.definition.base import Fact
from scheme.definition.values import FileBeside

Signing = Annotated[str, Field(min_length=1, max_length=80)]


class Certificates(Fact):
    """Who receives a certificate, and what it says; nobody does where no role is named."""

    roles: tuple[Literal["mentee", "mentor"], ...] = Field(
        (), description="Who receives one.", examples=[["mentee", "mentor"]]
    )
    least_meetings: int = Field(
        0, ge=0, le=50, description="Meetings that must have been noted for it."
    )
    training: tuple[str, ...] = Field(
        (),
        description="Events, by their keys, to which somebody must have come, as far as they are for their role.",
        examples=[["induction"]],
    )
    early: bool = Field(
        False,
        description="Also for a partnership that ended before what it set out to do was done.",
    )
    hours: bool = Field(
        True, description="Whether the hours of the meetings can stand on it, for whoever wishes."
    )
    text: str = Field(
        "",
        max_length=300,
        description="A sentence of the scheme's own below the name.",
        examples=["Given with thanks at our annual conference."],
    )
    signed_by: tuple[Signing, ...] = Field(
        (),
        max_length=2,
        description="Who signs it: a line for each, to be signed by hand or left as it is.",
        examples=[["Chair of the scheme"]],
    )
    logo: FileBeside = Field(
        "",
        description="A picture that stands at its top: PNG, JPEG or SVG, at most 500 kB, read at each start.",
        examples=["logo.svg"],
    )
    _picture: bytes = PrivateAttr(default=b"")
    _form: str = PrivateAttr(default="")

    def with_picture(self, content: bytes, form: str) -> Self:
        """The same with the logo that was read; `form`: "png", "jpg" or "svg"."""
        copied = self.model_copy()
        copied._picture = content
        copied._form = form
        return copied

    @property
    def picture(self) -> tuple[bytes, str] | None:
        """The logo that was read, and its form; None where there is none."""
        if not self._picture:
            return None
        return self._picture, self._form
