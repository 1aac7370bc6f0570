"""A provider of OpenID Connect for tests, of Authlib's own server classes, served by a thread on a loopback port."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, CLIENT_SECRET = "county-cockpit", "provider-secret-of-the-cockpit"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
Forge = Callable[[dict[str, Any]], str]


@dataclass
class Provider:
    """What a test may look at and change; `forge` makes the id token instead of the provider."""

    address: str = ""
    subject: str = "wang-330900"
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    forge: Forge | None = None
    document: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    with_id_token: bool = True

    def reset(self) -> None:
        """Be again as at the start, at the same address."""
        self.__init__(self.address)  # type: ignore[misc]

    def signed(self, claims: Mapping[str, Any], key: RSAKey | None = None, **header: str) -> str:
        """Return claims as a token signed by a key, the provider's own without one."""
        return jwt.encode({"alg": "RS256", "kid": "first", **header}, dict(claims), key or self.key)


@dataclass
class Client(ClientMixin):  # type: ignore[misc]
    """The cockpit as the provider knows it."""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == "http://localhost/sign-in/oidc/back"

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, CLIENT_SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """A code that was given out and not used yet."""

    subject: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def _grant(codes: dict[str, Code]) -> type[AuthorizationCodeGrant]:
    class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            sent = request.payload.data
            codes[code] = Code(
                request.user,
                request.payload.redirect_uri,
                request.payload.scope,
                sent.get("nonce", ""),
                sent.get("code_challenge", ""),
                sent.get("code_challenge_method", ""),
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            for code in [code for code, kept in codes.items() if kept is authorization_code]:
                del codes[code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.subject

    return CodeGrant


def _id_token(provider: Provider) -> OpenIDCode:
    class IdToken(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.address, "aud": [CLIENT]}

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return provider.key

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return {"alg": "RS256", "kid": "first"}

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo(sub=user, **provider.claims)

        def encode_id_token(self, token: Any, request: Any) -> Any:
            made = super().encode_id_token(token, request)
            return provider.forge(dict(jwt.decode(made, provider.key).claims)) if provider.forge else made

        def process_token(self, grant: Any, response: Any) -> Any:
            return super().process_token(grant, response) if provider.with_id_token else response[1]

    return IdToken(require_nonce=True)


def _application(provider: Provider) -> Flask:
    application, codes = Flask("provider"), dict[str, Code]()
    client = Client()
    server = AuthorizationServer()
    server.init_app(application, lambda name: client if name == CLIENT else None, lambda token, request: None)
    server.register_grant(_grant(codes), [_id_token(provider), CodeChallenge(required=True)])

    @application.before_request
    def note() -> None:
        provider.asked.append(request.path)

    @application.get("/.well-known/openid-configuration")
    def document() -> Response:
        at = provider.address
        return jsonify(
            {
                "issuer": at,
                "authorization_endpoint": f"{at}/authorize",
                "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/keys",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                "code_challenge_methods_supported": ["S256"],
                **provider.document,
            }
        )

    @application.get("/keys")
    def keys() -> Response:
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @application.get("/authorize")
    def authorize() -> Response:
        grant = server.get_consent_grant(end_user=provider.subject)
        answer: Response = server.create_authorization_response(grant=grant, grant_user=provider.subject)
        return answer

    @application.post("/token")
    def token() -> Response:
        answer: Response = server.create_token_response()
        return answer

    return application


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers while the block runs."""
    provider = Provider()
    running = make_server("127.0.0.1", 0, _application(provider), threaded=True)
    provider.address = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
