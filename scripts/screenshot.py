#!/usr/bin/env python3
"""Takes the pictures of the manual from a running server: ``scripts/screenshot.py URL FOLDER``.

Needs Playwright and a Chromium, as the browser tests do; ``CHROMIUM`` names another one.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

#: File name, address, width, height, colour scheme.
SHOTS = (
    ("page", "/?movie={matrix}", 1280, 1400, "dark"),
    ("home", "/", 1280, 800, "dark"),
    ("phone", "/?movie={matrix}", 390, 844, "light"),
)


def main() -> None:
    """Take all of them."""
    base, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        found = browser.new_page().request.get(f"{base}/api/v1/movies?q=The+Matrix&limit=1").json()
        matrix = found["movies"][0]["movie_id"]
        for name, path, width, height, scheme in SHOTS:
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(base + path.format(matrix=matrix), wait_until="networkidle")
            page.wait_for_timeout(400)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
