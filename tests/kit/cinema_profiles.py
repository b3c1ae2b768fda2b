"""Profiles of some of the kit's movies: ten, so that there are movies without one as well."""

from matinee.data import ContentNotes, Profile

#: Who wrote the one that no person wrote.
LANGUAGE_MODEL = "kit-writer"


def _profile(premise: str, tags: str, notes: tuple[int, int, int, int], by: str | None) -> Profile:
    violence, sex, fear, language = notes
    return Profile(
        premise=premise,
        tags=tuple(tags.split(", ")),
        notes=ContentNotes(violence=violence, sex=sex, fear=fear, language=language),
        generated_by=by,
    )


#: Title to premise, tags, notes (violence, sex, fear, language), and who wrote it.
_ROWS = {
    "Star Wars": (
        "A farm boy from a desert planet joins an old knight, a smuggler and two robots to free"
        " a princess from an evil empire whose new weapon destroys whole planets.",
        "space opera, chosen one, mentor and pupil, robots, outer space, blockbuster",
        (1, 0, 1, 0),
        None,
    ),
    "The Matrix": (
        "A hacker is told by strangers that the world he knows is a simulation which machines run"
        " to keep people asleep, and that he may be the one who can end it.",
        "simulated reality, artificial intelligence, chosen one, cyberpunk, dystopia, gunfights",
        (3, 0, 2, 2),
        None,
    ),
    "Alien": (
        "The crew of a towing spaceship, woken to answer a signal from an unknown moon, takes in a"
        " creature that hides in the ship and hunts them one after another.",
        "monsters, outer space, frightening, dwindling group, claustrophobic, survival",
        (3, 1, 3, 2),
        None,
    ),
    "Blade Runner": (
        "In a rainy Los Angeles of the future a retired policeman is forced to hunt four escaped"
        " artificial humans who have come to Earth to make their maker lengthen their lives.",
        "dystopia, artificial intelligence, los angeles, neo-noir, manhunt, based on a novel",
        (2, 1, 2, 1),
        None,
    ),
    "Unforgiven": (
        "A widowed pig farmer, once a feared killer, takes up his gun again for a reward on two"
        " cowboys who hurt a woman, and meets the brutal sheriff of the town.",
        "revisionist western, wild west, one last job, revenge, guilt, gunfights",
        (3, 1, 1, 2),
        None,
    ),
    "Amélie": (
        "A shy waitress in Montmartre decides to make the people around her happy by small secret"
        " tricks, and has to find the courage for a happiness of her own.",
        "whimsical, paris, romantic, quirky, loneliness, feel-good",
        (0, 2, 0, 1),
        None,
    ),
    "Notting Hill": (
        "The owner of a London bookshop spills juice on a film star, and the two try to find out"
        " whether an ordinary man and the most famous woman in the world can be a pair.",
        "romantic comedy, london, fame, opposites attract, feel-good, witty",
        (0, 1, 0, 2),
        LANGUAGE_MODEL,
    ),
    "Roman Holiday": (
        "A princess on a state visit slips out of her embassy and spends a day of scooters and"
        " sights in Rome with a reporter who knows who she is and wants the story.",
        "royalty, italy, romantic comedy, journalism, black and white, one day",
        (0, 0, 0, 0),
        None,
    ),
    "Toy Story": (
        "A cowboy doll who leads the toys of a boy's room feels pushed aside by a new space ranger;"
        " lost outside together, the two rivals must find a way home.",
        "computer animation, rivalry, unlikely friendship, odd couple, family viewing, escape",
        (1, 0, 1, 0),
        None,
    ),
    "Finding Nemo": (
        "A fearful clownfish crosses the ocean with a forgetful companion to find his only son, who"
        " was caught by a diver and now lives in a dentist's aquarium.",
        "computer animation, fathers and sons, talking animals, quest, at sea, family viewing",
        (1, 0, 1, 0),
        None,
    ),
}
PROFILES = {title: _profile(*row) for title, row in _ROWS.items()}
