/* SPDX-License-Identifier: EUPL-1.2
 * UUIDs and hashes. Pure: time and randomness are arguments. The only user of libcrypto in base. */
#include "base/id.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/check.h"

#define SHA256_BLOCK_SIZE 64
#define HMAC_INNER 0x36
#define HMAC_OUTER 0x5C
#define UUID_HEX_SIZE 33

const uuid_t UUID_NIL = {{0}};

/* The derivation's domain byte: a course, a flow and an offer of the same message must not share an id. */
enum { DOMAIN_COURSE = 0, DOMAIN_FLOW = 1, DOMAIN_OFFER = 2 };

/* Fetching the algorithm and making a context cost more than hashing an entry, so each thread does both once and keeps them. */
static _Thread_local struct {
    EVP_MD *sha256;
    EVP_MD_CTX *context;
} hasher;

static void hasher_open(void) {
    hasher.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher.context = EVP_MD_CTX_new();
    CHECK(hasher.sha256 != NULL && hasher.context != NULL);
}

static digest_t digest_parts(const bytes_t *parts, size_t count) {
    if (hasher.context == NULL) {
        hasher_open();
    }
    digest_t digest;
    CHECK(EVP_DigestInit_ex2(hasher.context, hasher.sha256, NULL) == 1);
    for (size_t part = 0; part < count; part++) {
        CHECK(EVP_DigestUpdate(hasher.context, parts[part].data, parts[part].size) == 1);
    }
    CHECK(EVP_DigestFinal_ex(hasher.context, digest.bytes, NULL) == 1);
    return digest;
}

digest_t digest_sha256(bytes_t bytes) {
    return digest_parts(&bytes, 1);
}

digest_t digest_leaf(bytes_t bytes) {
    static const uint8_t LEAF = 0x00; /* RFC 6962 section 2.1: leaves and nodes are hashed apart */
    const bytes_t parts[] = {{&LEAF, 1}, bytes};
    return digest_parts(parts, COUNT_OF(parts));
}

/* RFC 2104. libcrypto's own HMAC fetches its algorithms at every call. */
digest_t digest_hmac(bytes_t key, bytes_t bytes) {
    digest_t short_key;
    if (key.size > SHA256_BLOCK_SIZE) {
        short_key = digest_sha256(key);
        key = (bytes_t){short_key.bytes, sizeof(short_key.bytes)};
    }
    uint8_t inner_pad[SHA256_BLOCK_SIZE];
    uint8_t outer_pad[SHA256_BLOCK_SIZE];
    for (size_t at = 0; at < SHA256_BLOCK_SIZE; at++) {
        uint8_t of_key = at < key.size ? key.data[at] : 0;
        inner_pad[at] = of_key ^ HMAC_INNER;
        outer_pad[at] = of_key ^ HMAC_OUTER;
    }
    const bytes_t inner_parts[] = {{inner_pad, sizeof(inner_pad)}, bytes};
    digest_t inner = digest_parts(inner_parts, COUNT_OF(inner_parts));
    const bytes_t outer_parts[] = {{outer_pad, sizeof(outer_pad)}, {inner.bytes, sizeof(inner.bytes)}};
    digest_t digest = digest_parts(outer_parts, COUNT_OF(outer_parts));
    OPENSSL_cleanse(&short_key, sizeof(short_key));
    OPENSSL_cleanse(inner_pad, sizeof(inner_pad));
    OPENSSL_cleanse(outer_pad, sizeof(outer_pad));
    return digest;
}

static void set_version(uuid_t *id, uint8_t version) {
    id->bytes[6] = (uint8_t)((id->bytes[6] & 0x0F) | version << 4);
    id->bytes[8] = (uint8_t)((id->bytes[8] & 0x3F) | 0x80);
}

uuid_t uuid_v7(uint64_t unix_ms, const uint8_t random[10]) {
    CHECK(random != NULL);
    CHECK(unix_ms >> 48 == 0);
    uuid_t id;
    for (unsigned at = 0; at < 6; at++) {
        id.bytes[at] = (uint8_t)(unix_ms >> (8 * (5 - at)));
    }
    memcpy(id.bytes + 6, random, 10);
    set_version(&id, 7);
    return id;
}

/* The zero between party and message id keeps ("ab", "c") and ("a", "bc") apart: neither text can hold one. */
static uuid_t derive(uint8_t domain, bytes_t course, const char *party, const char *message_id) {
    static const uint8_t ZERO = 0;
    const bytes_t parts[] = {{&domain, 1}, course, bytes_of_text(party), {&ZERO, 1}, bytes_of_text(message_id)};
    digest_t digest = digest_parts(parts, COUNT_OF(parts));
    uuid_t id;
    memcpy(id.bytes, digest.bytes, sizeof(id.bytes));
    set_version(&id, 8);
    return id;
}

uuid_t uuid_of_course(const char *party, const char *message_id) {
    return derive(DOMAIN_COURSE, (bytes_t){NULL, 0}, party, message_id);
}

uuid_t uuid_of_flow(uuid_t course, const char *party, const char *message_id) {
    return derive(DOMAIN_FLOW, (bytes_t){course.bytes, sizeof(course.bytes)}, party, message_id);
}

uuid_t uuid_of_offer(uuid_t course, const char *party, const char *message_id) {
    return derive(DOMAIN_OFFER, (bytes_t){course.bytes, sizeof(course.bytes)}, party, message_id);
}

bool uuid_equal(uuid_t a, uuid_t b) {
    return uuid_compare(a, b) == 0;
}

int uuid_compare(uuid_t a, uuid_t b) {
    return memcmp(a.bytes, b.bytes, sizeof(a.bytes));
}

bool uuid_is_nil(uuid_t id) {
    return uuid_equal(id, UUID_NIL);
}

static bool has_dash_before(size_t digit) {
    return digit == 8 || digit == 12 || digit == 16 || digit == 20;
}

void uuid_write(uuid_t id, char text[UUID_TEXT_SIZE]) {
    CHECK(text != NULL);
    char hex[UUID_HEX_SIZE];
    hex_write((bytes_t){id.bytes, sizeof(id.bytes)}, hex);
    size_t at = 0;
    for (size_t digit = 0; digit < UUID_HEX_SIZE; digit++) { /* the terminating zero is copied too */
        if (has_dash_before(digit)) {
            text[at++] = '-';
        }
        text[at++] = hex[digit];
    }
    CHECK(at == UUID_TEXT_SIZE);
}

status_t uuid_read(const char *text, uuid_t *id) {
    CHECK(text != NULL && id != NULL);
    if (strspn(text, "0123456789abcdef-") != UUID_TEXT_SIZE - 1 || text[UUID_TEXT_SIZE - 1] != '\0') {
        return STATUS_FIELD_INVALID;
    }
    char hex[UUID_HEX_SIZE];
    size_t at = 0;
    for (size_t digit = 0; digit < UUID_HEX_SIZE; digit++) {
        if (has_dash_before(digit) && text[at++] != '-') {
            return STATUS_FIELD_INVALID;
        }
        hex[digit] = text[at++];
    }
    return hex_read(hex, id->bytes, sizeof(id->bytes)); /* refuses a dash out of its place */
}

typedef struct {
    uint64_t v0, v1, v2, v3;
} sip_t;

static uint64_t rotate_left(uint64_t word, unsigned bits) {
    return word << bits | word >> (64 - bits);
}

static uint64_t little_endian(const uint8_t *data, size_t size) {
    uint64_t word = 0;
    for (size_t at = 0; at < size; at++) {
        word |= (uint64_t)data[at] << (8 * at);
    }
    return word;
}

static void sip_rounds(sip_t *sip, unsigned rounds) {
    for (unsigned round = 0; round < rounds; round++) {
        sip->v0 += sip->v1;
        sip->v2 += sip->v3;
        sip->v1 = rotate_left(sip->v1, 13) ^ sip->v0;
        sip->v3 = rotate_left(sip->v3, 16) ^ sip->v2;
        sip->v0 = rotate_left(sip->v0, 32);
        sip->v2 += sip->v1;
        sip->v0 += sip->v3;
        sip->v1 = rotate_left(sip->v1, 17) ^ sip->v2;
        sip->v3 = rotate_left(sip->v3, 21) ^ sip->v0;
        sip->v2 = rotate_left(sip->v2, 32);
    }
}

static void sip_word(sip_t *sip, uint64_t word) {
    sip->v3 ^= word;
    sip_rounds(sip, 2);
    sip->v0 ^= word;
}

/* Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), with 2 and 4 rounds. */
uint64_t hash64(const uint8_t key[16], bytes_t bytes) {
    CHECK(key != NULL);
    uint64_t k0 = little_endian(key, 8);
    uint64_t k1 = little_endian(key + 8, 8);
    sip_t sip = {k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d), k0 ^ UINT64_C(0x6c7967656e657261),
                 k1 ^ UINT64_C(0x7465646279746573)};
    size_t whole = bytes.size - bytes.size % 8;
    for (size_t at = 0; at < whole; at += 8) {
        sip_word(&sip, little_endian(bytes.data + at, 8));
    }
    uint64_t last = (uint64_t)bytes.size << 56;
    if (whole < bytes.size) {
        last |= little_endian(bytes.data + whole, bytes.size - whole);
    }
    sip_word(&sip, last);
    sip.v2 ^= 0xFF;
    sip_rounds(&sip, 4);
    return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}
