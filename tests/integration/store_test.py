#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""What the store itself refuses: the schema's own checks of L2 and L11's grants, and a PostgreSQL that would not keep what was accepted (L1)."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import subprocess  # noqa: E402

from stafet_test import Broker, Cluster, Town  # noqa: E402
from stafet_test.messages import message, now_text  # noqa: E402
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


# What a course keeps, each with a value that nothing else has: a member that is not loaded or not written, or one in another's place, stands out.
KEPT = {
    "course": {"moved_to": "0998", "covering": "duty", "cover_until": "2031-01-01 07:00:00+00"},
    "flow": {"transition": "3", "giver": "desk", "taker": "activity", "overrider": "lena", "planned_at": "2031-01-02 08:00:00+00",
             "returns": "01890a5d-ac96-774b-bcce-b302099a8057", "returned": "2", "followed_up_days": "5", "package_seq": "77"},
    "deadline": {"pause": "2", "paused_at": "2031-01-03 09:00:00+00", "paused_until": "2031-01-04 10:00:00+00", "paused_ms": "86400001"},
}
FLAGS = 64 | 128 | 256  # the package met the core, rests on consent, was assigned


class Courses(unittest.TestCase):
    @staticmethod
    def kept(cluster, table, course):
        where = f"{'id' if table == 'course' else 'course'} = '{course}'"
        return cluster.sql(f"SELECT {', '.join(KEPT[table])} FROM stafet.{table} WHERE {where}")

    def test_all_that_a_course_keeps_comes_back_from_the_store_and_is_written_again(self):
        with Cluster() as cluster:
            with Broker(cluster) as broker, Town(broker) as town:
                routed = town.routed_course()
                action = {"action_id": "a-1", "owner": "desk", "due": now_text(days=30), "text": "Ring til boligforeningen"}
                town.client("desk").must(message("action_opened", "desk", "anna", action, course_id=routed.course))
                broker.stop()
                for table, values in KEPT.items():
                    assigned = ", ".join(f"{column} = '{value}'" for column, value in values.items())
                    cluster.sql(f"UPDATE stafet.{table} SET {assigned}")
                cluster.sql(f"UPDATE stafet.flow SET flags = flags | {FLAGS}")
                before = {table: cluster.value(f"SELECT sum(xmin::text::bigint) FROM stafet.{table}") for table in KEPT}
                broker.start()
                town.close()
                town.client("outreach").must(town.step("contact_standby", "outreach", routed, {"until": now_text(minutes=5)}, offer=routed.offer))
                for table, values in KEPT.items():
                    self.assertNotEqual(cluster.value(f"SELECT sum(xmin::text::bigint) FROM stafet.{table}"), before[table], f"{table} was written")
                    self.assertIn(tuple(values.values()), self.kept(cluster, table, routed.course), table)
                self.assertEqual(int(cluster.value("SELECT flags FROM stafet.flow")) & FLAGS, FLAGS)


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
