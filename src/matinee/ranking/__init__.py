"""Room ``ranking``."""
