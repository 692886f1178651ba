# SPDX-License-Identifier: EUPL-1.2
# stafet_protobuf(<target> <root> <file.proto>...) generates C with protoc-c and makes one static library of it.
find_program(PROTOC_C protoc-c REQUIRED)
function(stafet_protobuf target root)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/c)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  foreach(file ${ARGN})
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    list(APPEND generated ${out}/${stem}.pb-c.c)
    add_custom_command(
      OUTPUT ${out}/${stem}.pb-c.c ${out}/${stem}.pb-c.h
      COMMAND ${PROTOC_C} --proto_path=${root} --c_out=${out} ${file}
      DEPENDS ${root}/${file}
      WORKING_DIRECTORY ${root})
  endforeach()
  add_library(${target} STATIC ${generated})
  target_include_directories(${target} SYSTEM PUBLIC ${out})
  target_link_libraries(${target} PUBLIC PkgConfig::PROTOBUF_C)
endfunction()
