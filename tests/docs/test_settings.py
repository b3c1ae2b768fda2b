from scripts.settings_reference import PAGE, build_page

from matinee.config import Settings


def test_the_page_is_the_one_that_the_settings_make():
    assert PAGE.read_text(encoding="utf-8") == build_page(), "run `make fix`"


def test_every_setting_is_explained():
    for name, field in Settings.model_fields.items():
        assert (field.description or "").endswith("."), name
        assert f"`MATINEE_{name.upper()}`" in build_page()


def test_every_key_is_marked_secret():
    rows = [row for row in build_page().splitlines() if "_KEY`" in row]
    assert len(rows) >= 3
    assert all(row.endswith("Secret. |") for row in rows)
