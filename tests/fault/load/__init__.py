# SPDX-License-Identifier: EUPL-1.2
"""The load and the faults of a fault run: foreign clients that write down everything they do before they do it, walkers that lead courses through the flows, and
what is done to brokers and store meanwhile."""
