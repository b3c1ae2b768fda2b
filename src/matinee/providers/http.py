"""The JSON client that the services share: time-out, retries, and keys that stay secret."""

import json
import logging
import re
import ssl
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from matinee.errors import ConfigError, ProviderError
from matinee.providers.retry import (
    AbsentError,
    PassingError,
    RefusedError,
    Retry,
    may_pass,
    parse_retry_after,
    retry_once,
)

if TYPE_CHECKING:
    import httpx2

#: Larger answers are refused; the largest honest one, a page of reviews, is below 1 MB.
LONGEST_ANSWER_BYTES = 8_000_000

_KEY_IN_URL = re.compile(r"(?i)(api_?key=)[^&\s\"']+")


class _KeyFilter(logging.Filter):
    """Strikes keys out of what the HTTP client logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _KEY_IN_URL.sub(r"\1***", record.getMessage()), None
        return True


_KEY_FILTER = _KeyFilter()
#: Loggers that write request lines, and headers such as the place a redirect points to.
_TALKATIVE = ("httpx2", "httpcore2.http11", "httpcore2.http2")


@cache
def _ssl_context() -> ssl.SSLContext:
    import httpx2  # noqa: PLC0415 - only those who use a service pay for it

    # one for all clients: reading the certificates is most of what a client costs
    return httpx2.create_ssl_context()


class JsonClient:
    """Fetches JSON from one service.

    Holds no connection between requests, so it is safe in threads and needs no closing. Redirects
    are not followed: they would carry the key to a place that nobody named.

    Attributes:
        service: Its name in messages, such as ``"OMDb"``.
        base_url: Address that paths are appended to, without a slash at the end.
        timeout_s: Seconds that each try has, to the last byte.
    """

    def __init__(
        self,
        service: str,
        base_url: str,
        timeout_s: float,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        retry: Retry = retry_once,
    ) -> None:
        """Take note of the service; nothing is opened.

        Args:
            service: Its name in messages.
            base_url: ``http://`` or ``https://`` and a host.
            timeout_s: More than 0.
            headers: Sent with each request; may hold a key.
            params: Query parameters of each request; may hold a key, named ``apikey`` or
                ``api_key``.
            retry: How often a request is tried.

        Raises:
            ConfigError: The address or the time-out is unusable, or a header is not plain ASCII.
        """
        self.service = service
        self.base_url = base_url.rstrip("/")
        self.timeout_s = timeout_s
        self._headers = {"accept": "application/json", **(headers or {})}
        self._params = dict(params or {})
        self._retry = retry
        check_address(service, base_url)
        if not timeout_s > 0:
            raise ConfigError(f"timeout_s of {service} must be above 0, not {timeout_s}.")
        for name, value in self._headers.items():
            if not (value.isascii() and value.isprintable()):
                raise ConfigError(f"{name} of {service} must be printable ASCII.")

    def get(self, path: str, params: Mapping[str, str]) -> object:
        """The JSON value at a path; ``None`` for an empty answer.

        Args:
            path: Appended to the base URL; empty or with a slash in front.
            params: Query parameters beside those of each request.

        Raises:
            ProviderError: No answer, also at the last try, or one that is not JSON; an
                ``AbsentError`` where the service says that there is nothing, a ``RefusedError``
                where it refuses the key.
        """
        body = self._retry(lambda: self._fetch(path, params))
        if not body.strip():
            return None
        try:
            value: object = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ProviderError(f"{self.service} answered what is not JSON.") from error
        return value

    def _fetch(self, path: str, params: Mapping[str, str]) -> bytes:
        import httpx2  # noqa: PLC0415 - only those who use a service pay for it

        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(_KEY_FILTER)
        deadline = time.monotonic() + self.timeout_s
        try:
            with (
                httpx2.Client(timeout=self.timeout_s, verify=_ssl_context()) as client,
                client.stream(
                    "GET",
                    f"{self.base_url}{path}",
                    headers=self._headers,
                    params={**self._params, **params},
                ) as response,
            ):
                self._check_status(response)
                return self._read(response, deadline)
        except httpx2.TimeoutException as error:
            raise self._late() from error
        except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
            raise ProviderError(f"{self.service} cannot be asked this way.") from error
        except httpx2.TransportError as error:
            raise PassingError(f"{self.service} could not be reached.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise ProviderError(f"{self.service} answered what cannot be read.") from error

    def _read(self, response: "httpx2.Response", deadline: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > LONGEST_ANSWER_BYTES:
                raise ProviderError(
                    f"{self.service} answered more than {LONGEST_ANSWER_BYTES} bytes."
                )
            # httpx2's time-out starts again with each read, so a trickle would never end
            if time.monotonic() > deadline:
                raise self._late()
        return bytes(body)

    def _late(self) -> PassingError:
        return PassingError(f"{self.service} did not answer within {self.timeout_s:g} s.")

    def _check_status(self, response: "httpx2.Response") -> None:
        status = response.status_code
        if response.is_success:
            return
        if may_pass(status):
            wait_s = parse_retry_after(response.headers.get("retry-after"))
            raise PassingError(f"{self.service} answered with status {status}.", wait_s)
        if status in {401, 403}:
            raise RefusedError(f"{self.service} refused the key (status {status}).")
        if response.is_redirect:
            raise ProviderError(
                f"{self.service} answered with a redirect (status {status}); "
                "its base URL must be the final one."
            )
        # a service says so in JSON; a wrong address is answered with a page
        kind = response.headers.get("content-type", "")
        absent = status == 404 and "json" in kind  # noqa: PLR2004 - the protocol's own number
        error = AbsentError if absent else ProviderError
        raise error(f"{self.service} answered with status {status}.")


def check_address(service: str, base_url: str) -> None:
    """See that a base URL can be asked.

    Raises:
        ConfigError: It is not ``http://`` or ``https://`` and a host.
    """
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise ConfigError(
            f"The base URL of {service} must be http:// or https://, a host and perhaps a path."
        )
