"""Room ``models``."""
