#!/usr/bin/env python3
"""Writes the manual's page on how well reviews are read, its plots, and copies of models' cards.

``benchmarks/sentiment_quality.py`` keeps what ``matinee evaluate sentiment`` prints and
``benchmarks/sentiment.py`` the speeds; every table of the command is on the page. ``--check``
compares only.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

from figures_reference import RESULTS, Json, read  # noqa: E402 - needs the path above
from figures_reference import table as show  # noqa: E402 - likewise
from sentiment_plots import draw_curve, draw_reliability  # noqa: E402 - likewise

from matinee.evaluation.sentiment import Estimate, format_cell  # noqa: E402 - likewise

PAGE = ROOT / "docs/explanation/sentiment.md"
MODELS = ROOT / "docs/reference/models"
FILES = ROOT / "src/matinee/starter/files"
IMAGES = ROOT / "docs/images"

#: Page -> the card that ships with the model.
CARDS = {
    "linear": "sentiment/CARD.md",
    "cascade": "sentiment/READER.md",
    "multilingual": "sentiment/MULTILINGUAL.md",
    "encoder-head": "sentiment/ENCODER_HEAD.md",
    "encoder": "encoder/CARD.md",
}

#: What others report of themselves: on what, how often right, and where it is written.
PUBLISHED = (
    (
        "DistilBERT, fine-tuned",
        "Large Movie Review Dataset, test half",
        "0.928",
        "Sanh et al. 2019",
    ),
    ("DistilBERT, fine-tuned", "the same", "0.928", "model card lvwerra/distilbert-imdb"),
    (
        "DistilBERT, fine-tuned",
        "the same",
        "0.932",
        "model card nikitakapitan/distilbert-base-uncased-finetuned-imdb",
    ),
    ("XLNet, large", "the same", "0.962", "Yang et al. 2019"),
    ("DistilBERT, fine-tuned", "SST-2 dev", "0.913", "Sanh et al. 2019"),
)


def cell(value: object) -> str:
    """A place of a table, as the command shows it."""
    if isinstance(value, dict):
        return str(Estimate(**value))
    return format_cell(value)  # type: ignore[arg-type]


class Tables:
    """The command's tables by name; what was not put on the page is told at the end."""

    def __init__(self, result: Json) -> None:
        self._found: dict[str, Json] = {
            table["name"]: table for table in result["figures"]["tables"]
        }
        self._left = dict.fromkeys(self._found)

    def raw(self, name: str) -> Json | None:
        """A table as it was kept."""
        return self._found.get(name)

    def show(self, name: str) -> str:
        """Title, table and notes."""
        table = self._found.get(name)
        if table is None:
            return f"(`{name}` was not measured.)"
        self._left.pop(name, None)
        rows = [[cell(value) for value in row] for row in table["rows"]]
        shown = f"**{table['title']}** (`{name}`)\n\n{show(table['columns'], rows)}"
        return "\n\n".join([shown, *table["notes"]])

    def check(self) -> None:
        """Every table that the command prints must be on the page."""
        if self._left:
            raise SystemExit(f"The page lacks the tables {', '.join(self._left)}.")


def source(result: Json) -> str:
    """How the figures came about."""
    machine, figures = result["machine"], result["figures"]
    told = [
        f"`{result['command']}`",
        f"commit {result['commit']}",
        result["measured_at"][:10],
        f"{machine['processor']} ({machine['cores']} cores)",
        f"Python {machine['python']}",
    ]
    if "seed" in figures:
        told.append(f"seed {figures['seed']}")
    if figures.get("sample"):
        told.append(f"at most {figures['sample']:,} texts of each set")
    return ", ".join(told) + "."


def speed() -> str:
    """Reviews a second, beside others in the same run."""
    path = RESULTS / "sentiment-speed.json"
    if not path.exists():
        return "(Not measured.)"
    result = read(path.name)
    figures = result["figures"]
    names = {
        "linear": "n-grams",
        "linear_with_mentions": "n-grams, with what is said of single aspects",
        "cascade": f"cascade, doubt {figures['doubt']:g}",
        "vader": "VADER",
        "textblob": "TextBlob",
        "distilbert_own_length": "DistilBERT's shape, reviews cut at 256 tokens",
        "distilbert_256": "DistilBERT's shape, reviews filled up to 256 tokens",
    }
    base = figures["rates"]["distilbert_256"]["per_cpu_second"]
    rows = [
        [
            shown,
            f"{figures['rates'][name]['per_cpu_second']:,.4g}",
            f"{figures['rates'][name]['per_cpu_second'] / base:,.3g}",
            cell(figures["accuracy"].get(name)),
        ]
        for name, shown in names.items()
    ]
    one = figures["one_review_ms"]
    posted = ", ".join(
        f"{told['median']:.1f} ms with `{name}` ({told['p95']:.1f} ms in the slowest twentieth)"
        for name, told in one.items()
    )
    columns = ["read by", "reviews a second", "times DistilBERT's shape", "read right"]
    words = figures["words_per_text"]
    return f"""{show(columns, rows)}

{rescoring()}One core, one process, medians over {figures["rounds"]} rounds in which all had their
turn; the same reviews of held-out movies for all, {words} words each in the mean. A model of
DistilBERT's shape (six layers of width 768) has random weights here: its speed does not depend on
them, and its accuracy is in the table of what others report. The score of one posted review, its
language included, takes {posted}. {source(result)}"""


def rescoring() -> str:
    """How long it takes to read all reviews again, where that was measured."""
    path = RESULTS / "reception.json"
    told = read(path.name)["figures"].get("rescore") if path.exists() else None
    if told is None:
        return ""
    return (
        f"`matinee rescore` reads {told['reviews']:,} reviews of {told['words_per_review']} words "
        f"again in {told['seconds']:,.0f} s with the linear model on all cores, language, aspects "
        f"and repeats included ({told['reviews_per_second']:,} a second), and takes at most "
        f"{told['most_megabytes']} MB.\n\n"
    )


def page(tables: Tables, result: Json) -> str:
    """The whole page."""
    return f"""# How well does it read reviews?

Every figure here is written by `scripts/sentiment_reference.py` from what
`matinee evaluate sentiment` measured; you can run that command yourself on the same public data
([what it needs](../how-to/retrain.md)). An interval in brackets holds the figure with a probability
of 95 %.

Nothing was trained on what is measured here. Reviews are split by movie: the movies whose
`sha256(imdb_id)` (the first eight hexadecimal digits) is a multiple of eight are held out, with all
of their reviews. Texts of other sets are split the same way by `sha256(text)`, so copies of a text
stay together. Sources that may not be trained on are measured on all of their texts, a thousand of
each at most. The movies one further up in the count chose everything that had to be chosen.

{source(result)}

{english(tables)}{languages(tables)}{audiences(tables)}{limits()}"""


def english(tables: Tables) -> str:
    """How English is read: tiers, what the doubt buys, calibration."""
    published = show(
        ["what", "on", "read right", "where it is written"], [list(row) for row in PUBLISHED]
    )
    return f"""## English

An English review is read in two steps. A linear model counts which words and short phrases a text
has; it is fast, and sure of most texts. Where it is not sure, a small transformer reads the text,
too, and the two answers are blended. How unsure is unsure enough is a setting, `sentiment_doubt`.

{tables.show("english")}

What others report of themselves. The test half of the same data set is not the same reviews as
above, so differences of less than a point mean little.

{published}

### What the doubt buys

![Accuracy against the share that is sent](../images/sentiment-curve.svg)

Beside each dot stands the doubt. More doubt sends more reviews to the transformer and takes longer.

{tables.show("curve")}

### Does the probability mean what it says?

Reception adds probabilities up, so they must be honest: of the reviews that are said to be praise
with 0.8, eight in ten should be.

![What is so against what was said](../images/sentiment-reliability.svg)

{tables.show("calibration")}

{tables.show("reliability")}

"""


def languages(tables: Tables) -> str:
    """How other languages are told and read."""
    return f"""## Other languages

The language of a text is told first. A text in a language that nobody here reads gets the
probability 0.5 and little weight; it is never read as if it were English.

{tables.show("identification")}

{tables.show("identification-by-length")}

Then a model of that language reads it. "Language told" is how well it would do if the language were
always known. Most sets are small and not about movies: read the intervals, and the domain.

{tables.show("language-means")}

{tables.show("languages")}

"""


def audiences(tables: Tables) -> str:
    """What is made of reviews, and how fast."""
    return f"""## What audiences say of single aspects

{tables.show("aspects")}

## Reception against held-out ratings

Half of the users of a public set of ratings are held out, and so are the movies: nothing was chosen
on them. What a movie's critics, its reviews and the other half's stars say is asked for the share
of the held-out half that liked it. The public reviews were picked by their verdict, so they say
less about a movie than its own audience's would.

{tables.show("reception")}

{tables.show("reception-all")}

## How fast

{speed()}

"""


def limits() -> str:
    """What to beware of."""
    return """## What it cannot do

* **Sarcasm.** "What a triumph. I slept like a baby." is praise word by word. The transformer gets
  some of it; nobody gets all of it.
* **Lukewarm reviews.** The reviews that taught it have at most four stars of ten or at least seven,
  so a review that shrugs comes out too clear.
* **Five classes.** Whether a sentence is positive or very positive is a matter of taste: people
  disagree, too. Two classes are what reception uses.
* **Romanised Hindi.** Hindi in Latin letters has no fixed spelling, and there is little text to
  learn from: it is often taken for English or for nothing, and read little better than by chance.
* **Dialects and mixed languages.** Arabic dialects, Malay beside Indonesian, and texts that change
  their language halfway are read worse than the table's mean.
* **Floods in other words.** The same review sent a thousand times counts once, also with words
  changed here and there; a thousand reviews written to one pattern in ever other words are a
  thousand reviews.
* **Plots.** A review that only retells a sad story may sound like a pan.
* **Other media.** Models of other languages learnt from what there is: hotels, products, social
  media. A movie review is another kind of text.

What each model was trained on, and its own limits, is on its card:
[the models](../reference/models/README.md). How to train them again:
[from scratch](../how-to/retrain.md).
"""


def cards() -> dict[Path, str]:
    """The cards of the models as they ship, and a list of them."""
    pages, lines = {}, []
    for name, card in CARDS.items():
        text = (FILES / card).read_text(encoding="utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        told = f"<!-- a copy of src/matinee/starter/files/{card} by sentiment_reference.py -->"
        pages[MODELS / f"{name}.md"] = f"{told}\n\n{text}"
        lines.append(f"* [{title}]({name}.md)")
    listed = "\n".join(lines)
    pages[MODELS / "README.md"] = f"""# The models that ship

What each is for, what it was trained on, how well it does, and what it cannot do. The cards are in
the package beside the models; these are copies.

{listed}

[How well does it read reviews?](../../explanation/sentiment.md) ·
[Train them again](../../how-to/retrain.md)
"""
    return pages


def render() -> dict[Path, str]:
    """The page and its plots."""
    result = read("sentiment-quality.json")
    tables = Tables(result)
    pages = {PAGE: page(tables, result), **cards()}
    tables.check()
    if curve := tables.raw("curve"):
        pages[IMAGES / "sentiment-curve.svg"] = draw_curve(curve)
    if reliability := tables.raw("reliability"):
        pages[IMAGES / "sentiment-reliability.svg"] = draw_reliability(reliability)
    return pages


def main() -> None:
    """Write them, or with ``--check`` say which is out of date."""
    stale = []
    for path, text in render().items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    sys.exit(f"{', '.join(stale)} out of date." if stale else 0)


if __name__ == "__main__":
    main()
