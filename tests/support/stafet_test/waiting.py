# SPDX-License-Identifier: EUPL-1.2
"""Waiting for a condition, with a deadline. Nothing here or in the tests sleeps in the hope that something has happened meanwhile."""
import time

PATIENCE = 30.0
LOOK_EVERY = 0.02


def until(condition, what, patience=PATIENCE):
    """What the condition gives once it is true."""
    deadline = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"in {patience:g} s it did not happen that {what}")
        time.sleep(LOOK_EVERY)


def step_until(step, condition, what, patience=PATIENCE):
    """As `until`, for a test that has to go on itself so that it happens."""
    deadline = time.monotonic() + patience
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"in {patience:g} s it did not happen that {what}")
        step()
    return result
