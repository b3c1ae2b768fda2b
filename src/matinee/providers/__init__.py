"""Room ``providers``."""
