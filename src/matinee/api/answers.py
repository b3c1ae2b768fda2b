"""Bodies that were already written: the same question on the same data gets the same bytes."""

from collections import OrderedDict
from collections.abc import Hashable


class AnswerCache:
    """A bounded map from question to body that forgets everything when the data changes.

    Used from the event loop only, so it needs no lock. A body of five picks is about 5 kB.

    Attributes:
        size: How many bodies are kept; the least recently used one goes first.
    """

    def __init__(self, size: int = 1024) -> None:
        self.size = size
        self._version = -1
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, version: int, question: Hashable) -> bytes | None:
        """The body for ``question`` on the data of ``version``, if it is known."""
        if version != self._version:
            return None
        body = self._bodies.get(question)
        if body is not None:
            self._bodies.move_to_end(question)
        return body

    def put(self, version: int, question: Hashable, body: bytes) -> None:
        """Keep a body that was written from the data of ``version``."""
        if version < self._version:
            return
        if version > self._version:
            self._bodies.clear()
            self._version = version
        self._bodies[question] = body
        if len(self._bodies) > self.size:
            self._bodies.popitem(last=False)
