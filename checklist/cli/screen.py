"""`checklist` and `checklist demo`: the full-screen program, or line mode where the terminal can do no better."""

from __future__ import annotations

import sys
from functools import partial

from checklist.cli.context import Context, Parser
from checklist.locale import Words


def arguments(parser: Parser, name: str, t: Words) -> None:
    """Nothing but the options of every command."""


def run(context: Context, name: str) -> int:
    """Open the program, or print."""
    return _demo(context) if name == "demo" else _open(context)


def _open(context: Context) -> int:
    if not context.terminal.screen:
        return _plain(context)
    from checklist.tui.app import run

    desk = None
    if context.has_home and context.store.periods():
        desk = context.sit("tui")
    return run(desk, context.t, context.home, terminal=context.terminal, person=context.options.person)


def _plain(context: Context) -> int:
    """Line mode; raises BadInput where there is no home."""
    from checklist.plain.app import run

    return run(context.sit("plain"), context.t)


def _demo(context: Context) -> int:
    from checklist import demo

    throwaway = context.options.home is None
    with demo.home(context.options.home, context.t.lang) as home:
        context.options.home = str(home)
        # Without a terminal nobody may be there to ask: the table, unless questions are asked for.
        told = not (context.options.plain or (sys.stdin.isatty() and sys.stdout.isatty()))
        if context.options.json or (told and not context.terminal.screen):
            from checklist.cli import scores

            context.options.unit, context.options.at, context.options.explain = None, None, False
            return scores.run(context, "score")
        context.options.person = context.options.person or demo.HEAD
        if not context.terminal.screen:
            return _plain(context)
        from checklist.tui.app import run

        gone = partial(demo.throw_away, home) if throwaway else None
        return run(context.sit("tui"), context.t, home, terminal=context.terminal, gone=gone)
