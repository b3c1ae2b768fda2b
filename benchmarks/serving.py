"""Set-up seconds, start-up seconds, memory while serving, and `similar` against a bare route.

The server runs as a user runs it (`matinee serve`, one worker) in a new MATINEE_HOME; the bare
route is FastAPI returning the same bytes from memory. Both are asked by the same client over as
many connections, in turn, five times; the share is the median of the pairs.

    python benchmarks/serving.py [--seconds 4] [--out benchmarks/results]
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from record import write_result

CONNECTIONS = 8
#: Movies that are asked for in turn, so that it is not one answer that is repeated.
N_MOVIES = 50

BARE = """
import sys
from fastapi import FastAPI, Response
import uvicorn
body = open(sys.argv[2], "rb").read()
app = FastAPI()
@app.get("/bare/{movie_id}")
async def bare(movie_id: int, n: int = 5) -> Response:
    return Response(body, media_type="application/json")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


@contextmanager
def running(command: list[str], url: str, env: dict[str, str] | None = None) -> Any:
    """A server while it is needed; gives the process and its start-up seconds."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=env)
    try:
        while True:
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {process.returncode}")
            try:
                fetch(url)
                break
            except OSError:
                time.sleep(0.02)
        yield process, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(20)


async def _ask(port: int, paths: list[str], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < until:
        path = paths[done % len(paths)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        done += 1
    writer.close()
    return done


def requests_per_second(port: int, paths: list[str], seconds: float) -> float:
    async def all_of_them() -> int:
        until = time.perf_counter() + seconds
        shifted = [paths[k:] + paths[:k] for k in range(CONNECTIONS)]
        return sum(await asyncio.gather(*(_ask(port, some, until) for some in shifted)))

    return asyncio.run(all_of_them()) / seconds


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def measure(seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"MATINEE_HOME": folder}
        matinee = [sys.executable, "-m", "matinee"]
        started = time.perf_counter()
        subprocess.run([*matinee, "setup"], env=env, check=True, stdout=subprocess.DEVNULL)
        figures["setup_seconds"] = time.perf_counter() - started
        port, bare_port = free_port(), free_port()
        base = f"http://127.0.0.1:{port}"
        serve = [*matinee, "serve", "--port", str(port)]
        starts = []
        for _ in range(3):
            with running(serve, f"{base}/", env) as (_, start):
                starts.append(start)
        figures["start_up_seconds"] = median(starts)
        with running(serve, f"{base}/", env) as (process, _):
            listed = json.loads(fetch(f"{base}/api/v1/movies?sort=popular&limit={N_MOVIES}"))
            paths = [
                f"/api/v1/movies/{movie['movie_id']}/similar?n=5" for movie in listed["movies"]
            ]
            cold = []
            for path in paths:
                asked = time.perf_counter()
                fetch(base + path)
                cold.append(time.perf_counter() - asked)
            figures["similar_first_time_ms"] = 1000 * median(cold)
            body = Path(folder) / "body.json"
            body.write_bytes(fetch(base + paths[0]))
            fetch(f"{base}/movies")
            bare = [sys.executable, "-c", BARE, str(bare_port), str(body)]
            with running(bare, f"http://127.0.0.1:{bare_port}/bare/1"):
                ours, theirs = [], []
                for _ in range(5):
                    ours.append(requests_per_second(port, paths, seconds))
                    theirs.append(requests_per_second(bare_port, ["/bare/1?n=5"], seconds))
            figures["similar_per_second"] = median(ours)
            figures["bare_per_second"] = median(theirs)
            figures["share_of_bare"] = median(a / b for a, b in zip(ours, theirs, strict=True))
            post = urllib.request.Request(
                f"{base}/api/v1/sentiment",
                data=json.dumps({"texts": ["Fine."]}).encode(),
                headers={"content-type": "application/json"},
            )
            urllib.request.urlopen(post, timeout=30).read()
            figures["resident_mb"] = resident_mb(process.pid)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures = measure(arguments.seconds)
    print(json.dumps(figures, indent=2))
    write_result(arguments.out / "serving.json", figures)


if __name__ == "__main__":
    main()
