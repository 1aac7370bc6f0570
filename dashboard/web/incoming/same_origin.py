"""Who may read and who may write: a request uses a host name of this server, and one that writes comes from its own page.

A name server that an attacker runs can make a foreign name mean this machine (DNS rebinding); then the browser takes the
foreign page for one of ours. It cannot do so with an address in digits, so those need no list.
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

from dashboard.settings import Settings
from dashboard.web.request import WordedRefusal, language

READING = frozenset({"GET", "HEAD", "OPTIONS"})
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?")


def served_names(settings: Settings) -> frozenset[str]:
    """Return the names under which the cockpit is served, in small letters: the machine's own and those of the settings."""
    return frozenset(map(_plain, ("localhost", socket.gethostname(), settings.host, *settings.allowed_names)))


def check(request: Request, names: frozenset[str], gateway_header: str = "") -> None:
    """Raise Refusal for a request by a foreign name, or one that would write and was not sent by a page of ours.

    A program sends neither the headers of a browser nor cookies: nothing that a foreign page could misuse. What comes
    through a portal's gateway is its user's browser, whose sign-in the gateway adds by itself, like a cookie.
    """
    host, is_reading = request.headers.get("Host", ""), request.method in READING
    if not is_served(host, names) and (host or not is_reading):  # a plain health check may name no host
        raise WordedRefusal(400, language()("request.says.host", host=host[:100]))
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    is_by_browser = origin is not None or site is not None or bool(request.cookies)
    is_by_browser = is_by_browser or bool(gateway_header and request.headers.get(gateway_header))
    if not is_reading and is_by_browser and not is_own(origin, site, host):
        raise WordedRefusal(403, language()("request.says.foreign"))


def is_served(host: str, names: frozenset[str]) -> bool:
    """Say whether a `Host` is one of ours: an address in digits, localhost, or one of the names; the port is free."""
    found = HOST.fullmatch(host)
    return found is not None and (_is_address(found["name"]) or _plain(found["name"]) in names)


def is_own(origin: str | None, site: str | None, host: str) -> bool:
    """Say whether a page of this server sent the request: of the two headers that no script can forge, one is there and none denies it.

    `origin` and `site` are `Origin` and `Sec-Fetch-Site`; the scheme is left out, as a proxy may end TLS.
    """
    if origin is None and site is None:
        return False
    return site in {None, "same-origin"} and (origin is None or _place(origin) == host.lower())


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _plain(name: str) -> str:
    return name.lower().rstrip(".")
