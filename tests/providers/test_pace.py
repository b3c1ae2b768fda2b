import threading
import time

import pytest

from matinee.errors import ConfigError, ProviderError
from matinee.providers import pace, retry
from matinee.providers.pace import Pace, StoppedError
from matinee.providers.retry import PassingError, RefusedError
from tests.kit.failing import Failing


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(retry, "BACKOFF_S", 0.001)


def test_keeps_the_rate_after_the_burst():
    slow = Pace(50)
    start = time.monotonic()
    for _ in range(14):
        slow.retry(Failing())
    took = time.monotonic() - start
    # 4 at once, then 10 at 50 a second
    assert 0.19 <= took < 0.6


def test_keeps_the_rate_over_threads():
    slow = Pace(50)
    threads = [
        threading.Thread(target=lambda: [slow.retry(Failing()) for _ in range(6)]) for _ in range(4)
    ]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - start >= (24 - pace.BURST) / 50 - 0.01


def test_tries_again_until_it_works():
    attempt = Failing(*[PassingError("busy")] * 4)
    assert (Pace(1e6).retry(attempt), attempt.calls) == ("done", 5)


def test_gives_up_after_the_last_try():
    attempt = Failing(*[PassingError(f"busy {n}") for n in range(9)])
    with pytest.raises(PassingError, match="busy 4"):
        Pace(1e6).retry(attempt)
    assert attempt.calls == pace.TRIES


def test_waits_longer_each_time(monkeypatch):
    waits: list[float] = []
    patient = Pace(1e6)
    monkeypatch.setattr(patient, "_wait", waits.append)
    patient.retry(Failing(*[PassingError("busy")] * 4))
    backed_off = [seconds for seconds in waits if seconds > 0.0005]
    for n, seconds in enumerate(backed_off):
        assert retry.BACKOFF_S * 2**n <= seconds <= retry.BACKOFF_S * 2 ** (n + 1)
    assert len(backed_off) == 4


def test_a_lasting_failure_is_not_tried_again():
    attempt = Failing(ProviderError("no"))
    with pytest.raises(ProviderError, match="no"):
        Pace(1e6).retry(attempt)
    assert attempt.calls == 1


def test_all_threads_wait_when_the_service_asks():
    shared = Pace(1e6)
    start = time.monotonic()
    thread = threading.Thread(
        target=lambda: shared.retry(Failing(PassingError("busy", wait_s=0.4)))
    )
    thread.start()
    time.sleep(0.05)
    shared.retry(Failing())
    assert time.monotonic() - start >= 0.4
    thread.join()


def test_a_service_that_asks_for_an_hour_has_had_enough():
    attempt = Failing(PassingError("Busy.", wait_s=3600))
    with pytest.raises(RefusedError, match=r"Busy\. It asks to wait 3600 s\."):
        Pace(1e6).retry(attempt)
    assert attempt.calls == 1


def test_a_stop_ends_waiting_and_asking():
    slow = Pace(1)
    caught: list[Exception] = []

    def ask():
        try:
            for _ in range(100):
                slow.retry(Failing())
        except StoppedError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.05)
    slow.stop()
    thread.join(1)
    assert len(caught) == 1
    attempt = Failing()
    with pytest.raises(StoppedError):
        slow.retry(attempt)
    assert attempt.calls == 0


@pytest.mark.parametrize("per_second", [0, -1, float("nan")])
def test_an_unusable_rate_is_refused(per_second):
    with pytest.raises(ConfigError, match="per_second must be above 0"):
        Pace(per_second)
