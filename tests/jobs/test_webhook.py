"""The webhook and the summary it posts."""

from __future__ import annotations

import json

import pytest
from nights import (
    ALERT,
    ALL,
    BROKEN,
    DONE,
    FAILED,
    FINDING,
    LOCKED,
    PREDICTED,
    READ,
    STARTED,
    chronicle,
    told,
)  # fmt: skip
from servers import HASTY, serving

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.webhook import Webhook, webhook_document

FIELDS = [
    "text", "schema", "job", "run_id", "status", "exit_code", "started", "ended", "seconds",
    "error", "data", "freshness", "scores", "promotion", "forecast",
    "published", "findings", "alerts", "warnings", "counts",
]  # fmt: skip


def test_the_summary_is_posted_at_the_end_alone() -> None:
    with serving(200) as server:
        webhook = Webhook(f"{server.url}/hook", patience=HASTY)
        for number, event in enumerate(ALL, start=1):
            webhook.hear(told(event), chronicle(*ALL[:number]))
    [got] = server.got
    assert got.headers["Content-Type"] == "application/json"
    document = json.loads(got.body)
    assert list(document) == FIELDS
    assert document["schema"] == 1
    assert (document["job"], document["run_id"], document["exit_code"]) == ("sales", "r17", 0)
    assert document["data"]["rows"] == 144
    assert document["scores"]["coverage"][0] == {"level": 80.0, "share": 0.75}
    assert document["forecast"]["model"] == "12"
    assert document["findings"][0]["id"] == "level"
    assert document["counts"] == {"published": 1, "findings": 1, "alerts": 1, "warnings": 1}


def test_what_did_not_happen_is_null() -> None:
    document = webhook_document(told(BROKEN), BROKEN, chronicle(STARTED, FAILED, BROKEN))
    assert document["data"] is None
    assert document["scores"] is None
    assert document["published"] == []
    assert document["error"]["code"] == "data"
    assert document["text"] == "sales: Failed after 4.0 s, exit code 5: there is no file sales.csv"


def test_the_headline_counts_findings() -> None:
    night = chronicle(READ, FINDING, FINDING, ALERT, PREDICTED, DONE)
    assert webhook_document(told(DONE), DONE, night)["text"] == (
        "sales: Done after 4.0 s, 2 findings"
    )


def test_who_finds_the_job_locked_posts_nothing() -> None:
    with serving(200) as server:
        Webhook(server.url, patience=HASTY).hear(told(LOCKED), chronicle(LOCKED))
    assert server.got == []


@pytest.mark.parametrize(("answer", "tries"), [(500, 3), (404, 1), ("hang", 3)])
def test_a_server_that_fails(answer: int | str, tries: int) -> None:
    with serving(answer) as server:
        webhook = Webhook(f"{server.url}/hook", patience=HASTY)
        with pytest.raises(NotToldError, match="the webhook was not taken: ") as error:
            webhook.hear(told(DONE), chronicle(DONE))
    assert len(server.got) == tries
    assert "hook/" not in str(error.value)
    assert server.url not in str(error.value)
