/* SPDX-License-Identifier: EUPL-1.2
 * Tests of client/outbox. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/outbox.h"

#define FOUND_MAX 64

typedef struct {
    char folder[64];
    char texts[FOUND_MAX][32];
    uint64_t places[FOUND_MAX];
    size_t count;
} box_t;

static void note(void *context, bytes_t message, uint64_t place) {
    box_t *box = context;
    assert_true(box->count < FOUND_MAX && message.size < sizeof box->texts[0]);
    memcpy(box->texts[box->count], message.data, message.size);
    box->texts[box->count][message.size] = '\0';
    box->places[box->count++] = place;
}

static outbox_t *opened(box_t *box) {
    outbox_t *outbox = NULL;
    box->count = 0;
    assert_int_equal(outbox_open(box->folder, note, box, &outbox), STATUS_OK);
    return outbox;
}

static uint64_t put(outbox_t *outbox, const char *text) {
    uint64_t place = 0;
    assert_int_equal(outbox_put(outbox, bytes_of_text(text), &place), STATUS_OK);
    return place;
}

static int make_folder(void **state) {
    static box_t box;
    box = (box_t){.folder = "/tmp/stafet-outbox-XXXXXX"};
    assert_non_null(mkdtemp(box.folder));
    *state = &box;
    return 0;
}

static int remove_folder(void **state) {
    box_t *box = *state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -r '%s'", box->folder);
    return system(command);
}

/* The name of the folder's last file. */
static void last_file(const box_t *box, char path[512]) {
    char last[256] = "";
    DIR *listing = opendir(box->folder);
    assert_non_null(listing);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        if (strstr(entry->d_name, ".outbox") != NULL && strcmp(entry->d_name, last) > 0) (void)snprintf(last, sizeof last, "%s", entry->d_name);
    }
    (void)closedir(listing);
    (void)snprintf(path, 512, "%s/%s", box->folder, last);
}

static void what_was_put_is_found_again_in_its_order(void **state) {
    box_t *box = *state;
    outbox_t *outbox = opened(box);
    assert_int_equal(box->count, 0);
    (void)put(outbox, "first");
    (void)put(outbox, "second");
    assert_int_equal(outbox_sync(outbox), STATUS_OK);
    outbox_close(&outbox);
    assert_null(outbox);
    outbox = opened(box);
    assert_int_equal(box->count, 2);
    assert_string_equal(box->texts[0], "first");
    assert_string_equal(box->texts[1], "second");
    outbox_close(&outbox);
}

static void what_is_done_is_not_found_again(void **state) {
    box_t *box = *state;
    outbox_t *outbox = opened(box);
    uint64_t first = put(outbox, "first");
    (void)put(outbox, "second");
    outbox_done(outbox, first);
    outbox_close(&outbox);
    outbox = opened(box);
    assert_int_equal(box->count, 1);
    assert_string_equal(box->texts[0], "second");
    outbox_done(outbox, box->places[0]);
    outbox_close(&outbox);
    outbox = opened(box);
    assert_int_equal(box->count, 0);
    assert_int_equal(outbox_file_count(outbox), 0);
    outbox_close(&outbox);
}

static void places_go_on_after_a_restart(void **state) {
    box_t *box = *state;
    outbox_t *outbox = opened(box);
    uint64_t before = put(outbox, "before");
    outbox_close(&outbox);
    outbox = opened(box);
    uint64_t after = put(outbox, "after");
    assert_true(after > before);
    outbox_done(outbox, before);
    outbox_close(&outbox);
    outbox = opened(box);
    assert_int_equal(box->count, 1);
    assert_string_equal(box->texts[0], "after");
    outbox_close(&outbox);
}

static void a_torn_end_costs_only_what_was_torn(void **state) {
    box_t *box = *state;
    char path[512];
    outbox_t *outbox = opened(box);
    (void)put(outbox, "whole");
    (void)put(outbox, "this one is cut");
    outbox_close(&outbox);
    last_file(box, path);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    assert_int_equal(ftruncate(fileno(file), ftell(file) - 3), 0);
    (void)fclose(file);
    outbox = opened(box);
    assert_int_equal(box->count, 1);
    assert_string_equal(box->texts[0], "whole");
    outbox_close(&outbox);
}

static void a_damaged_record_does_not_hide_the_next(void **state) {
    box_t *box = *state;
    char path[512];
    outbox_t *outbox = opened(box);
    (void)put(outbox, "damaged");
    (void)put(outbox, "whole");
    outbox_close(&outbox);
    last_file(box, path);
    int file = open(path, O_WRONLY);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, "X", 1, 30), 1);
    (void)close(file);
    outbox = opened(box);
    assert_int_equal(box->count, 1);
    assert_string_equal(box->texts[0], "whole");
    outbox_close(&outbox);
}

static void two_clients_cannot_share_a_folder(void **state) {
    box_t *box = *state;
    outbox_t *outbox = opened(box), *second = NULL;
    assert_int_equal(outbox_open(box->folder, note, box, &second), STATUS_FILE_FAILED);
    assert_null(second);
    outbox_close(&outbox);
}

static void a_file_that_was_copied_into_the_folder_is_refused(void **state) {
    box_t *box = *state;
    char path[512], command[1200];
    outbox_t *outbox = opened(box);
    (void)put(outbox, "once");
    outbox_close(&outbox);
    last_file(box, path);
    (void)snprintf(command, sizeof command, "cp '%s' '%s/0000000000000009.outbox'", path, box->folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(outbox_open(box->folder, note, box, &outbox), STATUS_FILE_FAILED);
    assert_null(outbox);
}

static void files_go_when_nothing_in_them_waits(void **state) {
    box_t *box = *state;
    static uint8_t large[128 * 1024];
    uint64_t places[160], kept = 0;
    memset(large, 'x', sizeof large);
    outbox_t *outbox = opened(box);
    kept = put(outbox, "kept");
    for (size_t index = 0; index < 160; index++) assert_int_equal(outbox_put(outbox, (bytes_t){large, sizeof large}, &places[index]), STATUS_OK);
    assert_true(outbox_file_count(outbox) >= 3);
    for (size_t index = 0; index < 160; index++) outbox_done(outbox, places[index]);
    assert_true(outbox_file_count(outbox) >= 3);
    outbox_done(outbox, kept);
    assert_int_equal(outbox_file_count(outbox), 1);
    outbox_close(&outbox);
}

static void a_put_that_does_not_fit_on_the_disk_leaves_what_was_there(void **state) {
    box_t *box = *state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static uint8_t large[100 * 1024];
        uint64_t place;
        outbox_t *outbox = opened(box);
        (void)put(outbox, "before");
        struct rlimit limit = {.rlim_cur = 50 * 1024, .rlim_max = 50 * 1024};
        (void)signal(SIGXFSZ, SIG_IGN);
        bool refused = setrlimit(RLIMIT_FSIZE, &limit) == 0 && outbox_put(outbox, (bytes_t){large, sizeof large}, &place) == STATUS_FILE_FAILED;
        (void)put(outbox, "after");
        _exit(refused ? 0 : 1);
    }
    int ended;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    outbox_t *outbox = opened(box);
    assert_int_equal(box->count, 2);
    assert_string_equal(box->texts[0], "before");
    assert_string_equal(box->texts[1], "after");
    outbox_close(&outbox);
}

static void a_folder_that_cannot_be_made_is_refused(void **state) {
    (void)state;
    outbox_t *outbox = NULL;
    assert_int_equal(outbox_open("/nonexistent/folder", note, NULL, &outbox), STATUS_FILE_FAILED);
    assert_null(outbox);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_put_is_found_again_in_its_order, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_done_is_not_found_again, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(places_go_on_after_a_restart, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_torn_end_costs_only_what_was_torn, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_damaged_record_does_not_hide_the_next, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(two_clients_cannot_share_a_folder, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_file_that_was_copied_into_the_folder_is_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(files_go_when_nothing_in_them_waits, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_put_that_does_not_fit_on_the_disk_leaves_what_was_there, make_folder, remove_folder),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
