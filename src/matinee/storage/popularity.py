"""One number by which well-known movies come first."""

#: More critics' reviews than any movie has.
_MOST_REVIEWS = 9_999
#: Box office, in US dollars, that counts half of what an infinite one would.
_HALF_BOX_OFFICE = 1e9


def popularity_of(n_ratings: int, rt_reviews: int | None, box_office_usd: float | None) -> float:
    """Ratings decide; among equals critics' reviews, then box office.

    Returns:
        At least 0; its whole part is the number of ratings.

    Example:
        >>> popularity_of(0, 12, None) < popularity_of(0, 12, 5e6) < popularity_of(0, 13, None)
        True
    """
    earned = max(box_office_usd or 0.0, 0.0)
    box_office = earned / (earned + _HALF_BOX_OFFICE)
    reviews = min(max(rt_reviews or 0, 0), _MOST_REVIEWS)
    return n_ratings + (reviews + 0.99 * box_office) / (_MOST_REVIEWS + 1)
