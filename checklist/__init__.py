"""Walk the units of an organisation through a compliance checklist."""
