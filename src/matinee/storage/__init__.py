"""Room ``storage``."""
