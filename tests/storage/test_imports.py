from datetime import UTC, datetime, timedelta


def test_imports_are_listed_in_order(database):
    with database.begin() as work:
        first = work.imports.add("ml-100k", "ratings", n_rows=100_000, checksum="abc", note="terms")
        work.imports.add("starter", "movies", n_rows=3, n_rejected=1)
        entries = work.imports.list()
    assert entries[0] == first
    assert (first.name, first.kind, first.n_rows, first.n_rejected) == (
        "ml-100k",
        "ratings",
        100_000,
        0,
    )
    assert (first.checksum, first.note) == ("abc", "terms")
    assert abs(datetime.now(UTC) - first.finished_at) < timedelta(minutes=1)
    assert [(entry.name, entry.n_rejected) for entry in entries] == [("ml-100k", 0), ("starter", 1)]
