/* SPDX-License-Identifier: EUPL-1.2
 * What nobody asked: gaps in rosters (CRS-4) and records that have grown old (DIR-1). Each warning is a row of the store with its entry in the journal, made in one transaction:
 * of two brokers the later one collides on the row's key and has had no effect, and a restart finds what was told. It runs on the asker's connection, whose journal
 * chain has one writer. */
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"
#include "base/log.h"
#include "directory/gap.h"

#define NS_PER_MS UINT64_C(1000000)
#define LOOK_EVERY_MS 5000
#define SETTLE_MS 5000 /* after a change of the registry: a unit is made before its roster is */
#define SETTLE_LONGEST_MS 30000
#define FOUND_MAX 64
#define TOLD_MAX 4096
#define READ_LANE 2
#define GAP_AHEAD_MS (GAP_FIRST_MS + INT64_C(3600000))

typedef struct {
    char rule[RULE_ID_SIZE];
    char party[PARTY_ID_SIZE];
    char about[PARTY_ID_SIZE + sizeof "/places"];
    instant_t anchor, due, ends;
    unsigned step;
} warning_t;

struct warner {
    warning_t found[FOUND_MAX]; /* to be told, the first one now */
    unsigned found_count, next;
    unsigned first_party;       /* that the look at rosters begins with, so that a full list is filled by others next time */
    uint64_t look_ns, looked_ns;
    bool is_looking;            /* for stale records; else a warning is being told */
    char told[PARTY_ID_SIZE * 4];
    /* Gaps that this broker knows to be told, so that it does not try and collide every few seconds. What is pushed out is tried once more. */
    uint64_t known[TOLD_MAX];
    unsigned known_count;
};

void warner_open(broker_t *broker)
{
    broker->warner = calloc(1, sizeof *broker->warner);
    CHECK(broker->warner != NULL);
}

void warner_close(broker_t *broker)
{
    free(broker->warner);
    broker->warner = NULL;
}

void warner_registry_read(broker_t *broker)
{
    struct warner *warner = broker->warner;
    uint64_t settled = broker->now_ns + SETTLE_MS * NS_PER_MS, latest = warner->looked_ns + SETTLE_LONGEST_MS * NS_PER_MS;
    warner->look_ns = warner->looked_ns == 0 || settled < latest ? settled : latest;
}

/* ---- what is known to be told ---- */

static uint64_t fingerprint(const warning_t *warning)
{
    static const uint8_t KEY[16] = {0};
    struct { char party[PARTY_ID_SIZE]; instant_t anchor; unsigned step; } key;
    memset(&key, 0, sizeof key);
    memcpy(key.party, warning->party, sizeof key.party);
    key.anchor = warning->anchor;
    key.step = warning->step;
    return hash64(KEY, (bytes_t){(const uint8_t *)&key, sizeof key});
}

static bool is_known(const struct warner *warner, const warning_t *warning)
{
    uint64_t print = fingerprint(warning);
    unsigned count = warner->known_count < TOLD_MAX ? warner->known_count : TOLD_MAX;
    for (unsigned index = 0; index < count; index++) {
        if (warner->known[index] == print) {
            return true;
        }
    }
    return false;
}

static void note_known(struct warner *warner, const warning_t *warning)
{
    warner->known[warner->known_count++ % TOLD_MAX] = fingerprint(warning);
}

/* ---- looking ---- */

static void add_gap(struct warner *warner, const gap_t *gap, instant_t now)
{
    warning_t warning = {.anchor = gap->from, .due = gap->from, .ends = gap->to, .step = gap_step(gap, now)};
    text_set(warning.rule, sizeof warning.rule, "CRS-4");
    text_set(warning.party, sizeof warning.party, gap->party->id);
    if (warning.step != 0 && !is_known(warner, &warning)) {
        warner->found[warner->found_count++] = warning;
    }
}

static void look_at_rosters(broker_t *broker)
{
    struct warner *warner = broker->warner;
    const registry_t *registry = &broker->registry;
    instant_t now = broker_now(broker);
    unsigned looked = 0;
    for (; looked < registry->party_count && warner->found_count < FOUND_MAX; looked++) {
        const party_t *party = &registry->parties[(warner->first_party + looked) % registry->party_count];
        gap_t gap;
        if (directory_needs_roster(registry, party, now) && directory_gap(registry, party, now, now + GAP_AHEAD_MS, &gap)) {
            add_gap(warner, &gap, now);
        }
    }
    warner->first_party = registry->party_count == 0 ? 0 : (warner->first_party + looked) % registry->party_count;
}

static void look_for_stale(broker_t *broker)
{
    asker_t *asker = broker->asker;
    broker->warner->is_looking = true;
    asker->query = (store_query_t){.statement = "find_stale", .bumps = -1};
    plan_add_time_if(asker, broker_now(broker));
    plan_add_number(asker, FOUND_MAX);
}

void warner_row(broker_t *broker, const store_column_t *columns, unsigned count)
{
    struct warner *warner = broker->warner;
    if (!warner->is_looking || warner->found_count == FOUND_MAX) {
        return;
    }
    warning_t *warning = &warner->found[warner->found_count];
    const char *values[6];
    static const char *const NAMES[] = {"rule", "party", "about", "anchor", "step", "due_at"};
    for (size_t at = 0; at < COUNT_OF(NAMES); at++) {
        const store_column_t *column = column_of(columns, count, NAMES[at]);
        CHECK(column != NULL);
        values[at] = column->value;
    }
    *warning = (warning_t){.step = (unsigned)strtoul(values[4], NULL, 10)};
    bool is_read = instant_read(values[3], &warning->anchor, NULL) == STATUS_OK && instant_read(values[5], &warning->due, NULL) == STATUS_OK &&
                   text_copy(warning->rule, sizeof warning->rule, values[0]) == STATUS_OK && text_copy(warning->party, sizeof warning->party, values[1]) == STATUS_OK &&
                   text_copy(warning->about, sizeof warning->about, values[2]) == STATUS_OK;
    warner->found_count += is_read ? 1 : 0;
}

/* ---- telling ---- */

/* The unit itself, whose leader reads it; who answers when it is gone; its municipality's duty unit, once each. The operator sees all. */
static void whom(const broker_t *broker, const warning_t *warning, char *told, size_t capacity)
{
    const registry_t *registry = &broker->registry;
    instant_t now = broker_now(broker);
    const party_t *party = directory_party(registry, warning->party);
    const party_t *fallback = party == NULL ? NULL : directory_fallback(registry, party, now);
    const party_t *duty = party == NULL || warning->step < 2 ? NULL : directory_unit(registry, PARTY_KIND_DUTY, party->municipality, now);
    bool is_roster = text_equal(warning->rule, "CRS-4");
    int size = snprintf(told, capacity, "%s", warning->party);
    if (fallback != NULL && is_roster) {
        size += snprintf(told + size, capacity - (size_t)size, ",%s", fallback->id);
    }
    if (duty != NULL && is_roster && duty != party && duty != fallback) {
        (void)snprintf(told + size, capacity - (size_t)size, ",%s", duty->id);
    }
}

static void write_journal(broker_t *broker, const warning_t *warning)
{
    asker_t *asker = broker->asker;
    about_t about = {.course = UUID_NIL};
    entry_t entry = {.kind = ENTRY_WARNED, .clock_due = warning->due, .step = warning->step, .about = &about, .about_count = 1};
    text_set(about.party, sizeof about.party, warning->party);
    text_set(entry.party, sizeof entry.party, BROKER_PARTY);
    text_set(entry.rule, sizeof entry.rule, warning->rule);
    buffer_t bytes = {.data = asker->journal_bytes, .capacity = sizeof asker->journal_bytes};
    journal_make(broker, READ_LANE, &entry, &bytes, &asker->journal);
    asker->query.journal = &asker->journal;
}

static void tell(broker_t *broker, const warning_t *warning)
{
    asker_t *asker = broker->asker;
    struct warner *warner = broker->warner;
    warner->is_looking = false;
    whom(broker, warning, warner->told, sizeof warner->told);
    asker->query = (store_query_t){.statement = "insert_warning", .bumps = -1};
    plan_add(asker, warning->rule);
    plan_add(asker, warning->party);
    plan_add(asker, warning->about);
    plan_add_time_if(asker, warning->anchor);
    plan_add_number(asker, warning->step);
    plan_add_time_if(asker, warning->due);
    plan_add_time_if(asker, warning->ends);
    plan_add(asker, warner->told);
    plan_add_time_if(asker, broker_now(broker));
    write_journal(broker, warning);
}

/* Sessions that watch one of those who were told hear of it at once. */
static void notice(broker_t *broker, const warning_t *warning)
{
    char party[PARTY_ID_SIZE];
    log_write(LOG_EVENT_WARNED, "rule=%s party=%s about=%s step=%u told=%s", warning->rule, warning->party, warning->about, warning->step, broker->warner->told);
    for (const char *rest = broker->warner->told; *rest != '\0';) {
        size_t size = strcspn(rest, ",");
        (void)snprintf(party, sizeof party, "%.*s", (int)size, rest);
        sender_notice(broker, party, UUID_NIL, 0);
        rest += size + (rest[size] == ',');
    }
}

void warner_done(broker_t *broker, status_t status)
{
    struct warner *warner = broker->warner;
    if (warner->is_looking) {
        warner->is_looking = false;
        return;
    }
    const warning_t *warning = &warner->found[warner->next++];
    if (status == STATUS_OK) {
        notice(broker, warning);
    }
    if (status == STATUS_OK || status == STATUS_COLLISION) {
        note_known(warner, warning); /* COLLISION: another broker told it */
    }
}

bool warner_step(broker_t *broker)
{
    struct warner *warner = broker->warner;
    if (warner->next < warner->found_count) {
        tell(broker, &warner->found[warner->next]);
        return true;
    }
    if (broker->now_ns < warner->look_ns) {
        return false;
    }
    warner->looked_ns = broker->now_ns;
    warner->look_ns = broker->now_ns + LOOK_EVERY_MS * NS_PER_MS;
    warner->found_count = warner->next = 0;
    look_at_rosters(broker);
    look_for_stale(broker);
    return true;
}
