"""Reads HTML back: what stands in it, and what a browser would post from it."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Reads HTML back: its elements, its text, and what its form would post."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, str]] = []
        self.words = ""
        self._textarea: tuple[str, str] | None = None
        self._select = ""
        self.feed(str(source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag == "input":
            ticks = given["type"] in {"radio", "checkbox"}
            # A browser posts a file apart, and none here chooses one.
            if given.get("name") and given["type"] != "file" and (not ticks or "checked" in given):
                self.posted.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._textarea = (given["name"], "")
        elif tag == "select":
            self._select = given["name"]
            self.posted.append((self._select, ""))
        elif tag == "option" and "selected" in given:
            self.posted[-1] = (self._select, given["value"])

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._textarea:
            self._textarea = (self._textarea[0], self._textarea[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            name, text = self._textarea
            self.posted.append(
                (name, text.removeprefix("\n").replace("\n", "\r\n"))
            )  # as a browser posts it
            self._textarea = None

    def all(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.elements if name == tag]
