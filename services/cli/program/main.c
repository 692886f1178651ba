/* SPDX-License-Identifier: EUPL-1.2
 * The program `stafet`. */
#include "cli/verbs.h"

int main(int argc, char **argv) {
    return cli_run(VERBS, argc > 0 ? argc - 1 : 0, argv + 1);
}
