"""fieldapp: `create_app` is the whole wiring, on one screen.

Nothing else is imported before it is asked for: commands that compute (`schedule`, `survey`) need no web server, and
those who judge a thousand files one by one should not wait for one each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fieldapp.ground.version import __version__ as __version__

if TYPE_CHECKING:
    from flask import Flask


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Make the application from settings in `environ` (default: the process's) and instance/settings.toml."""
    from flask import Flask
    from flask_compress import Compress
    from werkzeug.middleware.proxy_fix import ProxyFix

    from fieldapp import capabilities, models
    from fieldapp.ground import config
    from fieldapp.ground.db import db
    from fieldapp.models import reference
    from fieldapp.office import menu
    from fieldapp.school.counting.check import FOLDERS
    from fieldapp.sync import counts, following
    from fieldapp.sync.outgoing import setup
    from fieldapp.sync.rework import rejudge
    from fieldapp.web import gate, once, responses, versions
    from fieldapp.web.on_maps import layers
    from fieldapp.web.on_papers import reported, scans

    app = Flask(__name__, static_folder=str(config.ROOT / "static"), instance_path=None)
    app.config.update(config.load(environ))
    app.config.update(responses.COOKIES, SESSION_COOKIE_SECURE=app.config["SECURE_COOKIES"])
    models.import_all()
    capabilities.kinds()  # each is somebody's
    counts.hand_in(capabilities.counts())
    FOLDERS.put([app.config["INSTANCE"]])
    setup.SETUP_ROWS.put(capabilities.setup())
    layers.LAYERS.put(capabilities.layers())
    following.FOLLOWERS.put(capabilities.followers())
    scans.SCANS.put(capabilities.scans())
    reported.REPORTED.put(capabilities.reported())
    reference.keep_track()
    rejudge.follow_saves()
    db.init_app(app)
    Compress(app)
    if app.config["TRUST_PROXY"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    gate.install(app)
    responses.install(app)  # after the gate: a page of refusal knows who is signed in
    versions.install(app)  # before `once`, which tells forms apart by what is typed in them
    once.install(app)
    responses.register(app, responses.blueprints(capabilities.page_modules()))
    menu.install(app, capabilities.menu())
    return app
