/* SPDX-License-Identifier: EUPL-1.2
 * Code lists that the directory is written in: municipalities and regions, FFB target groups and services, paragraphs with their KLE numbers, forms of delivery. Pure.
 * The tables are the code_*.def files, each with its source and date. A list of codes is kept as bits, by the place in its table. */
#ifndef STAFET_MODEL_CODES_H
#define STAFET_MODEL_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/status.h"

#define CODE_SIZE 40 /* a UUID, a paragraph, or one of our words */

typedef enum { CODES_TARGET_GROUP, CODES_SERVICE, CODES_PARAGRAPH, CODES_DELIVERY, CODES_PERFORMER, CODES_COUNT } codes_t;

/* One code of a list. */
typedef struct {
    const char *code;
    const char *parent;  /* its code; "" = none */
    const char *word;    /* that people may type; of a paragraph its KLE number; "" = none */
    const char *english; /* the Danish name where there is no English one */
    const char *danish;
} code_t;

/* NULL past the last one. */
const code_t *code_at(codes_t list, unsigned index);
/* By code, word or, of a paragraph, KLE number and the ways people write it: "85", "§ 85", "SEL 85", "82 a". NOT_FOUND. */
status_t code_find(codes_t list, const char *text, unsigned *index) MUST_CHECK;
/* "angst, depression" as bits. NOT_FOUND with the part that is unknown in `unknown`. An empty text has no bits. */
status_t codes_read(codes_t list, const char *text, uint64_t *bits, char unknown[CODE_SIZE]) MUST_CHECK;
/* The bits as canonical codes, "303deb9b-…, ee5b52bd-…", at most `capacity` with the zero; false when it is too short. */
bool codes_write(codes_t list, uint64_t bits, char *text, size_t capacity);
/* The code and all above it, as bits: what covers it. */
uint64_t code_with_ancestors(codes_t list, unsigned index);

/* The code of the municipality at that place; NULL past the last one. */
const char *municipality_at(unsigned index);
/* A municipality of today, or one of the made-up ones. */
bool municipality_is_known(const char *code);
/* "" for an unknown one. */
const char *municipality_name(const char *code);
/* The region that a municipality belongs to at a time: Region Østdanmark from 1 January 2027. "" for an unknown one and for Christiansø. */
const char *municipality_region(const char *code, instant_t at);
/* A region that exists at a time. */
bool region_is_known(const char *code, instant_t at);
/* "" for an unknown one. */
const char *region_name(const char *code);
/* The region that follows one that is no more at a time; the code itself while it is. */
const char *region_at(const char *code, instant_t at);

#endif
