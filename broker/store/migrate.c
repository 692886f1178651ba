/* SPDX-License-Identifier: EUPL-1.2
 * The only migrator: applies the files of sql/schema and sql/key_schema in their order, each in a transaction of its own, once. Blocking; it runs
 * before anything serves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "sql_admin.h"
#include "sql_key_schema.h"
#include "sql_schema.h"
#include "store/lane.h"
#include "store/store.h"

typedef struct {
    const char *name;
    const char *text;
} file_t;

static const char *admin_statement(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(sql_admin); i++) {
        if (strcmp(sql_admin[i].name, name) == 0) {
            return sql_admin[i].text;
        }
    }
    CHECK(false);
    return NULL;
}

static void say(const PGconn *connection, const char *what)
{
    (void)fprintf(stderr, "stafet-broker: %s: %s", what, PQerrorMessage(connection));
}

static status_t run(PGconn *connection, const char *text)
{
    PGresult *result = PQexec(connection, text);
    ExecStatusType outcome = PQresultStatus(result);
    PQclear(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) {
        say(connection, "migration");
        return STATUS_SCHEMA_WRONG;
    }
    return STATUS_OK;
}

static status_t run_with(PGconn *connection, const char *name, int count, const char *const *values, PGresult **out)
{
    PGresult *result = PQexecParams(connection, admin_statement(name), count, NULL, values, NULL, NULL, 0);
    ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) {
        say(connection, name);
        PQclear(result);
        return STATUS_SCHEMA_WRONG;
    }
    if (out != NULL) {
        *out = result;
    } else {
        PQclear(result);
    }
    return STATUS_OK;
}

static void digest_hex(const char *text, char hex[65])
{
    digest_t digest = digest_sha256(bytes_of_text(text));
    hex_write((bytes_t){digest.bytes, sizeof digest.bytes}, hex);
}

/* OK with *applied: the file is there and unchanged. */
static status_t is_applied(PGconn *connection, const char *schema, const file_t *file, bool *applied)
{
    char statement[64], hex[65];
    PGresult *result;
    digest_hex(file->text, hex);
    (void)snprintf(statement, sizeof statement, "find_%s_migration", schema);
    const char *values[] = {file->name};
    status_t status = run_with(connection, statement, 1, values, &result);
    if (status != STATUS_OK) {
        return status;
    }
    *applied = PQntuples(result) == 1;
    if (*applied && strcmp(PQgetvalue(result, 0, 0), hex) != 0) {
        (void)fprintf(stderr, "stafet-broker: %s was applied in another form; migrations are forward only\n", file->name);
        status = STATUS_SCHEMA_WRONG;
    }
    PQclear(result);
    return status;
}

static status_t apply(PGconn *connection, const char *schema, const file_t *file)
{
    char statement[64], hex[65], number[16];
    digest_hex(file->text, hex);
    (void)snprintf(statement, sizeof statement, "note_%s_migration", schema);
    (void)snprintf(number, sizeof number, "%d", atoi(file->name));
    const char *values[] = {number, file->name, hex};
    status_t status = run(connection, admin_statement("begin"));
    status = status != STATUS_OK ? status : run(connection, file->text);
    status = status != STATUS_OK ? status : run_with(connection, statement, 3, values, NULL);
    status = status != STATUS_OK ? status : run(connection, admin_statement("commit"));
    if (status == STATUS_OK) {
        log_write(LOG_EVENT_MIGRATED, "file=%s schema=%s", file->name, schema);
    }
    return status;
}

static status_t migrate_all(PGconn *connection, const char *schema, const file_t *files, size_t count)
{
    PGresult *result;
    const char *values[] = {schema};
    status_t status = run_with(connection, "schema_exists", 1, values, &result);
    if (status != STATUS_OK) {
        return status;
    }
    bool exists = PQntuples(result) == 1;
    PQclear(result);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool applied = false;
        status = exists ? is_applied(connection, schema, &files[i], &applied) : STATUS_OK;
        if (status == STATUS_OK && !applied) {
            status = apply(connection, schema, &files[i]);
            exists = true;
        }
    }
    return status;
}

static status_t set_virtual(PGconn *connection, const store_migrate_t *options)
{
    char text[INSTANT_TEXT_SIZE];
    const char *values[] = {text};
    instant_write(options->virtual_now, text);
    return options->virtual_time ? run_with(connection, "set_virtual_time", 1, values, NULL) : STATUS_OK;
}

/* From a simulated past into the present; a store whose time is real stays as it is. */
static status_t set_real(PGconn *connection, const store_migrate_t *options)
{
    PGresult *result = NULL;
    status_t status = options->real_time ? run_with(connection, "set_real_time", 0, NULL, NULL) : STATUS_OK;
    if (!options->real_time || status != STATUS_OK) {
        return status;
    }
    status = run_with(connection, "is_virtual_time", 0, NULL, &result);
    if (status == STATUS_OK && strcmp(PQgetvalue(result, 0, 0), "t") == 0) {
        (void)fprintf(stderr, "stafet-broker: the virtual time lies ahead of the clock: it stays virtual\n");
        status = STATUS_TIME_NOT_POSSIBLE;
    }
    if (result != NULL) {
        PQclear(result);
    }
    return status;
}

/* The first operator: a unit, a person and a grant, so that everything else can be set up through the broker. */
static status_t set_operator(PGconn *connection, const store_migrate_t *options)
{
    char hex[65];
    if (options->operator_key == NULL) {
        return STATUS_OK;
    }
    hex_write((bytes_t){options->operator_key, 32}, hex);
    const char *values[] = {hex};
    return run_with(connection, "set_operator", 1, values, NULL);
}

static status_t connect_to(const char *conninfo, PGconn **out)
{
    PGconn *connection = PQconnectdb(conninfo);
    if (PQstatus(connection) != CONNECTION_OK) {
        say(connection, "cannot connect");
        PQfinish(connection);
        return STATUS_STORE_AWAY;
    }
    *out = connection;
    return run(connection, admin_statement("quiet"));
}

status_t store_migrate(const store_migrate_t *options)
{
    PGconn *store = NULL, *keys = NULL;
    file_t schema[COUNT_OF(sql_schema)], key_schema[COUNT_OF(sql_key_schema)];
    for (size_t i = 0; i < COUNT_OF(sql_schema); i++) {
        schema[i] = (file_t){sql_schema[i].name, sql_schema[i].text};
    }
    for (size_t i = 0; i < COUNT_OF(sql_key_schema); i++) {
        key_schema[i] = (file_t){sql_key_schema[i].name, sql_key_schema[i].text};
    }
    status_t status = connect_to(options->admin_conninfo, &store);
    status = status != STATUS_OK ? status : connect_to(options->admin_key_conninfo, &keys);
    status = status != STATUS_OK ? status : migrate_all(store, "stafet", schema, COUNT_OF(schema));
    status = status != STATUS_OK ? status : migrate_all(keys, "stafet_keys", key_schema, COUNT_OF(key_schema));
    status = status != STATUS_OK ? status : set_virtual(store, options);
    status = status != STATUS_OK ? status : set_real(store, options);
    status = status != STATUS_OK ? status : set_operator(store, options);
    PQfinish(store);
    PQfinish(keys);
    return status;
}

unsigned store_migration_newest(void)
{
    return (unsigned)atoi(sql_schema[COUNT_OF(sql_schema) - 1].name);
}
