# SPDX-License-Identifier: EUPL-1.2
"""Where walkers walk: one loop over all sessions. A walker is a generator that leads one course: it yields what is to be sent, by whom, and gets the firm answers;
what is yielded together goes out together, through sessions at several brokers. It knows nothing of connections, brokers and faults."""
import collections
import random
import time

import zmq

from stafet_test.messages import message, time_text

from .session import Session

PAUSE_MAX = 0.25
TWIN_SHARE, ECHO_SHARE, LAPSE_SHARE, PUT_OFF_SHARE, MOVE_SHARE = 0.06, 0.06, 0.004, 0.01, 0.0005
INBOXES_MAX = 4000


class Send:
    def __init__(self, party, made):
        self.party, self.message = party, made


class Pause:
    def __init__(self, seconds):
        self.seconds = seconds


class Play:
    """What a walker is given."""

    def __init__(self, stage, name):
        self.stage, self.random, self.prefix, self.count = stage, stage.random, name, 0

    def now(self):
        return self.stage.clock.now

    def at(self, **offset):
        return time_text(self.stage.clock.after(**offset))

    def pause(self, most=PAUSE_MAX):
        return Pause(self.random.uniform(0, most))

    def chance(self, share):
        return self.random.random() < share

    def opens(self, kind, party, body, **header):
        """A message that opens a course."""
        return Send(party, self._message(kind, party, body, header))

    def step(self, kind, party, on, body=None, **header):
        """A message on the flow of an earlier answer."""
        return Send(party, self._message(kind, party, body, {"course_id": on.course, "flow_id": on.flow, **header}))

    def about(self, kind, party, on, body=None, **header):
        """A message about the course, of no flow."""
        return Send(party, self._message(kind, party, body, {"course_id": on.course, **header}))

    def _message(self, kind, party, body, header):
        self.count += 1
        header.setdefault("ground", "SUL43_1")  # the psychiatry is another controller
        return message(kind, party, header.pop("person", "anna"), body, message_id=f"{self.prefix}-{self.count}", **header)

    def delivered(self, party, course):
        """What has come to the unit about the course."""
        return self.stage.inboxes.get((party, course), [])


class Walk:
    def __init__(self, generator):
        self.generator, self.wake_at, self.expected, self.asked_many = generator, 0.0, None, False


class Stage:
    """`brokers` have endpoints; `clock` has now and after(); `keys` are of the units."""

    def __init__(self, folder, seed, brokers, clock):
        self.folder, self.brokers, self.clock = folder, brokers, clock
        self.random = random.Random(f"{seed}:load")
        self.server_public = brokers[0].cluster.server_key.public
        self.sessions, self.walks = collections.defaultdict(list), []
        self.expected, self.answers, self.inboxes = set(), {}, collections.OrderedDict()
        self.put_off, self.taken = {}, {}  # (unit, course) → the first that was not taken, the last that was
        self.counts = collections.Counter()
        self.number = 0
        self.is_calm = False

    def add_session(self, name, party, key):
        self.sessions[party].append(Session(self, name, party, key))

    def all_sessions(self):
        return [session for sessions in self.sessions.values() for session in sessions]

    # ---- for the sessions ----

    def endpoint(self):
        return self.random.choice(self.brokers).endpoint

    def lapses(self):
        return not self.is_calm and self.random.random() < LAPSE_SHARE

    def puts_off(self, delivered):
        return self.random.choice(delivered).course if not self.is_calm and self.random.random() < PUT_OFF_SHARE else None

    def takes(self, delivered, is_chosen):
        """Of a unit as a whole: what it has stored it has, and behind what it has put off it takes nothing."""
        place, seq = (delivered.party, delivered.course), delivered.entry.seq
        first = self.put_off.get(place)
        if seq <= self.taken.get(place, 0):
            return True
        if first is None and is_chosen:
            self.put_off[place] = seq
            return False
        if first is not None and seq > first:
            return False
        self.put_off.pop(place, None)
        self.taken[place] = seq
        return True

    def answered(self, party, name, answer):
        self.counts[answer.status] += 1
        if (party, name) in self.expected:
            self.expected.remove((party, name))
            self.answers[party, name] = answer

    def received(self, delivered):
        self.counts["received"] += 1
        place = (delivered.party, delivered.course)
        self.inboxes.setdefault(place, []).append(delivered)
        if len(self.inboxes) > INBOXES_MAX:
            self.inboxes.popitem(last=False)

    # ---- walking ----

    def start(self, walker):
        self.number += 1
        self.walks.append(Walk(walker(Play(self, f"w{self.number}"))))

    def _submit(self, send):
        made = send.message
        name, raw = made.message_id, made.SerializeToString()
        about = {"course": made.course_id.replace("-", ""), "kind": made.WhichOneof("body")}
        sessions = self.sessions[send.party]
        chosen = self.random.sample(sessions, min(len(sessions), 2 if self.random.random() < TWIN_SHARE else 1))
        self.expected.add((send.party, name))
        for session in chosen:
            session.submit(name, raw, **about)
        return send.party, name, raw, about

    def _echo(self, expected):
        """The same again, long after the answer, by any session of the unit."""
        for party, name, raw, about in expected:
            if self.random.random() < ECHO_SHARE:
                self.random.choice(self.sessions[party]).submit(name, raw, **about)

    def _advance(self, walk, value):
        """False when the walk has ended."""
        try:
            wish = walk.generator.send(value)
        except StopIteration:
            return False
        walk.expected = None
        if isinstance(wish, Pause):
            walk.wake_at = time.monotonic() + wish.seconds
        else:
            walk.asked_many = isinstance(wish, list)
            walk.expected = [self._submit(one) for one in (wish if walk.asked_many else [wish])]
        return True

    def _walk(self, walk, now):
        if walk.expected is None:
            return now < walk.wake_at or self._advance(walk, None)
        places = [(party, name) for party, name, _, _ in walk.expected]
        if not all(place in self.answers for place in places):
            return True
        answers = [self.answers.pop(place) for place in places]
        self._echo(walk.expected)
        return self._advance(walk, answers if walk.asked_many else answers[0])

    def turn(self, walks=True):
        """A moment: what came is heard, who has waited long enough acts."""
        poller = zmq.Poller()
        sessions = self.all_sessions()
        for session in sessions:
            for socket in session.sockets():
                poller.register(socket, zmq.POLLIN)
        ready = {socket for socket, _ in poller.poll(10)}
        now = time.monotonic()
        for session in sessions:
            session.hear(ready)
            session.step(now)
            if not self.is_calm and session.is_ready and self.random.random() < MOVE_SHARE:
                session.lose("moves")
        if walks:
            self.walks = [walk for walk in self.walks if self._walk(walk, now)]

    def in_doubt(self):
        return sum(len(session.waiting) for session in self.all_sessions())

    def close(self):
        for session in self.all_sessions():
            session.close()
