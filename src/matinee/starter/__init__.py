"""Room ``starter``."""
