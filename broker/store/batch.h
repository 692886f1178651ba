/* SPDX-License-Identifier: EUPL-1.2
 * What the files of a batch share. Inside the store layer only. */
#ifndef STAFET_STORE_BATCH_H
#define STAFET_STORE_BATCH_H

#include "store/job.h"

/* Of a statement whose result nobody reads. */
#define BATCH_TAG_PLAIN 1

/* Adds a word to an array literal, "{}" at first: ids and numbers need no quotes. */
void batch_literal_add(char *literal, size_t capacity, const char *word);
/* One statement over the ids of the courses that changed in this. */
void batch_send_changed_ids(lane_t *lane, const store_batch_t *batch, unsigned what, const char *statement);
/* batch_consent.c */
void batch_send_consents(lane_t *lane, const store_batch_t *batch);
void batch_send_ended(lane_t *lane, const store_batch_t *batch);

#endif
