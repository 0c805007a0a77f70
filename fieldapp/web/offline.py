"""What a phone needs to start without network: the shell page, the service worker, the manifest and /alive.

Reads only what tools/build.mjs built and the clock; knows nobody and touches no database.
"""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    render_template,
    request,
    send_from_directory,
)

from fieldapp.ground.clock import now
from fieldapp.ground.design_tokens import colour
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.web.gate import anyone
from fieldapp.web.responses import policy

blueprint = Blueprint("offline", __name__)
MANIFEST = {
    "name": "预防接种现场登记",
    "short_name": "接种登记",
    "lang": "zh-CN",
    "id": "/field",
    "start_url": "/field",
    "scope": "/field",
    "display": "standalone",
    "background_color": colour("ground"),
    "theme_color": colour("ground"),
    "icons": [
        {"src": f"/static/build/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ],
}


def _built(name: str) -> Path:
    file = Path(str(current_app.static_folder)) / "build" / name
    if not file.is_file():
        raise Problem("not_found")
    return file


def _fresh(response: Response) -> Response:
    """Ask the server each time whether this is still the one: an update must not wait for a cache."""
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tagged(response: Response) -> Response:
    """The same for what is made anew: whoever has this very text already is told so, and sent nothing."""
    response.add_etag()
    return _fresh(response).make_conditional(request)


@blueprint.get("/static/build/<path:name>")
@anyone
def built(name: str) -> Response:
    """A built file; where the build packed it and the browser takes that, as small as it can travel."""
    folder = Path(str(current_app.static_folder)) / "build"
    packed = f"{name}.br"
    takes = "br" in request.accept_encodings and (folder / packed).is_file()
    response = send_from_directory(folder, packed if takes else name, mimetype=mimetypes.guess_type(name)[0])
    if takes:
        response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    for name in ("Content-Disposition", "Last-Modified", "Accept-Ranges"):  # the tag says all of it
        response.headers.pop(name, None)
    return _fresh(response)


@blueprint.get("/field")
@anyone
def shell() -> Response:
    """The page all of the field app lives in; the same for everyone, so that phones can keep it."""
    build = json.loads(_built("build.json").read_text(encoding="utf-8"))
    response = Response(render_template("field.html", build=build["build"], theme=colour("ground")))
    response.headers["Content-Security-Policy"] = policy(
        wasm=" 'wasm-unsafe-eval'"
    )  # codes are read by WebAssembly
    return _tagged(response)


@blueprint.get("/field/schedule")
@anyone
def schedule() -> Response:
    """The page on which a child's doses are tried; a file, so that the service worker can keep it."""
    return send_from_directory(Path(current_app.static_folder or "") / "build", "try.html")


@blueprint.get("/sw.js")
@anyone
def service_worker() -> Response:
    """The service worker, allowed for the whole site though it looks after /field only."""
    response = built("sw.js")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Content-Security-Policy"] = policy()  # a worker stands under its own
    return _fresh(response)


@blueprint.get("/manifest.webmanifest")
@anyone
def manifest() -> Response:
    """What a phone shows when the app is put on its start screen."""
    name = t(current_app.config["PRODUCT_NAME"], current_app.config["PRODUCT_NAME_EN"])
    named = MANIFEST if name == MANIFEST["name"] else MANIFEST | {"name": name, "short_name": name}
    said = json.dumps(named | {"lang": t("zh-CN", "en")}, ensure_ascii=False)
    response = Response(said, mimetype="application/manifest+json")
    response.vary.update(("Cookie", "Accept-Language"))
    return _tagged(response)


@blueprint.get("/alive")
@anyone
def alive() -> Response:
    """That this is the server, its time and version; asked by phones before they send."""
    from fieldapp.ground.version import __version__

    response = jsonify(ok=True, time=now(), version=__version__)
    response.headers["Cache-Control"] = "no-store"
    return response
