"""What the routes of the desk have in common: who asks, where files are kept, and a draft as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Response, jsonify

from callbacks.cockpit import Cockpit
from dashboard.settings import Settings
from dashboard.web.intake.beside import BesideDraft
from dashboard.web.intake.sheets import shown
from dashboard.web.intake.shown import json_of
from dashboard.web.request import CurrentViewer, language
from data import clock
from data.intake.checking import Checked, check
from data.intake.draft import Draft
from data.intake.drafts import UnknownDraft, find
from data.intake.preview import Preview
from data.intake.uploads import Uploads
from data.reasons import Reason
from data.regions import Region
from data.regions.scope import region_in_scope
from data.store import Store
from data.viewer import Viewer
from layouts.words.language import Language


@dataclass(frozen=True)
class DeskRoutes:
    """Routes of the desk over one cockpit; their refusals are the server's, in words."""

    cockpit: Cockpit
    current_viewer: CurrentViewer
    settings: Settings

    @property
    def store(self) -> Store:
        """The store."""
        return self.cockpit.store

    @property
    def viewer(self) -> Viewer:
        """Who sends this request."""
        return self.current_viewer()

    @property
    def words(self) -> Language:
        """The language of this request."""
        return language()

    @cached_property
    def uploads(self) -> Uploads:
        """The folder of files that were given."""
        return Uploads(self.settings.uploads, self.settings.upload_mb, self.settings.upload_days)

    @property
    def queue(self) -> Path:
        """The folder of those who wait to write."""
        return self.settings.uploads / "queue"

    @property
    def beside(self) -> BesideDraft:
        """What draws the part beside the sheet for this request."""
        return BesideDraft(self.store, self.settings, self.viewer, self.words)

    def region(self, code: str) -> Region:
        """Return a region within the viewer's scope; raises OutOfScope, UnknownRegion."""
        return region_in_scope(self.store.regions, code, self.viewer)

    def draft(self, region: str, number: int) -> Draft:
        """Return a draft of a region that the viewer may see; raises UnknownDraft for any other."""
        found = find(self.store, self.viewer, number)
        if found.region != self.region(region).code:
            raise UnknownDraft(Reason("draft.unknown", {"number": number}))
        return found

    def file_of(self, draft: Draft) -> Path:
        """Return where a draft's file is kept; raises UploadGone where it is not there any more."""
        return self.uploads.path(draft.file_key)

    def checked(self, draft: Draft) -> Checked:
        """Return what is wrong or odd in a draft."""
        return check(self.store, draft, self.file_of(draft), viewer=self.viewer, today=clock.today())

    def answer(self, draft: Draft, preview: Preview | None = None) -> Response:
        """Return a draft as the script of the desk takes it."""
        checked = self.checked(draft)
        seen = shown(draft, checked, self.store, self.viewer, self.words)
        return jsonify(json_of(seen, self.beside.drawn(draft, checked, preview), self.words))
