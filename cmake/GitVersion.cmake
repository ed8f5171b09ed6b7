# Writes version.cpp at build time, and only when its content changes, so that the recorded hash is
# that of the sources built, not of the last configuration.
# cmake -D SOURCE=… -D TEMPLATE=… -D OUTPUT=… -D PROJECT_VERSION=… … -P GitVersion.cmake
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
                OUTPUT_VARIABLE FITPACK_GIT_HASH OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR NOT FITPACK_GIT_HASH)
  set(FITPACK_GIT_HASH unknown)
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
