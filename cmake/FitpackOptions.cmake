option(FITPACK_UNITY "Compile several sources of large parts at once: sooner done from scratch" OFF)
# For a target whose sources spend most of their time in headers.
function(fitpack_unity target)
  if(FITPACK_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

# Flags that every target of the project shares, as one interface target.
add_library(fitpack_flags INTERFACE)
target_compile_features(fitpack_flags INTERFACE cxx_std_20)
target_compile_options(fitpack_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
# Known false alarms of GCC 12: uninitialised values inside its own AVX-512 intrinsics (used by
# Eigen), overlapping copies in std::string concatenation.
target_compile_options(fitpack_flags INTERFACE -Wno-maybe-uninitialized -Wno-uninitialized
                       -Wno-restrict)
# Results must not depend on what the optimiser may reorder: no -ffast-math anywhere.
target_compile_options(fitpack_flags INTERFACE -fno-math-errno)
if(FITPACK_NATIVE)
  target_compile_options(fitpack_flags INTERFACE -march=native)
endif()
if(FITPACK_SANITIZE)
  # Three checks double the time to compile; a null pointer stops the program without them as well.
  target_compile_options(fitpack_flags INTERFACE -fsanitize=address,undefined
                         -fno-sanitize=null,alignment,object-size
                         -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(fitpack_flags INTERFACE -fsanitize=address,undefined)
  target_sources(fitpack_flags INTERFACE 
    $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:${CMAKE_SOURCE_DIR}/cmake/leak_suppressions.cpp>)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
# For the sanitizers: quick to build, lines in reports, contracts checked.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
