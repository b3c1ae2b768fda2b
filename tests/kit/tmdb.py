"""TMDB as a local server plays it, for the movies of the kit's installation."""

from tests.kit.cinema import ROWS
from tests.kit.local_server import LocalServer, Reply

#: IMDb ids of the kit's movies, in the order of their ids.
IMDB_IDS = [f"tt{row[4]:07d}" for row in ROWS]


def details(number: int, **more: object) -> dict[str, object]:
    """Made up, in the shape of a movie's details with keywords."""
    title, year = ROWS[number - 1][:2]
    return {
        "adult": False,
        "id": 1000 + number,
        "imdb_id": IMDB_IDS[number - 1],
        "title": f"{title} at TMDB",
        "release_date": f"{year}-03-31",
        "runtime": 100 + number,
        "overview": f"Overview number {number}.",
        "tagline": f"Tagline number {number}.",
        "poster_path": f"/poster-{number}.jpg",
        "vote_average": 7.1,
        "keywords": {
            "keywords": [{"id": 1, "name": "Lighthouse"}, {"id": 2, "name": f"k{number}"}]
        },
        **more,
    }


def script_tmdb(server: LocalServer, *, delay_s: float = 0.0) -> None:
    """Let a server know all movies of the kit."""
    for number, imdb_id in enumerate(IMDB_IDS, start=1):
        found = {"movie_results": [{"id": 1000 + number}], "tv_results": []}
        server.script(f"/3/find/{imdb_id}", Reply(body=found))
        reply = Reply(body=details(number), delay_s=delay_s)
        server.script(f"/3/movie/{1000 + number}", reply)


def asked_movies(server: LocalServer) -> list[int]:
    """Ids of ours whose details were asked for, in the order of the requests."""
    paths = [request.path for request in server.requests]
    return [int(path.split("/")[-1]) - 1000 for path in paths if path.startswith("/3/movie/")]
