"""The files a page needs: read once, served under an address that changes with their contents."""

import hashlib
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """Style, scripts and pictures. One mark stands for all of them, because scripts import one another by relative name."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            file.name: file.read_bytes()
            for file in sorted(folder.iterdir())
            if file.suffix in TYPES
        }
        digest = hashlib.sha256()
        for name, contents in self._files.items():
            digest.update(name.encode() + b"\0" + contents)
        self.mark = digest.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a page finds a file."""
        return f"/static/{self.mark}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """GET /static/MARK/NAME; an address of another version gets today's file, not kept."""
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        if request.match_info["mark"] == self.mark:
            kept = FOREVER
        else:
            kept = "no-store"
        return web.Response(
            body=self._files[name],
            content_type=TYPES[Path(name).suffix],
            charset=None if name.endswith(".png") else "utf-8",
            headers={"Cache-Control": kept},
        )


ASSETS = Assets()
