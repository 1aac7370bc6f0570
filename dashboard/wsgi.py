"""The WSGI application; asked for its first page once, so that parallel first requests find everything in place."""

import gc

from dashboard.app import create_app
from dashboard.settings import load_settings

app = create_app(load_settings())
server = app.server
with server.test_client() as client:
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path)
gc.collect()
gc.freeze()  # the catalogue and the regions live as long as the process: no need to look through them again
