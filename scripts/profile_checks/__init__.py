"""Checks of the profiles that ship: plain rules, originality, retrieval, facts.

Start with ``lint``; ``shared`` needs texts of others, which are not part of the project.
"""
