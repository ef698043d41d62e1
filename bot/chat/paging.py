"""Long forms on chat platforms: their questions page by page, sections kept together where they fit."""

from collections.abc import Callable, Sequence

from scheme.forms.fields import AnyField
from scheme.forms.sections import sections

MOST_QUESTIONS = 9  # on a page

Fits = Callable[[Sequence[AnyField]], bool]


def headings(form: Sequence[AnyField], page: Sequence[AnyField]) -> dict[str, str]:
    """The headings of a page's sections, by the key of the question below each; one that goes on has its own again."""
    parts = sections(form)
    every = {part[0].key: name for name, part in parts if name}
    here = {field.key: every[field.key] for field in page if field.key in every}
    if page and page[0].key not in here:
        name = next((name for name, part in parts if page[0] in part), "")
        here |= {page[0].key: name} if name else {}
    return here


def where(form: Sequence[AnyField], pages: Sequence[Sequence[AnyField]], page: int) -> str:
    """Which step of a long form a page is, what it asks, and on the first one what else will come."""
    step = f"Step {page + 1} of {len(pages)}"
    here = list(headings(form, pages[page]).values())
    if here:
        step = f"{step}: {', '.join(here)}"
    if page:
        return f"{step}. What you filled in before is kept."
    named = [name for name, _ in sections(form) if name and name not in here]
    if named:
        step = f"{step}. Then: {', '.join(named)}"
    return f"{step}. What you fill in is kept at every step."


def question_pages(fields: Sequence[AnyField], fits: Fits) -> list[list[AnyField]]:
    """Questions in pages. `fits` says whether some have room together; one alone always has a page."""
    pages: list[list[AnyField]] = [[]]
    for _, section in sections(fields):
        for few in _fews(section, fits):
            together = [*pages[-1], *few]
            if pages[-1] and (len(together) > MOST_QUESTIONS or not fits(together)):
                pages.append([])
            pages[-1] += few
    return pages


def _fews(section: list[AnyField], fits: Fits) -> list[list[AnyField]]:
    """A section in parts of about the same length, none too long for a page."""
    count = -(-len(section) // MOST_QUESTIONS)
    while True:
        size = -(-len(section) // count)
        fews = [section[at : at + size] for at in range(0, len(section), size)]
        if size == 1 or all(map(fits, fews)):
            return fews
        count += 1
