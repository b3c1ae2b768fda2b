"""``python -m matinee`` is ``matinee``."""

from matinee.cli import main

if __name__ == "__main__":
    main()
