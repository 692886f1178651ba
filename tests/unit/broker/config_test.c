/* SPDX-License-Identifier: EUPL-1.2
 * Settings and key files: what is taken, and that every refusal names its line and tells no value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/check.h"
#include "config.h"

#define PUBLIC "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
#define SECRET "FF02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"

static char folder[] = "/tmp/stafet-config-XXXXXX";
static char path[64];
static char problem[256];
static config_t config;

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void write_bytes(const char *text, size_t size, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static status_t read_text(const char *text)
{
    write_bytes(text, strlen(text), 0644);
    return config_read(path, &config, problem);
}

static void assert_refused_at(const char *text, unsigned line, const char *part)
{
    char place[80];
    memset(&config, 0x55, sizeof config);
    config_t before = config;
    assert_int_equal(read_text(text), STATUS_CONFIG_INVALID);
    (void)snprintf(place, sizeof place, "%s:%u: ", path, line);
    assert_memory_equal(problem, place, strlen(place));
    assert_non_null(strstr(problem, part));
    assert_memory_equal(&config, &before, sizeof config);
}

static void an_empty_file_gives_the_defaults(void **state)
{
    (void)state;
    assert_int_equal(read_text(""), STATUS_OK);
    assert_string_equal(config.store, "");
    assert_string_equal(config.endpoints, "tcp://127.0.0.1:7420");
    assert_int_equal(config.sessions_max, 64);
    assert_int_equal(config.memory_max, 148);
    assert_true(config.closed_christmas_eve);
}

static void a_file_is_read_over_the_defaults(void **state)
{
    (void)state;
    assert_int_equal(read_text("# a comment\n\n  store =  host=/run dbname=a#b password=c=d \r\nsessions_max=7\n\tclosed_christmas_eve = false"), STATUS_OK);
    assert_string_equal(config.store, "host=/run dbname=a#b password=c=d");
    assert_int_equal(config.sessions_max, 7);
    assert_false(config.closed_christmas_eve);
    assert_true(config.closed_new_years_eve);
}

static void the_bounds_of_a_number_belong_to_it(void **state)
{
    (void)state;
    assert_int_equal(read_text("sessions_max = 1\nmemory_max = 65536\n"), STATUS_OK);
    assert_int_equal(read_text("sessions_max = 1024\nmemory_max = 32\n"), STATUS_OK);
    assert_refused_at("sessions_max = 0\n", 1, "sessions_max must be a number from 1 to 1024");
    assert_refused_at("sessions_max = 1025\n", 1, "1 to 1024");
    assert_refused_at("sessions_max = 99999999999999999999999\n", 1, "1 to 1024");
}

static void what_is_no_number_or_flag_is_refused(void **state)
{
    (void)state;
    assert_refused_at("\nsessions_max = many\n", 2, "number");
    assert_refused_at("sessions_max = 7x\n", 1, "number");
    assert_refused_at("sessions_max =\n", 1, "number");
    assert_refused_at("closed_christmas_eve = yes\n", 1, "true or false");
}

static void an_unknown_setting_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused_at("# one\n\nsessions_max = 7\nsession_max = 8\n", 4, "`session_max`");
}

static void a_setting_given_twice_is_refused_with_both_lines(void **state)
{
    (void)state;
    assert_refused_at("sessions_max = 7\n#\nsessions_max = 7\n", 3, "line 1");
    assert_refused_at("store =\nstore = a\n", 2, "line 1");
}

static void a_line_that_is_no_setting_is_refused(void **state)
{
    (void)state;
    assert_refused_at("store = a\nsessions_max\n", 2, "key = value");
    assert_refused_at("= 7\n", 1, "key = value");
}

static void a_refusal_never_repeats_a_value(void **state)
{
    (void)state;
    assert_refused_at("sessions_max = hunter2\n", 1, "number");
    assert_null(strstr(problem, "hunter2"));
    assert_refused_at("hunter2\n", 1, "key = value");
    assert_null(strstr(problem, "hunter2"));
}

static void a_text_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    char text[CONFIG_TEXT_SIZE + 16];
    memset(text, 'x', sizeof text);
    memcpy(text, "store = ", 8);
    text[8 + CONFIG_TEXT_SIZE - 1] = '\0';
    assert_int_equal(read_text(text), STATUS_OK);
    assert_int_equal(strlen(config.store), CONFIG_TEXT_SIZE - 1);
    text[8 + CONFIG_TEXT_SIZE - 1] = 'x';
    text[8 + CONFIG_TEXT_SIZE] = '\0';
    assert_refused_at(text, 1, "store is longer");
}

static void a_file_that_is_no_text_is_refused(void **state)
{
    (void)state;
    write_bytes("store = a\0b\n", 12, 0644);
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
    write_bytes("store = \xFF\n", 10, 0644);
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void)state;
    assert_int_equal(config_read("/nonexistent/stafet.conf", &config, problem), STATUS_FILE_FAILED);
    assert_non_null(strstr(problem, "/nonexistent/stafet.conf"));
}

static void every_setting_is_printed_with_its_bounds(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_print(out, true);
    config_print(out, false);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "| `sessions_max` | `64` | 1 to 1024 connections | how many"));
    assert_non_null(strstr(text, "| `store` |  | text | the audit store"));
    assert_non_null(strstr(text, "| `closed_christmas_eve` | `true` | true or false |"));
    assert_non_null(strstr(text, "  sessions_max = 64\n      how many clients may be connected at once (1 to 1024 connections)\n"));
    free(text);
}

/* ---- keys ---- */

static uint8_t public_key[32], secret_key[32];

static status_t read_key(const char *text, mode_t mode, bool wants_secret)
{
    write_bytes(text, strlen(text), mode);
    memset(public_key, 0xEE, sizeof public_key);
    memset(secret_key, 0xEE, sizeof secret_key);
    return config_read_key(path, public_key, wants_secret ? secret_key : NULL, problem);
}

static void assert_key_refused(const char *text, mode_t mode, bool wants_secret, const char *part)
{
    assert_int_equal(read_key(text, mode, wants_secret), STATUS_CONFIG_INVALID);
    assert_non_null(strstr(problem, part));
    assert_null(strstr(problem, "0a0b0c"));
    assert_int_equal(public_key[0], 0xEE);
    assert_int_equal(secret_key[0], 0xEE);
}

static void a_key_pair_of_its_owner_alone_is_read(void **state)
{
    (void)state;
    assert_int_equal(read_key("public = " PUBLIC "\nsecret = " SECRET "\n", 0600, true), STATUS_OK);
    assert_int_equal(public_key[0], 0x01);
    assert_int_equal(public_key[31], 0x20);
    assert_int_equal(secret_key[0], 0xFF);
}

static void a_secret_that_others_can_read_is_refused(void **state)
{
    (void)state;
    assert_key_refused("public = " PUBLIC "\nsecret = " SECRET "\n", 0640, true, "open to others");
    assert_key_refused("public = " PUBLIC "\nsecret = " SECRET "\n", 0604, true, "open to others");
    assert_key_refused("public = " PUBLIC "\nsecret = " SECRET "\n", 0644, false, "open to others");
}

static void a_public_key_alone_may_be_open_to_all(void **state)
{
    (void)state;
    assert_int_equal(read_key("public = " PUBLIC "\n", 0644, false), STATUS_OK);
    assert_int_equal(public_key[0], 0x01);
    assert_key_refused("public = " PUBLIC "\n", 0600, true, "secret");
}

static void a_damaged_key_file_is_refused(void **state)
{
    (void)state;
    assert_key_refused("", 0600, false, "public");
    assert_key_refused("secret = " SECRET "\n", 0600, true, "public");
    assert_key_refused("public = " PUBLIC "0\n", 0600, false, "64 hex digits");
    assert_key_refused("public = 0102\n", 0600, false, "64 hex digits");
    assert_key_refused("public = " PUBLIC "\npublic = " PUBLIC "\n", 0600, false, ":2: ");
    assert_key_refused("public = " PUBLIC "\nprivate = " SECRET "\n", 0600, false, ":2: ");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(config_read_key(path, public_key, NULL, problem), STATUS_FILE_FAILED);
    assert_non_null(strstr(problem, path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_gives_the_defaults),
        cmocka_unit_test(a_file_is_read_over_the_defaults),
        cmocka_unit_test(the_bounds_of_a_number_belong_to_it),
        cmocka_unit_test(what_is_no_number_or_flag_is_refused),
        cmocka_unit_test(an_unknown_setting_is_refused_with_its_line),
        cmocka_unit_test(a_setting_given_twice_is_refused_with_both_lines),
        cmocka_unit_test(a_line_that_is_no_setting_is_refused),
        cmocka_unit_test(a_refusal_never_repeats_a_value),
        cmocka_unit_test(a_text_that_does_not_fit_is_refused),
        cmocka_unit_test(a_file_that_is_no_text_is_refused),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
        cmocka_unit_test(every_setting_is_printed_with_its_bounds),
        cmocka_unit_test(a_key_pair_of_its_owner_alone_is_read),
        cmocka_unit_test(a_secret_that_others_can_read_is_refused),
        cmocka_unit_test(a_public_key_alone_may_be_open_to_all),
        cmocka_unit_test(a_damaged_key_file_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
