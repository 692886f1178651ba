# SPDX-License-Identifier: EUPL-1.2
# The client library as others get it: installed, found by pkg-config, compiled against.
set(package_flags)
if(STAFET_SANITIZE)
  set(package_flags -fsanitize=address,undefined)
endif()
add_test(NAME integration.client_package
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/client_package.sh ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR} ${CMAKE_C_COMPILER} ${package_flags})
set_tests_properties(integration.client_package PROPERTIES LABELS integration TIMEOUT 120)
