/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/bytes.h"
#include "base/check.h"

#define BYTES(literal) ((bytes_t){(const uint8_t *)(literal), sizeof(literal) - 1})

static void ranges_are_equal_only_with_same_size_and_content(void **state) {
    (void)state;
    bool (*const compare[])(bytes_t, bytes_t) = {bytes_equal, bytes_equal_secret};
    for (size_t at = 0; at < COUNT_OF(compare); at++) {
        assert_true(compare[at](BYTES("abc"), BYTES("abc")));
        assert_false(compare[at](BYTES("abc"), BYTES("abd")));
        assert_false(compare[at](BYTES("abc"), BYTES("xbc")));
        assert_false(compare[at](BYTES("abc"), BYTES("ab")));
        assert_false(compare[at](BYTES("a\0b"), BYTES("a\0c")));
        assert_true(compare[at]((bytes_t){NULL, 0}, BYTES("")));
    }
}

static void digests_differ_by_any_bit(void **state) {
    (void)state;
    digest_t a = {{1, 2, 3}};
    digest_t b = a;
    assert_true(digest_equal(&a, &b));
    b.bytes[31] ^= 0x80;
    assert_false(digest_equal(&a, &b));
}

static void text_gives_its_bytes_without_the_zero(void **state) {
    (void)state;
    assert_true(bytes_equal(bytes_of_text("Stafet"), BYTES("Stafet")));
    assert_int_equal(bytes_of_text("").size, 0);
}

static void numbers_are_big_endian(void **state) {
    (void)state;
    uint8_t data[15];
    buffer_t buffer = {.data = data, .capacity = sizeof(data)};
    buffer_put_u8(&buffer, 0x01);
    buffer_put_u16(&buffer, 0x0203);
    buffer_put_u32(&buffer, 0x04050607);
    buffer_put_u64(&buffer, UINT64_C(0x08090A0B0C0D0E0F));
    assert_false(buffer.full);
    assert_true(bytes_equal(buffer_bytes(&buffer), BYTES("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F")));
}

static void a_full_buffer_keeps_a_clean_beginning(void **state) {
    (void)state;
    uint8_t data[4];
    buffer_t buffer = {.data = data, .capacity = sizeof(data)};
    buffer_put(&buffer, BYTES("abc"));
    buffer_put_u16(&buffer, 0x7878);
    assert_true(buffer.full);
    assert_true(bytes_equal(buffer_bytes(&buffer), BYTES("abc")));
    buffer_put_u8(&buffer, 'd');
    assert_true(bytes_equal(buffer_bytes(&buffer), BYTES("abc")));
    assert_true(buffer.full);
}

static void a_buffer_can_be_filled_to_its_last_byte(void **state) {
    (void)state;
    uint8_t data[4];
    buffer_t buffer = {.data = data, .capacity = sizeof(data)};
    buffer_put(&buffer, BYTES("abcd"));
    buffer_put(&buffer, (bytes_t){NULL, 0});
    assert_false(buffer.full);
    buffer_put_u8(&buffer, 'e');
    assert_true(buffer.full);
    assert_int_equal(buffer.size, 4);
}

static void text_that_does_not_fit_leaves_the_field_untouched(void **state) {
    (void)state;
    char field[6] = "old";
    assert_int_equal(text_copy(field, sizeof(field), "sixsix"), STATUS_TOO_LARGE);
    assert_string_equal(field, "old");
    assert_int_equal(text_copy(field, sizeof(field), "fives"), STATUS_OK);
    assert_string_equal(field, "fives");
    assert_int_equal(text_copy(field, sizeof(field), ""), STATUS_OK);
    assert_string_equal(field, "");
    text_set(field, sizeof(field), "table");
    assert_true(text_equal(field, "table"));
    assert_false(text_equal(field, "tabl"));
}

static void well_formed_utf8_is_accepted(void **state) {
    (void)state;
    const bytes_t texts[] = {
        BYTES(""), BYTES("a"), BYTES("plain text that is longer than one word"), BYTES("rød grød med fløde, Ærø, blåbær"),
        BYTES("\x7F"), BYTES("\xC2\x80"), BYTES("\xDF\xBF"), BYTES("\xE0\xA0\x80"), BYTES("\xED\x9F\xBF"), BYTES("\xEE\x80\x80"),
        BYTES("\xEF\xBF\xBF"), BYTES("\xF0\x90\x80\x80"), BYTES("\xF4\x8F\xBF\xBF"), BYTES("1234567\xC3\xA6"), BYTES("12345\xE2\x82\xAC" "678"),
    };
    for (size_t at = 0; at < COUNT_OF(texts); at++) {
        assert_true(text_is_utf8(texts[at]));
    }
}

static void ill_formed_utf8_and_zero_are_refused(void **state) {
    (void)state;
    const bytes_t faults[] = {
        BYTES("\0"), BYTES("\x80"), BYTES("\xBF"), BYTES("\xC0\x80"), BYTES("\xC1\xBF"), BYTES("\xC2"), BYTES("\xC2\x41"), BYTES("\xC2\xC0"),
        BYTES("\xE0\x9F\xBF"), BYTES("\xE0\xA0"), BYTES("\xE1\x80\x41"), BYTES("\xED\xA0\x80"), BYTES("\xED\xBF\xBF"), BYTES("\xE2\x82"),
        BYTES("\xF0\x8F\xBF\xBF"), BYTES("\xF0\x90\x80"), BYTES("\xF1\x80\x80\x41"), BYTES("\xF4\x90\x80\x80"),
        BYTES("\xF5\x80\x80\x80"), BYTES("\xFE"), BYTES("\xFF"),
    };
    for (size_t fault = 0; fault < COUNT_OF(faults); fault++) {
        /* at every place of a text, so that it meets the fast way, the slow way and the border between them */
        for (size_t place = 0; place <= 40; place++) {
            uint8_t text[64];
            memset(text, 'x', sizeof(text));
            memcpy(text + place, faults[fault].data, faults[fault].size);
            assert_false(text_is_utf8((bytes_t){text, sizeof(text)}));
            assert_false(text_is_utf8((bytes_t){text, place + faults[fault].size}));
        }
    }
}

static void a_character_that_the_range_cuts_is_refused(void **state) {
    (void)state;
    const bytes_t characters[] = {BYTES("\xC3\xA6"), BYTES("\xE2\x82\xAC"), BYTES("\xF0\x9F\x8F\x83")};
    for (size_t at = 0; at < COUNT_OF(characters); at++) {
        assert_true(text_is_utf8(characters[at]));
        for (size_t size = 1; size < characters[at].size; size++) {
            assert_false(text_is_utf8((bytes_t){characters[at].data, size}));
        }
    }
}

static void every_code_point_is_judged_as_rfc_3629_says(void **state) {
    (void)state;
    for (uint32_t code = 1; code < 0x200000; code++) {
        uint8_t text[4];
        size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        static const uint8_t LEAD[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t at = size - 1; at > 0; at--) {
            text[at] = (uint8_t)(0x80 | (code >> (6 * (size - 1 - at)) & 0x3F));
        }
        text[0] = (uint8_t)(LEAD[size] | code >> (6 * (size - 1)));
        bool is_scalar = code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
        if (text_is_utf8((bytes_t){text, size}) != is_scalar) {
            fail_msg("U+%04X", code);
        }
    }
}

static void a_slug_starts_with_a_letter_or_digit_and_fits(void **state) {
    (void)state;
    assert_true(text_is_slug("a", 41));
    assert_true(text_is_slug("0-day.team_b", 41));
    assert_true(text_is_slug("abcd", 5));
    const char *const faults[] = {"", "-a", ".a", "_a", "A", "aB", "a b", "a/b", "blå", "a\n", "abcde"};
    for (size_t at = 0; at < COUNT_OF(faults); at++) {
        assert_false(text_is_slug(faults[at], 5));
    }
}

static void hex_goes_out_in_lower_case_and_comes_back(void **state) {
    (void)state;
    uint8_t all[256];
    uint8_t back[256];
    char text[2 * sizeof(all) + 1];
    for (size_t at = 0; at < sizeof(all); at++) {
        all[at] = (uint8_t)at;
    }
    hex_write((bytes_t){all, sizeof(all)}, text);
    assert_int_equal(strlen(text), 512);
    assert_memory_equal(text + 2 * 0x9A, "9a9b", 4);
    assert_int_equal(hex_read(text, back, sizeof(back)), STATUS_OK);
    assert_memory_equal(all, back, sizeof(all));
    assert_int_equal(hex_read("DEadBEef", back, 4), STATUS_OK);
    assert_memory_equal(back, "\xDE\xAD\xBE\xEF", 4);
}

static void hex_of_another_size_or_with_other_letters_is_refused(void **state) {
    (void)state;
    const char *const faults[] = {"", "a", "abc", "abcde", "abcdg", "abcd12", "abcg", "ab d", "0xab", "ab:d", "abc\xC3"};
    for (size_t at = 0; at < COUNT_OF(faults); at++) {
        uint8_t bytes[2] = {1, 2};
        assert_int_equal(hex_read(faults[at], bytes, 2), STATUS_FIELD_INVALID);
        assert_memory_equal(bytes, "\x01\x02", 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_equal_only_with_same_size_and_content),
        cmocka_unit_test(digests_differ_by_any_bit),
        cmocka_unit_test(text_gives_its_bytes_without_the_zero),
        cmocka_unit_test(numbers_are_big_endian),
        cmocka_unit_test(a_full_buffer_keeps_a_clean_beginning),
        cmocka_unit_test(a_buffer_can_be_filled_to_its_last_byte),
        cmocka_unit_test(text_that_does_not_fit_leaves_the_field_untouched),
        cmocka_unit_test(well_formed_utf8_is_accepted),
        cmocka_unit_test(ill_formed_utf8_and_zero_are_refused),
        cmocka_unit_test(a_character_that_the_range_cuts_is_refused),
        cmocka_unit_test(every_code_point_is_judged_as_rfc_3629_says),
        cmocka_unit_test(a_slug_starts_with_a_letter_or_digit_and_fits),
        cmocka_unit_test(hex_goes_out_in_lower_case_and_comes_back),
        cmocka_unit_test(hex_of_another_size_or_with_other_letters_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
