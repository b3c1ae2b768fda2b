from matinee.data import ContentNotes, MovieRecord, Profile
from matinee.ranking.closest import Rarity
from matinee.ranking.common import Common, in_common

NOTHING = Rarity(0, {})


def profile(*tags):
    notes = ContentNotes(violence=0, sex=0, fear=0, language=0)
    return Profile(premise="…", tags=tags, notes=notes)


def test_names_what_both_have_in_the_order_of_the_pick():
    pick = MovieRecord(
        title="Blade Runner",
        year=1982,
        genres=("Thriller", "Science Fiction"),
        directors=("Ridley Scott",),
        cast=("Harrison Ford", "Rutger Hauer"),
        keywords=("android", "rain", "android"),
        profile=profile("dystopia", "noir"),
    )
    other = MovieRecord(
        title="Alien",
        year=1979,
        genres=("Science Fiction", "Thriller", "Horror"),
        directors=("ridley scott", "Somebody Else"),
        cast=("Rutger Hauer",),
        keywords=("android",),
        profile=profile("monsters", "dystopia"),
    )
    assert in_common(pick, other, NOTHING, liked_together=2.5) == Common(
        directors=("Ridley Scott",),
        cast=("Rutger Hauer",),
        tags=("dystopia",),
        keywords=("android",),
        genres=("Thriller", "Science Fiction"),
        years_apart=3,
        liked_together=2.5,
    )


def test_two_movies_of_which_nothing_is_known_have_nothing_in_common():
    assert in_common(MovieRecord(title="A"), MovieRecord(title="A"), NOTHING) == Common()


def test_years_apart_are_not_known_where_one_year_is_not():
    one, other = MovieRecord(title="A", year=1999), MovieRecord(title="B")
    assert in_common(one, other, NOTHING).years_apart is None
    assert in_common(one, one, NOTHING).years_apart == 0
