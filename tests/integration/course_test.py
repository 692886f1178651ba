#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""What a course keeps comes back from the store whole, and what its lists tell: which flow a deadline is of and until when it stands still, and what a refused
message lacked."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town  # noqa: E402
from stafet_test.messages import message, now_text  # noqa: E402

# What a course keeps, each with a value that nothing else has: a member that is not loaded or not written, or one in another's place, stands out.
KEPT = {
    "course": {"moved_to": "0998", "covering": "duty", "cover_until": "2031-01-01 07:00:00+00"},
    "flow": {"transition": "3", "giver": "desk", "taker": "activity", "overrider": "lena", "planned_at": "2031-01-02 08:00:00+00",
             "returns": "01890a5d-ac96-774b-bcce-b302099a8057", "returned": "2", "followed_up_days": "5", "package": "01890a5d-ac96-774b-bcce-b302099a8058"},
    "deadline": {"pause": "2", "paused_at": "2031-01-03 09:00:00+00", "paused_until": "2031-01-04 10:00:00+00", "paused_ms": "86400001", "version": "7"},
}
FLAGS = 64 | 256 | 5 << 16  # the package met the core, was assigned, rests on consent number 5


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


class Lists(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(broker))
        cls.routed = cls.town.routed_course()

    def deadlines(self, **more):
        return {row.deadline.rule: row.deadline for row in self.town.client("desk").query("DEADLINES", "desk", "anna", **more).rows}

    def test_a_refused_message_tells_in_the_timeline_what_it_lacked(self):
        step = self.town.step("contact_standby", "outreach", self.routed, {"until": now_text(hours=-1)}, offer=self.routed.offer)
        self.assertEqual([missing.item for missing in self.town.client("outreach").submit(step).part.missing], ["until"])
        rows = [row.timeline for row in self.town.client("outreach").query("TIMELINE", "outreach", "anna", self.routed.course).rows]
        self.assertEqual([row.missing for row in rows if row.status], ["until"])
        self.assertEqual([row.missing for row in rows if not row.status], [""] * (len(rows) - 1))

    def test_a_deadline_tells_its_flow_until_when_it_stands_still_and_is_not_overdue_while_it_does(self):
        action = {"action_id": "a-2", "owner": "desk", "due": now_text(days=30), "text": "Ring til boligforeningen"}
        self.town.client("desk").must(message("action_opened", "desk", "anna", action, course_id=self.routed.course))
        of_flow, of_course = self.deadlines()["CON-7"], self.deadlines()["ACT-1"]
        self.assertEqual((of_flow.flow_id, of_flow.paused_until, of_flow.overdue), (self.routed.flow, "", False))
        self.assertEqual((of_course.flow_id, of_course.flow), ("", ""))
        past = "due_at = now() - interval '1 hour', fire_at = now() + interval '1 day'"
        self.cluster.sql(f"UPDATE stafet.deadline SET {past}, pause = 1, paused_at = now() - interval '2 hours', paused_until = '2031-01-04 10:00:00+00' WHERE rule = 'ACT-1'")
        self.cluster.sql(f"UPDATE stafet.deadline SET {past} WHERE rule = 'CON-7'")
        self.assertEqual((self.deadlines()["ACT-1"].paused_until, self.deadlines()["ACT-1"].overdue), ("2031-01-04T10:00:00.000Z", False))
        self.assertTrue(self.deadlines()["CON-7"].overdue)
        self.assertEqual(list(self.deadlines(overdue=True)), ["CON-7"])
        self.cluster.sql("UPDATE stafet.deadline SET paused_at = now() - interval '30 minutes' WHERE rule = 'ACT-1'")
        self.assertTrue(self.deadlines()["ACT-1"].overdue, "it was before it was paused")


if __name__ == "__main__":
    unittest.main()
