# SPDX-License-Identifier: EUPL-1.2
"""The walkers, one file a flow. WALKERS is what a run draws from: walker and weight."""
from . import contact, course

WALKERS = contact.WALKERS + course.WALKERS
