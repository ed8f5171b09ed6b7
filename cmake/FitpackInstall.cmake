# What `cmake --install` puts where: the program, libraries with headers and a CMake package
# (find_package(fitpack), targets fitpack::MODULE), data tables, run cards, batch scripts, plots and
# reports. Components: program, python (FitpackPython), development.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(FITPACK_CMAKE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/fitpack)
set(FITPACK_DATA_FOLDER ${CMAKE_INSTALL_DATADIR}/fitpack)

# Called by fitpack_module for every module.
function(fitpack_install_module target)
  install(TARGETS ${target} EXPORT fitpackTargets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
endfunction()

install(DIRECTORY ${CMAKE_SOURCE_DIR}/lib/fitpack DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN *.hpp)
install(EXPORT fitpackTargets NAMESPACE fitpack:: DESTINATION ${FITPACK_CMAKE_FOLDER}
        COMPONENT development)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/fitpackConfig.cmake.in
  ${CMAKE_BINARY_DIR}/generated/fitpackConfig.cmake INSTALL_DESTINATION ${FITPACK_CMAKE_FOLDER}
  PATH_VARS FITPACK_DATA_FOLDER)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/generated/fitpackConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/generated/fitpackConfig.cmake
              ${CMAKE_BINARY_DIR}/generated/fitpackConfigVersion.cmake
        DESTINATION ${FITPACK_CMAKE_FOLDER} COMPONENT development)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/data ${CMAKE_SOURCE_DIR}/configs
        DESTINATION ${FITPACK_DATA_FOLDER} COMPONENT program
        FILES_MATCHING PATTERN *.csv PATTERN *.yaml PATTERN README.md
        PATTERN results EXCLUDE PATTERN kernel_cache EXCLUDE)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/slurm DESTINATION ${FITPACK_DATA_FOLDER}
        COMPONENT program USE_SOURCE_PERMISSIONS)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/modulefile/fitpack
        DESTINATION ${CMAKE_INSTALL_DATADIR}/modulefiles COMPONENT program)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/NOTICE
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# scripts/report and scripts/plot-result as fitpack-report and fitpack-plot-result.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/fitpack_report
        DESTINATION ${FITPACK_DATA_FOLDER}/scripts COMPONENT program
        FILES_MATCHING PATTERN *.py PATTERN __pycache__ EXCLUDE)
file(RELATIVE_PATH from_bin ${CMAKE_INSTALL_FULL_BINDIR}
     ${CMAKE_INSTALL_FULL_DATADIR}/fitpack/scripts)
foreach(script report plot-result)
  install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/${script}
          DESTINATION ${FITPACK_DATA_FOLDER}/scripts COMPONENT program)
  file(CREATE_LINK ${from_bin}/${script} ${CMAKE_BINARY_DIR}/generated/fitpack-${script} SYMBOLIC)
  install(FILES ${CMAKE_BINARY_DIR}/generated/fitpack-${script}
          DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
endforeach()
