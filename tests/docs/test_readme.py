"""What the README counts is what ships."""

from pathlib import Path

from matinee.ingest import read_starter

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_it_counts_the_movies_and_profiles_that_ship():
    movies = read_starter()
    assert f"{len(movies):,}\nmovies ship with it" in README
    assert f"and {sum(movie.profile is not None for movie in movies):,} of them" in README
