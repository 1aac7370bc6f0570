"""The pages of walls: a list, a page for each wall with its draft beside it as a real wall, and walls as files.

A page is one form: the whole draft goes to the server with each step and comes back changed or marked, so that nothing is
lost and everything works without a mouse. A draft is kept for a day under the mark in the page's address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from flask import Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from dashboard.web.incoming.gate import KB, MOST_BYTES
from dashboard.web.page import FormPages
from dashboard.web.request import edition_read, whole
from dashboard.web.scenes.editor import WallForm, editor_fields
from dashboard.web.scenes.form import after_step, read_form, read_title
from dashboard.web.scenes.walls import built_in_names, content_of, free_name, lines, name_faults, screens_of
from data import clock
from data.errors import AlreadyThere, SavedMeanwhile, StoreError
from data.viewer import Right
from data.walls.custom import add_wall, draft, keep_draft, own_wall, remove_wall, save_wall
from layouts.walls.draft import NAME, Body, Unreadable, faults, new_scene, read_toml, saved_form, title_of, toml_of
from layouts.words.meanwhile import saved_meanwhile
from layouts.words.moments import clock_time
from layouts.words.reasons import error_text


@dataclass(frozen=True, slots=True)
class ScenePages(FormPages):
    """The pages of walls."""

    topic: ClassVar[str] = "scenes"
    path: ClassVar[str] = "/scenes"
    right: ClassVar[Right] = Right.EDIT_WALLS

    def list_page(self) -> Response:
        """Return all walls, and the forms that make one."""
        return self._list()

    def create(self) -> Answer:
        """Make a wall after another one, or a blank one, and open it."""
        form, words = request.form, self.words
        base = form.get("from", "")
        blank: Body = {"title": {}, "scenes": [new_scene([], words)]}
        content = content_of(self.cockpit.store, self.current_viewer(), base, words) if base else blank
        if content is None:
            return self._list(words("scenes.fault.from", given=base), 422)
        return self._add(form.get("name", "").strip(), {**content, "title": read_title(form, "title")}, "created")

    def import_file(self) -> Answer:
        """Make a wall of a TOML file, and open it."""
        words, given = self.words, request.files.get("file")
        text = given.read() if given else b""
        if not text:
            return self._list(words("scenes.fault.no_file"), 422)
        try:
            content = read_toml(text.decode("utf-8-sig"), words)
        except UnicodeDecodeError:
            return self._list(words("scenes.fault.file_text"), 422)
        except Unreadable as error:
            return self._list(str(error), 422)
        return self._add(request.form.get("name", "").strip(), content, "imported")

    def export(self, name: str) -> Response:
        """Return a wall as its TOML file."""
        content = content_of(self.cockpit.store, self.current_viewer(), name, self.words)
        return self._unknown(name) if content is None else _download(name, content)

    def export_draft(self, name: str) -> Response:
        """Return the draft of a form as a TOML file."""
        try:
            content, _ = read_form(request.form, self.words)
        except Unreadable as error:
            return self.refused(str(error), 400)
        return _download(f"{name}-draft" if NAME.fullmatch(name) else "draft", content)

    def edit(self, name: str) -> Response:
        """Return the page of a wall, with the draft that its address names."""
        words, store, viewer = self.words, self.cockpit.store, self.current_viewer()
        saved, content = own_wall(store, viewer.scope, name), content_of(store, viewer, name, words)
        if content is None:
            return self._unknown(name)
        is_editable = saved is not None and viewer.may(self.right)
        kept = draft(store, viewer.scope, request.args.get("draft", "")) if is_editable else None
        done = request.args.get("done", "")
        message = words("scenes.saved", edition=saved.edition) if saved and done == "saved" else ""
        if done in {"created", "imported"}:
            message = words(f"scenes.{done}", name=name)
        at = min(whole(request.args.get("open"), 1, what="open"), len(content["scenes"])) - 1
        edition = saved.edition if saved else 0
        seen = whole(request.args.get("seen"), edition, what="seen")
        form = WallForm(name, dict(kept or content), max(at, 0), seen if kept else edition, bool(kept))
        return self._editor(form, done=message)

    def update(self, name: str) -> Answer:
        """Take a step of the editor, or save."""
        words, form = self.words, request.form
        try:
            content, at = read_form(form, words)
        except Unreadable as error:
            return self.refused(str(error), 400)
        if name in built_in_names() or not NAME.fullmatch(name):
            return self._unknown(name)
        edition = edition_read()
        step, _, which = form.get("do", "look").partition(":")
        if step == "save":
            return self._save(WallForm(name, content, at, edition, is_changed=True))
        content, at = after_step(content, at, step, whole(which, at, what="do"), words)
        return self._editor(WallForm(name, content, at, edition, is_changed=True))

    def delete(self, name: str) -> Answer:
        """Remove a wall that no screen shows."""
        words, viewer = self.words, self.current_viewer()
        is_own = own_wall(self.cockpit.store, viewer.scope, name) is not None
        if is_own and (screens := screens_of(self.cockpit.store, viewer, name, words)):
            return self.refused(words("scenes.on_air", name=name, screens="、".join(screens)), 409)
        try:
            remove_wall(self.cockpit.store, viewer, name, edition_read())
        except SavedMeanwhile as error:
            return self.refused(saved_meanwhile(error, words), 409)
        return redirect(f"{self.path}?removed={name}&lang={words.tongue}", 303)

    def too_large(self, error: RequestEntityTooLarge) -> Response:
        """Return the page that says how large a file may be."""
        return self.refused(self.words("scenes.fault.file_size", most=MOST_BYTES[self.path] // KB), 413)

    def _list(self, message: str = "", status: int = 200) -> Response:
        """Return the list; after a form of it was refused, with its texts and the reason."""
        words, removed = self.words, request.args.get("removed", "")
        texts: Mapping[str, str] = request.form if message else {}
        return self._wall_page(
            "scenes_list.html",
            status,
            lines=lines(self.cockpit.store, self.current_viewer(), words),
            message=message,
            done=words("scenes.removed", name=removed) if removed else "",
            texts=texts,
            free=free_name(self.cockpit.store, "hall"),
        )

    def _add(self, name: str, content: Body, done: str) -> Answer:
        words, store = self.words, self.cockpit.store
        wrong = [fault.with_place(content, words) for fault in [*name_faults(store, name), *faults(content)]]
        if wrong:
            return self._list("\n".join(wrong), 422)
        try:
            add_wall(store, self.current_viewer(), name, saved_form(content), clock.utc_now())
        except AlreadyThere:
            return self._list(words("scenes.fault.name_taken", given=name), 409)
        except StoreError as error:
            return self._list(error_text(error, self.words), 503)
        return redirect(f"{self.path}/{name}?done={done}&lang={words.tongue}", 303)

    def _save(self, form: WallForm) -> Answer:
        words, wrong = self.words, faults(form.content)
        if wrong:
            at = next((fault.scene for fault in wrong if fault.scene is not None), form.at)
            return self._editor(replace(form, message=words("scenes.not_saved", count=len(wrong)), at=at, status=422))
        content, store, viewer = saved_form(form.content), self.cockpit.store, self.current_viewer()
        try:
            save_wall(store, viewer, form.name, content, form.edition, clock.utc_now())
        except SavedMeanwhile as error:
            now, message = own_wall(store, viewer.scope, form.name), saved_meanwhile(error, words)
            message = message if now else f"{message} {words('scenes.gone')}"
            edition = now.edition if now else form.edition
            return self._editor(replace(form, message=message, edition=edition, saved_meanwhile=now, status=409))
        except StoreError as error:
            return self._editor(replace(form, message=error_text(error, self.words), status=503))
        return redirect(f"{self.path}/{form.name}?done=saved&open={form.at + 1}&lang={words.tongue}", 303)

    def _editor(self, form: WallForm, done: str = "") -> Response:
        """Return the page of a wall; a draft that was changed is kept, so that the preview shows it."""
        mark, viewer = "", self.current_viewer()
        if form.is_changed:
            try:
                mark = keep_draft(self.cockpit.store, viewer, form.content, clock.utc_now())
            except StoreError as error:
                form = replace(form, message=form.message or error_text(error, self.words))
        fields = editor_fields(self.cockpit, viewer, form, mark, self.words)
        return self._wall_page("scenes_edit.html", form.status, done=done, **fields)

    def _wall_page(self, name: str, status: int, **fields: object) -> Response:
        words = self.words
        title, when = partial(title_of, words=words), partial(clock_time, words=words)
        return self.page(name, status, title_of=title, when=when, **fields)

    def _unknown(self, name: str) -> Response:
        return self.refused(self.words("scenes.fault.from", given=name), 404)


def _download(name: str, content: Body) -> Response:
    named = {"Content-Disposition": f"attachment; filename={name}.toml"}
    return Response(toml_of(saved_form(content)), mimetype="application/toml", headers=named)
