"""Checks every request on its way in: its origin, its size, its kind, and that its texts can be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import RequestURITooLarge, UnsupportedMediaType

from dashboard.settings import Settings
from dashboard.web.incoming import callback_body, same_origin
from dashboard.web.incoming.body import drop_body, keep_body
from dashboard.web.request import check_texts, json_object
from data.tasks.workbook import MOST_BYTES as TASK_FILE

CALLBACKS = "/_dash-update-component"
KB = 1024
LONGEST_PATH, LONGEST_QUERY = 1000, 4000  # characters
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
FORM_PAGES = (
    "/tasks",
    "/scenes",
    "/brands-admin",
    "/sign-",
    "/account",
    "/rights",
)  # which send forms, all others JSON
UPLOAD = re.compile(r"/intake/[^/]+/files")
MOST_BYTES = {  # of a body, by how the address begins
    CALLBACKS: 64 * KB,
    "/tasks": TASK_FILE + 64 * KB,
    "/scenes": 128 * KB,
    "/brands-admin": 128 * KB,
    "/api/v1/review": 32 * KB,
    "/api/v1/alerts": 128 * KB,
    "/intake": 2048 * KB,  # a pasted table
    "/": 4 * KB,
}


def install(server: Flask, settings: Settings) -> None:
    """Check origin and size of every request of a server; raises Refusal and HTTP errors, which are answered in words."""
    names = same_origin.served_names(settings)
    server.config["MAX_FORM_MEMORY_SIZE"] = max(MOST_BYTES.values())

    @server.before_request
    def check() -> None:
        same_origin.check(request, names, settings.gateway_header)
        request.max_content_length = most_bytes(request.path, settings.upload_mb)
        if request.method in same_origin.READING:
            drop_body(request.environ)
        else:
            keep_body(request.environ, request.max_content_length)
        if len(request.path) > LONGEST_PATH or len(request.query_string) > LONGEST_QUERY:
            raise RequestURITooLarge
        check_texts((request.path, *request.args, *request.args.values()))


def check_bodies(server: Flask, callback_map: Mapping[str, Mapping[str, Any]]) -> None:
    """Check what is sent to a server once it is known that the sender may; raises Refusal and HTTP errors."""

    @server.before_request
    def check() -> None:
        if request.method == "POST":
            _check_body(callback_map)


def most_bytes(path: str, upload_mb: int) -> int:
    """Return how many bytes a body sent to an address may have, with files of the desk of at most `upload_mb` MB."""
    if UPLOAD.fullmatch(path):
        return upload_mb * KB * KB + 64 * KB
    return next(most for start, most in MOST_BYTES.items() if path.startswith(start))


def _check_body(callback_map: Mapping[str, Mapping[str, Any]]) -> None:
    if request.path == CALLBACKS:
        callback_body.check(json_object(), callback_map)
    elif request.path.startswith(FORM_PAGES):
        if request.mimetype and request.mimetype not in FORMS:
            raise UnsupportedMediaType
        check_texts((*request.form, *request.form.values()))
