# SPDX-License-Identifier: EUPL-1.2
"""What tests need to meet the real broker over real sockets and a PostgreSQL of their own: a cluster, brokers, clients, and a small municipality. A client here
is a foreign one: it knows proto/ and nothing else of Stafet."""
from .broker import Broker
from .client import Answer, Client, Door, NoAnswer, Turned
from .cluster import Cluster
from .log import body_of, check_chain, check_duty, entry_hash, read_entry
from .messages import message, now_text, time_text
from .proto import pb
from .roamer import Roamer, step_all
from .town import Town
from .traffic import Traffic
from .waiting import step_until, until

__all__ = ["Answer", "Broker", "Client", "Cluster", "Door", "NoAnswer", "Roamer", "Town", "Traffic", "Turned", "body_of", "check_chain", "check_duty", "entry_hash", "message",
           "now_text", "pb", "read_entry", "step_all", "step_until", "time_text", "until"]
