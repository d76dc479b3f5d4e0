"""What machines see of the site under gunicorn: one count of all processes, lines to read."""

from __future__ import annotations

import json
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.end_to_end.serving import served
from tests.web.world import World


def test_all_processes_count_together_and_every_line_is_json(tmp_path: Path) -> None:
    world = World(tmp_path)
    with served(world.archive.settings, tmp_path, log_format="json") as address:
        for _ in range(20):
            assert requests.get(f"{address}/robots.txt", timeout=10).ok
        told = requests.get(f"{address}/metrics", timeout=10).text
    world.close()
    counted = {
        sample.labels["route"]: sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
        if sample.name == "parallel_flickr_request_seconds_count"
    }
    assert counted["/robots.txt"] == 20
    lines = [json.loads(line) for line in (tmp_path / "site.log").read_text().splitlines()]
    assert any("Starting gunicorn" in line["event"] for line in lines)
    assert {"event", "level", "timestamp"} <= lines[0].keys()
