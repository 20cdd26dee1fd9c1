# install() of every room, so that find_package(anqa) gives the same targets as the source tree.
include(CMakePackageConfigHelpers)
install(EXPORT anqa NAMESPACE anqa:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/anqa" FILE anqa-targets.cmake)
configure_package_config_file("${CMAKE_CURRENT_SOURCE_DIR}/cmake/anqa-config.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/anqa-config.cmake" INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/anqa")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/anqa-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/anqa-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/anqa-config-version.cmake"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/anqa")
