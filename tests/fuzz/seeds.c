/* SPDX-License-Identifier: EUPL-1.2
 * Writes what the fuzzers begin with: seeds made by the project's own writers, and dictionaries of its own names. The people in it are made up.
 *   fuzz_seeds FOLDER    FOLDER/<target>/<seed> and FOLDER/<target>.dict */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "wire/emit.h"
#include "wire/json.h"
#include "wire/schema.h"
#include "wire/wire.h"

#define HEADER                                                                                                                                       \
    "\"messageId\":\"m-1\",\"courseId\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"schemaVersion\":1,\"occurredAt\":\"2026-11-23T03:12:00+01:00\","  \
    "\"sendingParty\":\"fjordby.indgang\",\"person\":{\"id\":\"sofie\"}"
#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *const MESSAGES[] = {
    "{\"messageId\":\"m-0\",\"schemaVersion\":1,\"sendingParty\":\"fjordby.indgang\",\"receivers\":[{\"service\":{\"kind\":\"entry_desk\",\"municipality\":\"0998\"}}],"
    "\"person\":{\"name\":\"Karla Karlsen\",\"role\":\"staff\",\"phone\":\"+4520304050\"},\"subject\":{\"name\":\"Ole Opdigtet\",\"anonymous\":{}},"
    "\"disclosure\":{\"ground\":\"sul43_1\"},\"priority\":\"acute\",\"confidentiality\":\"strong\",\"externalIds\":[{\"system\":\"s\",\"value\":\"v\"}],"
    "\"contactRegistered\":{\"channel\":\"phone\",\"receivedAt\":\"2026-11-23T03:12:00+01:00\",\"requester\":{\"role\":\"citizen\",\"name\":\"Karla\"},"
    "\"need\":\"Har ikke sovet\",\"immediateDanger\":\"no\",\"wayBack\":{\"phone\":\"+4520304050\",\"none\":false},\"emergencyCalled\":\"none\"}}",
    "{" HEADER ",\"contactDrafted\":{\"channel\":\"web\",\"need\":\"x\"}}",
    "{" HEADER ",\"contactDiscarded\":{\"reason\":\"test\",\"text\":\"y\"}}",
    "{" HEADER ",\"contactTriaged\":{\"urgencyLevel\":2,\"risks\":{\"suicideSelfHarm\":\"no\",\"violence\":\"yes\",\"substance\":\"unknown\",\"childInHome\":\"no\","
    "\"homelessness\":\"no\",\"somatic\":\"no\"},\"assessedAt\":\"2026-11-23T03:20:00Z\",\"problemAreas\":[{\"system\":\"ffb\",\"code\":\"1\"},{}]}}",
    "{" HEADER ",\"contactIdentified\":{\"citizenAgrees\":\"yes\",\"vitalInterest\":true,\"duplicatesChecked\":true}}",
    "{" HEADER ",\"contactAttempted\":{\"at\":\"2026-11-23T03:20:00Z\",\"channel\":\"meet\",\"text\":\"nobody\"}}",
    "{" HEADER ",\"receivers\":[{\"party\":\"fjordby.fyret\"},{\"party\":\"fjordby.sol\"}],\"contactRouted\":{\"ask\":\"I aften?\",\"outreach\":true}}",
    "{" HEADER ",\"offer\":{\"offerId\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"dutyEpoch\":\"3\"},\"recordedFor\":{\"name\":\"Bo\",\"phone\":\"1\","
    "\"at\":\"2026-11-23T03:20:00Z\"},\"recordedAfter\":\"phone\",\"contactTakenOver\":{\"contactPerson\":\"sofie\",\"contactPhone\":\"+45 00 00 98 10\"}}",
    "{" HEADER ",\"contactRefused\":{\"reason\":\"no_capacity\",\"text\":\"fuldt\",\"nextOwner\":\"fjordby.indgang\"}}",
    "{" HEADER ",\"contactExternalTakeover\":{\"service\":\"112\",\"who\":\"vagt\",\"phone\":\"112\",\"at\":\"2026-11-23T03:20:00Z\"}}",
    "{" HEADER ",\"contactClosed\":{\"outcome\":\"advice\",\"told\":\"ja\",\"wayBack\":{\"none\":true},\"nextFlowId\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}}",
    "{" HEADER ",\"courseNote\":{\"text\":\"Vi ringer kl. 10 \\\"citat\\\" \\\\ \\n\",\"category\":{\"code\":\"7\"}}}",
    "{" HEADER ",\"messageAnnulled\":{\"messageId\":\"m-0\",\"reason\":\"error\",\"secondPerson\":\"anna\",\"messageParty\":\"fjordby.fyret\"}}",
    "{" HEADER ",\"actionOpened\":{\"actionId\":\"a1\",\"owner\":\"fjordby.fyret\",\"due\":\"2026-11-24T10:00:00Z\",\"text\":\"ring\"}}",
    "{" HEADER ",\"deadlinePassed\":{\"rule\":\"CON-1\",\"due\":\"2026-11-24T10:00:00Z\",\"step\":1,\"awaited\":\"fjordby.fyret\"}}",
};

static const char *const ENTRIES[] = {
    "{\"chainId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"seq\":\"1\",\"atMs\":\"1795000000000\",\"kind\":\"started\",\"rowCount\":3}",
    "{\"chainId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"seq\":\"2\",\"previousHash\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\",\"atMs\":\"1795000000000\","
    "\"kind\":\"message\",\"type\":108,\"party\":\"fjordby.indgang\",\"person\":\"sofie\",\"keyFingerprint\":\"AAECAwQFBgc=\",\"name\":\"ABEiM0RVZneImaq7zN3u/w==\","
    "\"flowId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"flow\":1,\"fromState\":2,\"toState\":3,\"ruleRow\":7,\"rulesHash\":\"AAECAwQFBgc=\",\"duty\":\"offered\","
    "\"dutyEpoch\":\"4\",\"holder\":\"fjordby.indgang\",\"offerId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"offeredTo\":[{\"party\":\"fjordby.fyret\"}],"
    "\"acceptByMs\":\"1795000900000\",\"awaited\":\"fjordby.fyret\",\"dueMs\":\"1795000900000\",\"deliveredTo\":[{\"party\":\"a\"},{\"party\":\"b\"}],"
    "\"occurredMs\":\"-1\",\"recordedFor\":true,\"disclosureGround\":5}",
    "{\"chainId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"seq\":\"9\",\"kind\":\"refused\",\"status\":33,\"missing\":[{\"item\":\"need\"},{\"item\":\"risks\"}],\"rule\":\"CON-1\"}",
    ("{\"chainId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"seq\":\"3\",\"kind\":\"look\",\"purpose\":4,\"query\":5,"
    "\"about\":[{\"courseId\":\"ABEiM0RVZneImaq7zN3u/w==\",\"seq\":\"2\",\"party\":\"fjordby.fyret\"},{\"party\":\"x\"}]}"),
};

static const char *const QUERIES[] = {
    "{\"number\":\"1\",\"kind\":\"timeline\",\"party\":\"fjordby.fyret\",\"person\":\"sofie\",\"purpose\":\"care\","
    "\"courseId\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"limit\":600}",
    "{\"number\":2,\"kind\":\"flows\",\"about\":\"contact\",\"format\":\"dot\",\"overdue\":true,\"cursor\":\"c\"}",
};
static const char *const CHANGES[] = {
    "{\"number\":\"1\",\"party\":\"fjordby\",\"setParty\":{\"id\":\"fjordby.sol\",\"kind\":\"offer\",\"name\":\"Solen\",\"organisation\":\"fjordby\","
    "\"municipality\":\"0998\",\"mayHold\":true,\"aroundTheClock\":false,\"cover\":\"fjordby.indgang\",\"validFrom\":\"2026-11-24T10:00:00Z\"}}",
    "{\"number\":\"2\",\"setPerson\":{\"id\":\"bo\",\"party\":\"fjordby.sol\",\"name\":\"Bo\",\"role\":2,\"phone\":\"+45\"}}",
    "{\"number\":\"3\",\"grantKey\":{\"publicKey\":\"" KEY "\",\"party\":\"fjordby.sol\",\"send\":true,\"admin\":true,\"label\":\"screen\"}}",
    "{\"number\":\"4\",\"revokeKey\":{\"publicKey\":\"" KEY "\"}}",
    "{\"number\":\"5\",\"setRoster\":{\"party\":\"fjordby.sol\",\"duty\":\"on_duty\",\"person\":\"bo\",\"from\":\"2026-11-24T10:00:00Z\"}}",
};
static const char *const WATCHES[] = {"{\"number\":\"1\",\"party\":\"fjordby.sol\"}", "{\"number\":\"2\",\"courseId\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"stop\":true}"};

static const char *const SETTINGS[] = {
    "# a comment\nstore = host=/run/pg dbname=stafet user=stafet_broker\nkey_store= host=/run/pg dbname=keys\r\nsessions_max=64\n\nserver_key = /etc/stafet/server.key\n",
    "endpoints = tcp://127.0.0.1:7420 ipc:///run/stafet.ipc\nlog_level=debug\nmemory_max = 4096\n",
    "sessions_max = 0\n", "sessions_max = 9\nsessions_max = 9\n", "no_such = 1\n", "this is none\n", "= x",
    "# keys\npublic = " KEY "\nsecret = " KEY "\n", "public = " KEY "\n", "secret = abc\n",
};
static const char *const CLIENT_SETTINGS[] = {
    "# settings\n\nendpoints = tcp://a:1, ipc:///b\nserver_public = " KEY "\nkey = operator.key\nparty = desk.odense\nperson=anna\noutbox = out\n\n%\n"
    "public = " KEY "\nsecret = " KEY "\n",
    "endpoints = tcp://a:1\nserver_public = " KEY "\nkey = /k\n\n%\n# half\npublic = " KEY "\nsecret = 12",
    "endpoints=tcp://a tcp://b tcp://c tcp://d tcp://e tcp://f tcp://g tcp://h\n", "endpoints = udp://a:1\n", "party = Not A Slug\n", "colour = red\n", "half a secret\n", "key = x\n",
};

static arena_t arena;
static const char *folder;

/* ---- seeds ---- */

static void write_file(const char *path, bytes_t bytes) {
    FILE *file = fopen(path, "we");
    CHECK(file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size && fclose(file) == 0);
}

static void write_seed(const char *target, bytes_t bytes) {
    char path[512];
    static unsigned number;
    (void)snprintf(path, sizeof path, "%s/%s", folder, target);
    (void)mkdir(path, 0755);
    (void)snprintf(path, sizeof path, "%s/%s/%03u", folder, target, number++);
    write_file(path, bytes);
}

static bytes_t pack(const char *type, const char *json) {
    wire_problem_t problem;
    bytes_t packed;
    status_t status = wire_json_read(type, bytes_of_text(json), &arena, &packed, &problem);
    if (status != STATUS_OK) {
        fprintf(stderr, "%s at %s of %s\n", status_name(status), problem.where, json);
        exit(1);
    }
    return packed;
}

static buffer_t new_frame(void) {
    enum { ROOM = 8192 };
    uint8_t *data = arena_take(&arena, ROOM);
    CHECK(data != NULL);
    return (buffer_t){.data = data, .capacity = ROOM};
}

static void write_json_seed(char letter, const char *json) {
    buffer_t seed = new_frame();
    buffer_put_u8(&seed, (uint8_t)letter);
    buffer_put(&seed, bytes_of_text(json));
    CHECK(!seed.full);
    write_seed("json", buffer_bytes(&seed));
}

static void write_messages(void) {
    for (size_t at = 0; at < COUNT_OF(MESSAGES); at++) {
        bytes_t packed = pack("stafet.v1.Message", MESSAGES[at]);
        buffer_t frame = new_frame(), delivery = new_frame();
        write_seed("message", packed);
        write_json_seed('M', MESSAGES[at]);
        wire_put_submit(&frame, at + 1, packed);
        write_seed("client_frame", buffer_bytes(&frame));
        wire_put_delivery(&delivery, &(delivery_out_t){at + 1, pack("stafet.v1.Entry", ENTRIES[1]), packed, 2, "fjordby.fyret"});
        write_seed("broker_frame", buffer_bytes(&delivery));
    }
}

static void write_entries(void) {
    for (size_t at = 0; at < COUNT_OF(ENTRIES); at++) {
        bytes_t packed = pack("stafet.v1.Entry", ENTRIES[at]);
        buffer_t frame = new_frame();
        write_seed("entry", packed);
        write_json_seed('E', ENTRIES[at]);
        wire_put_accepted(&frame, &(accepted_t){.number = 7, .receipt = packed, .broker_time = 1795000000000});
        write_seed("broker_frame", buffer_bytes(&frame));
    }
}

static void write_asking(const char *type, char letter, const char *const *samples, size_t count) {
    for (size_t at = 0; at < count; at++) {
        buffer_t frame = new_frame();
        write_json_seed(letter, samples[at]);
        wire_put_packed(&frame, type, pack(type, samples[at]));
        write_seed("client_frame", buffer_bytes(&frame));
    }
}

static void write_client_frames(void) {
    static const hello_t HELLO = {.speaks_version_1 = true, .software = "seeds", .parties = {"fjordby.sol", "fjordby.fyret"}, .party_count = 2, .credit_items = 8};
    buffer_t first = new_frame(), second = new_frame();
    wire_put_hello(&first, &HELLO);
    wire_put_credit(&first, 8, 65536);
    wire_put_ping(&first, 300);
    write_seed("client_frame", buffer_bytes(&first));
    wire_put_acknowledged(&second, 1, "journal 7");
    wire_put_not_taken(&second, 2, true, "no such citizen");
    wire_put_goodbye(&second);
    write_seed("client_frame", buffer_bytes(&second));
}

static void write_broker_frames(void) {
    static const char MISSING[][32] = {"need", "risks"};
    static const allowed_t ALLOWED[] = {{.type = TYPE_CONTACT_TRIAGED, .who = "the holder"}};
    static const grant_t GRANTS[] = {{.party = "fjordby.sol", .rights = RIGHT_SEND | RIGHT_BODIES}};
    buffer_t first = new_frame(), second = new_frame(), third = new_frame();
    bytes_t row = pack("stafet.v1.Noticed", "{\"number\":\"1\"}");
    wire_put_welcome(&first, &(welcome_t){.protocol = 1, .software = "seeds", .grants = GRANTS, .grant_count = 1, .submit_window_items = 9});
    wire_put_pong(&first, 3, 1795000000000);
    write_seed("broker_frame", buffer_bytes(&first));
    wire_put_frame_refused(&second, STATUS_TOO_DEEP, "submits");
    wire_put_noticed(&second, 4, "fjordby.sol", uuid_of_course("a", "b"), 5);
    write_seed("broker_frame", buffer_bytes(&second));
    wire_put_refused(&third, &(refused_t){.number = 1, .status = STATUS_GUARD_NOT_MET, .detail = "need", .missing = MISSING, .missing_count = 2,
                                          .allowed = ALLOWED, .allowed_count = 1, .next_owner = "fjordby.sol"});
    wire_put_result(&third, &(result_t){.number = 2, .status = STATUS_OK, .detail = "", .next_cursor = "c", .rows = &row, .row_count = 1});
    write_seed("broker_frame", buffer_bytes(&third));
}

/* Scripts, as the target reads them: two messages and an answer; a torn one before a whole one; three files; rubbish. */
static void write_outboxes(void) {
    static const char *const SCRIPTS[] = {
        "\0\1\3one\0\2\3two\1\1", "\0\1\3one\3\2\3two\24\0\3\5three", "\0\1\3one\6\0\2\3two\6\1\1\1\2\0\3\4tree", "\2\5STFO \0\1\3one\4\2\3two\7\5\1\2ab",
        "\0\3\3one\0\2\3two", "\0\377\3max\0\2\3two",
    };
    static const size_t SIZES[] = {14, 18, 24, 24, 12, 12};
    for (size_t at = 0; at < COUNT_OF(SCRIPTS); at++) {
        write_seed("outbox", (bytes_t){(const uint8_t *)SCRIPTS[at], SIZES[at]});
    }
}

/* ---- dictionaries ---- */

typedef struct {
    FILE *names, *tags;
} words_t;

static void put_tag(FILE *out, const ProtobufCFieldDescriptor *field) {
    uint8_t bytes[16];
    buffer_t tag = {.data = bytes, .capacity = sizeof bytes};
    bool is_number = field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_BYTES && field->type != PROTOBUF_C_TYPE_MESSAGE;
    if (is_number) {
        emit_number(&tag, field->id, 1);
    } else {
        (void)emit_open(&tag, field->id);
    }
    fputc('"', out);
    for (size_t at = 0; at < tag.size; at++) {
        fprintf(out, "\\x%02x", bytes[at]);
    }
    fputs("\"\n", out);
}

static void put_words(const ProtobufCMessageDescriptor *type, void *context) {
    const words_t *words = context;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        char name[JSON_NAME_SIZE];
        json_name(field->name, name);
        fprintf(words->names, "\"\\\"%s\\\":\"\n", name);
        put_tag(words->tags, field);
        const ProtobufCEnumDescriptor *values = field->type == PROTOBUF_C_TYPE_ENUM ? field->descriptor : NULL;
        for (unsigned value = 0; values != NULL && value < values->n_values; value++) {
            fprintf(words->names, "\"\\\"%s\\\"\"\n", values->values[value].name);
        }
    }
}

static FILE *new_dictionary(const char *target) {
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s.dict", folder, target);
    FILE *file = fopen(path, "we");
    CHECK(file != NULL);
    return file;
}

static void write_dictionaries(void) {
    words_t words = {new_dictionary("json"), new_dictionary("wire")};
    schema_visit(put_words, &words);
    fputs("\"01890a5d-ac96-774b-bcce-b302099a8057\"\n\"2026-11-23T03:12:00+01:00\"\n\"fjordby.sol\"\n", words.tags);
    CHECK(fclose(words.names) == 0 && fclose(words.tags) == 0);
    FILE *settings = new_dictionary("settings");
#define TEXT(name, value, help) fputs("\"" #name " = \"\n", settings);
#define NUMBER(name, value, least, most, unit, help) fputs("\"" #name "=\"\n\"" #most "\"\n", settings);
#define FLAG(name, value, help) fputs("\"" #name "=true\"\n", settings);
#include "config.def"
#undef TEXT
#undef NUMBER
#undef FLAG
    fputs("\"endpoints = tcp://\"\n\"ipc://\"\n\"server_public = " KEY "\"\n\"key = \"\n\"party = \"\n\"person = \"\n\"outbox = \"\n", settings);
    fputs("\"public = " KEY "\"\n\"secret = " KEY "\"\n\"\\x0a%\\x0a\"\n\"\\x0d\\x0a\"\n", settings);
    CHECK(fclose(settings) == 0);
}

/* ---- at the limits: one step from what must be refused ---- */

static void fill_text(char *text, size_t size) {
    memset(text, 'a', size - 1);
    text[size - 1] = '\0';
}

static void write_full_entry(void) {
    static entry_t entry = {.seq = 2, .kind = ENTRY_MESSAGE, .offered_count = RECEIVERS_MAX, .delivered_count = 1, .missing_count = COUNT_OF(entry.missing)};
    buffer_t out = new_frame();
    memset(entry.chain.bytes, 0x11, sizeof entry.chain.bytes);
    fill_text(entry.party, sizeof entry.party);
    fill_text(entry.person, sizeof entry.person);
    fill_text(entry.holder, sizeof entry.holder);
    fill_text(entry.delivered_to[0], sizeof entry.delivered_to[0]);
    fill_text(entry.missing[0], sizeof entry.missing[0]);
    fill_text(entry.rule, sizeof entry.rule);
    CHECK(wire_entry_write(&entry, &out) == STATUS_OK);
    write_seed("entry", buffer_bytes(&out));
}

static void write_full_hello(void) {
    hello_t hello = {.speaks_version_1 = true, .party_count = KEY_PARTIES_MAX};
    buffer_t out = new_frame();
    for (unsigned at = 0; at < KEY_PARTIES_MAX; at++) {
        hello.parties[at] = "p";
    }
    wire_put_hello(&out, &hello);
    write_seed("client_frame", buffer_bytes(&out));
}

static void write_full_message(void) {
    buffer_t json = new_frame();
    buffer_put(&json, bytes_of_text("{\"messageId\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"schemaVersion\":1,"
                                    "\"sendingParty\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"person\":{\"id\":\"b\"},\"receivers\":[{\"party\":\"p\"}"));
    for (unsigned at = 1; at < RECEIVERS_MAX; at++) {
        buffer_put(&json, bytes_of_text(",{\"party\":\"p\"}"));
    }
    buffer_put(&json, bytes_of_text("],\"courseNote\":{}}"));
    buffer_put_u8(&json, '\0');
    write_seed("message", pack("stafet.v1.Message", (const char *)json.data));
}

/* A line longer than any reader's buffer. */
static void write_long_lines(void) {
    enum { LONG = 3000 };
    buffer_t settings = new_frame(), client = new_frame();
    for (unsigned at = 0; at < LONG; at++) {
        buffer_put_u8(&settings, at == 0 ? '#' : 'x');
    }
    buffer_put(&client, buffer_bytes(&settings));
    buffer_put_u8(&settings, '\n');
    buffer_put_u8(&client, '\n');
    buffer_put(&settings, bytes_of_text(SETTINGS[0]));
    buffer_put(&client, bytes_of_text(CLIENT_SETTINGS[0]));
    write_seed("broker_config", buffer_bytes(&settings));
    write_seed("client_config", buffer_bytes(&client));
}

int main(int count, char **words) {
    if (count != 2) {
        fputs("usage: fuzz_seeds FOLDER\n", stderr);
        return 64;
    }
    folder = words[1];
    arena_open(&arena, DECODE_ARENA_SIZE);
    write_messages();
    write_entries();
    write_asking("stafet.v1.Query", 'Q', QUERIES, COUNT_OF(QUERIES));
    write_asking("stafet.v1.Change", 'C', CHANGES, COUNT_OF(CHANGES));
    write_asking("stafet.v1.Watch", 'W', WATCHES, COUNT_OF(WATCHES));
    write_json_seed('F', "{\"ping\":{\"number\":\"1\"},\"submits\":[{\"number\":\"1\",\"message\":\"AAEC\"}]}");
    write_json_seed('B', "{\"refused\":[{\"class\":\"retry\",\"missing\":[{\"da\":\"x\"}],\"brokerTimeMs\":\"-5\"}],\"results\":[{}]}");
    write_client_frames();
    write_broker_frames();
    write_outboxes();
    for (size_t at = 0; at < COUNT_OF(SETTINGS); at++) {
        write_seed("broker_config", bytes_of_text(SETTINGS[at]));
    }
    for (size_t at = 0; at < COUNT_OF(CLIENT_SETTINGS); at++) {
        write_seed("client_config", bytes_of_text(CLIENT_SETTINGS[at]));
    }
    write_full_entry();
    write_full_hello();
    write_full_message();
    write_long_lines();
    write_dictionaries();
    arena_close(&arena);
    return 0;
}
