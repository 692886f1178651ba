# SPDX-License-Identifier: EUPL-1.2
"""The documentation standards, a second time: their items by section, and of each which standard demands it. Three letters an item, one a standard (planned, acute core,
return route): a always, g to a granted effort, r when a risk is known, p with a paragraph that is residential, - never."""
import hashlib

STANDARDS = ("planned", "acute_core", "return_route")
WORDS = {"a": "always", "g": "granted", "r": "risk", "p": "residential"}
TEXT = """\
1 identity subject:aaa name:aaa phone:aaa address_protection:aa- language:aa- sender:a-- receiver:a--\
   responsible:aaa author:a-- written_at:a--
2 situation why_now:aaa transition:a-- planned_at:a-- asked:aaa why_failed:--a
3 words wishes:a-a helps:a-- helps_not:a-- expectations:a-- has_read:a-- comment:a--
4 background history:a-- diagnoses:a-- offers_now:a-- offers_before:a--
5 assessment conditions:g-- support_need:g-- resources:g-- assessed_at:g--
6 effort purpose:g-- goals:g-- services:g-- next_follow_up:g--
7 actions open:a-a recommendations:a--
8 contacts known:aaa professional:aa- around_the_clock:aaa
9 network relatives:a-- may_be_told:a-- assistant:a-- guardian:a-- map:a--
10 crisis early_signs:rr- triggers:rr- own_steps:rr- others_steps:rrr whom_to_call:rrr wishes:rr- written_at:rr-
11 risk suicide:aaa violence:aaa substance:aaa child:aaa homeless:aaa assessed:aaa protective:aa-
12 health medicine_card:--- doctor:--- allergies:--- somatic:--- who_gives:---
13 practical housing:--- economy:--- work:--- keys:--- aids:--- pets:--- transport:---
14 basis ground:aaa consent:aaa withheld:aaa
15 plans section_141:p-- discharge:p-- treatment:p--
16 bridge meeting:a-- known_person:a-- until:a-- accompanied:a--
17 return where:aaa contact_until:aaa
18 attachments list:---
"""


def _read():
    for line in TEXT.strip().splitlines():
        number, name, *items = line.split()
        for item in items:
            code, letters = item.split(":")
            yield f"{name}.{code}", (int(number), dict(zip(STANDARDS, letters)))


ITEMS = dict(_read())
RISKS = tuple(item for item, (section, _) in ITEMS.items() if section == 11 and item.split(".")[1] not in ("assessed", "protective"))


def items_of(standard):
    """Every item that it may demand."""
    return [item for item, (_, letters) in ITEMS.items() if letters[standard] != "-"]


def hash_of(standard):
    """What an entry names a standard by."""
    lines = [f"{standard} 1", *(f"{item} {WORDS[letters[standard]]}" for item, (_, letters) in ITEMS.items() if letters[standard] != "-")]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()[:8]
