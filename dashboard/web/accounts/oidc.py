"""Signing in with the account of an organisation: OpenID Connect, authorization code with PKCE, through Authlib."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Blueprint, Flask, request, session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from dashboard.settings import Settings
from dashboard.web.accounts.arrival import safe_next
from dashboard.web.accounts.session import Sessions
from dashboard.web.request import WordedRefusal, language
from data.accounts import Account
from data.accounts.sign_in import SignInFailed, account_of_subject
from data.store import Store
from layouts.words.reasons import reason_text

logger = logging.getLogger(__name__)
DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SIGNED = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
)  # by a private key
UNPROVED = (
    "email",
    "phone_number",
)  # claims that people write themselves, unless `…_verified` says otherwise (OIDC Core 5.1)
SECONDS = 5.0  # that the provider may take to answer
LEEWAY_SECONDS = 60  # that its clock may differ
STATES, NEXT = "_state_oidc_", "oidc_next"  # in the session: Authlib's, and where to go afterwards


def blueprint(server: Flask, store: Store, sessions: Sessions, settings: Settings) -> Blueprint:
    """Return the routes over the provider that the settings name; it is first asked when somebody signs in."""
    provider = OAuth(server).register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() or None,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + DISCOVERY,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            "max_redirects": 0,
        },
    )
    routes, pages = Blueprint("oidc", __name__), Oidc(store, sessions, settings, provider)
    routes.get("/sign-in/oidc")(pages.begin)
    routes.get("/sign-in/oidc/back")(pages.back)
    return routes


@dataclass(frozen=True, slots=True)
class Oidc:
    """The way to the provider and back."""

    store: Store
    sessions: Sessions
    settings: Settings
    provider: FlaskOAuth2App

    def begin(self) -> Answer:
        """Lead to the provider; of several ways begun in one browser the last one counts."""
        for key in [key for key in session if key.startswith(STATES)]:
            del session[key]
        session[NEXT] = f"{language().tongue} {safe_next(request.args.get('next', '/'))}"
        with _in_words():
            self._check_provider()
            answer: Answer = self.provider.authorize_redirect(self._back())
        return answer

    def back(self) -> Answer:
        """Sign in whom the provider names, and go on where it began, in the language that it began in."""
        tongue, _, after = str(session.get(NEXT, "")).partition(" ")
        request.args = MultiDict({**request.args, "lang": tongue})
        with _in_words():
            self._check_provider()
            wanted = {
                "iss": {"essential": True, "value": self.provider.server_metadata["issuer"]},
                "aud": {"essential": True, "value": self.settings.oidc_client_id},
            }
            token = self.provider.authorize_access_token(claims_options=wanted, leeway=LEEWAY_SECONDS)
        found = self._account(token.get("userinfo") or {})
        self.sessions.begin(found, is_by_provider=True)
        return redirect(safe_next(after or "/"), 303)

    def _account(self, claims: Mapping[str, Any]) -> Account:
        """Return the account that the provider's claim names; raises WordedRefusal."""
        words, claim = language(), self.settings.oidc_claim
        named = claims.get(claim)
        if not isinstance(named, str | int) or isinstance(named, bool) or not str(named):
            raise WordedRefusal(403, words("accounts.oidc_no_claim", claim=claim))
        if claims.get(f"{claim}_verified", claim not in UNPROVED) is not True:
            raise WordedRefusal(403, words("accounts.oidc_unverified", claim=claim))
        try:
            return account_of_subject(self.store, str(named))
        except SignInFailed as error:
            raise WordedRefusal(403, reason_text(error.reason, words)) from error

    def _check_provider(self) -> None:
        """Read the provider's document once; raises ValueError where it is not that of the issuer, or not safe to follow."""
        found = self.provider.load_server_metadata()
        issuer = self.settings.oidc_issuer
        if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            found.pop("_loaded_at", None)
            raise ValueError(f"the provider calls itself {found.get('issuer')!r}, not {issuer!r}")
        scheme = issuer.partition(":")[0]
        if unsafe := [key for key in ENDPOINTS if not str(found.get(key, "")).startswith(("https://", f"{scheme}://"))]:
            found.pop("_loaded_at", None)
            raise ValueError(f"the provider names no safe {', '.join(unsafe)}")
        offered = set(found.get("id_token_signing_alg_values_supported") or SIGNED)
        found["id_token_signing_alg_values_supported"] = sorted(offered & SIGNED)

    def _back(self) -> str:
        """Return the address to come back to, under the name by which the browser knows this server (`same_origin`)."""
        return f"{request.host_url}sign-in/oidc/back"


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what may go wrong with the provider into a Refusal: 502 where it fails, 403 where it or the way back is wrong."""
    words = language()
    try:
        yield
    except RequestException as error:
        logger.warning("OIDC provider: %s", error)
        raise WordedRefusal(502, words("accounts.oidc_away")) from error
    except (AuthlibBaseError, JoseError) as error:
        logger.warning("OIDC: %s", error)
        raise WordedRefusal(403, words("accounts.oidc_refused")) from error
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        logger.warning("OIDC provider answers with something else: %s: %s", type(error).__name__, error)
        raise WordedRefusal(502, words("accounts.oidc_wrong")) from error
