/* SPDX-License-Identifier: EUPL-1.2
 * Sealing of bodies and the keyed ids of the log (L12). Pure: keys and randomness are arguments. The only user of libsodium in the broker's core. */
#include "audit/seal.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>
#include <string.h>

#include "base/check.h"

#define SEAL_VERSION 1
#define HEAD_SIZE 2
#define KEY_ID_SIZE sizeof(uuid_t)
#define KEY_SIZE crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define WRAP_SIZE (KEY_ID_SIZE + KEY_SIZE + TAG_SIZE)
#define NAME_BYTES 16
#define CONTEXT_SIZE (sizeof(uuid_t) + NAME_BYTES)

_Static_assert(SEAL_OVERHEAD(3) == HEAD_SIZE + 3 * WRAP_SIZE + NONCE_SIZE + TAG_SIZE, "the header says what a sealed form is");
_Static_assert(SEAL_RANDOM_SIZE == KEY_SIZE + NONCE_SIZE, "one data key, one nonce");

/* What a keyed id is an id of: a name and a digest under the same key must not meet. */
enum { DOMAIN_NAME = 1, DOMAIN_DIGEST = 2, DOMAIN_CONSENT = 4 };

typedef struct {
    const uint8_t *key;
    const uint8_t *nonce;
    const uint8_t *context; /* CONTEXT_SIZE */
} cipher_t;

/* Course and name are bound in, so that a body moved to another row, or a wrap to another body, does not open. */
static void context_write(const seal_input_t *input, uint8_t context[CONTEXT_SIZE]) {
    CHECK(input->name != NULL);
    memcpy(context, input->course.bytes, sizeof(uuid_t));
    memcpy(context + sizeof(uuid_t), input->name, NAME_BYTES);
}

/* Appends ciphertext ‖ tag; the caller made sure of the room. */
static void put_encrypted(const cipher_t *cipher, bytes_t plain, buffer_t *out) {
    CHECK(!out->full && out->capacity - out->size >= plain.size + TAG_SIZE);
    unsigned long long size = 0;
    CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(out->data + out->size, &size, plain.data, plain.size, cipher->context, CONTEXT_SIZE, NULL,
                                                     cipher->nonce, cipher->key) == 0);
    CHECK(size == plain.size + TAG_SIZE);
    out->size += (size_t)size;
}

/* `sealed` is ciphertext ‖ tag. False when a byte of it, of the nonce or of the context is another than when it was sealed. */
static bool decrypt(const cipher_t *cipher, bytes_t sealed, uint8_t *plain) {
    CHECK(sealed.size >= TAG_SIZE);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed.data, sealed.size, cipher->context, CONTEXT_SIZE, cipher->nonce,
                                                      cipher->key) == 0;
}

void seal_body(const seal_input_t *input, buffer_t *out, digest_t *body_hash) {
    CHECK(input != NULL && out != NULL && body_hash != NULL && input->random != NULL);
    CHECK(input->key_count >= 1 && input->key_count <= SEAL_WRAPS_MAX);
    CHECK(out->capacity - out->size >= SEAL_OVERHEAD(input->key_count) + input->body.size);
    uint8_t context[CONTEXT_SIZE];
    context_write(input, context);
    const uint8_t *data_key = input->random;
    const uint8_t *nonce = data_key + KEY_SIZE;
    buffer_put_u8(out, SEAL_VERSION);
    buffer_put_u8(out, (uint8_t)input->key_count);
    for (unsigned at = 0; at < input->key_count; at++) {
        const course_key_t *key = input->keys[at];
        const cipher_t wrap = {key->key, nonce, context};
        buffer_put(out, (bytes_t){key->id.bytes, KEY_ID_SIZE});
        put_encrypted(&wrap, (bytes_t){data_key, KEY_SIZE}, out);
    }
    const cipher_t cipher = {data_key, nonce, context};
    size_t start = out->size;
    buffer_put(out, (bytes_t){nonce, NONCE_SIZE});
    put_encrypted(&cipher, input->body, out);
    *body_hash = digest_sha256((bytes_t){out->data + start, out->size - start});
}

/* Gives the part that is hashed: nonce ‖ ciphertext ‖ tag. */
static status_t find_body(bytes_t sealed, bytes_t *body) {
    if (sealed.size < HEAD_SIZE || sealed.data[0] != SEAL_VERSION) {
        return STATUS_INTERNAL;
    }
    size_t count = sealed.data[1];
    if (count < 1 || count > SEAL_WRAPS_MAX || sealed.size < SEAL_OVERHEAD(count)) {
        return STATUS_INTERNAL;
    }
    size_t start = HEAD_SIZE + count * WRAP_SIZE;
    *body = (bytes_t){sealed.data + start, sealed.size - start};
    return STATUS_OK;
}

/* `cipher` has the nonce and the context; the key is the course's. */
static bool unwrap(const course_key_t *key, const uint8_t *wrap, cipher_t cipher, uint8_t data_key[KEY_SIZE]) {
    cipher.key = key->key;
    return decrypt(&cipher, (bytes_t){wrap + KEY_ID_SIZE, KEY_SIZE + TAG_SIZE}, data_key);
}

/* INTERNAL: a key's wrap is here and does not open. ERASED: no wrap bears the id of a key. */
static status_t find_data_key(const seal_input_t *input, bytes_t sealed, const uint8_t *context, uint8_t data_key[KEY_SIZE]) {
    status_t status = STATUS_ERASED;
    const cipher_t cipher = {.nonce = sealed.data + HEAD_SIZE + sealed.data[1] * WRAP_SIZE, .context = context};
    for (unsigned at = 0; at < sealed.data[1]; at++) {
        const uint8_t *wrap = sealed.data + HEAD_SIZE + at * WRAP_SIZE;
        for (unsigned key = 0; key < input->key_count; key++) {
            if (memcmp(wrap, input->keys[key]->id.bytes, KEY_ID_SIZE) != 0) {
                continue;
            }
            if (unwrap(input->keys[key], wrap, cipher, data_key)) {
                return STATUS_OK;
            }
            status = STATUS_INTERNAL;
        }
    }
    return status;
}

/* "Erased" is said to an auditor, so a damaged id or count must not pass for it: whatever the head says, no wrap here may open. */
static bool opens_in_spite_of_its_id(const seal_input_t *input, bytes_t sealed, const uint8_t *context) {
    uint8_t data_key[KEY_SIZE];
    bool opens = false;
    for (unsigned count = 1; count <= SEAL_WRAPS_MAX && SEAL_OVERHEAD(count) <= sealed.size; count++) {
        const cipher_t cipher = {.nonce = sealed.data + HEAD_SIZE + count * WRAP_SIZE, .context = context};
        for (unsigned tried = 0; tried < count * input->key_count; tried++) {
            const uint8_t *wrap = sealed.data + HEAD_SIZE + tried / input->key_count * WRAP_SIZE;
            opens = opens || unwrap(input->keys[tried % input->key_count], wrap, cipher, data_key);
        }
    }
    sodium_memzero(data_key, sizeof(data_key));
    return opens;
}

status_t seal_open(const seal_input_t *input, bytes_t sealed, buffer_t *out) {
    CHECK(input != NULL && out != NULL);
    bytes_t body;
    status_t status = find_body(sealed, &body);
    if (status != STATUS_OK) {
        return status;
    }
    size_t plain_size = body.size - NONCE_SIZE - TAG_SIZE;
    CHECK(out->capacity - out->size >= plain_size);
    uint8_t context[CONTEXT_SIZE];
    context_write(input, context);
    uint8_t data_key[KEY_SIZE];
    status = find_data_key(input, sealed, context, data_key);
    if (status == STATUS_OK) {
        const cipher_t cipher = {data_key, body.data, context};
        bool opens = decrypt(&cipher, (bytes_t){body.data + NONCE_SIZE, body.size - NONCE_SIZE}, out->data + out->size);
        status = opens ? STATUS_OK : STATUS_INTERNAL;
        out->size += opens ? plain_size : 0;
    } else if (status == STATUS_ERASED && opens_in_spite_of_its_id(input, sealed, context)) {
        status = STATUS_INTERNAL;
    }
    sodium_memzero(data_key, sizeof(data_key));
    return status;
}

status_t seal_hash(bytes_t sealed, digest_t *body_hash) {
    CHECK(body_hash != NULL);
    bytes_t body;
    status_t status = find_body(sealed, &body);
    if (status == STATUS_OK) {
        *body_hash = digest_sha256(body);
    }
    return status;
}

void seal_name(const course_key_t *key, const char *party, const char *message_id, uint8_t name[NAME_BYTES]) {
    CHECK(key != NULL && name != NULL);
    uint8_t bytes[1 + PARTY_ID_SIZE + MESSAGE_ID_SIZE];
    buffer_t named = {.data = bytes, .capacity = sizeof(bytes)};
    buffer_put_u8(&named, DOMAIN_NAME);
    buffer_put(&named, bytes_of_text(party));
    buffer_put_u8(&named, 0);
    buffer_put(&named, bytes_of_text(message_id));
    CHECK(!named.full);
    digest_t digest = digest_hmac((bytes_t){key->key, sizeof(key->key)}, buffer_bytes(&named));
    memcpy(name, digest.bytes, NAME_BYTES);
}

void seal_consent(const course_key_t *key, const char *id, uint8_t consent[NAME_BYTES]) {
    CHECK(key != NULL && consent != NULL);
    uint8_t bytes[1 + UUID_TEXT_SIZE];
    buffer_t named = {.data = bytes, .capacity = sizeof(bytes)};
    buffer_put_u8(&named, DOMAIN_CONSENT);
    buffer_put(&named, bytes_of_text(id));
    CHECK(!named.full);
    digest_t digest = digest_hmac((bytes_t){key->key, sizeof(key->key)}, buffer_bytes(&named));
    memcpy(consent, digest.bytes, NAME_BYTES);
}

/* Looking the algorithm up costs more than using it, so each thread does it once. */
static EVP_MAC_CTX *hmac_context(void) {
    static _Thread_local EVP_MAC_CTX *context;
    if (context == NULL) {
        EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        context = EVP_MAC_CTX_new(hmac);
        EVP_MAC_free(hmac); /* the context holds it */
        char digest[] = "SHA256";
        const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
        CHECK(context != NULL && EVP_MAC_CTX_set_params(context, parameters) == 1);
    }
    return context;
}

/* In two parts, because a message of MESSAGE_SIZE_MAX is not copied only to get a byte before it. */
digest_t seal_digest(const course_key_t *key, bytes_t message) {
    CHECK(key != NULL);
    static const uint8_t DOMAIN = DOMAIN_DIGEST;
    EVP_MAC_CTX *context = hmac_context();
    digest_t digest;
    size_t size = 0;
    CHECK(EVP_MAC_init(context, key->key, sizeof(key->key), NULL) == 1);
    CHECK(EVP_MAC_update(context, &DOMAIN, sizeof(DOMAIN)) == 1);
    CHECK(EVP_MAC_update(context, message.data, message.size) == 1);
    CHECK(EVP_MAC_final(context, digest.bytes, &size, sizeof(digest.bytes)) == 1 && size == sizeof(digest.bytes));
    return digest;
}

void seal_key_fingerprint(const uint8_t public_key[32], uint8_t fingerprint[8]) {
    CHECK(public_key != NULL && fingerprint != NULL);
    digest_t digest = digest_sha256((bytes_t){public_key, 32});
    memcpy(fingerprint, digest.bytes, 8);
}
