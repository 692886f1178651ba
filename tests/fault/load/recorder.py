# SPDX-License-Identifier: EUPL-1.2
"""A session's own account of what it did, one JSON object a line. A line is written before what it tells of happens, so the file is also the memory that a client
owes: what has no firm answer in it is sent again, under the same id and with the same bytes."""
import base64
import json
import os
import time


def text_of(raw):
    return base64.b64encode(raw).decode()


class Recorder:
    def __init__(self, folder, name):
        self.name, self.path = name, os.path.join(folder, f"{name}.jsonl")
        self.descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.settled = 0  # every submit before this place in the file has its answer

    def close(self):
        os.close(self.descriptor)

    def write(self, event, **what):
        line = json.dumps({"t": time.monotonic_ns(), "session": self.name, "event": event, **what}, separators=(",", ":"))
        os.write(self.descriptor, line.encode() + b"\n")

    def recall(self):
        """What has no firm answer, oldest first: id to bytes. Nothing but the file is asked."""
        places, waiting = {}, {}
        with open(self.path, "rb") as file:
            file.seek(self.settled)
            place = self.settled
            for line in file:
                record = json.loads(line)
                name = record.get("id")
                if record["event"] == "invoke":
                    places[name], waiting[name] = place, base64.b64decode(record["bytes"])
                elif record["event"] in ("ok", "fail"):
                    waiting.pop(name, None)
                place += len(line)
        self.settled = min((places[name] for name in waiting), default=place)
        return waiting
