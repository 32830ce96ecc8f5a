"""The full-screen program: one widget that draws rows, places on a stack, keys in the app's own loop."""

from __future__ import annotations

import os

from checklist import lean

THEME = "ansi-dark"
"""The terminal's own colours."""

# Read by Textual when it is imported. Kitty's keys lose what input methods send in some terminals; a theme that is set
# later than this costs a second layout of the first screen.
os.environ.update(TEXTUAL_DISABLE_KITTY_KEY="1", TEXTUAL_THEME=THEME)
lean.start_screen()
