"""Pure: whether a workspace is on a scheme's list of those that are let in, and the lines that put it there (R11.5)."""

from collections.abc import Mapping, Sequence

from scheme.definition.definition import Definition

PLAIN = str.maketrans("", "", '"\\')


def schemes(definitions: Mapping[str, Definition], workspace: str) -> Sequence[str]:
    """The names of the schemes that let a workspace in."""
    return [
        definition.name
        for definition in definitions.values()
        if definition.workspace("slack", workspace)
    ]


def lines(workspace: str, name: str = "") -> str:
    """What to write into the scheme file so that it lets the workspace in."""
    written = ["[[workspaces]]", 'platform = "slack"', f'id = "{workspace}"']
    if called := "".join(sign for sign in name.translate(PLAIN) if sign.isprintable()):
        written.append(f'name = "{called}"')
    return "\n".join(written)
