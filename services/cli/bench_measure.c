/* SPDX-License-Identifier: EUPL-1.2
 * CPU time, memory and percentiles for the bench. */
#include "cli/bench_measure.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
    long parent;
    double own_ms, reaped_ms; /* reaped: of children that have ended */
} process_t;

/* Fields 4 and 14 to 17 of /proc/PID/stat (proc(5)), after the name, which may hold anything. */
static bool process_read(const char *pid, process_t *process) {
    char path[300], line[1024];
    unsigned long user, system, child_user, child_system;
    (void)snprintf(path, sizeof path, "/proc/%.250s/stat", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL) return false;
    bool has_line = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    const char *rest = has_line ? strrchr(line, ')') : NULL;
    if (rest == NULL) return false;
    int found = sscanf(rest + 1, " %*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &process->parent, &user, &system, &child_user, &child_system);
    double tick_ms = 1000.0 / (double)sysconf(_SC_CLK_TCK);
    process->own_ms = (double)(user + system) * tick_ms;
    process->reaped_ms = (double)(child_user + child_system) * tick_ms;
    return found == 5;
}

/* A postmaster, its children, and those of them that have ended. */
static double family_ms(long pid) {
    char name[32];
    process_t process;
    double sum = 0;
    DIR *listing = opendir("/proc");
    (void)snprintf(name, sizeof name, "%ld", pid);
    if (process_read(name, &process)) sum += process.own_ms + process.reaped_ms;
    for (struct dirent *entry = listing != NULL ? readdir(listing) : NULL; entry != NULL; entry = readdir(listing)) {
        if (isdigit((unsigned char)entry->d_name[0]) && process_read(entry->d_name, &process) && process.parent == pid) sum += process.own_ms;
    }
    if (listing != NULL) (void)closedir(listing);
    return sum;
}

bench_cpu_t bench_cpu(long broker_pid, long store_pid) {
    bench_cpu_t cpu = {0};
    char name[32];
    process_t process;
    struct rusage usage;
    (void)snprintf(name, sizeof name, "%ld", broker_pid);
    if (broker_pid > 0 && process_read(name, &process)) cpu.broker_ms = process.own_ms;
    if (store_pid > 0) cpu.store_ms = family_ms(store_pid);
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        cpu.load_ms = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
    }
    return cpu;
}

double bench_memory_mib(long pid) {
    char path[64], line[256];
    unsigned long kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = pid > 0 ? fopen(path, "re") : NULL;
    if (file == NULL) return 0;
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "VmHWM: %lu", &kib) != 1) continue;
    (void)fclose(file);
    return (double)kib / 1024;
}

uint32_t bench_percentile(const uint32_t *sorted, size_t count, double share) {
    if (count == 0) return 0;
    size_t rank = (size_t)(share * (double)count + 0.999999);
    if (rank < 1) rank = 1;
    return sorted[(rank > count ? count : rank) - 1];
}

static int compare(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

void bench_sort(uint32_t *values, size_t count) {
    if (count > 0) qsort(values, count, sizeof *values, compare);
}
