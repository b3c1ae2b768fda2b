"""One file for each resource; ``classic`` is what existing front ends speak."""
