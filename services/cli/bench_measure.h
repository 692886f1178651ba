/* SPDX-License-Identifier: EUPL-1.2
 * The ruler of the bench: CPU time, memory and percentiles. It knows no broker: tests/bench measures other systems with it. */
#ifndef STAFET_CLI_BENCH_MEASURE_H
#define STAFET_CLI_BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    double broker_ms, store_ms, load_ms;
} bench_cpu_t;

/* The CPU time so far of one process, of another with its children (those that have ended, too), and of the caller. 0 for a pid of 0. */
bench_cpu_t bench_cpu(long broker_pid, long store_pid);
/* The most memory the process ever had, in MiB; 0 when it cannot be read. */
double bench_memory_mib(long pid);
/* Of sorted values: the smallest that at least `share` of them do not exceed. 0 of none. */
uint32_t bench_percentile(const uint32_t *sorted, size_t count, double share);
void bench_sort(uint32_t *values, size_t count);

#endif
