# SPDX-License-Identifier: EUPL-1.2
# Writes a header with one {name, text} row a .sql file. Run by stafet_embed().
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(rows "")
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
  string(APPEND arrays "static const char ${SYMBOL}_${name}[] = \"${bytes}\";\n")
  string(APPEND rows "    {\"${name}\", ${SYMBOL}_${name}},\n")
endforeach()
file(WRITE ${OUT} "/* Generated from sql/. */\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n${arrays}static const struct { const char *name; const char *text; } ${SYMBOL}[] = {\n${rows}};\n")
