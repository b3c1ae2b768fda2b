"""What an evaluation can be told."""

from pydantic import BaseModel, ConfigDict, Field


class EvaluationConfig(BaseModel):
    """The protocol's numbers; the defaults are those of the published tables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(0, ge=0, description="Draws held-out users and movies, and what is hidden.")
    holdout_users: float = Field(0.1, gt=0, lt=1, description="Share of users that are held out.")
    fold_in: float = Field(
        0.8, gt=0, lt=1, description="Share of a held-out user's likes that the model is shown."
    )
    show_others: bool = Field(
        default=True,
        description="Whether that share of the ratings that are no likes is shown as well; "
        "the published tables show likes alone.",
    )
    liked_from: float = Field(4.0, gt=0, le=5, description="Stars from which a rating is a like.")
    min_history: int = Field(5, ge=2, description="Users with fewer likes are left out.")
    n_queries: int = Field(
        5, ge=1, description="Movies for each held-out user that similar ones are asked for."
    )
    holdout_time: float = Field(
        0.1, gt=0, lt=1, description="Share of the ratings, the latest, that a split by time hides."
    )
    holdout_movies: float = Field(
        0.1, gt=0, lt=1, description="Share of movies that lose their ratings in the cold split."
    )
