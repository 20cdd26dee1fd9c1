# anqa_templates(TARGET [NAMESPACE name] FILES file.html.heex...)
#
# Compiles templates into TARGET. counter_live.html.heex is the template of the class CounterLive in NAMESPACE, which
# counter_live.hpp beside it declares, or else the header named after its folder. The same in our own tree and in a
# project that found us by find_package(anqa).
function(anqa_templates target)
  cmake_parse_arguments(TEMPLATES "" "NAMESPACE" "FILES" ${ARGN})
  if(NOT TEMPLATES_FILES)
    message(FATAL_ERROR "anqa_templates(${target}): no FILES given")
  endif()
  # A live view must handle the events of the components on its page, so its template is compiled with theirs in sight.
  set(with "")
  foreach(file IN LISTS TEMPLATES_FILES)
    get_filename_component(input "${file}" ABSOLUTE)
    list(APPEND with --with "${input}")
  endforeach()
  foreach(file IN LISTS TEMPLATES_FILES)
    get_filename_component(input "${file}" ABSOLUTE)
    if(NOT EXISTS "${input}")
      message(FATAL_ERROR "anqa_templates(${target}): there is no file ${input}")
    endif()
    file(RELATIVE_PATH relative "${CMAKE_CURRENT_SOURCE_DIR}" "${input}")
    string(REPLACE "../" "up/" relative "${relative}")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${target}.heex/${relative}.cpp")
    get_filename_component(folder "${output}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND anqa::heex --namespace "${TEMPLATES_NAMESPACE}" ${with} --depfile "${output}.d" --output "${output}" "${input}"
      DEPENDS "${input}" anqa::heex
      DEPFILE "${output}.d"
      COMMENT "Compiling template ${relative}"
      VERBATIM)
    target_sources(${target} PRIVATE "${output}")
  endforeach()
  if(NOT target STREQUAL "anqa_live")
    target_link_libraries(${target} PRIVATE anqa::live)
  endif()
endfunction()
