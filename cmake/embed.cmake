# SPDX-License-Identifier: EUPL-1.2
# stafet_embed(<target> <header> <folder>) embeds every .sql file of a folder as a C string table, sorted by name.
function(stafet_embed target symbol folder)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.h)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSYMBOL=${symbol} -DFOLDER=${folder} -P ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake)
  target_sources(${target} PRIVATE ${out})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
