# SPDX-License-Identifier: EUPL-1.2
"""What the tests of every flow share: a town with a broker of its own, messages on a flow, the log of a course; by the real clock, or with time in the test's hand."""
import datetime

from .broker import Broker
from .cluster import Cluster
from .log import check_chain, check_duty, read_entry
from .messages import message, time_text
from .proto import pb
from .town import Town
from .waiting import until

START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.timezone.utc)  # a Monday, nine o'clock in Denmark


class FlowSteps:
    """`now` is the store's. Where a course is asked for, an answer about it does as well."""

    UNITS = ()  # beside those of every town
    GROUND = "SUL43_1"

    def set_up(self, virtual_now=None):
        self.cluster = self.enter(Cluster(virtual_now=virtual_now))
        self.broker = self.enter(Broker(self.cluster))
        self.town = self.enter(Town(self.broker))
        for unit in self.UNITS:
            self.town.add_unit(unit)

    def send(self, kind, party, on, body=None, person="anna", **header):
        """On the flow of an earlier answer."""
        header.setdefault("ground", self.GROUND)
        return self.town.client(party).submit(message(kind, party, person, body, course_id=on.course, flow_id=on.flow, **header))

    def must(self, kind, party, on, body=None, person="anna", **header):
        answer = self.send(kind, party, on, body, person, **header)
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def log(self, course):
        course = getattr(course, "course", course)
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' ORDER BY seq")
        return [bytes.fromhex(row[0]) for row in rows]

    def check(self, course):
        check_chain(self.log(course))
        check_duty(self.log(course))

    def fired(self, course, rule):
        return [entry for entry in map(read_entry, self.log(course)) if entry.kind == pb.ENTRY_KIND_CLOCK and entry.rule == rule]

    def wait_for(self, course, rule, count=1):
        return until(lambda: len(found := self.fired(course, rule)) >= count and found, f"{rule} took {count} steps on {course}")[-1]


class RealTime:
    """One town for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        cls.enter = cls.enterClassContext
        cls.set_up(cls)

    def now(self, **offset):
        return time_text(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**offset))


class TimeInHand:
    """A town for each test."""

    def setUp(self):
        self.enter, self.at = self.enterContext, START
        self.set_up(time_text(START))

    def now(self, **offset):
        return time_text(self.at + datetime.timedelta(**offset))

    def go_on(self, **offset):
        self.at += datetime.timedelta(**offset)
        self.cluster.set_time(time_text(self.at))
