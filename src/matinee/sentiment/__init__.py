"""Room ``sentiment``."""
