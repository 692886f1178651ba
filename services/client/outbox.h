/* SPDX-License-Identifier: EUPL-1.2
 * Messages under way, on disk: a folder of append-only files with zero-padded numbers as names. A record is checksummed, so a file that was
 * torn by a crash gives all that is whole in it; a file is removed when no message of it or of an earlier one waits for its answer. Internal. */
#ifndef STAFET_CLIENT_OUTBOX_H
#define STAFET_CLIENT_OUTBOX_H

#include "base/bytes.h"
#include "base/status.h"

typedef struct outbox outbox_t;

/* Called for each message that was left, in the order they were put. `message` lives for the call. */
typedef void (*outbox_found_t)(void *context, bytes_t message, uint64_t place);

/* Makes the folder if needed (0700) and reads what was left. FILE_FAILED: it cannot be read or written, another client has it open, or a file of another
 * outbox was put into it, so that two messages have one place. */
status_t outbox_open(const char *folder, outbox_found_t found, void *context, outbox_t **outbox) MUST_CHECK;
/* Sets *outbox to NULL; what waits stays. */
void outbox_close(outbox_t **outbox);
/* Writes a message; it survives this process from here, and a loss of power after outbox_sync. *place names it. FILE_FAILED: it is not in. */
status_t outbox_put(outbox_t *outbox, bytes_t message, uint64_t *place) MUST_CHECK;
/* Everything put so far is on disk. Does nothing when nothing was put since the last time. */
status_t outbox_sync(outbox_t *outbox) MUST_CHECK;
/* It has its final answer. Not synced: after a loss of power it is sent again and gets the same answer (L7). */
void outbox_done(outbox_t *outbox, uint64_t place);
/* Files in the folder, for tests and doctor. */
size_t outbox_file_count(const outbox_t *outbox);

#endif
