"""What must not be read in a log or a message: passwords in addresses, tokens, and what is sent as a secret."""

from __future__ import annotations

import re

SHOWN = "***"
PASSWORD = re.compile(r"(?<=://)[^\s/@\"']*:[^\s\"']*@")  # of an address: everything up to the last @
CREDENTIAL = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")
TOKEN = re.compile(r"cockpit_[A-Za-z0-9_-]{20,}")
FIELD = re.compile(
    r"(?i)\b(password|new|again|token|code|client_secret|code_verifier|id_token|access_token|secret)(=|['\"]?:\s?['\"])[^&\s'\"]+"
)


def masked(text: str) -> str:
    """Return a text whose passwords and tokens are covered."""
    text = PASSWORD.sub(f"{SHOWN}@", text)
    text = TOKEN.sub(f"cockpit_{SHOWN}", CREDENTIAL.sub(rf"\1 {SHOWN}", text))
    return FIELD.sub(rf"\1\2{SHOWN}", text)
