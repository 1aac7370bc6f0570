"""Webhooks: each minute, what happened is sent to the addresses that the settings name, signed, until it is taken.

The headers and the signature are those of Standard Webhooks: the key signs the number, the moment and the body, so that
a receiver can refuse what is forged, changed or sent again later by somebody else.
"""

from __future__ import annotations

import base64
import hmac
import logging
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from hashlib import sha256
from urllib.parse import urlsplit

import requests
from sqlalchemy.exc import IntegrityError

from dashboard.settings import Settings
from data import clock
from data.errors import DataError
from data.store import Store
from data.webhooks import Delivery, deliveries_due, put_events
from data.webhooks.outbox import claim, put_delivered, put_failed

logger = logging.getLogger(__name__)
CONNECT_SECONDS, ANSWER_SECONDS = 5, 10
ROUND_SECONDS = 40  # for a receiver, so that a round ends within its minute
MOST_AT_ONCE = 200
GONE = 410  # a receiver that wants no more of it


@dataclass(frozen=True, slots=True)
class Receiver:
    """An address of the settings with the key for it alone: no receiver can sign for another.

    It gets what happens in its region and below.
    """

    url: str
    region: str
    key: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called in the database and in metrics, since its address may hold a token; another region is another name."""
        return sha256(f"{self.region} {self.url}".encode()).hexdigest()[:12]

    @property
    def host(self) -> str:
        """Its host, for people."""
        return urlsplit(self.url).hostname or ""

    @property
    def secret(self) -> str:
        """Its key as Standard Webhooks writes it, to be given to whoever runs the receiver."""
        return f"whsec_{base64.b64encode(self.key).decode()}"

    def signature(self, number: str, moment: int, body: str) -> str:
        """Return the signature of a delivery."""
        signed = hmac.digest(self.key, f"{number}.{moment}.{body}".encode(), sha256)
        return f"v1,{base64.b64encode(signed).decode()}"


def receivers(store: Store, settings: Settings) -> list[Receiver]:
    """Return the receivers that the settings name; raises DataError for a region outside the cockpit.

    Their keys are of the store's secret; raises StoreError for a store without one.
    """
    found = []
    for region, url in settings.webhook_addresses:
        scope = region or store.regions.root.code
        if scope not in store.regions.by_code or not store.regions.within(scope, store.regions.root.code):
            root = store.regions.root
            raise DataError(
                f"COCKPIT_WEBHOOK_URLS：“{region}”不是{root.zh}（{root.code}）及其下级的地区代码，未向任何接收方投递。请改正后重启服务。"
            )
        found.append(Receiver(url, scope, store.key(f"webhook {url}")))
    return found


def remember(store: Store, named: Sequence[Receiver]) -> None:
    """Add what happened to the outbox; a receiver named for the first time gets what happens from here on."""
    try:
        put_events(store, {each.name: each.region for each in named}, clock.utc_now())
    except IntegrityError:
        logger.info("webhooks: another server added the same at the same time")
    except Exception:  # the boundary: while the database is away, the next minute tries again
        logger.exception("webhooks")


def deliver(store: Store, named: Sequence[Receiver]) -> None:
    """Add what happened to the outbox and send what is due; what is not taken is sent again later."""
    remember(store, named)
    for receiver in named:
        try:
            _deliver_to(store, receiver)
        except Exception:  # the boundary: what could not be recorded as sent is sent again, the next receiver is asked
            logger.exception("webhooks to %s (%s)", receiver.host, receiver.name)


def _deliver_to(store: Store, receiver: Receiver) -> None:
    """Send a receiver what is due; one that does not take something is left alone until the next round."""
    began = time.monotonic()
    for delivery in deliveries_due(store, receiver.name, clock.utc_now(), MOST_AT_ONCE):
        if not claim(store, delivery, clock.utc_now()):
            continue
        fault = _sent(receiver, delivery)
        if not fault:
            put_delivered(store, delivery, clock.utc_now())
            if time.monotonic() - began > ROUND_SECONDS:
                return
            continue
        is_over = put_failed(store, delivery, clock.utc_now(), fault, is_final=fault == str(GONE))
        if is_over:
            logger.error("webhook %s to %s (%s) given up: %s", delivery.event, receiver.host, receiver.name, fault)
        else:
            logger.warning("webhook %s to %s (%s): %s", delivery.event, receiver.host, receiver.name, fault)
        return


def _sent(receiver: Receiver, delivery: Delivery) -> str:
    """Send a delivery once; return what went wrong, empty where it was taken."""
    moment = int(clock.utc_now().replace(tzinfo=UTC).timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "cockpit",
        "webhook-id": delivery.event,
        "webhook-timestamp": str(moment),
        "webhook-signature": receiver.signature(delivery.event, moment, delivery.body),
    }
    with requests.Session() as session:
        session.trust_env = False  # no proxy or password from elsewhere: the settings alone say who is called
        session.verify = ssl.get_default_verify_paths().cafile or True  # with the authorities that the machine trusts
        try:
            answer = session.post(
                receiver.url,
                data=delivery.body.encode(),
                headers=headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
                stream=True,  # what it says is not read
            )
        except (requests.RequestException, ValueError) as error:
            return type(error).__name__
        with answer:
            return "" if 200 <= answer.status_code < 300 else str(answer.status_code)
