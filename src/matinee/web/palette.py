"""Colours of a drawn poster, by the movie's first genre."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Flat colours that belong together, ``#rrggbb``.

    Attributes:
        ground: Behind everything, also behind the words.
        ink: The words; at least 4.5:1 on ``ground``.
        first: The motif's loudest colour; ``second`` and ``third`` answer it.
    """

    ground: str
    ink: str
    first: str
    second: str
    third: str

    def turned(self, turn: int) -> "Palette":
        """One of three arrangements of the motif's colours; the words keep theirs."""
        a, b, c = self.first, self.second, self.third
        first, second, third = ((a, b, c), (c, b, a), (b, c, a))[turn % 3]
        return Palette(self.ground, self.ink, first, second, third)


_OTHER = Palette("#26211c", "#f3ede2", "#d98f3d", "#e9d9b8", "#5d7a70")

PALETTES = {
    "Action": Palette("#b5311d", "#fff2dd", "#1c1310", "#f4b73f", "#e2633a"),
    "Adventure": Palette("#10474a", "#f6ead0", "#e8a33d", "#f1dfba", "#d2603a"),
    "Animation": Palette("#f0b23a", "#2a160c", "#c9442b", "#fff1cf", "#1f6a66"),
    "Biography": Palette("#eadcc2", "#2b1f17", "#97402a", "#d7a243", "#3f5c5c"),
    "Comedy": Palette("#f2cd5d", "#2a1a0f", "#d9532f", "#fff4d8", "#2c6a58"),
    "Crime": Palette("#18181b", "#f2e8d6", "#b42a30", "#e6d9bd", "#5d5850"),
    "Documentary": Palette("#dcdfd0", "#1b2420", "#2d5d50", "#c2612b", "#93a78f"),
    "Drama": Palette("#1d2f45", "#f4e8d4", "#d8674a", "#ecc88f", "#4c6c8c"),
    "Family": Palette("#22695b", "#fbf0da", "#f0b547", "#f6e3bd", "#d8623f"),
    "Fantasy": Palette("#17363a", "#f1ead6", "#e2ad52", "#8cbba6", "#b9526b"),
    "Film-Noir": Palette("#161412", "#f0e8d9", "#efe5d2", "#8b8374", "#4a443c"),
    "History": Palette("#55281d", "#f7e9cd", "#d99c4c", "#ead7a9", "#a6502f"),
    "Horror": Palette("#150f10", "#f3e4d6", "#a81c2c", "#e8542f", "#4a2226"),
    "Music": Palette("#451729", "#fbe9d5", "#ee8656", "#f6cd86", "#9c2f43"),
    "Musical": Palette("#efbba6", "#391219", "#b3283d", "#fff0df", "#2c6767"),
    "Mystery": Palette("#1a2a32", "#efe6d0", "#6fa39f", "#e5d5ac", "#c2502f"),
    "Romance": Palette("#f1d6ca", "#461420", "#bf3c4a", "#fdf0e4", "#e58a6b"),
    "Science Fiction": Palette("#0d1c2f", "#eaf0e8", "#4db0bd", "#f0b03a", "#cf5339"),
    "Short": Palette("#e6dcc8", "#231d18", "#3f6d78", "#d5793c", "#b9a98a"),
    "Sport": Palette("#1b5639", "#f7f0da", "#f0b93f", "#f2ead0", "#cf5a35"),
    "Thriller": Palette("#23282b", "#f2ebdc", "#de5a2c", "#e7ddc4", "#5f6f70"),
    "War": Palette("#3b3d2e", "#f2ead3", "#c8542f", "#dcc795", "#70734f"),
    "Western": Palette("#cf7f36", "#26120a", "#7d2a17", "#f8dfb0", "#3f2317"),
}


def palette(genre: str | None) -> Palette:
    """The genre's colours; warm brown for an unknown genre or none."""
    return PALETTES.get(genre or "", _OTHER)
