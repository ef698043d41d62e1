"""A certificate as a page of HTML that any browser shows and prints: for names whose letters our own fonts lack (R9.3)."""

from base64 import b64encode
from pathlib import Path

from markupsafe import Markup

from handlers.paper.certificate import CertificatePaper

STYLE = Path(__file__).with_suffix(".css").read_text()
MEDIA = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}


def certificate_page(paper: CertificatePaper) -> str:
    """The page. It needs nothing else: its style and its logo are in it."""
    logo = Markup("")
    if paper.logo:
        address = f"data:{MEDIA[paper.form]};base64,{b64encode(paper.logo).decode()}"
        logo = Markup('<img src="{}" alt="">\n').format(address)
    below = Markup("").join(Markup('<p dir="auto">{}</p>\n').format(line) for line in paper.below)
    signed = Markup("").join(
        Markup('<p class="sign" dir="auto">{}</p>\n').format(name) for name in paper.signed_by
    )
    page = Markup(
        '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{title}: {name}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n{logo}"
        '<p class="scheme" dir="auto">{scheme}</p>\n<h1>{title}</h1>\n<p class="name" dir="auto">{name}</p>\n'
        '<p class="says" dir="auto">{says}</p>\n{below}<div class="signed">\n{signed}</div>\n'
        '<p class="check">{check}</p>\n</main>\n</body>\n</html>\n'
    )
    return str(
        page.format(
            language=paper.language,
            title=paper.title,
            name=paper.name,
            style=Markup(STYLE),  # noqa: S704 - our own
            logo=logo,
            scheme=paper.scheme,
            says=paper.says,
            below=below,
            signed=signed,
            check=paper.check,
        )
    )
