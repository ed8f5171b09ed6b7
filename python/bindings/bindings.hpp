#pragma once

#include <pybind11/pybind11.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/core/logging.hpp"

/// The Python module fitpack._core: arrays and errors are translated, nothing is computed.
namespace fitpack::python {

namespace py = pybind11;

/// Exceptions fitpack.Error, InputError and DataError.
void bind_errors(py::module_& module);
void bind_theory(py::module_& module);

/// Reads a card; throws InputError with every mistake in it.
[[nodiscard]] RunCard load_card(const std::filesystem::path& path,
                                const std::vector<std::string>& overrides);

/// Warnings go to stderr.
[[nodiscard]] Logger module_logger();

/// Held while an object is made: that reads and writes HDF5, which serves one thread at a time.
[[nodiscard]] std::mutex& construction_mutex();

/// Runs `work`, which must not touch Python objects, without the GIL.
template <class Work>
decltype(auto) without_gil(Work&& work) {
  const py::gil_scoped_release released;
  return work();
}

}  // namespace fitpack::python
