/* SPDX-License-Identifier: EUPL-1.2
 * Messages under way, on disk. */
#include "client/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/check.h"
#include "base/id.h"
#include "base/limits.h"

/* A record: magic 4, kind 4, place 8, size 4, check 8 (of the 16 bytes before it without the magic, and the contents), contents. Big-endian. */
#define MAGIC 0x5354464Fu
#define HEADER_SIZE 28
#define CHECKED_AT 4
#define CHECKED_SIZE 16
#define CHECK_SIZE 8
#define FILE_BYTES_MAX ((size_t)8 * 1024 * 1024)
/* No outbox gets there. A place above it is not ours, and there must be room for those to come. */
#define PLACE_MAX (UINT64_MAX / 2)
#define NAME_FORMAT "%016" PRIu64 ".outbox"
#define NAME_LENGTH 23

enum { RECORD_MESSAGE = 1, RECORD_DONE = 2 };

/* A file of the folder. Its messages have the places from first_place up to the next file's. */
typedef struct {
    uint64_t number;
    uint64_t first_place;
    size_t waiting;
} outbox_file_t;

struct outbox {
    int folder, lock, current; /* descriptors; current = the last of `files`, -1 before the first put */
    outbox_file_t *files;
    size_t file_count;
    size_t current_size;
    uint64_t next_place, next_number;
    bool needs_sync, folder_needs_sync;
};

typedef struct {
    uint64_t place;
    bytes_t message;
    size_t file; /* index of its file */
} found_t;

/* Everything that stands in the files when the folder is opened. */
typedef struct {
    uint8_t **contents;
    found_t *messages;
    size_t message_count, message_capacity;
    uint64_t *done;
    size_t done_count, done_capacity;
    bool is_mixed; /* not written by one outbox */
} leftovers_t;

static void check_of(const uint8_t checked[CHECKED_SIZE], bytes_t contents, uint8_t check[CHECK_SIZE]) {
    digest_t inner = digest_sha256(contents);
    uint8_t whole[CHECKED_SIZE + sizeof inner.bytes];
    memcpy(whole, checked, CHECKED_SIZE);
    memcpy(whole + CHECKED_SIZE, inner.bytes, sizeof inner.bytes);
    digest_t outer = digest_sha256((bytes_t){whole, sizeof whole});
    memcpy(check, outer.bytes, CHECK_SIZE);
}

static void *grown(void *array, size_t count, size_t *capacity, size_t item_size) {
    if (count < *capacity) return array;
    *capacity = *capacity == 0 ? 64 : *capacity * 2;
    void *larger = realloc(array, *capacity * item_size);
    CHECK(larger != NULL);
    return larger;
}

/* ---- reading what was left ---- */

static uint64_t number_at(const uint8_t *data, size_t size) {
    uint64_t number = 0;
    for (size_t index = 0; index < size; index++) number = number << 8 | data[index];
    return number;
}

/* Places grow from record to record. Where they do not (a file was copied into the folder), the answer to one message would pass for the answer to another,
 * which would be lost: somebody has to look. */
static void leftovers_take(leftovers_t *left, outbox_t *outbox, const uint8_t *record, bytes_t contents) {
    uint64_t kind = number_at(record + 4, 4), place = number_at(record + 8, 8);
    if (place == 0 || place > PLACE_MAX || (kind == RECORD_MESSAGE && place < outbox->next_place)) {
        left->is_mixed = true;
    } else if (kind == RECORD_DONE) {
        left->done = grown(left->done, left->done_count, &left->done_capacity, sizeof *left->done);
        left->done[left->done_count++] = place;
    } else if (kind == RECORD_MESSAGE) {
        left->messages = grown(left->messages, left->message_count, &left->message_capacity, sizeof *left->messages);
        left->messages[left->message_count++] = (found_t){place, contents, outbox->file_count - 1};
    }
    if (!left->is_mixed && place >= outbox->next_place) outbox->next_place = place + 1;
}

/* The size of the whole record at `data`, 0 when there is none. */
static size_t record_at(const uint8_t *data, size_t size, bytes_t *contents) {
    uint8_t check[CHECK_SIZE];
    if (size < HEADER_SIZE || number_at(data, 4) != MAGIC) return 0;
    size_t contents_size = (size_t)number_at(data + 16, 4);
    if (contents_size > MESSAGE_SIZE_MAX || contents_size > size - HEADER_SIZE) return 0;
    *contents = (bytes_t){data + HEADER_SIZE, contents_size};
    check_of(data + CHECKED_AT, *contents, check);
    return memcmp(check, data + CHECKED_AT + CHECKED_SIZE, CHECK_SIZE) == 0 ? HEADER_SIZE + contents_size : 0;
}

/* What does not check is torn: the next whole record is looked for byte by byte. */
static void leftovers_scan(leftovers_t *left, outbox_t *outbox, bytes_t file) {
    size_t at = 0;
    while (at < file.size) {
        bytes_t contents;
        size_t size = record_at(file.data + at, file.size - at, &contents);
        if (size > 0) leftovers_take(left, outbox, file.data + at, contents);
        at += size > 0 ? size : 1;
    }
}

static status_t file_read(int folder, const char *name, uint8_t **contents, size_t *size) {
    struct stat info;
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return STATUS_FILE_FAILED;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        (void)close(file);
        return STATUS_FILE_FAILED;
    }
    uint8_t *data = malloc((size_t)info.st_size + 1);
    CHECK(data != NULL);
    size_t have = 0;
    ssize_t got = 1;
    while (got > 0 && have < (size_t)info.st_size) {
        got = read(file, data + have, (size_t)info.st_size - have);
        if (got > 0) have += (size_t)got;
    }
    (void)close(file);
    *contents = data;
    *size = have;
    if (got >= 0) return STATUS_OK;
    free(data);
    return STATUS_FILE_FAILED;
}

static int compare_files(const void *a, const void *b) {
    uint64_t left = ((const outbox_file_t *)a)->number, right = ((const outbox_file_t *)b)->number;
    return (left > right) - (left < right);
}

static int compare_places(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static status_t files_list(outbox_t *outbox, outbox_file_t **files, size_t *count) {
    size_t capacity = 0;
    *files = NULL;
    *count = 0;
    int again = openat(outbox->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = again < 0 ? NULL : fdopendir(again);
    if (listing == NULL) {
        if (again >= 0) (void)close(again);
        return STATUS_FILE_FAILED;
    }
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        uint64_t number;
        int length = 0;
        if (sscanf(entry->d_name, "%16" SCNu64 ".outbox%n", &number, &length) != 1 || length != NAME_LENGTH || strlen(entry->d_name) != NAME_LENGTH) continue;
        *files = grown(*files, *count, &capacity, sizeof **files);
        (*files)[(*count)++] = (outbox_file_t){.number = number};
    }
    (void)closedir(listing);
    if (*count > 0) qsort(*files, *count, sizeof **files, compare_files);
    return STATUS_OK;
}

static status_t leftovers_read(leftovers_t *left, outbox_t *outbox) {
    size_t count;
    status_t status = files_list(outbox, &outbox->files, &count);
    if (status == STATUS_OK && count > 0) {
        left->contents = calloc(count, sizeof *left->contents);
        CHECK(left->contents != NULL);
    }
    for (size_t index = 0; status == STATUS_OK && index < count; index++) {
        char name[32];
        size_t size = 0;
        outbox_file_t *file = &outbox->files[outbox->file_count++];
        (void)snprintf(name, sizeof name, NAME_FORMAT, file->number);
        file->first_place = outbox->next_place;
        status = file_read(outbox->folder, name, &left->contents[index], &size);
        if (status == STATUS_OK) leftovers_scan(left, outbox, (bytes_t){left->contents[index], size});
        outbox->next_number = file->number + 1;
    }
    return status == STATUS_OK && left->is_mixed ? STATUS_FILE_FAILED : status;
}

static void leftovers_hand_over(leftovers_t *left, outbox_t *outbox, outbox_found_t found, void *context) {
    if (left->done_count > 0) qsort(left->done, left->done_count, sizeof *left->done, compare_places);
    for (size_t index = 0; index < left->message_count; index++) {
        const found_t *message = &left->messages[index];
        bool is_done = left->done_count > 0 && bsearch(&message->place, left->done, left->done_count, sizeof *left->done, compare_places) != NULL;
        if (is_done) continue;
        outbox->files[message->file].waiting++;
        found(context, message->message, message->place);
    }
}

static void leftovers_free(leftovers_t *left, size_t file_count) {
    for (size_t index = 0; left->contents != NULL && index < file_count; index++) free(left->contents[index]);
    free(left->contents);
    free(left->messages);
    free(left->done);
}

/* ---- the folder ---- */

/* Files go in order: a later one may say that a message of an earlier one is done. */
static void files_remove_front(outbox_t *outbox) {
    size_t gone = 0;
    size_t removable = outbox->current >= 0 ? outbox->file_count - 1 : outbox->file_count;
    while (gone < removable && outbox->files[gone].waiting == 0) {
        char name[32];
        (void)snprintf(name, sizeof name, NAME_FORMAT, outbox->files[gone].number);
        (void)unlinkat(outbox->folder, name, 0);
        gone++;
    }
    if (gone == 0) return;
    outbox->file_count -= gone;
    memmove(outbox->files, outbox->files + gone, outbox->file_count * sizeof *outbox->files);
}

static status_t folder_open(outbox_t *outbox, const char *folder) {
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return STATUS_FILE_FAILED;
    outbox->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (outbox->folder < 0) return STATUS_FILE_FAILED;
    outbox->lock = openat(outbox->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (outbox->lock < 0 || flock(outbox->lock, LOCK_EX | LOCK_NB) != 0) return STATUS_FILE_FAILED;
    return STATUS_OK;
}

status_t outbox_open(const char *folder, outbox_found_t found, void *context, outbox_t **outbox) {
    leftovers_t left = {0};
    outbox_t *made = calloc(1, sizeof *made);
    CHECK(made != NULL);
    made->folder = made->lock = made->current = -1;
    made->next_place = made->next_number = 1;
    status_t status = folder_open(made, folder);
    if (status == STATUS_OK) status = leftovers_read(&left, made);
    if (status == STATUS_OK) {
        leftovers_hand_over(&left, made, found, context);
        leftovers_free(&left, made->file_count);
        files_remove_front(made);
        *outbox = made;
        return STATUS_OK;
    }
    leftovers_free(&left, made->file_count);
    outbox_close(&made);
    return status;
}

void outbox_close(outbox_t **outbox) {
    outbox_t *closing = *outbox;
    *outbox = NULL;
    if (closing == NULL) return;
    int descriptors[] = {closing->current, closing->lock, closing->folder};
    for (size_t index = 0; index < COUNT_OF(descriptors); index++) {
        if (descriptors[index] >= 0) (void)close(descriptors[index]);
    }
    free(closing->files);
    free(closing);
}

/* ---- writing ---- */

static status_t file_begin(outbox_t *outbox) {
    char name[32];
    if (outbox->current >= 0) {
        if (outbox_sync(outbox) != STATUS_OK) return STATUS_FILE_FAILED;
        (void)close(outbox->current);
        outbox->current = -1;
    }
    (void)snprintf(name, sizeof name, NAME_FORMAT, outbox->next_number);
    int file = openat(outbox->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return STATUS_FILE_FAILED;
    outbox_file_t *files = realloc(outbox->files, (outbox->file_count + 1) * sizeof *files);
    CHECK(files != NULL);
    outbox->files = files;
    outbox->files[outbox->file_count++] = (outbox_file_t){.number = outbox->next_number++, .first_place = outbox->next_place};
    outbox->current = file;
    outbox->current_size = 0;
    outbox->folder_needs_sync = true;
    files_remove_front(outbox);
    return STATUS_OK;
}

static status_t record_write(outbox_t *outbox, uint32_t kind, uint64_t place, bytes_t contents) {
    uint8_t header[HEADER_SIZE];
    buffer_t out = {.data = header, .capacity = sizeof header};
    buffer_put_u32(&out, MAGIC);
    buffer_put_u32(&out, kind);
    buffer_put_u64(&out, place);
    buffer_put_u32(&out, (uint32_t)contents.size);
    check_of(header + CHECKED_AT, contents, header + CHECKED_AT + CHECKED_SIZE);
    struct iovec parts[2] = {{header, sizeof header}, {(void *)(uintptr_t)contents.data, contents.size}};
    size_t size = sizeof header + contents.size;
    ssize_t written;
    do written = writev(outbox->current, parts, contents.size > 0 ? 2 : 1);
    while (written < 0 && errno == EINTR);
    if (written == (ssize_t)size) {
        outbox->current_size += size;
        return STATUS_OK;
    }
    /* Half a record (the disk is full) is taken back; where that fails the scan of the next start passes it over. */
    if (written > 0 && ftruncate(outbox->current, (off_t)outbox->current_size) != 0) outbox->current_size = FILE_BYTES_MAX;
    return STATUS_FILE_FAILED;
}

status_t outbox_put(outbox_t *outbox, bytes_t message, uint64_t *place) {
    CHECK(message.size <= MESSAGE_SIZE_MAX);
    if (outbox->current < 0 || outbox->current_size >= FILE_BYTES_MAX) {
        status_t begun = file_begin(outbox);
        if (begun != STATUS_OK) return begun;
    }
    status_t status = record_write(outbox, RECORD_MESSAGE, outbox->next_place, message);
    if (status != STATUS_OK) return status;
    outbox->files[outbox->file_count - 1].waiting++;
    outbox->needs_sync = true;
    *place = outbox->next_place++;
    return STATUS_OK;
}

status_t outbox_sync(outbox_t *outbox) {
    if (outbox->needs_sync && fdatasync(outbox->current) != 0) return STATUS_FILE_FAILED;
    outbox->needs_sync = false;
    if (outbox->folder_needs_sync && fsync(outbox->folder) != 0) return STATUS_FILE_FAILED;
    outbox->folder_needs_sync = false;
    return STATUS_OK;
}

static outbox_file_t *file_of(outbox_t *outbox, uint64_t place) {
    size_t index = outbox->file_count;
    while (index > 0 && outbox->files[index - 1].first_place > place) index--;
    CHECK(index > 0);
    return &outbox->files[index - 1];
}

void outbox_done(outbox_t *outbox, uint64_t place) {
    outbox_file_t *file = file_of(outbox, place);
    CHECK(file->waiting > 0);
    file->waiting--;
    /* A message that nothing says is done any more is sent again, which does no harm: so a failure here is none. */
    if (outbox->current >= 0 || file_begin(outbox) == STATUS_OK) {
        status_t status = record_write(outbox, RECORD_DONE, place, (bytes_t){NULL, 0});
        (void)status;
    }
    files_remove_front(outbox);
}

size_t outbox_file_count(const outbox_t *outbox) {
    return outbox->file_count;
}
