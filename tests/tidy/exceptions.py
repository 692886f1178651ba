# SPDX-License-Identifier: EUPL-1.2
"""What may stand out, from exceptions.txt: `check | place | reason`, a place being what the check prints, without its line number."""
import fnmatch
import re

import tree

FILE = "tests/tidy/exceptions.txt"


class Exceptions:
    def __init__(self):
        self.rows, self.used = {}, set()
        for line in tree.text(FILE).splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if line.strip() and not line.startswith("#"):
                check, place, reason = cells  # anything else than three cells is a mistake that should be heard
                assert reason, f"{place} is excepted without a reason"
                self.rows[check, place] = reason

    @classmethod
    def none(cls):
        empty = cls.__new__(cls)
        empty.rows, empty.used = {}, set()
        return empty

    def filter(self, check, findings):
        """The findings that no row excepts. A star in a row's place stands for any letters."""
        left = []
        for place, text in findings:
            keys = [key for key in self.rows if key[0] == check and fnmatch.fnmatchcase(re.sub(r":\d+$", "", place), key[1])]
            self.used.update(keys)
            if not keys:
                left.append((place, text))
        return left

    def check(self):
        """A row that excepts nothing any more hides the next mistake."""
        unused = [(FILE, f"'{check} | {place}' is not needed any more") for check, place in self.rows if (check, place) not in self.used]
        return len(self.rows) + 1, unused
