"""The full-screen program: one widget that draws rows, places on a stack, keys in the app's own loop."""

from __future__ import annotations

from checklist import lean

lean.start_screen()
