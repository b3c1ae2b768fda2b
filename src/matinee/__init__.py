"""A self-hosted movie recommender that listens to audiences.

``service.build(settings)`` puts everything together; ``cli`` and ``api`` call it.
``models`` recommends, ``text`` reads plots, ``sentiment`` reads reviews, ``ranking`` joins them.
``storage`` keeps movies, ratings and reviews; ``ingest`` reads files into ``data`` values.
"""

__version__ = "0.4.0"
