# SPDX-License-Identifier: EUPL-1.2
"""Judges a history from outside: what the clients wrote down against what the store has. Shares nothing with the broker: entries are read by the protobuf compiler's
own code, hashes are reckoned here, and the rules of the responsibility and of the clocks are written a second time."""
