"""Puts the web application together; opened in the lifespan, nothing at import."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from matinee import __version__
from matinee.api.answers import AnswerCache
from matinee.api.middleware import MAX_BODY, BodyLimit, SecurityHeaders
from matinee.api.problems import RESPONSES, add_error_handlers
from matinee.api.routes import audience, catalogue, classic, page, picks, reviews, search
from matinee.config import Settings
from matinee.service import Matinee, build
from matinee.web import STATIC

logger = logging.getLogger(__name__)

#: Seconds between two looks for changes that another process made, such as ``matinee import``.
REFRESH_S = 2.0


async def _refresh(matinee: Matinee) -> None:
    while True:
        await asyncio.sleep(REFRESH_S)
        try:
            await run_in_threadpool(matinee.refresh)
        except Exception:  # the next look may succeed; a server must not go blind for one fault
            logger.exception("Could not take over changes from the database.")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over one installation.

    Args:
        settings: By default those of the environment.
    """
    chosen = settings or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        matinee = await run_in_threadpool(build, chosen)
        app.state.matinee, app.state.answers = matinee, AnswerCache()
        task = asyncio.create_task(_refresh(matinee))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            matinee.close()

    app = FastAPI(
        title="matinee",
        version=__version__,
        summary="Movies that fit, and that audiences loved.",
        lifespan=lifespan,
        responses=RESPONSES,
    )
    add_error_handlers(app)
    # routes are tried in order, so what is asked most comes first
    for routes in (picks, classic, page, catalogue, search, audience, reviews):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(BodyLimit, limit_bytes=MAX_BODY)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(chosen.cors_origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["content-type"],
    )
    return app
