# SPDX-License-Identifier: EUPL-1.2
"""Medians, spreads and ratios of the runs, as a table to read."""
from statistics import median

COLUMNS = ("shape", "system", "messages/s (min to max)", "accepted p50 / p99 ms", "server CPU µs", "load CPU µs", "runs", "ours / theirs")


def value(number):
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def median_of(runs, name):
    return median(run[name] for run in runs)


def row(shape, system, runs, ours):
    rates = [run["messages_per_second"] for run in runs]
    ratio = "" if not ours or runs is ours else f"{median_of(ours, 'messages_per_second') / median(rates):.2f}"
    return (shape, system, f"{value(median(rates))} ({value(min(rates))} to {value(max(rates))})",
            f"{value(median_of(runs, 'accepted_ms_p50'))} / {value(median_of(runs, 'accepted_ms_p99'))}",
            value(median_of(runs, "server_cpu_ms_per_1000")), value(median_of(runs, "load_cpu_ms_per_1000")), str(len(runs)), ratio)


def write(results, shapes, systems):
    """`results` are the runs without fault, each with its system and shape. Returns the lines of a Markdown table."""
    rows = []
    for shape in shapes:
        of_shape = {system: [run for run in results if run["shape"] == shape and run["system"] == system] for system in systems}
        ours = of_shape[systems[0]]
        rows += [row(shape, system, runs, ours) for system, runs in of_shape.items() if runs]
    widths = [max(len(line[column]) for line in (COLUMNS, *rows)) for column in range(len(COLUMNS))]

    def format_row(cells):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"

    return [format_row(COLUMNS), format_row(["-" * width for width in widths]), *(format_row(cells) for cells in rows)]
