"""Which right each address and each callback needs: one table, looked at once, before any handler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from werkzeug.routing import Rule

from data.viewer import Right

DOCUMENTS = frozenset({"/", "/<path:path>"})  # the two routes of Dash's one document
CALLBACKS = "/_dash-update-component"
READING = frozenset({"GET", "HEAD", "OPTIONS"})

OPEN = frozenset(
    {  # what anybody may ask for: it shows no figure and changes nothing but who is signed in
        "accounts.sign_in_form",
        "accounts.sign_in",
        "accounts.sign_in_wall",
        "oidc.begin",
        "oidc.back",
        "probes.alive",
        "probes.ready",
        "api.openapi",
        "handbook.detail",
        "static",
        "_dash_assets.static",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_favicon.ico",
    }
)
SIGNED_IN = frozenset(
    {  # what everybody may do who is signed in: it is about the own account
        "accounts.own",
        "accounts.sign_out",
        "accounts.sign_out_everywhere",
        "accounts.change_password",
        "accounts.put_second_factor",
        "accounts.remove_second_factor",
    }
)
WALLS_TOO = frozenset(
    {  # what a wall's account may ask for besides its screen
        "api.data_version",
        "alerts.alarm",
        "alerts.acknowledge_several",
        "walls.report",
        "walls.alive",
        "walls.list_orders",
        "walls.picture",
        "/_dash-layout",
        "/_dash-dependencies",
    }
)
NEEDED: Mapping[str, Right] = {
    CALLBACKS: Right.VIEW,
    "walls.report": Right.VIEW,
    "exports.create": Right.EXPORT,
    "exports.detail": Right.EXPORT,
    "exports.cancel": Right.EXPORT,
    "exports.download": Right.EXPORT,
    "exports.download_monday_file": Right.EXPORT,
    "exports.download_panel": Right.EXPORT,
    "desk_pages.export": Right.EXPORT,
    "tasks_pages.export": Right.EXPORT,
    "alerts.acknowledge": Right.ACKNOWLEDGE,
    "alerts.acknowledge_several": Right.ACKNOWLEDGE,
    "meetings.update_note": Right.EDIT_NOTES,
    "meetings.create_baseline": Right.EDIT_NOTES,
    "meetings.freeze": Right.FREEZE,
    "desk_pages.update": Right.EDIT_BRANDS,
    "tasks_pages.new": Right.EDIT_TASKS,
    "tasks_pages.create": Right.EDIT_TASKS,
    "tasks_pages.update": Right.EDIT_TASKS,
    "tasks_pages.import_file": Right.EDIT_TASKS,
    "scenes_pages.create": Right.EDIT_WALLS,
    "scenes_pages.update": Right.EDIT_WALLS,
    "scenes_pages.delete": Right.EDIT_WALLS,
    "scenes_pages.import_file": Right.EDIT_WALLS,
    "scenes_pages.export_draft": Right.EDIT_WALLS,
    "walls.create_order": Right.EDIT_WALLS,
    "walls.delete": Right.EDIT_WALLS,
    "intake.files": Right.LOAD,
    "intake.paste": Right.LOAD,
    "intake.grid": Right.LOAD,
    "intake.template": Right.LOAD,
    "intake.update": Right.LOAD,
    "intake.match": Right.LOAD,
    "intake.delete": Right.LOAD,
    "intake.merge": Right.LOAD,
    "intake.undo": Right.LOAD,
    "intake.submit": Right.LOAD,
    "intake.confirm": Right.VIEW,  # the sender's or the reviewer's, as the setting says: data/intake/confirming.py
    "intake.send_back": Right.VIEW,  # likewise
    "urging.urge": Right.LOAD,
    "accounts_pages.list_page": Right.MANAGE_ACCOUNTS,
    "accounts_pages.create": Right.MANAGE_ACCOUNTS,
    "accounts_pages.close": Right.MANAGE_ACCOUNTS,
    "accounts_pages.open_again": Right.MANAGE_ACCOUNTS,
    "accounts_pages.reset": Right.MANAGE_ACCOUNTS,
    "audit_pages.list_page": Right.READ_AUDIT,
    "audit_pages.export": Right.READ_AUDIT,
    "rights_pages.list_page": Right.GRANT,
    "rights_pages.edit": Right.GRANT,
    "rights_pages.grant": Right.GRANT,
    "rights_pages.unlock": Right.GRANT,
    "rights_pages.create_token": Right.GRANT,
    "rights_pages.delete_token": Right.GRANT,
}

CALLBACK_RIGHTS: Mapping[str, Right] = {  # by the first thing that it writes
    "screen.children": Right.VIEW,
    "url.href": Right.VIEW,
    "suggestions.children": Right.VIEW,
    '{"key":["ALL"],"part":"panel"}.children': Right.VIEW,
}


def callback_name(output: object) -> str:
    """Return the first thing that a callback writes, of all that Dash names it by; anything else names none."""
    return str(output).strip(".").split("...")[0]


def callback_right(sent: object) -> Right:
    """Return the right that a request to Dash needs, by the callback that it names."""
    name = callback_name(sent.get("output")) if isinstance(sent, dict) else ""
    return CALLBACK_RIGHTS.get(name, NEEDED[CALLBACKS])


def needed(endpoint: str, method: str) -> Right:
    """Return the right that a route needs, to view where it reads and nothing else is named; raises KeyError."""
    return NEEDED.get(endpoint, Right.VIEW) if method in READING else NEEDED[endpoint]


def check_all_named(rules: Iterable[Rule], callbacks: Mapping[str, Mapping[str, object]]) -> None:
    """Raise LookupError where a route that changes something or a callback of the server is not named above."""
    writing = {rule.endpoint for rule in rules if (rule.methods or set()) - READING}
    if unnamed := writing - NEEDED.keys() - OPEN - SIGNED_IN:
        raise LookupError(
            f"name the right of {', '.join(sorted(unnamed))} in NEEDED of dashboard/web/accounts/rights.py"
        )
    served = {callback_name(output) for output, each in callbacks.items() if "callback" in each}
    if unnamed := served - CALLBACK_RIGHTS.keys():
        places = "CALLBACK_RIGHTS of dashboard/web/accounts/rights.py"
        raise LookupError(f"name the right of the callback {', '.join(sorted(unnamed))} in {places}")
