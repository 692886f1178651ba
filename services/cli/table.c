/* SPDX-License-Identifier: EUPL-1.2
 * Tables for people. */
#include "cli/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static const char *const COLOURS[] = {
    [TABLE_PLAIN] = "", [TABLE_BOLD] = "\033[1m", [TABLE_RED] = "\033[31m", [TABLE_YELLOW] = "\033[33m", [TABLE_GREEN] = "\033[32m", [TABLE_DIM] = "\033[2m",
};

/* The code point at `text` and its size; what is no UTF-8 is one byte of its own. */
static size_t code_point(const char *text, uint32_t *point) {
    const uint8_t *bytes = (const uint8_t *)text;
    size_t size = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xC2 && bytes[0] < 0xE0 ? 2 : bytes[0] >= 0xE0 && bytes[0] < 0xF0 ? 3 : bytes[0] >= 0xF0 && bytes[0] < 0xF5 ? 4 : 1;
    uint32_t value = size == 1 ? bytes[0] : bytes[0] & (0x7Fu >> size);
    for (size_t index = 1; index < size; index++) {
        if ((bytes[index] & 0xC0) != 0x80) {
            *point = 0xFFFD;
            return 1;
        }
        value = value << 6 | (bytes[index] & 0x3F);
    }
    *point = value;
    return size;
}

/* Ranges that a terminal shows two columns wide (East Asian Width W and F, and emoji). */
static const struct {
    uint32_t first, last;
} WIDE[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
            {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

static size_t point_width(uint32_t point) {
    bool joins = (point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) || (point >= 0xFE00 && point <= 0xFE0F);
    if (joins) return 0;
    for (size_t index = 0; index < COUNT_OF(WIDE); index++) {
        if (point >= WIDE[index].first && point <= WIDE[index].last) return 2;
    }
    return 1;
}

size_t text_width(const char *text) {
    size_t width = 0;
    while (*text != '\0') {
        uint32_t point;
        text += code_point(text, &point);
        width += point_width(point);
    }
    return width;
}

/* C0, DEL, C1, and the marks that turn the direction of writing: a text must not be able to rewrite what stands around it. */
static bool is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

char *text_clean(const char *text) {
    char *clean = malloc(strlen(text) + 1), *out = clean;
    CHECK(clean != NULL);
    while (*text != '\0') {
        uint32_t point;
        size_t size = code_point(text, &point);
        if (is_control(point)) {
            *out++ = ' ';
        } else {
            memcpy(out, text, size);
            out += size;
        }
        text += size;
    }
    *out = '\0';
    return clean;
}

void table_open(table_t *table) {
    *table = (table_t){0};
}

void table_close(table_t *table) {
    for (size_t index = 0; index < table->cell_count; index++) free(table->cells[index].text);
    free(table->cells);
    *table = (table_t){0};
}

void table_column(table_t *table, const char *heading) {
    CHECK(table->column_count < TABLE_COLUMNS_MAX && table->cell_count == 0);
    table->headings[table->column_count++] = heading;
}

void table_put(table_t *table, const char *text, table_colour_t colour) {
    CHECK(table->column_count > 0);
    if (table->cell_count == table->cell_capacity) {
        table->cell_capacity = table->cell_capacity == 0 ? 64 : table->cell_capacity * 2;
        table->cells = realloc(table->cells, table->cell_capacity * sizeof *table->cells);
        CHECK(table->cells != NULL);
    }
    table->cells[table->cell_count++] = (table_cell_t){text_clean(text != NULL ? text : ""), colour, false};
}

void table_put_line(table_t *table, const char *text, table_colour_t colour) {
    CHECK(table->cell_count % table->column_count == 0);
    table_put(table, text, colour);
    table->cells[table->cell_count - 1].is_line = true;
    for (unsigned column = 1; column < table->column_count; column++) table_put(table, "", TABLE_PLAIN);
}

size_t table_rows(const table_t *table) {
    return table->column_count == 0 ? 0 : table->cell_count / table->column_count;
}

/* 0: no cell of the column has any text, so it is left out. */
static size_t column_width(const table_t *table, unsigned column) {
    size_t width = 0;
    for (size_t row = 0; row < table_rows(table); row++) {
        const table_cell_t *cell = &table->cells[row * table->column_count + column];
        size_t cell_width = cell->is_line ? 0 : text_width(cell->text);
        if (cell_width > width) width = cell_width;
    }
    size_t heading = text_width(table->headings[column]);
    return width > 0 && heading > width ? heading : width;
}

void text_print(FILE *out, bool in_colour, table_colour_t colour, const char *text) {
    bool coloured = in_colour && colour != TABLE_PLAIN && *text != '\0';
    (void)fprintf(out, "%s%s%s", coloured ? COLOURS[colour] : "", text, coloured ? "\033[0m" : "");
}

static void pad(FILE *out, size_t count) {
    for (; count > 0; count--) (void)fputc(' ', out);
}

typedef struct {
    size_t widths[TABLE_COLUMNS_MAX];
    unsigned last; /* the last column that is shown */
    FILE *out;
    bool in_colour;
} layout_t;

#define GAP 2

/* ---- what is too wide ---- */

static size_t word_size(const char *text) {
    return strcspn(text, " ");
}

static size_t part_width(const char *text, size_t size) {
    size_t width = 0;
    for (const char *end = text + size; text < end;) {
        uint32_t point;
        text += code_point(text, &point);
        width += point_width(point);
    }
    return width;
}

/* A word is never broken: an id must be copied whole. */
static size_t longest_word(const table_t *table, unsigned column) {
    size_t longest = text_width(table->headings[column]);
    for (size_t row = 0; row < table_rows(table); row++) {
        const table_cell_t *cell = &table->cells[row * table->column_count + column];
        for (const char *at = cell->text; !cell->is_line && *at != '\0'; at += word_size(at), at += strspn(at, " ")) {
            size_t width = part_width(at, word_size(at));
            if (width > longest) longest = width;
        }
    }
    return longest;
}

/* Takes from the widest column again and again, as far as its longest word. */
static void shrink(const table_t *table, layout_t *layout) {
    size_t least[TABLE_COLUMNS_MAX], total = 0;
    for (unsigned column = 0; column < table->column_count; column++) {
        least[column] = longest_word(table, column);
        total += layout->widths[column] > 0 ? layout->widths[column] + GAP : 0;
    }
    for (bool goes_on = true; table->width > 0 && total > table->width + GAP && goes_on; total--) {
        unsigned widest = TABLE_COLUMNS_MAX;
        for (unsigned column = 0; column < table->column_count; column++) {
            bool may = layout->widths[column] > least[column];
            if (may && (widest == TABLE_COLUMNS_MAX || layout->widths[column] > layout->widths[widest])) widest = column;
        }
        goes_on = widest < TABLE_COLUMNS_MAX;
        if (goes_on) layout->widths[widest]--;
    }
}

/* The words of the next line that fit, at least one; *rest is what comes after. Spaces at the begin of a text are kept on its first line. */
static size_t line_size(const char *text, size_t width, const char **rest) {
    size_t size = strspn(text, " "), taken;
    size += word_size(text + size);
    for (taken = size; text[size] != '\0'; taken = size) {
        size_t next = size + strspn(text + size, " ");
        next += word_size(text + next);
        if (part_width(text, next) > width) break;
        size = next;
    }
    *rest = text + taken + strspn(text + taken, " ");
    return taken;
}

/* ---- rows ---- */

static void print_part(const layout_t *layout, table_colour_t colour, const char *text, size_t size) {
    char *part = strndup(text, size);
    CHECK(part != NULL);
    text_print(layout->out, layout->in_colour, colour, part);
    free(part);
}

/* One line of a row; what did not fit stays in `rests`. Trailing spaces are never written, so that a wrapped line does not begin with an empty one. */
static bool line_print(const layout_t *layout, const table_cell_t *cells, const char *rests[TABLE_COLUMNS_MAX]) {
    size_t owed = 0;
    bool has_more = false;
    for (unsigned column = 0; column <= layout->last; column++) {
        const char *text = rests[column];
        if (layout->widths[column] == 0) continue;
        size_t size = line_size(text, layout->widths[column], &rests[column]), width = part_width(text, size);
        if (size > 0) {
            pad(layout->out, owed);
            owed = 0;
        }
        print_part(layout, cells != NULL ? cells[column].colour : TABLE_DIM, text, size);
        owed += (layout->widths[column] > width ? layout->widths[column] - width : 0) + GAP;
        has_more = has_more || *rests[column] != '\0';
    }
    (void)fputc('\n', layout->out);
    return has_more;
}

static void row_print(const table_t *table, const layout_t *layout, const table_cell_t *cells) {
    const char *rests[TABLE_COLUMNS_MAX];
    if (cells != NULL && cells[0].is_line) {
        text_print(layout->out, layout->in_colour, cells[0].colour, cells[0].text);
        (void)fputc('\n', layout->out);
        return;
    }
    for (unsigned column = 0; column < table->column_count; column++) rests[column] = cells != NULL ? cells[column].text : table->headings[column];
    while (line_print(layout, cells, rests)) {
    }
}

void table_print(const table_t *table, FILE *out, bool in_colour) {
    layout_t layout = {.out = out, .in_colour = in_colour};
    for (unsigned column = 0; column < table->column_count; column++) {
        layout.widths[column] = column_width(table, column);
        if (layout.widths[column] > 0) layout.last = column;
    }
    if (table_rows(table) == 0) return;
    shrink(table, &layout);
    bool has_headings = false;
    for (unsigned column = 0; column < table->column_count; column++) has_headings = has_headings || *table->headings[column] != '\0';
    if (has_headings) row_print(table, &layout, NULL);
    for (size_t row = 0; row < table_rows(table); row++) row_print(table, &layout, &table->cells[row * table->column_count]);
}
