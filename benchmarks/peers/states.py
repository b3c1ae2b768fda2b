"""Letters that change where code or versions change, so that no old answer passes for a new one."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from environments import HERE, REQUIREMENTS
from spaces import OURS

SOURCE = HERE.parents[1] / "src" / "matinee"
#: What the features of movies are made by.
MAKES_FEATURES = ("text", "models/features.py", "service/evaluate.py")
#: What decides, with the features, what the project's own models answer.
MAKES_LISTS = ("models", "ranking")


def state_of_peer(peer: str) -> str:
    """Differs where a peer's runner, its pinned versions or the project's own models do."""
    runners = HERE / "runners"
    files = [HERE / "exchange.py", runners / "serving.py", runners / f"{peer}_peer.py"]
    if peer == OURS:
        files += _sources((*MAKES_LISTS, *MAKES_FEATURES))
    return _digest([*files, REQUIREMENTS / f"{peer}.txt"])


def features_folder(data_folder: Path) -> Path:
    """Where the features of a set's movies lie, as today's source makes them."""
    return data_folder / f"features-{_digest(_sources(MAKES_FEATURES))}"


def _sources(names: Iterable[str]) -> list[Path]:
    files = []
    for name in names:
        path = SOURCE / name
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return files


def _digest(files: Iterable[Path]) -> str:
    digest = sha256()
    for path in files:
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
