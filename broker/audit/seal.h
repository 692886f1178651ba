/* SPDX-License-Identifier: EUPL-1.2
 * Sealing of bodies and the keyed ids of the log (L12). Pure: keys and randomness are arguments.
 *
 * Each body has a data key of its own. The data key is wrapped under the course key of every controller that sent or receives the message, so a
 * controller that erases its course key can read nothing of it, and another's copy stays whole. The log holds only SHA-256(nonce ‖
 * ciphertext), which proves the body while it is there and tells nothing once it is gone.
 *
 * Sealed form: version 1 (1 byte) ‖ wrap count (1) ‖ per wrap {key id 16 ‖ data key 32 + tag 16} ‖ nonce 24 ‖ ciphertext ‖ tag 16.
 * XChaCha20-Poly1305 (libsodium); the associated data of wraps and body is course id ‖ name. */
#ifndef STAFET_AUDIT_SEAL_H
#define STAFET_AUDIT_SEAL_H

#include "base/bytes.h"
#include "base/id.h"
#include "base/limits.h"

/* The key of one controller for one course. It lives in the key store, never beside the ciphertext. */
typedef struct {
    uuid_t id;
    char controller[ORGANISATION_ID_SIZE];
    uint8_t key[32];
} course_key_t;

/* One data key and one nonce: wraps and body are under different keys, so the nonce serves them all. */
#define SEAL_RANDOM_SIZE (32 + 24)
#define SEAL_OVERHEAD(wraps) (2 + (wraps)*64 + 24 + 16)
#define SEAL_WRAPS_MAX (RECEIVERS_MAX + 2)

typedef struct {
    uuid_t course;
    const uint8_t *name; /* 16 bytes: the entry's name */
    bytes_t body;
    const course_key_t *const *keys;
    unsigned key_count;    /* 1 to SEAL_WRAPS_MAX */
    const uint8_t *random; /* SEAL_RANDOM_SIZE fresh bytes */
} seal_input_t;

/* Appends the sealed form to `out` and gives SHA-256(nonce ‖ ciphertext ‖ tag). A buffer without room is our mistake. */
void seal_body(const seal_input_t *input, buffer_t *out, digest_t *body_hash);
/* Opens with any of the keys into `out`. ERASED: none of the keys has a wrap here. INTERNAL: the bytes are damaged. */
status_t seal_open(const seal_input_t *input, bytes_t sealed, buffer_t *out) MUST_CHECK;
/* The hash of a stored sealed body, to be compared with the entry's. INTERNAL when the form is damaged. */
status_t seal_hash(bytes_t sealed, digest_t *body_hash) MUST_CHECK;

/* L7: the name of a message on its course: first 16 bytes of HMAC-SHA256(key, 1 ‖ party ‖ 0 ‖ message id), and its digest HMAC-SHA256(key, 2 ‖ bytes).
 * The key is the authority's: constant for the course. */
void seal_name(const course_key_t *key, const char *party, const char *message_id, uint8_t name[16]);
/* The keyed id of a consent in the log (L12): first 16 bytes of HMAC-SHA256(key, 4 ‖ id). */
void seal_consent(const course_key_t *key, const char *id, uint8_t consent[16]);
digest_t seal_digest(const course_key_t *key, bytes_t message);
/* First 8 bytes of SHA-256 of a CURVE public key (L9). */
void seal_key_fingerprint(const uint8_t public_key[32], uint8_t fingerprint[8]);

#endif
