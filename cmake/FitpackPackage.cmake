# `cpack`: the program, its data, reports and the Python package as a package of Debian. For use on
# other machines build the preset `package` (scripts/package).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME fitpack)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "parton distribution functions from data")
set(CPACK_PACKAGE_DESCRIPTION
    "Fits the structure of the proton to deep inelastic scattering and Drell-Yan data, with
 MPI, analytic derivatives and results in HDF5; run cards and published data included.")
set(CPACK_PACKAGE_CONTACT "the fitpack authors")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "openmpi-bin, python3")
if(FITPACK_PYTHON_MODULE)
  list(APPEND CPACK_COMPONENTS_ALL python)
  math(EXPR next "${Python_VERSION_MINOR} + 1")  # an extension module serves one version
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS
         " (>= ${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}), python3 (<< ${Python_VERSION_MAJOR}.${next}), python3-numpy")
endif()
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3-h5py, python3-matplotlib, python3-yaml")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/prerm)
include(CPack)
