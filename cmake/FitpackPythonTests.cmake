# Tests in Python 3 (Debian's, with numpy, h5py and yaml): every class of a *_test.py of the calling
# folder is one test PREFIX.THEME.CLASS with the label PREFIX. Further arguments: environment
# variables NAME=VALUE of the tests.
function(fitpack_python_tests prefix)
  set(environment "FITPACK_EXECUTABLE=$<TARGET_FILE:fitpack>"
    "FITPACK_SOURCE_DIR=${CMAKE_SOURCE_DIR}" PYTHONDONTWRITEBYTECODE=1 ${ARGN})
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.py)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${scripts})
  foreach(script ${scripts})
    get_filename_component(theme ${script} NAME_WE)
    string(REGEX REPLACE "_test$" "" theme ${theme})
    file(STRINGS ${script} classes REGEX "^class [A-Za-z0-9]+\\(")
    foreach(line ${classes})
      string(REGEX REPLACE "^class ([A-Za-z0-9]+).*" "\\1" class "${line}")
      set(test ${prefix}.${theme}.${class})
      add_test(NAME ${test} COMMAND ${FITPACK_PYTHON} ${script} ${class})
      # A command that hangs fails by its own time limit first.
      set_tests_properties(${test} PROPERTIES LABELS ${prefix} TIMEOUT 300
        ENVIRONMENT "${environment}")
    endforeach()
  endforeach()
endfunction()
