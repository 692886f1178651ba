/* SPDX-License-Identifier: EUPL-1.2
 * Sealing: what was sealed opens with each of its keys and with no other, and damage is told from erasure (L12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit/seal.h"
#include "base/check.h"

#define KEYS 5
#define BODY_MAX 1024
#define SEALED_MAX (SEAL_OVERHEAD(SEAL_WRAPS_MAX) + BODY_MAX)

static const uint8_t NAME[16] = "a message's name";
static course_key_t keys[KEYS];
static const course_key_t *all_keys[KEYS];
static uint8_t random_bytes[SEAL_RANDOM_SIZE];
static uint8_t body[BODY_MAX];

static int prepare(void **state) {
    (void)state;
    for (unsigned at = 0; at < KEYS; at++) {
        keys[at] = (course_key_t){.id = {{(uint8_t)(at + 1), 0xAA}}};
        memset(keys[at].key, (int)(0x40 + at), sizeof(keys[at].key));
        all_keys[at] = &keys[at];
    }
    for (unsigned at = 0; at < sizeof(random_bytes); at++) {
        random_bytes[at] = (uint8_t)(at * 7 + 1);
    }
    for (unsigned at = 0; at < sizeof(body); at++) {
        body[at] = (uint8_t)(at * 13 + 5);
    }
    return 0;
}

static seal_input_t input_of(const course_key_t *const *with, unsigned key_count, size_t body_size) {
    return (seal_input_t){.course = {{9, 8, 7}}, .name = NAME, .body = {body, body_size}, .keys = with, .key_count = key_count,
                          .random = random_bytes};
}

typedef struct {
    uint8_t bytes[SEALED_MAX];
    size_t size;
    digest_t hash;
} sealed_t;

static sealed_t seal(unsigned key_count, size_t body_size) {
    sealed_t sealed;
    buffer_t out = {.data = sealed.bytes, .capacity = SEAL_OVERHEAD(key_count) + body_size};
    seal_input_t input = input_of(all_keys, key_count, body_size);
    seal_body(&input, &out, &sealed.hash);
    assert_false(out.full);
    assert_int_equal(out.size, out.capacity);
    sealed.size = out.size;
    return sealed;
}

static status_t open_with(const course_key_t *const *with, unsigned key_count, const sealed_t *sealed, buffer_t *out) {
    seal_input_t input = input_of(with, key_count, 0);
    return seal_open(&input, (bytes_t){sealed->bytes, sealed->size}, out);
}

static status_t open_status(const course_key_t *key, const sealed_t *sealed) {
    uint8_t plain[SEALED_MAX];
    buffer_t out = {.data = plain, .capacity = sizeof(plain)};
    status_t status = open_with(&key, 1, sealed, &out);
    assert_true(status == STATUS_OK || out.size == 0);
    return status;
}

static void a_body_opens_with_each_of_its_keys(void **state) {
    (void)state;
    static const size_t SIZES[] = {0, 1, 63, 64, 1000, BODY_MAX};
    for (unsigned at = 0; at < COUNT_OF(SIZES); at++) {
        sealed_t sealed = seal(KEYS, SIZES[at]);
        for (unsigned key = 0; key < KEYS; key++) {
            uint8_t plain[3 + BODY_MAX] = "abc";
            buffer_t out = {.data = plain, .capacity = 3 + SIZES[at], .size = 3};
            assert_int_equal(open_with(&all_keys[key], 1, &sealed, &out), STATUS_OK);
            assert_int_equal(out.size, 3 + SIZES[at]);
            assert_memory_equal(plain, "abc", 3);
            assert_memory_equal(plain + 3, body, SIZES[at]);
        }
    }
}

static void the_sealed_form_is_laid_out_as_the_header_says(void **state) {
    (void)state;
    sealed_t sealed = seal(2, 100);
    assert_int_equal(sealed.bytes[0], 1);
    assert_int_equal(sealed.bytes[1], 2);
    assert_memory_equal(sealed.bytes + 2, keys[0].id.bytes, 16);
    assert_memory_equal(sealed.bytes + 2 + 64, keys[1].id.bytes, 16);
    assert_memory_equal(sealed.bytes + 2 + 128, random_bytes + 32, 24);
    assert_int_equal(sealed.size, 2 + 128 + 24 + 100 + 16);
}

static void nothing_of_the_body_or_its_keys_can_be_read_in_the_sealed_form(void **state) {
    (void)state;
    sealed_t sealed = seal(2, 1000);
    assert_null(memmem(sealed.bytes, sealed.size, body, 8));
    assert_null(memmem(sealed.bytes, sealed.size, random_bytes, 8)); /* the data key */
    assert_null(memmem(sealed.bytes, sealed.size, keys[0].key, 8));
}

static void without_a_key_that_has_a_wrap_the_body_is_erased(void **state) {
    (void)state;
    sealed_t sealed = seal(2, 100);
    assert_int_equal(open_status(&keys[2], &sealed), STATUS_ERASED);
    uint8_t plain[100];
    buffer_t out = {.data = plain, .capacity = sizeof(plain)};
    assert_int_equal(open_with(&all_keys[2], 3, &sealed, &out), STATUS_ERASED);
    assert_int_equal(open_with(NULL, 0, &sealed, &out), STATUS_ERASED);
    assert_int_equal(out.size, 0);
}

static void the_right_id_with_another_key_is_not_erasure_but_damage(void **state) {
    (void)state;
    sealed_t sealed = seal(1, 100);
    course_key_t other = keys[0];
    other.key[31] ^= 1;
    assert_int_equal(open_status(&other, &sealed), STATUS_INTERNAL);
}

static void any_flipped_bit_is_damage(void **state) {
    (void)state;
    sealed_t sealed = seal(1, 100);
    for (size_t bit = 0; bit < 8 * sealed.size; bit++) {
        sealed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(open_status(&keys[0], &sealed), STATUS_INTERNAL);
        sealed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_int_equal(open_status(&keys[0], &sealed), STATUS_OK);
}

/* 64 bytes of each other wrap may change unseen by this key; its own wrap, the head and the body may not. */
static void damage_that_a_key_depends_on_is_never_taken_for_erasure(void **state) {
    (void)state;
    sealed_t sealed = seal(3, 50);
    for (size_t at = 0; at < sealed.size; at++) {
        bool is_of_others_wrap = at >= 2 && at < 2 + 2 * 64;
        sealed.bytes[at] ^= 0x01;
        assert_int_equal(open_status(&keys[2], &sealed), is_of_others_wrap ? STATUS_OK : STATUS_INTERNAL);
        sealed.bytes[at] ^= 0x01;
    }
}

static void anothers_damaged_wrap_does_not_shut_out_a_key_that_opens(void **state) {
    (void)state;
    sealed_t sealed = seal(2, 100);
    sealed.bytes[2 + 50] ^= 1; /* in the first key's wrap */
    assert_int_equal(open_status(&keys[0], &sealed), STATUS_INTERNAL);
    uint8_t plain[100];
    buffer_t out = {.data = plain, .capacity = sizeof(plain)};
    assert_int_equal(open_with(all_keys, 2, &sealed, &out), STATUS_OK);
    assert_memory_equal(plain, body, 100);
}

static void a_form_cut_short_is_damage(void **state) {
    (void)state;
    sealed_t sealed = seal(2, 30);
    size_t whole = sealed.size;
    for (sealed.size = 0; sealed.size < whole; sealed.size++) {
        digest_t hash;
        bytes_t bytes = {sealed.bytes, sealed.size};
        assert_int_equal(open_status(&keys[0], &sealed), STATUS_INTERNAL);
        assert_int_equal(seal_hash(bytes, &hash), sealed.size < SEAL_OVERHEAD(2) ? STATUS_INTERNAL : STATUS_OK);
    }
}

static void a_body_moved_to_another_course_or_name_does_not_open(void **state) {
    (void)state;
    sealed_t sealed = seal(1, 100);
    uint8_t plain[100];
    buffer_t out = {.data = plain, .capacity = sizeof(plain)};
    seal_input_t input = input_of(all_keys, 1, 0);
    input.course.bytes[15] ^= 1;
    assert_int_equal(seal_open(&input, (bytes_t){sealed.bytes, sealed.size}, &out), STATUS_INTERNAL);
    input = input_of(all_keys, 1, 0);
    input.name = (const uint8_t *)"another's name..";
    assert_int_equal(seal_open(&input, (bytes_t){sealed.bytes, sealed.size}, &out), STATUS_INTERNAL);
}

static void the_hash_given_at_sealing_is_the_hash_of_what_is_stored(void **state) {
    (void)state;
    for (unsigned key_count = 1; key_count <= KEYS; key_count++) {
        sealed_t sealed = seal(key_count, 200);
        digest_t hash;
        assert_int_equal(seal_hash((bytes_t){sealed.bytes, sealed.size}, &hash), STATUS_OK);
        assert_true(digest_equal(&hash, &sealed.hash));
        digest_t expected = digest_sha256((bytes_t){sealed.bytes + sealed.size - 240, 240});
        assert_true(digest_equal(&hash, &expected));
        sealed.bytes[sealed.size - 1] ^= 1;
        assert_int_equal(seal_hash((bytes_t){sealed.bytes, sealed.size}, &hash), STATUS_OK);
        assert_false(digest_equal(&hash, &sealed.hash));
    }
}

static void a_form_of_another_version_or_with_no_wrap_or_too_many_is_damage(void **state) {
    (void)state;
    digest_t hash;
    sealed_t sealed = seal(1, BODY_MAX);
    bytes_t bytes = {sealed.bytes, sealed.size};
    sealed.bytes[0] = 2;
    assert_int_equal(seal_hash(bytes, &hash), STATUS_INTERNAL);
    sealed.bytes[0] = 1;
    sealed.bytes[1] = 0;
    assert_int_equal(seal_hash(bytes, &hash), STATUS_INTERNAL);
    sealed.bytes[1] = SEAL_WRAPS_MAX + 1;
    assert_int_equal(seal_hash(bytes, &hash), STATUS_INTERNAL);
}

/* Answers of Python's hmac and hashlib. */
static void names_digests_and_fingerprints_have_known_answers(void **state) {
    (void)state;
    course_key_t key = {.id = UUID_NIL};
    for (unsigned at = 0; at < sizeof(key.key); at++) {
        key.key[at] = (uint8_t)at;
    }
    char text[65];
    uint8_t name[16];
    seal_name(&key, "roskilde-authority", "message-1", name);
    hex_write((bytes_t){name, sizeof(name)}, text);
    assert_string_equal(text, "b44f703cc26d3865f7dfd1cc59ccddd6");
    for (unsigned round = 0; round < 2; round++) { /* the second uses the context that the first left */
        digest_t digest = seal_digest(&key, bytes_of_text("the body of a message"));
        hex_write((bytes_t){digest.bytes, sizeof(digest.bytes)}, text);
        assert_string_equal(text, "d21458be5c91ef770824da299433c165488dbc811be441bb7e751fb4d46ba664");
    }
    uint8_t fingerprint[8];
    seal_key_fingerprint(key.key, fingerprint);
    hex_write((bytes_t){fingerprint, sizeof(fingerprint)}, text);
    assert_string_equal(text, "630dcd2966c43366");
}

static void names_differ_by_party_message_and_key(void **state) {
    (void)state;
    uint8_t name[16], other[16];
    seal_name(&keys[0], "ab", "c", name);
    seal_name(&keys[0], "a", "bc", other);
    assert_memory_not_equal(name, other, 16);
    seal_name(&keys[0], "ab", "d", other);
    assert_memory_not_equal(name, other, 16);
    seal_name(&keys[1], "ab", "c", other);
    assert_memory_not_equal(name, other, 16);
}

static void the_longest_party_and_message_id_have_a_name(void **state) {
    (void)state;
    char party[PARTY_ID_SIZE], message_id[MESSAGE_ID_SIZE];
    memset(party, 'p', sizeof(party));
    memset(message_id, 'm', sizeof(message_id));
    party[sizeof(party) - 1] = message_id[sizeof(message_id) - 1] = '\0';
    uint8_t name[16], other[16];
    seal_name(&keys[0], party, message_id, name);
    message_id[MESSAGE_ID_SIZE - 2] = 'n';
    seal_name(&keys[0], party, message_id, other);
    assert_memory_not_equal(name, other, 16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_opens_with_each_of_its_keys),
        cmocka_unit_test(the_sealed_form_is_laid_out_as_the_header_says),
        cmocka_unit_test(nothing_of_the_body_or_its_keys_can_be_read_in_the_sealed_form),
        cmocka_unit_test(without_a_key_that_has_a_wrap_the_body_is_erased),
        cmocka_unit_test(the_right_id_with_another_key_is_not_erasure_but_damage),
        cmocka_unit_test(any_flipped_bit_is_damage),
        cmocka_unit_test(damage_that_a_key_depends_on_is_never_taken_for_erasure),
        cmocka_unit_test(anothers_damaged_wrap_does_not_shut_out_a_key_that_opens),
        cmocka_unit_test(a_form_cut_short_is_damage),
        cmocka_unit_test(a_body_moved_to_another_course_or_name_does_not_open),
        cmocka_unit_test(the_hash_given_at_sealing_is_the_hash_of_what_is_stored),
        cmocka_unit_test(a_form_of_another_version_or_with_no_wrap_or_too_many_is_damage),
        cmocka_unit_test(names_digests_and_fingerprints_have_known_answers),
        cmocka_unit_test(names_differ_by_party_message_and_key),
        cmocka_unit_test(the_longest_party_and_message_id_have_a_name),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
