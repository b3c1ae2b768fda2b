"""A rating data set of two tastes, as files that ``read_ratings`` knows."""

from pathlib import Path

import numpy as np


def write_two_tastes(folder: Path, *, n_users: int = 60, seed: int = 0) -> Path:
    """Even users like even movies, odd users odd ones; in RecBole's format."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    rows = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    for user in range(n_users):
        rated = [n for n in range(20) if rng.random() < (0.7 if n % 2 == user % 2 else 0.2)]
        order = rng.permutation(rated)
        rows += [
            f"{user}\t{movie}\t{5 if movie % 2 == user % 2 else 2}\t{1000 + moment}"
            for moment, movie in enumerate(order)
        ]
    (folder / "two.inter").write_text("\n".join(rows) + "\n")
    movies = ["item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq"]
    movies += [f"{n}\tMovie Number {n}\t1990\tDrama" for n in range(20)]
    (folder / "two.item").write_text("\n".join(movies) + "\n")
    return folder
