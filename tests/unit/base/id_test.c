/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/id. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/id.h"

static const uuid_t COURSE = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};

static void assert_uuid_text(uuid_t id, const char *expected) {
    char text[UUID_TEXT_SIZE];
    uuid_write(id, text);
    assert_string_equal(text, expected);
}

static void assert_digest(digest_t digest, const char *expected) {
    char text[65];
    hex_write((bytes_t){digest.bytes, sizeof(digest.bytes)}, text);
    assert_string_equal(text, expected);
}

static void version_7_is_the_example_of_rfc_9562(void **state) {
    (void)state;
    /* Appendix A.6: unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F */
    const uint8_t random[10] = {0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
    assert_uuid_text(uuid_v7(UINT64_C(0x017F22E279B0), random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void version_7_sets_its_bits_over_any_randomness_and_sorts_by_time(void **state) {
    (void)state;
    uint8_t random[10];
    memset(random, 0xFF, sizeof(random));
    uuid_t earlier = uuid_v7(1000, random);
    assert_uuid_text(earlier, "00000000-03e8-7fff-bfff-ffffffffffff");
    memset(random, 0, sizeof(random));
    uuid_t later = uuid_v7(1001, random);
    assert_uuid_text(later, "00000000-03e9-7000-8000-000000000000");
    assert_true(uuid_compare(earlier, later) < 0);
    assert_true(uuid_compare(later, earlier) > 0);
}

static void derived_ids_are_those_that_another_program_computed(void **state) {
    (void)state;
    assert_uuid_text(uuid_of_course("entry-desk", "m-1"), "36dd046f-3cec-8946-a71e-680ac1993974");
    assert_uuid_text(uuid_of_flow(COURSE, "entry-desk", "m-1"), "c41a345d-7ccb-8e3a-92eb-32ad960bc16e");
    assert_uuid_text(uuid_of_offer(COURSE, "entry-desk", "m-1"), "0983d125-d06d-815b-9f20-bce8d63eaabb");
}

static void derived_ids_differ_when_any_part_differs(void **state) {
    (void)state;
    uuid_t other = COURSE;
    other.bytes[15] ^= 1;
    const uuid_t ids[] = {
        uuid_of_course("ab", "c"), uuid_of_course("a", "bc"), uuid_of_course("ab", "d"),
        uuid_of_flow(COURSE, "ab", "c"), uuid_of_flow(other, "ab", "c"), uuid_of_flow(COURSE, "a", "bc"),
        uuid_of_offer(COURSE, "ab", "c"), uuid_of_offer(other, "ab", "c"), uuid_of_offer(COURSE, "a", "bc"),
    };
    for (size_t a = 0; a < COUNT_OF(ids); a++) {
        for (size_t b = 0; b < COUNT_OF(ids); b++) {
            assert_int_equal(uuid_equal(ids[a], ids[b]), a == b);
        }
    }
}

static void only_the_nil_id_is_nil(void **state) {
    (void)state;
    uuid_t id = UUID_NIL;
    assert_true(uuid_is_nil(id));
    id.bytes[15] = 1;
    assert_false(uuid_is_nil(id));
    assert_uuid_text(UUID_NIL, "00000000-0000-0000-0000-000000000000");
}

static void an_id_comes_back_from_its_text(void **state) {
    (void)state;
    char text[UUID_TEXT_SIZE];
    uuid_t id = uuid_of_course("entry-desk", "m-1");
    uuid_t back = UUID_NIL;
    uuid_write(id, text);
    assert_int_equal(uuid_read(text, &back), STATUS_OK);
    assert_true(uuid_equal(id, back));
}

static void an_id_has_one_spelling(void **state) {
    (void)state;
    const char *const faults[] = {
        "",
        "36dd046f",
        "36DD046F-3cec-8946-a71e-680ac1993974",
        "36dd046f3cec8946a71e680ac1993974",
        "36dd046f03cec089460a71e0680ac1993974",
        "36dd046f-3cec-8946-a71e-680ac199397",
        "36dd046f-3cec-8946-a71e-680ac19939744",
        "36dd046f-3cec-8946-a71e-680ac199397g",
        "36dd046f-3cec-8946-a71e6-80ac1993974",
        "36dd046f-3cec-8946-a71e-680ac199397-",
        "-36dd046f3cec-8946-a71e-680ac1993974",
        "36dd046f--3cec8946-a71e-680ac1993974",
        "{36dd046f-3cec-8946-a71e-680ac199397",
        "36dd046f-3cec-8946-a71e-680ac1993974 ",
    };
    for (size_t at = 0; at < COUNT_OF(faults); at++) {
        uuid_t id = COURSE;
        assert_int_equal(uuid_read(faults[at], &id), STATUS_FIELD_INVALID);
        assert_true(uuid_equal(id, COURSE));
    }
}

static void sha256_is_that_of_fips_180_4(void **state) {
    (void)state;
    assert_digest(digest_sha256(bytes_of_text("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest(digest_sha256((bytes_t){NULL, 0}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest(digest_sha256(bytes_of_text("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest(digest_sha256(bytes_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void a_leaf_is_hashed_with_the_prefix_of_rfc_6962(void **state) {
    (void)state;
    assert_digest(digest_leaf(bytes_of_text("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_digest(digest_leaf(bytes_of_text("L123456")), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

static void hmac_is_that_of_rfc_4231(void **state) {
    (void)state;
    uint8_t key[131];
    memset(key, 0x0B, 20);
    assert_digest(digest_hmac((bytes_t){key, 20}, bytes_of_text("Hi There")),
                  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_digest(digest_hmac(bytes_of_text("Jefe"), bytes_of_text("what do ya want for nothing?")),
                  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xAA, sizeof(key));
    assert_digest(digest_hmac((bytes_t){key, sizeof(key)}, bytes_of_text("Test Using Larger Than Block-Size Key - Hash Key First")),
                  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void hash64_is_siphash_2_4(void **state) {
    (void)state;
    /* The first, ninth and sixteenth of the authors' vectors: empty, one whole word, and the input of the paper's appendix A. */
    uint8_t key[16];
    uint8_t input[15];
    for (uint8_t at = 0; at < 16; at++) {
        key[at] = at;
    }
    for (uint8_t at = 0; at < 15; at++) {
        input[at] = at;
    }
    assert_true(hash64(key, (bytes_t){NULL, 0}) == UINT64_C(0x726fdb47dd0e0e31));
    assert_true(hash64(key, (bytes_t){input, 8}) == UINT64_C(0x93f5f5799a932462));
    assert_true(hash64(key, (bytes_t){input, 15}) == UINT64_C(0xa129ca6149be45e5));
    key[0] = 1;
    assert_false(hash64(key, (bytes_t){input, 15}) == UINT64_C(0xa129ca6149be45e5));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_7_is_the_example_of_rfc_9562),
        cmocka_unit_test(version_7_sets_its_bits_over_any_randomness_and_sorts_by_time),
        cmocka_unit_test(derived_ids_are_those_that_another_program_computed),
        cmocka_unit_test(derived_ids_differ_when_any_part_differs),
        cmocka_unit_test(only_the_nil_id_is_nil),
        cmocka_unit_test(an_id_comes_back_from_its_text),
        cmocka_unit_test(an_id_has_one_spelling),
        cmocka_unit_test(sha256_is_that_of_fips_180_4),
        cmocka_unit_test(a_leaf_is_hashed_with_the_prefix_of_rfc_6962),
        cmocka_unit_test(hmac_is_that_of_rfc_4231),
        cmocka_unit_test(hash64_is_siphash_2_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
