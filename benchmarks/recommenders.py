"""Every recommender by name on one seeded split, as `matinee evaluate` measures it.

    python benchmarks/recommenders.py ml-100k=PATH ml-latest-small=PATH

PATH is whatever `matinee setup --ratings` reads. Writes `benchmarks/results/recommenders.json`.
"""

import argparse
from pathlib import Path
from typing import Any

from record import write_result

from matinee.config import Settings
from matinee.evaluation import EvaluationConfig
from matinee.service import evaluate_folder

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    figures: dict[str, Any] = {}
    for given in arguments.sets:
        name, _, path = given.partition("=")
        config = EvaluationConfig(seed=arguments.seed)
        figures[name] = evaluate_folder(Settings(), Path(path), config=config).to_json()
        for row in figures[name]["rows"]:
            print(name, row["model"], round(row["ndcg_at_10"], 4))
    names = " ".join(f"{name}=PATH" for name in figures)
    command = f"python benchmarks/recommenders.py {names} --seed {arguments.seed}"
    write_result(RESULTS / "recommenders.json", figures, command=command)


if __name__ == "__main__":
    main()
