#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The example builds from nothing but the installed package, against the shared and against the static library, and runs.
#   client_package.sh BUILD SOURCE COMPILER [FLAGS...]
set -euo pipefail
build=$1 source=$2 compiler=$3
shift 3
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT

cmake --install "$build" --prefix "$prefix" --component client >/dev/null
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
example=$source/services/client/example/first_contact.c
[ "$(wc -l <"$example")" -lt 60 ] || { echo "the example has 60 lines or more"; exit 1; }

# shellcheck disable=SC2046  # words are meant
"$compiler" -std=c17 -Wall -Wextra -Werror "$@" "$example" $(pkg-config --cflags --libs stafet) -Wl,-rpath,"$prefix/lib" -o "$prefix/shared"
# shellcheck disable=SC2046
"$compiler" -std=c17 -Wall -Wextra -Werror "$@" "$example" $(pkg-config --cflags stafet) "$prefix/lib/libstafet.a" \
  $(pkg-config --libs libzmq libprotobuf-c libcrypto jansson) -o "$prefix/static"

# Without a broker it must come as far as the key: it refuses one that is none, with its own words.
for program in shared static; do
  said=$("$prefix/$program" tcp://127.0.0.1:9 none none none desk person 2>&1) && { echo "$program: no error"; exit 1; }
  [ "$said" = "open: config_invalid" ] || { echo "$program said: $said"; exit 1; }
done

# Nothing but the header's own functions is to be seen in the shared library.
strange=$(nm -D --defined-only "$prefix/lib/libstafet.so" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' | grep -v '^stafet_[a-z_]*$' | grep -vE '^(__asan|__ubsan|__odr_asan|_init|_fini)' || true)
[ -z "$strange" ] || { echo "exported as well: $strange"; exit 1; }
