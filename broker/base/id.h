/* SPDX-License-Identifier: EUPL-1.2
 * UUIDs: version 7 for ids the broker makes, version 8 for ids derived from a message's name. Pure: time and randomness are arguments. */
#ifndef STAFET_BASE_ID_H
#define STAFET_BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/limits.h"

typedef struct {
    uint8_t bytes[16];
} uuid_t;

extern const uuid_t UUID_NIL;

/* RFC 9562 version 7: 48 bits of Unix milliseconds, then the 10 random bytes with version and variant set. */
uuid_t uuid_v7(uint64_t unix_ms, const uint8_t random[10]);
/* RFC 9562 version 8 of SHA-256(domain byte ‖ party ‖ 0 ‖ message id): a retry meets itself and nobody can squat another's id.
 * domain 0 = course, 1 = flow, 2 = offer; for flow and offer the course id stands before the party. */
uuid_t uuid_of_course(const char *party, const char *message_id);
uuid_t uuid_of_flow(uuid_t course, const char *party, const char *message_id);
uuid_t uuid_of_offer(uuid_t course, const char *party, const char *message_id);
bool uuid_equal(uuid_t a, uuid_t b);
/* memcmp order. */
int uuid_compare(uuid_t a, uuid_t b);
bool uuid_is_nil(uuid_t id);
/* Lower case, 8-4-4-4-12. */
void uuid_write(uuid_t id, char text[UUID_TEXT_SIZE]);
/* STATUS_FIELD_INVALID unless exactly the form uuid_write gives (upper case is refused: one id, one spelling). */
status_t uuid_read(const char *text, uuid_t *id) MUST_CHECK;
/* SHA-256 by libcrypto. */
digest_t digest_sha256(bytes_t bytes);
/* SHA-256 of the RFC 6962 leaf: 0x00 ‖ bytes. It is both the entry hash and the Merkle leaf. */
digest_t digest_leaf(bytes_t bytes);
/* HMAC-SHA256. */
digest_t digest_hmac(bytes_t key, bytes_t bytes);
/* A 64-bit hash table key (SipHash-2-4), keyed so that nobody can aim at one bucket. */
uint64_t hash64(const uint8_t key[16], bytes_t bytes);

#endif
