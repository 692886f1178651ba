/* SPDX-License-Identifier: EUPL-1.2
 * The files of an outbox. The input is a script that writes them: whole records, torn ones, rubbish, up to four files. Records are made here with a check
 * of their own, which no mutation would hit. Every whole message that is not done is found, in order, and nothing else. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "client/outbox.h"
#include "fuzz.h"

#define CHECK_AT 20 /* in a record: the first byte of its check */
#define PIECES_MAX 256
#define FILES_MAX 4
#define PLACE_MAX (UINT64_MAX / 2)

typedef struct {
    uint64_t place;
    bytes_t message;
} piece_t;

typedef struct {
    piece_t pieces[PIECES_MAX];
    unsigned count;
} pieces_t;

static pieces_t expected, found;
static uint64_t done[PIECES_MAX];
static unsigned done_count;
static uint64_t place_max;
static bool is_ordered; /* each message's place is above all places before it, as the outbox itself writes them */
static char folder[256];

/* ---- the script ---- */

typedef struct {
    const uint8_t *data;
    size_t size;
} script_t;

static uint8_t take(script_t *script) {
    if (script->size == 0) {
        return 0;
    }
    script->size--;
    return *script->data++;
}

static bytes_t take_bytes(script_t *script) {
    size_t size = take(script);
    size = size > script->size ? script->size : size;
    bytes_t bytes = {script->data, size};
    script->data += size;
    script->size -= size;
    return bytes;
}

/* Small numbers, and some that no outbox gets to. */
static uint64_t take_place(script_t *script) {
    uint8_t byte = take(script);
    return byte < 0xF0 ? byte : byte < 0xF8 ? PLACE_MAX + 1 + (byte - 0xF0u) : UINT64_MAX - (0xFFu - byte);
}

static void put_record(buffer_t *out, uint32_t kind, uint64_t place, bytes_t contents) {
    uint8_t head[16 + sizeof(digest_t)];
    buffer_t checked = {.data = head, .capacity = sizeof head};
    digest_t inner = digest_sha256(contents);
    buffer_put_u32(&checked, kind);
    buffer_put_u64(&checked, place);
    buffer_put_u32(&checked, (uint32_t)contents.size);
    buffer_put_u32(out, 0x5354464F);
    buffer_put(out, buffer_bytes(&checked));
    buffer_put(&checked, (bytes_t){inner.bytes, sizeof inner.bytes});
    digest_t outer = digest_sha256(buffer_bytes(&checked));
    buffer_put(out, (bytes_t){outer.bytes, 8});
    buffer_put(out, contents);
}

static void note_place(uint64_t place, bool is_message) {
    is_ordered = is_ordered && place > 0 && place <= PLACE_MAX && (!is_message || place > place_max);
    place_max = place > place_max ? place : place_max;
}

static void put_message(script_t *script, buffer_t *out) {
    piece_t piece = {take_place(script), take_bytes(script)};
    put_record(out, 1, piece.place, piece.message);
    note_place(piece.place, true);
    CHECK(expected.count < PIECES_MAX);
    expected.pieces[expected.count++] = piece;
}

static void put_done(script_t *script, buffer_t *out) {
    uint64_t place = take_place(script);
    put_record(out, 2, place, (bytes_t){NULL, 0});
    note_place(place, false);
    CHECK(done_count < PIECES_MAX);
    done[done_count++] = place;
}

/* A record of which one byte is another, or of which the end is missing; what comes after it must not make it whole again, so its check is wrong too. */
static void put_damaged(script_t *script, buffer_t *out, bool is_torn) {
    size_t start = out->size;
    uint64_t place = take_place(script);
    put_record(out, 1, place, take_bytes(script));
    size_t size = out->size - start, at = take(script) % size;
    out->data[start + (is_torn ? CHECK_AT : at)] ^= 0x10;
    out->size = is_torn ? start + at : out->size;
}

static void write_file(unsigned number, bytes_t contents) {
    char path[320];
    (void)snprintf(path, sizeof path, "%s/%016u.outbox", folder, number);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0 && write(file, contents.data, contents.size) == (ssize_t)contents.size);
    CHECK(close(file) == 0);
}

static void write_files(script_t script) {
    buffer_t out = fuzz_buffer(0, 64 * 1024);
    unsigned files = 1;
    for (unsigned step = 0; script.size > 0 && step < PIECES_MAX; step++) {
        switch (take(&script) % 7) {
        case 0: put_message(&script, &out); break;
        case 1: put_done(&script, &out); break;
        case 2: buffer_put(&out, take_bytes(&script)); break;
        case 3: put_damaged(&script, &out, true); break;
        case 4: put_damaged(&script, &out, false); break;
        case 5: /* a kind that a later version may have */
            note_place(1, false);
            put_record(&out, 3 + take(&script), 1, take_bytes(&script));
            break;
        default:
            if (files < FILES_MAX) {
                write_file(files++, buffer_bytes(&out));
                out = fuzz_buffer(0, 64 * 1024);
            }
        }
    }
    CHECK(!out.full);
    write_file(files, buffer_bytes(&out));
}

/* ---- what is found ---- */

static bool is_done(uint64_t place) {
    for (unsigned at = 0; at < done_count; at++) {
        if (done[at] == place) {
            return true;
        }
    }
    return false;
}

static void drop_done(void) {
    unsigned kept = 0;
    for (unsigned at = 0; at < expected.count; at++) {
        if (!is_done(expected.pieces[at].place)) {
            expected.pieces[kept++] = expected.pieces[at];
        }
    }
    expected.count = kept;
}

static void note_found(void *context, bytes_t message, uint64_t place) {
    (void)context;
    fuzz_touch(message);
    CHECK(found.count < expected.count);
    const piece_t *piece = &expected.pieces[found.count++];
    CHECK(piece->place == place && bytes_equal(piece->message, message));
}

static outbox_t *open_outbox(void) {
    outbox_t *outbox = NULL;
    found.count = 0;
    drop_done();
    CHECK(outbox_open(folder, note_found, NULL, &outbox) == STATUS_OK);
    CHECK(found.count == expected.count);
    return outbox;
}

/* New messages get places of their own; every other message is answered; the next start finds the rest. */
static void go_on(outbox_t *outbox) {
    static const uint8_t TEXT[] = {'n', 'e', 'w'};
    CHECK(expected.count < PIECES_MAX);
    piece_t *piece = &expected.pieces[expected.count++];
    piece->message = (bytes_t){TEXT, sizeof TEXT};
    CHECK(outbox_put(outbox, piece->message, &piece->place) == STATUS_OK);
    CHECK(piece->place > place_max);
    done_count = 0;
    for (unsigned at = 0; at < expected.count; at += 2) {
        outbox_done(outbox, expected.pieces[at].place);
        done[done_count++] = expected.pieces[at].place;
    }
    CHECK(outbox_file_count(outbox) <= FILES_MAX + 1);
}

static void answer_all(outbox_t *outbox) {
    for (unsigned at = 0; at < expected.count; at++) {
        outbox_done(outbox, expected.pieces[at].place);
    }
    CHECK(outbox_file_count(outbox) <= 1);
}

/* ---- the folder ---- */

static void remove_folder(void) {
    DIR *listing = opendir(folder);
    CHECK(listing != NULL);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        (void)unlinkat(dirfd(listing), entry->d_name, 0);
    }
    (void)closedir(listing);
    CHECK(rmdir(folder) == 0);
}

static void make_folder(void) {
    const char *parent = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/stafet-fuzz-XXXXXX", parent == NULL ? "/tmp" : parent);
    CHECK(mkdtemp(folder) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_FILE_FAILED, STATUS_OK};
    outbox_t *outbox = NULL;
    expected.count = done_count = 0;
    place_max = 0;
    is_ordered = true;
    make_folder();
    write_files((script_t){data, size});
    if (is_ordered) {
        outbox = open_outbox();
        go_on(outbox);
        outbox_close(&outbox);
        outbox = open_outbox();
        answer_all(outbox);
    } else {
        status_t status = outbox_open(folder, note_found, NULL, &outbox);
        fuzz_expect(status, ALLOWED);
        CHECK(status != STATUS_OK);
    }
    outbox_close(&outbox);
    remove_folder();
    return 0;
}
