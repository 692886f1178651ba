/* SPDX-License-Identifier: EUPL-1.2
 * Every bound, once, with its reason (L14). Sizes in bytes, times in milliseconds. */
#ifndef STAFET_BASE_LIMITS_H
#define STAFET_BASE_LIMITS_H

/* The wire: a Message fits a frame with room for its neighbours; libzmq cuts a peer above the transport limit without a
 * word, so the frame limit, which gets an answer, lies below it. */
#define MESSAGE_SIZE_MAX (192 * 1024)
#define FRAME_SIZE_MAX (256 * 1024)
#define TRANSPORT_SIZE_MAX (320 * 1024)
/* Unpacking one frame: protobuf-c amplifies about ninety times, a hostile frame is refused when its arena is full. */
#define DECODE_ARENA_SIZE (4 * 1024 * 1024)
#define DECODE_DEPTH_MAX 8
#define FRAME_ITEMS_MAX 1024

/* One transaction. */
#define BATCH_ITEMS_MAX 1024
#define BATCH_BYTES_MAX (2 * 1024 * 1024)

/* Texts, with the terminating zero. MedCom's message ids are 64 characters at most. */
#define MESSAGE_ID_SIZE 65
#define PARTY_ID_SIZE 41
#define PERSON_ID_SIZE 41
#define ORGANISATION_ID_SIZE 41
#define NAME_SIZE 121
#define PHONE_SIZE 25
#define UUID_TEXT_SIZE 37
#define RULE_ID_SIZE 12
#define PARAGRAPH_SIZE 16
#define TYPE_NAME_SIZE 48

/* One course: a citizen's line has a handful of open flows; a course that reaches these answers course_full, never drops. */
#define COURSE_FLOWS_MAX 16
#define COURSE_DEADLINES_MAX 64
#define COURSE_INVOLVED_MAX 32
/* Events of a stay that can be taken back one by one. */
#define FLOW_PAST_MAX 8
#define RECEIVERS_MAX 8
/* Consents of a course that are in force, and the latest that are not; relatives in one consent. */
#define COURSE_CONSENTS_MAX 16
#define CONSENT_RELATIVES_MAX 4
#define NOTICES_MAX 5
/* Of one step: more than the clocks and flows that a message which counts can end. */
#define MEASURES_MAX 32
/* A documentation standard: every missing item is named (L4). */
#define STANDARD_ITEMS_MAX 96
#define STANDARD_SECTIONS_MAX 18
#define MISSING_MAX STANDARD_ITEMS_MAX
#define ITEM_CODE_SIZE 32
#define COURSE_MESSAGES_MAX (1 << 20)
#define ALLOWED_ACTIONS_MAX 64

/* The registry held in memory. */
#define DIRECTORY_PARTIES_MAX 4096
#define DIRECTORY_PERSONS_MAX 65536
#define DIRECTORY_KEYS_MAX 4096
#define KEY_PARTIES_MAX 64

/* Sessions. Memory at the limit: sessions x 3 x TRANSPORT_SIZE_MAX + pools (checked at start against memory_max). */
#define SESSIONS_DEFAULT 64
#define SESSIONS_CEILING 1024
#define SESSION_SILENCE_MS 15000
#define SESSION_PING_MS 5000
#define SUBMIT_WINDOW_ITEMS 256
#define SUBMIT_WINDOW_BYTES (1024 * 1024)
#define DELIVERY_CREDIT_ITEMS_MAX 1024
#define DELIVERY_CREDIT_BYTES_MAX (4 * 1024 * 1024)

#define QUERY_ROWS_MAX 500
#define QUERY_BYTES_MAX (200 * 1024)

/* One log line with its newline: below PIPE_BUF, so that one write to a pipe is never mixed with another process's line. */
#define LOG_LINE_SIZE 2048

#endif
