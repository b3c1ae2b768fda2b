"""Room ``service``."""
