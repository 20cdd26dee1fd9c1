# anqa_dev(TARGET): makes TARGET, a program of a Debug build, one that anqa-dev can run: what it builds shows its errors
# in the page and swaps the running program. Other builds are as if this were not called. The same in our own tree and
# in a project that found us by find_package(anqa).
function(anqa_dev target)
  target_link_libraries(${target} PRIVATE "$<$<CONFIG:Debug>:anqa::dev>")
endfunction()
