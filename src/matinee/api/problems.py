"""The one error shape (RFC 9457) and the one table from errors to status codes."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from matinee.errors import (
    ArtifactError,
    ConfigError,
    DataError,
    MatineeError,
    MissingExtraError,
    NotFittedError,
    ProviderError,
    UnknownIdError,
    UnsupportedError,
)

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS_OF: dict[type[MatineeError], HTTPStatus] = {
    UnknownIdError: HTTPStatus.NOT_FOUND,
    DataError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnsupportedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFittedError: HTTPStatus.SERVICE_UNAVAILABLE,
    ArtifactError: HTTPStatus.SERVICE_UNAVAILABLE,
    MissingExtraError: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderError: HTTPStatus.BAD_GATEWAY,
    ConfigError: HTTPStatus.INTERNAL_SERVER_ERROR,
    MatineeError: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class Problem(BaseModel):
    """RFC 9457: what went wrong, in one shape for every error."""

    type: str = "about:blank"
    title: str = Field(description="Name of the status.")
    status: int
    detail: str = Field(description="One sentence: what was wrong and what would be right.")
    instance: str = Field(description="Path that was asked.")
    closest: list[str] | None = Field(None, description="Titles that come near an unknown one.")


#: What the API's description says of errors, for every route.
RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {
        "description": text,
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    }
    for code, text in (
        (404, "There is no such thing; for a title, the closest ones are named."),
        (422, "A parameter or a body is wrong; the detail says what would be right."),
        (503, "A model has not been fitted."),
    )
}


def problem(request: Request, status: int, detail: str, **more: Any) -> JSONResponse:
    """An answer in the error shape.

    Args:
        request: What was asked; its path is the instance.
        status: HTTP status code.
        detail: One sentence: what was wrong and what would be right.
        more: Further members, such as ``closest``.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "instance": request.url.path,
        **more,
    }
    return JSONResponse(body, status, media_type=MEDIA_TYPE)


def _on_matinee(request: Request, error: Exception) -> JSONResponse:
    status = next(code for kind, code in STATUS_OF.items() if isinstance(error, kind))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("%s %s: %s", request.method, request.url.path, error)
    more = {"closest": list(error.closest)} if isinstance(error, UnknownIdError) else {}
    return problem(request, status, str(error), **more)


def _sentence(fault: dict[str, Any]) -> str:
    if fault["type"] == "json_invalid":
        return f"The body must be JSON, and it is not at character {fault['loc'][-1]}."
    where = ".".join(str(step) for step in fault["loc"][1:]) or str(fault["loc"][0])
    given = fault.get("input")
    shown = "" if isinstance(given, dict | list) or given is None else f", not {str(given)[:80]!r}"
    return f"{where}: {fault['msg'][0].lower()}{fault['msg'][1:]}{shown}."


def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for it)
    detail = " ".join(_sentence(fault) for fault in error.errors()[:5])
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for it)
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"There is nothing at {request.url.path}; /docs lists what there is."
    answer = problem(request, error.status_code, detail)
    answer.headers.update(error.headers or {})
    return answer


def _on_fault(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    detail = "Something went wrong on the server; its log says what."
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of ``app`` answer in the one shape."""
    app.add_exception_handler(MatineeError, _on_matinee)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_fault)
