/* SPDX-License-Identifier: EUPL-1.2
 * Tables for people: columns as wide as their widest cell, counted as a terminal shows it. What comes from others is cleaned of control characters. */
#ifndef STAFET_CLI_TABLE_H
#define STAFET_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 12

typedef enum { TABLE_PLAIN, TABLE_BOLD, TABLE_RED, TABLE_YELLOW, TABLE_GREEN, TABLE_DIM } table_colour_t;

typedef struct {
    char *text;
    table_colour_t colour;
    bool is_line; /* the row is this one text over all columns */
} table_cell_t;

typedef struct {
    const char *headings[TABLE_COLUMNS_MAX];
    unsigned column_count;
    table_cell_t *cells;
    size_t cell_count, cell_capacity;
    size_t width; /* of the terminal: columns that are too wide for it wrap between words; 0 = as wide as it comes */
} table_t;

/* Columns a terminal gives the text. Bytes that are no UTF-8 count as one each. */
size_t text_width(const char *text);
/* Copies the text without control characters (each becomes a space); the caller frees. */
char *text_clean(const char *text);

void table_open(table_t *table);
void table_close(table_t *table);
void table_column(table_t *table, const char *heading);
/* Cells fill rows from the left. The text is copied; NULL = empty. */
void table_put(table_t *table, const char *text, table_colour_t colour);
/* A row of one text that goes over all columns and makes none wider. */
void table_put_line(table_t *table, const char *text, table_colour_t colour);
size_t table_rows(const table_t *table);
/* Columns without any text are left out. The last column is not padded. */
void table_print(const table_t *table, FILE *out, bool in_colour);
/* Prints a text in a colour. */
void text_print(FILE *out, bool in_colour, table_colour_t colour, const char *text);

#endif
