# The GPU backend: lib/fitpack/cuda/device with CUDA (FITPACK_CUDA=ON, preset cuda), else
# lib/fitpack/cuda/absent. Where CUDA's compiler is present but the backend is off, the target
# fitpack_cuda_check compiles it all the same.
option(FITPACK_CUDA "Build the GPU backend (needs the CUDA toolkit)" OFF)
if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES 80 90 CACHE STRING "GPU generations to compile for")
endif()
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  enable_language(CUDA)
  find_package(CUDAToolkit REQUIRED)
  # CMake 3.25 does not know that nvcc has C++20.
  if(NOT DEFINED CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  endif()
elseif(FITPACK_CUDA)
  message(FATAL_ERROR "FITPACK_CUDA needs the CUDA toolkit: nvcc was not found on the PATH")
endif()

# The sources that see CUDA, compiled without the flags meant for C++.
function(fitpack_cuda_objects target)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cuda/device/*.cu)
  add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/lib)
  # Contracted multiply-adds would give other bits than the processor's code. Constexpr functions
  # may be called in kernels: formulas that both need are written once.
  target_compile_options(${target} PRIVATE --fmad=false --expt-relaxed-constexpr -Werror=all-warnings -Xcompiler=-Wall,-Wextra)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${target} PRIVATE CUDA::cudart_static CUDA::cublas spdlog::spdlog)
endfunction()

# Called after fitpack_module(cuda …).
function(fitpack_cuda_backend)
  if(FITPACK_CUDA)
    fitpack_cuda_objects(fitpack_cuda_device)
    target_sources(fitpack_cuda PRIVATE $<TARGET_OBJECTS:fitpack_cuda_device>)
    target_link_libraries(fitpack_cuda PUBLIC CUDA::cudart_static CUDA::cublas)
  else()
    file(GLOB absent CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cuda/absent/*.cpp)
    target_sources(fitpack_cuda PRIVATE ${absent})
    if(CMAKE_CUDA_COMPILER)
      fitpack_cuda_objects(fitpack_cuda_check)
      set_target_properties(fitpack_cuda_check PROPERTIES CUDA_ARCHITECTURES 90)  # one is enough
    endif()
  endif()
endfunction()

# The same sources as C++ on emulated devices (tests/support/cuda_emulation). Objects of TARGET go
# before the libraries of a test program: nothing of `absent`, or of `device`, is then taken from
# there. Called where the program is made, since that folder's .cu files become C++.
function(fitpack_cuda_emulation target)
  find_package(Boost REQUIRED COMPONENTS context)
  file(GLOB device CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/fitpack/cuda/device/*.cu)
  file(GLOB emulator CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/cuda_emulation/*.cpp)
  set_source_files_properties(${device} PROPERTIES LANGUAGE CXX)
  add_library(${target} OBJECT ${device} ${emulator})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/tests
                             ${CMAKE_SOURCE_DIR}/tests/support/cuda_emulation)
  target_link_libraries(${target} PRIVATE fitpack_flags PUBLIC fitpack_cuda Boost::context)
  # Contraction as --fmad=false above; `#pragma unroll` is nvcc's.
  target_compile_options(${target} PRIVATE -ffp-contract=off -Wno-unknown-pragmas)
endfunction()
