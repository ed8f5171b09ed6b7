#pragma once

// The C interface of MPI alone: some libraries' mpi.h pulls in the removed C++ bindings otherwise.
// For .cpp files of the modules that may see MPI, before any HDF5 header.
#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX 1
#endif
#ifndef MPICH_SKIP_MPICXX
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>
