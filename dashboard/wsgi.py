"""The WSGI application; asked for its first page once, so that parallel first requests find everything in place.

What is done beside answering starts with it.
"""

import gc

from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from dashboard.schedule import keep_going
from dashboard.settings import load_settings
from dashboard.web.log_lines import keep_short

keep_short()
settings = load_settings()
app = create_app(settings)
server = app.server
server.test_client().get("/healthz")  # what is done before the first request of all
for path in ("/", "/_dash-layout", "/_dash-dependencies"):
    with server.test_request_context(path):
        server.dispatch_request()  # without the hooks: nobody is signed in
keep_going(open_cockpit(settings, Memory()), settings)
gc.collect()
gc.freeze()  # the catalogue and the regions live as long as the process: no need to look through them again
