"""An OpenAI-compatible service as a local server plays it."""

import json

from tests.kit.local_server import Reply

PATH = "/v1/chat/completions"


def completion(text: str) -> Reply:
    """An answer of the service with that text."""
    return Reply(
        body={
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "some-model",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": text},
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    )


#: Tags that the shipped vocabulary has.
TAGS = ["loneliness", "grief", "memory", "identity", "friendship", "mortality", "siblings"]
ENTRY: dict[str, object] = {
    "premise": (
        "On a rock far from any coast two keepers of a lighthouse, who have not spoken to each "
        "other in years, begin to suspect that the sea around them is a painting and that "
        "somebody is still at work on it."
    ),
    "tags": TAGS,
    "notes": {"violence": 1, "sex": 0, "fear": 2, "language": 0},
}


def profile(**more: object) -> Reply:
    """An answer with a sound profile, changed."""
    return completion(json.dumps(ENTRY | more))
