#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A short simulated year through the real broker: every life is lived, nothing unexpected comes, and the log alone shows that the laws held. A log that was changed is
found."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from stafet_test import Broker, Cluster, Town  # noqa: E402
from stafet_test.messages import now_text  # noqa: E402

BUILD = pathlib.Path(os.environ["STAFET_CLI"]).parents[2]
AUTUMN = "2026-11-20T05:00:00Z"  # Christmas Eve, New Year and Easter's beginning are in it


def simulate(*words):
    environment = {**os.environ, "STAFET_SIMULATE_BUILD": str(BUILD), "STAFET_SIMULATE_FROM": AUTUMN}
    done = subprocess.run([ROOT / "scripts/simulate", *words, "--output", "json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


class Simulate(unittest.TestCase):
    def test_every_life_is_lived_and_the_log_alone_shows_that_the_laws_held(self):
        code, report, error = simulate("--seed", "7", "--citizens", "26", "--days", "120", "--check")
        self.assertEqual(report.get("unexpected"), 0, f"{report} {error}")
        self.assertEqual(code, 0, error)
        log = report["log"]
        self.assertTrue(log["held"], log)
        self.assertEqual(log["problems"], 0)
        self.assertGreaterEqual(log["courses"], 26)
        self.assertGreaterEqual(log["messages"], report["accepted"])
        self.assertGreater(log["takeOvers"], 10)
        self.assertGreater(log["clocks"], 50)
        self.assertGreater(report["refusedAsTheyShould"], 3)

    def test_time_is_set_only_where_it_is_virtual(self):
        with Cluster() as cluster, Broker(cluster) as broker, Town(broker) as town, town.operator() as operator:
            self.assertEqual(operator.change(set_time={"at": now_text(days=1)}).status, "time_not_possible")

    def test_virtual_time_goes_forward_only(self):
        with Cluster(virtual_now=AUTUMN) as cluster, Broker(cluster) as broker, Town(broker) as town, town.operator() as operator:
            self.assertEqual(operator.change(set_time={"at": "2026-11-21T05:00:00Z"}).status, "ok")
            self.assertEqual(operator.change(set_time={"at": "2026-11-20T06:00:00Z"}).status, "not_found")
            self.assertEqual(cluster.value("SELECT virtual_now = '2026-11-21T05:00:00Z' FROM stafet.cluster"), "t")

    def test_a_log_that_was_changed_is_found(self):
        with Cluster() as cluster, Broker(cluster) as broker, Town(broker) as town:
            with town.operator() as operator:
                operator.change(set_person={"id": "vera", "party": "authority", "name": "Vera Vang", "role": "ROLE_AUDITOR"})
            opened = town.routed_course()
            town.client("outreach").must(town.take_over("outreach", opened))
            key = cluster.path("auditor.key")
            town.keys["authority"].write(key)
            settings = cluster.path("auditor.conf")
            pathlib.Path(settings).write_text(f"endpoints = {broker.endpoint}\nserver_public = {cluster.server_key.public.hex()}\nkey = {key}\nparty = authority\nperson = vera\n", encoding="utf-8")

            def verify():
                words = [os.environ["STAFET_CLI"], "--config", str(settings), "--output", "json", "course", "verify"]
                done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
                return done.returncode, json.loads(done.stdout)

            code, report = verify()
            self.assertEqual((code, report["held"]), (0, True), report)
            cluster.sql("ALTER TABLE stafet.entry DISABLE TRIGGER ALL; UPDATE stafet.entry SET entry = set_byte(entry, 10, get_byte(entry, 10) # 1) WHERE seq = 2")
            code, report = verify()
            self.assertNotEqual(code, 0)
            self.assertEqual((report["held"], report["problems"]), (False, 1), report)


if __name__ == "__main__":
    unittest.main(verbosity=2)
