# fitpack_module(NAME DEPENDS <modules and external targets …>)
# One static library per folder of lib/fitpack; tests/unit/NAME holds its unit tests.
function(fitpack_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(sources)
    add_library(fitpack_${name} STATIC ${sources})
    target_include_directories(fitpack_${name} PUBLIC
      $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/lib> $<INSTALL_INTERFACE:include>)
    target_link_libraries(fitpack_${name} PRIVATE $<BUILD_INTERFACE:fitpack_flags>)
    # The libraries also end up in the Python module; nobody replaces a function of theirs there.
    set_target_properties(fitpack_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(fitpack_${name} PRIVATE -fno-semantic-interposition)
    target_link_libraries(fitpack_${name} PUBLIC ${arg_DEPENDS})
  else()
    add_library(fitpack_${name} INTERFACE)
    target_include_directories(fitpack_${name} INTERFACE
      $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/lib> $<INSTALL_INTERFACE:include>)
    target_link_libraries(fitpack_${name} INTERFACE ${arg_DEPENDS})
  endif()
  add_library(fitpack::${name} ALIAS fitpack_${name})
  set_target_properties(fitpack_${name} PROPERTIES EXPORT_NAME ${name})
endfunction()
