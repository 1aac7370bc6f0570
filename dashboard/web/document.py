"""The one document of Dash's pages: its markup, its scripts and this response's nonce."""

from __future__ import annotations

import re
import secrets
from typing import Any

from dash import Dash
from flask import g

TABLES_SCRIPT = re.compile(r'<script src="([^"]*/dash_ag_grid\.[^"]*\.js)"></script>')
INDEX = """<!DOCTYPE html>
<html lang="zh-CN" data-theme="light">
<head>
{%metas%}
<title>{%title%}</title>
<script src="/assets/0-older.js?m=@build@"></script>
<script src="/assets/0-theme.js?m=@build@"></script>
<script src="/assets/0-styles.js?m=@build@" nonce="@nonce@"></script>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg?m=@build@">
{%css%}
</head>
<body data-age-hours="@age@" data-tables="@tables@">
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


class CockpitDash(Dash):  # type: ignore[misc]
    """Dash with our document: the theme before the first paint, the nonce that styles made at run time need.

    The tables' script is half of all scripts and few pages have a table: `assets/grid.js` fetches it with the first.
    """

    def interpolate_index(self, **fields: Any) -> str:
        """Return the document with this response's nonce, and the address of the tables' script instead of it."""
        scripts = str(fields["scripts"])
        tables = TABLES_SCRIPT.search(scripts)
        if tables is None:
            raise LookupError("Dash names no script of dash_ag_grid")
        fields["scripts"] = scripts.replace(tables[0], "")
        document = str(super().interpolate_index(**fields))
        return document.replace("@nonce@", nonce()).replace("@tables@", tables[1])


def nonce() -> str:
    """Return this response's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)
