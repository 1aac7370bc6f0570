"""The WSGI application; asked for its first page once, so that parallel first requests find everything in place.

What is done beside answering starts with it.
"""

import gc

from callbacks.memory import Memory
from dashboard.app import app_over
from dashboard.cockpit import cockpit_over
from dashboard.opening import open_configured_store
from dashboard.schedule import keep_going
from dashboard.settings import load_settings
from dashboard.web.log_lines import keep_short

keep_short()
settings = load_settings()
store = open_configured_store(settings)
app = app_over(store, settings)
server = app.server
server.test_client().get("/healthz")  # what is done before the first request of all
for path in ("/", "/_dash-layout", "/_dash-dependencies"):
    with server.test_request_context(path):
        server.dispatch_request()  # without the hooks: nobody is signed in
keep_going(cockpit_over(store, settings, Memory()), settings)
gc.collect()
gc.freeze()  # the catalogue and the regions live as long as the process: no need to look through them again
