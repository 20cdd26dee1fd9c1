# anqa_room(NAME [DEPENDS room...] [LINK lib...] [PRIVATE_LINK lib...] [TEST_LINK lib...] [SOURCES file...] [EXCLUDE regex...]
#           [ONLY regex] [TOGETHER pattern])
#
# One room of the house: the library anqa_NAME (anqa::NAME) from every .cpp of the folder, its public
# headers as a FILE_SET, and the program NAME_tests from every thing.test.cpp. Files named *.test.cpp,
# *.bench.cpp, *.fuzz.cpp are not part of the library; headers under internal/ are not installed.
include(GNUInstallDirs)
include(GoogleTest)

function(anqa_room name)
  cmake_parse_arguments(ROOM "" "TOGETHER" "DEPENDS;LINK;PRIVATE_LINK;TEST_LINK;SOURCES;EXCLUDE;ONLY" ${ARGN})

  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "\\.test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "\\.(test|bench|fuzz|main)\\.cpp$")
  list(FILTER headers EXCLUDE REGEX "/internal/")
  foreach(pattern IN LISTS ROOM_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
    list(FILTER headers EXCLUDE REGEX "${pattern}")
    list(FILTER tests EXCLUDE REGEX "${pattern}")
  endforeach()

  if(ROOM_ONLY)
    list(FILTER sources INCLUDE REGEX "${ROOM_ONLY}")
    list(FILTER headers INCLUDE REGEX "${ROOM_ONLY}")
    list(FILTER tests INCLUDE REGEX "${ROOM_ONLY}")
  endif()

  add_library(anqa_${name} STATIC ${sources} ${ROOM_SOURCES})
  add_library(anqa::${name} ALIAS anqa_${name})
  set_target_properties(anqa_${name} PROPERTIES EXPORT_NAME ${name} LINKER_LANGUAGE CXX)
  target_sources(anqa_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${headers})
  target_compile_features(anqa_${name} PUBLIC cxx_std_23)
  target_link_libraries(anqa_${name} PRIVATE $<BUILD_INTERFACE:anqa_compiler> ${ROOM_PRIVATE_LINK})
  foreach(below IN LISTS ROOM_DEPENDS)
    target_link_libraries(anqa_${name} PUBLIC anqa::${below})
  endforeach()
  target_link_libraries(anqa_${name} PUBLIC ${ROOM_LINK})
  install(TARGETS anqa_${name} EXPORT anqa
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  set_property(GLOBAL APPEND PROPERTY ANQA_BUILT_ROOMS ${name})

  if(ANQA_TESTS AND tests)
    anqa_test(${name}_tests SOURCES ${tests} LINK anqa::${name} ${ROOM_TEST_LINK} TOGETHER "${ROOM_TOGETHER}")
  endif()
  if(ANQA_FUZZ)
    anqa_fuzz(${name})
  endif()
endfunction()

# anqa_fuzz(ROOM): the program ROOM_THING_fuzz from each thing.fuzz.cpp of a room's folder, for libFuzzer. Not a test:
# it runs until it finds something (`-max_total_time=60` makes it stop). The target `fuzzers` is all of them.
function(anqa_fuzz room)
  target_compile_options(anqa_${room} PRIVATE -fsanitize=fuzzer-no-link)
  file(GLOB_RECURSE fuzzers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.fuzz.cpp")
  foreach(fuzzer IN LISTS fuzzers)
    get_filename_component(thing "${fuzzer}" NAME_WE)
    add_executable(${room}_${thing}_fuzz "${fuzzer}")
    target_compile_options(${room}_${thing}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_options(${room}_${thing}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${room}_${thing}_fuzz PRIVATE anqa::${room} anqa_compiler)
    if(NOT TARGET fuzzers)
      add_custom_target(fuzzers)
    endif()
    add_dependencies(fuzzers ${room}_${thing}_fuzz)
  endforeach()
endfunction()

# anqa_test(NAME SOURCES file... [LINK lib...] [TOGETHER pattern]): a GoogleTest program; each TEST is a ctest test of its
# own, but those that match the pattern are one, since they share what takes long to start.
function(anqa_test name)
  cmake_parse_arguments(TEST "" "TOGETHER" "SOURCES;LINK;PROPERTIES" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE anqa_compiler ${TEST_LINK} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h> <string> <vector>)
  set(filter)
  if(TEST_TOGETHER)
    set(filter TEST_FILTER "-${TEST_TOGETHER}")
    add_test(NAME ${name}_together COMMAND ${name} "--gtest_filter=${TEST_TOGETHER}")
    set_tests_properties(${name}_together PROPERTIES TIMEOUT 900 LABELS "${name}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 ${filter}
    PROPERTIES TIMEOUT 300 LABELS "${name}" ${TEST_PROPERTIES})
endfunction()
