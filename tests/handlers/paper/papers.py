"""A document with something of everything, in which people typed whatever they could."""

from handlers.kit.ui import Bullets, Chart, Facts, Prose, Series
from handlers.paper.document import Document, PaperSection, PaperTable, SignatureLines

CHARTS = (
    Chart(
        title="From applying to concluding",
        says="Most are matched. Ask the six who wait.",
        shape="funnel",
        labels=("Applied", "Eligible", "Matched"),
        series=(Series("People", (40, 36, 9)),),
        unit="people",
    ),
    Chart(
        title="Beside the target",
        says="Above it in both years.",
        shape="bars",
        labels=("2025", "2026"),
        series=(Series("Target", (10, 20)), Series("Reached", (14, None))),
    ),
    Chart(
        title="How it goes",
        says="Well for most.",
        shape="stacked",
        labels=("Mentees", "Mentors"),
        series=(Series("Well", (10, 20)), Series("Mixed", (4, 1)), Series("Badly", (0, 1))),
    ),
    Chart(
        title="Days to an answer",
        says="Shorter than before.",
        shape="line",
        labels=("January", "February", "March"),
        series=(Series("Mentees", (10, 20, 15.5)), Series("Mentors", (3, None, 5))),
        unit="days",
    ),
)


def paper(typed: str) -> Document:
    """A document that says the same typed words in every place where words can stand."""
    return Document(
        title=typed,
        subtitle=typed,
        foot=typed,
        sections=(
            PaperSection(
                title=typed,
                blocks=(
                    Prose(f"{typed}\n{typed}\n\n{typed}", typed),
                    Bullets((typed, "A second"), typed),
                    Facts(((typed, typed),), typed),
                    PaperTable(
                        title=typed,
                        columns=(typed, "Number"),
                        rows=((typed, "1"),),
                        numbers=frozenset({1}),
                    ),
                    Chart(
                        title=typed,
                        says=typed,
                        shape="bars",
                        labels=(typed,),
                        series=(Series(typed, (3,)),),
                        unit=typed,
                    ),
                    SignatureLines((typed,)),
                ),
            ),
        ),
    )
