"""Room ``ingest``."""
