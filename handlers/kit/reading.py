"""Things to read or watch, as they stand in a message: a link where one leads there, else in words (R9.2)."""

from collections.abc import Iterable

from handlers.kit.ui import Bullets, Link, Part
from scheme.definition.sections import Resource


def listed(resources: Iterable[Resource]) -> tuple[Part, ...]:
    """Each as a link; those without one in a list below."""
    every = tuple(resources)
    links = tuple(Link(each.title, each.link) for each in every if each.link)
    words = tuple(said(each) for each in every if not each.link)
    if words:
        return (*links, Bullets(words))
    return links


def said(resource: Resource) -> str:
    """What it is called, and what it helps with."""
    return ": ".join(filter(None, (resource.title, resource.about)))
