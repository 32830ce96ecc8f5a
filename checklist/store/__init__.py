"""Everything that knows a file: the home, journals, states, drafts, the log. TinyDB is imported nowhere else."""

from checklist.store.home import Store

__all__ = ["Store"]
