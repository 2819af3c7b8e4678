"""Saves profiles and journeys where the command line looks for them."""

from __future__ import annotations

from typing import Any

from convert_console.core.journeys.journey import Journey
from convert_console.core.request.profile import Profile
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore


def save_profile(name: str = "Shop", **settings: Any) -> Profile:
    """Save a profile in the folder of this test."""
    store = ProfileStore(Folders.default().profiles)
    profile = Profile(id=store.new_id(name), name=name, **settings)
    store.save(profile)
    return profile


def save_journeys(profile: Profile, *journeys: Journey) -> None:
    """Save the journeys of a profile."""
    JourneyStore(Folders.default().journeys).write(profile.id, journeys)
