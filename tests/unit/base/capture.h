/* SPDX-License-Identifier: EUPL-1.2
 * What a function writes on standard error or output, and how it dies. For tests of base. */
#ifndef STAFET_TESTS_UNIT_BASE_CAPTURE_H
#define STAFET_TESTS_UNIT_BASE_CAPTURE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    int wait_status;
    unsigned writes; /* how many write(2) calls there were: the pipe is in packet mode, one read gives one write */
    char text[16384];
} capture_t;

/* Runs `function` in a child process whose descriptor `descriptor` is a pipe that keeps writes apart. */
static inline capture_t capture(int descriptor, void (*function)(void)) {
    int ends[2];
    if (pipe2(ends, O_DIRECT) != 0) {
        abort();
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        dup2(ends[1], descriptor);
        function();
        fflush(NULL);
        _exit(0);
    }
    close(ends[1]);
    capture_t seen = {0};
    size_t size = 0;
    char packet[4096]; /* as large as a packet can be: a smaller read would throw the rest away */
    for (ssize_t read_size = read(ends[0], packet, sizeof(packet)); read_size > 0; read_size = read(ends[0], packet, sizeof(packet))) {
        if (size + (size_t)read_size >= sizeof(seen.text)) {
            abort();
        }
        memcpy(seen.text + size, packet, (size_t)read_size);
        size += (size_t)read_size;
        seen.writes++;
    }
    close(ends[0]);
    waitpid(child, &seen.wait_status, 0);
    return seen;
}

#endif
