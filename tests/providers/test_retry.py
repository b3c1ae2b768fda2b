import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from matinee.errors import ProviderError
from matinee.providers import retry
from matinee.providers.retry import PassingError, may_pass, parse_retry_after, retry_once
from tests.kit.failing import Failing


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def test_success_is_not_repeated(pauses):
    attempt = Failing()
    assert (retry_once(attempt), attempt.calls, pauses) == ("done", 1, [])


def test_a_passing_failure_is_tried_once_more_after_a_jittered_pause(pauses):
    for _ in range(50):
        assert retry_once(Failing(PassingError("busy"))) == "done"
    assert all(retry.BACKOFF_S <= pause <= 2 * retry.BACKOFF_S for pause in pauses)
    assert len(set(pauses)) > 1


def test_a_second_failure_is_final(pauses):
    attempt = Failing(PassingError("first"), PassingError("second"), PassingError("third"))
    with pytest.raises(ProviderError, match="second"):
        retry_once(attempt)
    assert attempt.calls == 2


def test_a_lasting_failure_is_not_tried_again(pauses):
    attempt = Failing(ProviderError("wrong key"))
    with pytest.raises(ProviderError, match="wrong key"):
        retry_once(attempt)
    assert (attempt.calls, pauses) == (1, [])


def test_waits_as_long_as_the_service_asks(pauses):
    retry_once(Failing(PassingError("busy", wait_s=2)))
    assert pauses == [2]


def test_gives_up_when_the_service_asks_for_too_much_patience(pauses):
    attempt = Failing(PassingError("come tomorrow", wait_s=86_400))
    with pytest.raises(ProviderError, match="tomorrow"):
        retry_once(attempt)
    assert (attempt.calls, pauses) == (1, [])


@pytest.mark.parametrize(
    ("status", "expected"), [(429, True), (500, True), (503, True), (400, False), (404, False)]
)
def test_only_busy_and_broken_services_are_asked_again(status, expected):
    assert may_pass(status) is expected


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, 0), ("2", 2), (" 120 ", 120), ("", 0), ("soon", 0), ("-5", 0), ("²", 0), ("1e9", 0)],
)
def test_reads_seconds_of_retry_after(value, seconds):
    assert parse_retry_after(value) == seconds


def test_reads_dates_of_retry_after():
    later = datetime.now(UTC) + timedelta(seconds=30)
    assert parse_retry_after(format_datetime(later, usegmt=True)) == pytest.approx(30, abs=2)
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00") == 0
