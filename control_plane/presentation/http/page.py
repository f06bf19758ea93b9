"""GET / and the files of the call page"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Parley</title>
<h1>The call page is not built yet</h1>
<p>Build it with <code>npm --prefix web ci</code> and <code>npm --prefix web run build</code>,
or start everything with <code>make run</code>. Then load this page again.</p></html>
"""


class BuiltFiles(StaticFiles):
    """Vite puts a hash of the content into the names below `assets`, so those never change; all else may."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    async def check_config(self) -> None:
        """The folder may come and go: a file that is not there is not found, whatever the reason."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = path.startswith("assets/") and response.status_code < 400
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def serve_page(app: FastAPI, built: Path) -> None:
    """At `/`, and the page's files at every path that no route has.

    Not mounted at `/`: there it would answer for routes that exist, but not with the method that was asked for.

    :param built: the folder that `npm run build` makes. It may come and go while the service runs.
    """

    @app.get("/", include_in_schema=False)
    def page() -> Response:
        """In a thread, as it looks at the disk."""
        index = built / "index.html"
        if not index.is_file():
            return HTMLResponse(NOT_BUILT, status_code=503, headers={"Cache-Control": "no-store"})
        return FileResponse(index, headers={"Cache-Control": "no-cache"})

    app.router.default = BuiltFiles(directory=built, check_dir=False)
