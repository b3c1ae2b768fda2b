"""A folder of public data as ``matinee evaluate sentiment`` reads it, made up and small."""

from importlib import import_module
from itertools import count

from matinee.evaluation.sentiment.held_out import (
    LANGUAGES,
    REVIEWS,
    SENTENCES,
    fold_of,
)

PRAISE = "I loved this movie: wonderful acting, a gripping story and a perfect ending."
BLAME = "I hated this movie: terrible acting, a boring story and an awful ending."
OTHERS = {
    "ko": (
        "정말 최고의 영화였다, 감동적이고 재미있었다",
        "정말 지루하고 최악의 영화였다, 돈이 아깝다",
    ),
    "tr": ("Harika bir film, çok beğendim, oyunculuk mükemmel", "Berbat bir film, hiç beğenmedim"),
}


def write_table(path, rows):
    parquet, arrow = import_module("pyarrow.parquet"), import_module("pyarrow")
    parquet.write_table(arrow.table(rows), path)


def movie_ids(n, *, held):
    """IMDb ids of held-out movies, or of others."""
    found = (f"tt{number:07d}" for number in count(1))
    kept = (key for key in found if (fold_of(key) == 0) == held)
    return [next(kept) for _ in range(n)]


def held_out_texts(text, n):
    """Texts of fold 0 that begin with this one."""
    found = (f"{text} {number}" for number in count())
    kept = (one for one in found if fold_of(one) == 0)
    return [next(kept) for _ in range(n)]


def write_folder(folder, n=40):
    """Half praise, half blame: ``n`` reviews of held-out movies, some sentences, two languages."""
    ids = [*movie_ids(n // 4, held=True) * 4, *movie_ids(4, held=False)]
    texts = [f"{(PRAISE, BLAME)[place % 2]} ({place})" for place in range(len(ids))]
    labels = [("pos", "neg")[place % 2] for place in range(len(ids))]
    write_table(folder / REVIEWS, {"imdb_id": ids, "label": labels, "text": texts})
    sentences = [
        f"__label__{(5, 1)[place % 2]}\t{(PRAISE, BLAME)[place % 2]}" for place in range(n)
    ]
    sentences += ["__label__3\tIt is a movie ."] * 4
    (folder / SENTENCES).parent.mkdir()
    (folder / SENTENCES).write_text("\n".join(sentences) + "\n", encoding="utf-8")
    rows = [
        (text, label, language, "a source", "movie")
        for language, sides in OTHERS.items()
        for side, label in zip(sides, ("positive", "negative"), strict=True)
        for text in held_out_texts(side, n // 2)
    ]
    names = ("text", "label", "lang", "source", "domain")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    write_table(folder / LANGUAGES, columns)
    return folder
