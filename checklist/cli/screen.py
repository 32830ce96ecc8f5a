"""`checklist` and `checklist demo`: the full-screen program, or what can be told without a terminal."""

from __future__ import annotations

import os
import sys
from functools import partial

from checklist.cli.context import Context, Parser
from checklist.errors import BadInput
from checklist.locale import Words

POOR = ("", "dumb", "unknown")


def arguments(parser: Parser, name: str, t: Words) -> None:
    """Nothing but the options of every command."""


def run(context: Context, name: str) -> int:
    """Open the program, or print."""
    return _demo(context) if name == "demo" else _open(context)


def _has_terminal(context: Context) -> bool:
    poor = os.environ.get("TERM", "") in POOR
    return sys.stdin.isatty() and sys.stdout.isatty() and not poor and not context.options.plain


def _open(context: Context) -> int:
    if not _has_terminal(context):
        raise BadInput("The full-screen program needs a terminal.", "Commands do without: `checklist --help`.")
    from checklist.tui.app import run

    desk = None
    if context.has_home and context.store.periods():
        desk = context.sit("tui")
    return run(desk, context.t, context.home)


def _demo(context: Context) -> int:
    from checklist import demo

    throwaway = context.options.home is None
    with demo.home(context.options.home, context.t.lang) as home:
        context.options.home = str(home)
        if _has_terminal(context) and not context.options.json:
            from checklist.tui.app import run

            context.options.person = context.options.person or demo.HEAD
            gone = partial(demo.throw_away, home) if throwaway else None
            return run(context.sit("tui"), context.t, home, gone=gone)
        from checklist.cli import scores

        context.options.unit, context.options.at, context.options.explain = None, None, False
        return scores.run(context, "score")
