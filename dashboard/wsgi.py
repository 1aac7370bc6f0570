"""The WSGI application; asked for its first page once, so that parallel first requests find everything in place.

What is due to be frozen is frozen beside it, and alerts are judged by the clock and escalated.
"""

import gc

from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from dashboard.settings import load_settings
from dashboard.web.alerts import keep_judging
from dashboard.web.log_lines import keep_short
from dashboard.web.meetings import keep_freezing

keep_short()
settings = load_settings()
app = create_app(settings)
server = app.server
with server.test_client() as client:
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path)
beside = open_cockpit(settings, Memory())
keep_freezing(beside, settings)
keep_judging(beside)
gc.collect()
gc.freeze()  # the catalogue and the regions live as long as the process: no need to look through them again
