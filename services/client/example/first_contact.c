/* SPDX-License-Identifier: EUPL-1.2
 * Registers a first contact from JSON and prints the receipt. Built against the installed package:
 *   cc first_contact.c $(pkg-config --cflags --libs stafet) -o first_contact
 *   ./first_contact tcp://127.0.0.1:7420 SERVER_PUBLIC PUBLIC SECRET desk.odense a.jensen */
#include <stafet.h>
#include <stdio.h>

/* `need` and `wayBack` are what the caller said; the broker answers what is missing when it is too little. */
static const char CONTACT[] =
    "{\"messageId\": \"%s\", \"schemaVersion\": 1, \"sendingParty\": \"%s\", \"person\": {\"id\": \"%s\"},"
    " \"contactRegistered\": {\"channel\": \"phone\", \"requester\": {\"role\": \"citizen\"}, \"need\": \"Cannot sleep and hears voices\","
    " \"immediateDanger\": \"no\", \"wayBack\": {\"phone\": \"+45 00 00 00 00\"}}}";

static int failed(const char *what, stafet_status status) {
    fprintf(stderr, "%s: %s\n", what, stafet_status_name(status));
    return 1;
}

/* Waits for the answer; the library sends again and moves on to another broker by itself. */
static int print_answer(stafet_client *client, uint64_t number) {
    stafet_event event;
    char *receipt;
    for (;;) {
        stafet_status status = stafet_next(client, -1, &event);
        if (status != 0) return failed("the client", status);
        if (event.kind == STAFET_DISCONNECTED) fprintf(stderr, "not connected: %s\n", stafet_status_name(event.status));
        if ((event.kind == STAFET_ACCEPTED || event.kind == STAFET_REFUSED) && event.number == number) break;
    }
    if (event.kind == STAFET_REFUSED) {
        puts(event.json);
        return failed("refused", event.status);
    }
    if (stafet_to_json("stafet.v1.Entry", event.receipt, event.receipt_size, true, &receipt) != 0) return 1;
    puts(receipt);
    stafet_free(receipt);
    return 0;
}

int main(int argc, char **argv) {
    char id[37], json[1024], problem[96];
    uint8_t *message;
    size_t size;
    uint64_t number;
    stafet_client *client = NULL;
    if (argc != 7) return failed("usage: first_contact ENDPOINT SERVER_PUBLIC PUBLIC SECRET PARTY PERSON", 0);
    const char *endpoints[] = {argv[1]};
    stafet_options options = {.endpoints = endpoints, .endpoint_count = 1, .server_public = argv[2], .public_key = argv[3], .secret_key = argv[4]};
    stafet_new_id(id); /* a real system keeps it with the case, and sends the same bytes until it has the answer */
    snprintf(json, sizeof json, CONTACT, id, argv[5], argv[6]);
    stafet_status status = stafet_from_json("stafet.v1.Message", json, &message, &size, problem);
    if (status != 0) return failed(problem, status);
    status = stafet_open(&options, &client);
    if (status == 0) status = stafet_submit(client, message, size, &number);
    int exit_code = status == 0 ? print_answer(client, number) : failed("open", status);
    stafet_free(message);
    stafet_close(&client);
    return exit_code;
}
