"""Walk the units of an organisation through a compliance checklist."""

__version__ = "0.1.0"
