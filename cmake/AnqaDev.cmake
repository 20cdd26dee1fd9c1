# anqa_dev(TARGET [VIEWS library...]): makes TARGET, a program of a Debug build, one that anqa-dev can run: its pages show
# what does not build and come back with their state when it is swapped. VIEWS: the libraries that hold its live views,
# where that is not the program itself. Other builds are as if this were not called. The same in our own tree and in a
# project that found us by find_package(anqa).
function(anqa_dev target)
  cmake_parse_arguments(DEV "" "" "VIEWS" ${ARGN})
  target_link_libraries(${target} PRIVATE "$<$<CONFIG:Debug>:anqa::dev>")
  foreach(each IN ITEMS ${target} ${DEV_VIEWS})
    target_compile_definitions(${each} PRIVATE "$<$<CONFIG:Debug>:ANQA_DEV_STATE>")
  endforeach()
endfunction()
