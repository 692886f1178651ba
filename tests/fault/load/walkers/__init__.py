# SPDX-License-Identifier: EUPL-1.2
"""The walkers, one file a flow. WALKERS is what a run draws from: walker and weight."""
from . import contact, course, handover

WALKERS = contact.WALKERS + course.WALKERS + handover.WALKERS


def tour():
    """Every walker and every outcome of an offer, once: for a small history that has seen much."""
    return [*contact.tour(), *handover.tour(), *(walker for walker, _ in course.WALKERS)]
