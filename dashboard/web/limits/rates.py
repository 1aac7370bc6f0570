"""How often one account or address may ask: far above what people, walls and pages do, below what a flood does.

Counts are kept in the configured Redis, else in each of the server's processes; a Redis that is away leaves them there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_limiter import ApplicationLimit, Limiter
from flask_login import current_user

from dashboard.settings import Settings
from data.accounts.account import DEMO
from layouts import ids

SIGN_INS = "300 per minute"  # from one address, which may be that of a whole office
CALLS = "6000 per minute"  # of one account to the API
SEARCHES = "600 per minute"  # of one account, each key pressed in the search box being one
EXPORTS = "120 per minute"  # files ordered or made at once by one account
REDIS_SECONDS = 0.5

CALLBACKS = "/_dash-update-component"


def install(server: Flask, settings: Settings) -> None:
    """Count the requests of a server; RateLimitExceeded, answered in words with `Retry-After`, is raised for those too many."""
    waits: dict[str, Any] = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    Limiter(
        _sender,
        app=server,
        application_limits=[
            _limit("sign-in", SIGN_INS, _is_sign_in, _address),
            _limit("search", SEARCHES, _is_search, _sender),
            _limit("export", EXPORTS, _is_export, _sender),
            _limit("api", CALLS, _is_call, _sender),
        ],
        storage_uri=settings.redis_url or "memory://",
        storage_options=waits if settings.redis_url else {},
        in_memory_fallback_enabled=bool(settings.redis_url),
        swallow_errors=True,
    )


def _limit(scope: str, most: str, is_meant: Callable[[], bool], key: Callable[[], str]) -> ApplicationLimit:
    """Return a limit on the requests that it is meant for."""
    return ApplicationLimit(most, scope=scope, key_function=key, exempt_when=lambda: not is_meant())


def _address() -> str:
    return request.remote_addr or "nowhere"


def _sender() -> str:
    return f"account {current_user.get_id()}" if current_user.is_authenticated else _address()


def _is_sign_in() -> bool:
    is_form = request.method == "POST" and request.path == "/sign-in"
    return is_form or request.path in {"/sign-in/wall", "/sign-in/oidc", "/sign-in/oidc/back"}


def _is_search() -> bool:
    return request.path == CALLBACKS and not _is_demo() and ids.SUGGESTIONS in _output()


def _is_export() -> bool:
    is_order = request.method == "POST" and request.path == "/exports"
    return (is_order or request.path.startswith("/api/v1/panels/")) and not _is_demo()


def _is_call() -> bool:
    return request.path.startswith("/api/") and not _is_demo()


def _is_demo() -> bool:
    """Say whether the demonstration's account asks, which only this machine itself can be."""
    return bool(current_user.is_authenticated) and current_user.get_id() == DEMO


def _output() -> str:
    sent: Any = request.get_json(silent=True)
    return str(sent.get("output", "")) if isinstance(sent, dict) else ""
