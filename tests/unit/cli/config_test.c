/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/config. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/config.h"

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char folder[64], path[96], problem[CONFIG_PROBLEM_SIZE];

static void write_file(const char *name, const char *text) {
    char whole[128];
    (void)snprintf(whole, sizeof whole, "%s/%s", folder, name);
    FILE *file = fopen(whole, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state) {
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/stafet-config-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/client.conf", folder);
    write_file("operator.key", "# the operator's\npublic = " KEY "\nsecret = " KEY "\n");
    problem[0] = '\0';
    return 0;
}

static int remove_folder(void **state) {
    char command[96];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

static void settings_are_read_and_the_key_is_found_beside_them(void **state) {
    (void)state;
    config_t config;
    write_file("client.conf", "# settings\n\nendpoints = tcp://a:1, tcp://b:2\nserver_public = " KEY "\nkey = operator.key\nparty = desk.odense\nperson=anna\noutbox = out\n");
    assert_int_equal(config_read(path, &config, problem), STATUS_OK);
    assert_int_equal(config.endpoint_count, 2);
    assert_string_equal(config.endpoints[1], "tcp://b:2");
    assert_string_equal(config.party, "desk.odense");
    assert_string_equal(config.person, "anna");
    assert_string_equal(config.secret_key, KEY);
    assert_non_null(strstr(config.outbox, folder));
}

static void an_unknown_key_is_refused_with_its_line(void **state) {
    (void)state;
    config_t config;
    write_file("client.conf", "endpoints = tcp://a:1\ncolour = red\n");
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
    assert_non_null(strstr(problem, "line 2"));
    assert_non_null(strstr(problem, "colour"));
}

static void what_is_wrong_or_missing_is_named(void **state) {
    (void)state;
    config_t config;
    write_file("client.conf", "endpoints = udp://a:1\n");
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
    assert_non_null(strstr(problem, "line 1"));
    write_file("client.conf", "endpoints = tcp://a:1\nserver_public = " KEY "\n");
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
    assert_non_null(strstr(problem, "key is missing"));
    write_file("client.conf", "party = Desk Odense\n");
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
    assert_int_equal(config_read("/nonexistent", &config, problem), STATUS_FILE_FAILED);
    assert_non_null(strstr(problem, "/nonexistent"));
}

static void a_line_that_is_too_long_is_refused_and_not_read_in_pieces(void **state) {
    (void)state;
    enum { BUFFER = 2047 }; /* what is read at once */
    char text[BUFFER + 512];
    config_t config;
    memset(text, '#', BUFFER);
    (void)snprintf(text + BUFFER, sizeof text - BUFFER, "endpoints = tcp://a:1\nserver_public = " KEY "\nkey = operator.key\n");
    write_file("client.conf", text);
    assert_int_equal(config_read(path, &config, problem), STATUS_CONFIG_INVALID);
    assert_non_null(strstr(problem, "line 1"));
    assert_non_null(strstr(problem, "too long"));
}

static void a_broken_key_file_does_not_show_its_secret(void **state) {
    (void)state;
    char public_key[CONFIG_KEY_SIZE], secret_key[CONFIG_KEY_SIZE], whole[128];
    (void)snprintf(whole, sizeof whole, "%s/operator.key", folder);
    write_file("operator.key", "public = " KEY "\nsecret = deadbeef\n");
    assert_int_equal(config_read_key(whole, public_key, secret_key, problem), STATUS_CONFIG_INVALID);
    assert_null(strstr(problem, "deadbeef"));
    assert_non_null(strstr(problem, "line 2"));
    write_file("operator.key", "public = " KEY "\ndeadbeef\n");
    assert_int_equal(config_read_key(whole, public_key, secret_key, problem), STATUS_CONFIG_INVALID);
    assert_null(strstr(problem, "deadbeef"));
}

static void a_new_key_file_is_the_owners_alone_and_never_written_over(void **state) {
    (void)state;
    char whole[128], public_key[CONFIG_KEY_SIZE], secret_key[CONFIG_KEY_SIZE];
    struct stat info;
    (void)snprintf(whole, sizeof whole, "%s/new.key", folder);
    assert_int_equal(config_write_key(whole, KEY, KEY, problem), STATUS_OK);
    assert_int_equal(stat(whole, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(config_read_key(whole, public_key, secret_key, problem), STATUS_OK);
    assert_string_equal(public_key, KEY);
    assert_int_equal(config_write_key(whole, KEY, KEY, problem), STATUS_FILE_FAILED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(settings_are_read_and_the_key_is_found_beside_them, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(an_unknown_key_is_refused_with_its_line, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_wrong_or_missing_is_named, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_line_that_is_too_long_is_refused_and_not_read_in_pieces, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_broken_key_file_does_not_show_its_secret, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_new_key_file_is_the_owners_alone_and_never_written_over, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
