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
  target_compile_options(relapse_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                         -fno-sanitize-recover=undefined)
  target_link_options(relapse_options INTERFACE -fsanitize=address,undefined)
endif()

# relapse_library(NAME SOURCES a.cc b.cc LINKS other libraries)
function(relapse_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC relapse_options ${ARG_LINKS})
endfunction()

# relapse_test(NAME SOURCES a_test.cc LINKS libraries): one test program, its cases listed in ctest.
include(GoogleTest)
function(relapse_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE relapse_options ${ARG_LINKS} GTest::gtest_main GTest::gmock rapidcheck
                        rapidcheck_gtest)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
                       PROPERTIES ENVIRONMENT "RC_PARAMS=seed=1 max_success=200" TIMEOUT 600)
endfunction()
