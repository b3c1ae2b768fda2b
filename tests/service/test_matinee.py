import time
from concurrent.futures import ThreadPoolExecutor

import matinee.service.matinee as room
from matinee.service.shelving import build_shelf


def test_questions_that_come_at_once_build_the_shelf_once(matinee, monkeypatch):
    built = []

    def slow(*parts):
        built.append(parts)
        time.sleep(0.1)
        return build_shelf(*parts)

    monkeypatch.setattr(room, "build_shelf", slow)
    with ThreadPoolExecutor(4) as pool:
        shelves = list(pool.map(lambda _: matinee.shelf, range(4)))
    assert len(built) == 1
    assert all(shelf is shelves[0] for shelf in shelves)
