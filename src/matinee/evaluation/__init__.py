"""Room ``evaluation``."""
