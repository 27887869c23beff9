# One static library per leaf folder, with its links written down; the include root is the repository.

add_library(relapse_options INTERFACE)
target_include_directories(relapse_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_features(relapse_options INTERFACE cxx_std_20)
target_compile_options(relapse_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                       -Wno-missing-field-initializers)
if(RELAPSE_WERROR)
  target_compile_options(relapse_options INTERFACE -Werror)
endif()
if(RELAPSE_SANITIZE)
  # Without the checks at every access through a pointer, a quarter of the time to compile: what they see,
  # AddressSanitizer sees too.
  target_compile_options(relapse_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                         -fno-sanitize-recover=undefined -fno-sanitize=alignment,null,object-size,vptr)
  target_link_options(relapse_options INTERFACE -fsanitize=address,undefined)
endif()

# What runs long is in the libraries; optimising the tests' own code costs more than it saves.
set(relapse_test_options -O0)

# Headers of others, parsed once for every library and once for every test. Ours are never among them, and the
# clang-debug preset builds without, so that a file still includes what it uses.
if(RELAPSE_PRECOMPILE)
  set(relapse_foreign_headers
      <algorithm> <array> <atomic> <cstdint> <deque> <exception> <functional> <map> <memory> <optional> <set> <span>
      <string> <string_view> <type_traits> <utility> <vector> <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp>)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled/empty.cc "")
  add_library(relapse_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled/empty.cc)
  target_link_libraries(relapse_precompiled PRIVATE relapse_options fmt::fmt nlohmann_json::nlohmann_json)
  target_precompile_headers(relapse_precompiled PRIVATE ${relapse_foreign_headers})
  add_library(relapse_precompiled_tests OBJECT ${PROJECT_BINARY_DIR}/precompiled/empty.cc)
  target_link_libraries(relapse_precompiled_tests PRIVATE relapse_options fmt::fmt nlohmann_json::nlohmann_json
                        GTest::gtest GTest::gmock rapidcheck rapidcheck_gtest)
  target_compile_options(relapse_precompiled_tests PRIVATE ${relapse_test_options})
  target_precompile_headers(relapse_precompiled_tests PRIVATE ${relapse_foreign_headers}
                            <gmock/gmock.h> <gtest/gtest.h> <rapidcheck.h> <rapidcheck/gtest.h>)
endif()
function(relapse_precompiled_headers target source)
  if(RELAPSE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${source})
  endif()
endfunction()

# relapse_library(NAME [SEPARATE] SOURCES a.cc b.cc LINKS other libraries)
# SEPARATE: its files are never compiled as one (CMAKE_UNITY_BUILD), because they use the same private names.
function(relapse_library name)
  cmake_parse_arguments(ARG "SEPARATE" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC relapse_options ${ARG_LINKS})
  relapse_precompiled_headers(${name} relapse_precompiled)
  if(ARG_SEPARATE)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  endif()
endfunction()

# relapse_test(NAME [TOGETHER] [WHOLE] [LABEL x] [COST n] SOURCES a_test.cc LINKS libraries): one test program, its cases listed in ctest. With
# sanitizers, where starting a program costs more than most cases, the whole program is one test.
# LABEL x: how ctest -L and -LE name it: `server` needs a real server, `conformance` compares fakes with one.
# WHOLE: one test in ctest too, because its cases share something that is costly to start.
# COST n: about how many seconds it takes where that is long: ctest starts it before the others.
# TOGETHER: its files may be compiled as one (CMAKE_UNITY_BUILD): no two have a private helper of the same name.
include(GoogleTest)
function(relapse_test name)
  cmake_parse_arguments(ARG "TOGETHER;WHOLE" "LABEL;COST" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE relapse_options ${ARG_LINKS} GTest::gtest_main GTest::gmock rapidcheck
                        rapidcheck_gtest)
  target_compile_options(${name} PRIVATE ${relapse_test_options})
  if(NOT ARG_TOGETHER)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  endif()
  relapse_precompiled_headers(${name} relapse_precompiled_tests)
  set(properties ENVIRONMENT "RC_PARAMS=seed=1 max_success=200" TIMEOUT 600)
  if(ARG_LABEL)
    list(APPEND properties LABELS ${ARG_LABEL})
  endif()
  if(ARG_COST)
    list(APPEND properties COST ${ARG_COST})
  endif()
  if(RELAPSE_SANITIZE OR ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES ${properties})
  else()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
  endif()
endfunction()
