/* SPDX-License-Identifier: EUPL-1.2
 * One CURVE connection to one broker: a DEALER of its own that never reconnects behind our back, and a monitor that tells why it ended.
 * Internal to the client library; with connection.c the only file of it that knows libzmq. */
#ifndef STAFET_CLIENT_CONNECTION_H
#define STAFET_CLIENT_CONNECTION_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"

#define CONNECTION_KEY_SIZE 41

typedef struct {
    void *context;
    void *socket, *monitor;
    void *message; /* the frame that was received last */
    bool is_lost;
    status_t lost; /* why */
    char server_public[CONNECTION_KEY_SIZE], public_key[CONNECTION_KEY_SIZE], secret_key[CONNECTION_KEY_SIZE];
} connection_t;

typedef struct {
    const char *server_public, *public_key, *secret_key; /* 64 hex characters */
} connection_keys_t;

/* CONFIG_INVALID: a key is not 64 hex characters, or the public key does not belong to the secret one. */
status_t connection_setup(connection_t *connection, const connection_keys_t *keys) MUST_CHECK;
/* Gives the context back and wipes the keys. */
void connection_teardown(connection_t *connection);

/* Begins to connect. CONFIG_INVALID: the endpoint is none of tcp:// or ipc://, or libzmq does not take it. */
status_t connection_open(connection_t *connection, const char *endpoint) MUST_CHECK;
/* What was sent and has not left is given linger_ms. Does nothing when nothing is open. */
void connection_close(connection_t *connection, int linger_ms);
bool connection_is_open(const connection_t *connection);

/* Reads the monitor: afterwards is_lost and lost are current. */
void connection_observe(connection_t *connection);
/* NOT_CONNECTED: there is no broker at the other end yet, or no longer. */
status_t connection_send(connection_t *connection, bytes_t frame) MUST_CHECK;
/* The next frame, which lives until the next call; false when none is there. A message of several parts is read away. */
bool connection_receive(connection_t *connection, bytes_t *frame);
/* Waits until something came, or until one can send when `want_send`, at most timeout_ms (-1 = for ever). Without a connection: the time alone. */
void connection_wait(connection_t *connection, bool want_send, int timeout_ms);
/* Descriptors for an epoll of one's own; -1 when nothing is open. */
void connection_descriptors(const connection_t *connection, int *socket, int *monitor);

/* A new CURVE pair as hex with a zero. */
void connection_new_pair(char public_key[65], char secret_key[65]);

#endif
