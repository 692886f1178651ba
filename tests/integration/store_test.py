#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""What the store itself refuses: the schema's own checks of L2 and L11's grants, and a PostgreSQL that would not keep what was accepted (L1)."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import subprocess  # noqa: E402

from stafet_test import Broker, Cluster, Town, check_chain  # noqa: E402
from stafet_test.waiting import until  # noqa: E402


def refused(cluster, statement, role="STAFET_STORE"):
    """The SQLSTATE that the statement is refused with, or an empty text when it passes."""
    done = subprocess.run(["psql", cluster.settings[role], "-XqAt", "-v", "VERBOSITY=sqlstate", "-c", statement], capture_output=True, text=True, check=False)
    return done.stderr.split()[-1] if done.returncode else ""


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        broker = cls.enterClassContext(Broker(cls.cluster))
        cls.course = cls.enterClassContext(Town(broker)).routed_course().course

    def test_an_open_course_has_a_holder_also_for_who_writes_past_the_broker(self):
        self.assertEqual(refused(self.cluster, f"UPDATE stafet.course SET holder = '' WHERE id = '{self.course}'"), "23514")
        self.assertEqual(refused(self.cluster, f"UPDATE stafet.course SET holder = NULL WHERE id = '{self.course}'"), "23502")

    def test_a_second_open_offer_of_the_same_course_is_refused(self):
        again = "INSERT INTO stafet.offer SELECT course, epoch + 1, gen_random_uuid(), flow, offered_to, made_at, accept_by, true FROM stafet.offer"
        self.assertEqual(refused(self.cluster, f"{again} WHERE course = '{self.course}' AND is_open"), "23505")

    def test_a_place_in_a_course_is_taken_once(self):
        again = "INSERT INTO stafet.entry SELECT * FROM stafet.entry"
        self.assertEqual(refused(self.cluster, f"{again} WHERE course = '{self.course}' AND seq = 1"), "23505")


class AnotherTimeline(unittest.TestCase):
    """A fail-over or a restore to an earlier moment: connections break, and the end of a course that memory knows is not there any more."""

    def test_after_a_lost_connection_a_course_goes_on_from_what_the_store_has(self):
        with Cluster() as cluster, Broker(cluster) as broker, Town(broker) as town:
            opened = town.open_course()
            for _ in range(3):
                last = town.client("desk").must(town.note(opened))
            cluster.sql(f"SET session_replication_role = replica; DELETE FROM stafet.entry WHERE course = '{opened.course}' AND seq > 2; DELETE FROM stafet.delivery WHERE seq > 2;"
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'stafet_broker'")
            again = town.client("desk").must(town.note(opened))
            self.assertEqual(last.entry.seq, 4)
            self.assertEqual(again.entry.seq, 3)
            check_chain([bytes.fromhex(row) for row in cluster.value(
                f"SELECT string_agg(encode(entry, 'hex'), ',' ORDER BY seq) FROM stafet.entry WHERE course = '{opened.course}'").split(",")])


class Settings(unittest.TestCase):
    def test_a_store_that_does_not_wait_for_the_disk_is_refused_and_the_setting_named(self):
        with Cluster() as cluster:
            cluster.sql("ALTER ROLE stafet_broker SET synchronous_commit = off")
            broker = Broker(cluster, starts=False)
            try:
                broker.launch()
                until(lambda: "setting synchronous_commit is off" in broker.log(), "the log names the setting")
                self.assertNotIn("event=started", broker.log())
            finally:
                broker.kill()


if __name__ == "__main__":
    unittest.main()
