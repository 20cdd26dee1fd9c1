# Compile options that every target of ours shares. They are PRIVATE to us: a user of the installed
# libraries gets only what the headers need (C++23).
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

add_library(anqa_compiler INTERFACE)
target_compile_options(anqa_compiler INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-sign-conversion;-Wnon-virtual-dtor;-Wno-missing-designated-field-initializers;-Werror>
  -fno-omit-frame-pointer)

if(ANQA_SANITIZE)
  add_compile_options(-fsanitize=${ANQA_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ANQA_SANITIZE})
endif()

# A crash report names the functions on the stack: the program's own symbols must be visible to dladdr.
add_link_options(-rdynamic)

find_program(ANQA_MOLD mold)
if(ANQA_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
