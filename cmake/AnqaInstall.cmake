# install() of every room, so that find_package(anqa) gives the same targets as the source tree.
include(CMakePackageConfigHelpers)

# The packages that the rooms link, from the targets' names: "OpenSSL::Crypto" comes from find_package(OpenSSL).
get_property(rooms GLOBAL PROPERTY ANQA_BUILT_ROOMS)
set(packages)
foreach(room IN LISTS rooms)
  get_target_property(libraries anqa_${room} LINK_LIBRARIES)
  foreach(library IN LISTS libraries)
    if(library MATCHES "^([A-Za-z0-9_]+)::")
      list(APPEND packages ${CMAKE_MATCH_1})
    endif()
  endforeach()
endforeach()
list(REMOVE_DUPLICATES packages)
list(REMOVE_ITEM packages anqa Threads)
list(TRANSFORM packages REPLACE "(.+)" "find_dependency(\\1)")
list(JOIN packages "\n" ANQA_FIND_DEPENDENCIES)

install(EXPORT anqa NAMESPACE anqa:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/anqa" FILE anqa-targets.cmake)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/anqa-config.cmake.in"
  "${PROJECT_BINARY_DIR}/anqa-config.cmake" INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/anqa")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/anqa-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/anqa-config.cmake" "${PROJECT_BINARY_DIR}/anqa-config-version.cmake"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/anqa")
