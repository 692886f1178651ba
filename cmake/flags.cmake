# SPDX-License-Identifier: EUPL-1.2
# Compiler flags. `stafet_strict` is for our own code; generated code is compiled without it.
add_library(stafet_strict INTERFACE)
target_compile_options(stafet_strict INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wvla -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes
  -Wimplicit-fallthrough -Werror=format-security -Werror)
target_compile_definitions(stafet_strict INTERFACE _GNU_SOURCE)
if(STAFET_FAULT_POINTS)
  target_compile_definitions(stafet_strict INTERFACE STAFET_FAULT_POINTS)
endif()

add_compile_options(-fno-strict-aliasing -fno-delete-null-pointer-checks -fno-strict-overflow -fstack-protector-strong)
if(STAFET_SANITIZE)
  add_compile_options(-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
else()
  add_compile_options(-O2 -g -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero)
  add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
