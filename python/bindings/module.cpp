#include <pybind11/stl.h>

#include "bindings.hpp"
#include "fitpack/analysis/pdf_evaluator.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack::python {

namespace {

/// Creates the exception fitpack.NAME.
py::object add_exception(py::module_& module, const char* name, const char* doc, py::handle base) {
  const std::string full = std::string("fitpack.") + name;
  auto type = py::reinterpret_steal<py::object>(
      PyErr_NewExceptionWithDoc(full.c_str(), doc, base.ptr(), nullptr));
  if (!type) throw py::error_already_set();
  module.attr(name) = type;
  return type;
}

const char* python_name(ExitCode code) {
  switch (code) {
    case ExitCode::usage:
      return "InputError";
    case ExitCode::data:
      return "DataError";
    default:
      return "Error";
  }
}

}  // namespace

void bind_errors(py::module_& module) {
  const py::object base =
      add_exception(module, "Error", "Base of what fitpack raises.", py::handle(PyExc_Exception));
  add_exception(module, "InputError",
                "A mistake in a run card or an argument; the message lists all of them.", base);
  add_exception(module, "DataError", "A mistake in a data file or another file.", base);
  py::register_exception_translator([](std::exception_ptr pointer) {
    try {
      if (pointer) std::rethrow_exception(pointer);
    } catch (const Error& error) {
      const py::object type =
          py::module_::import("fitpack._core").attr(python_name(error.exit_code()));
      PyErr_SetString(type.ptr(), error.what());
    }
  });
}

RunCard load_card(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  Problems problems;
  RunCard card = read_run_card(path, overrides, problems);
  problems.throw_if_any(ExitCode::usage);
  return card;
}

Logger module_logger() { return make_logger({}); }

std::mutex& construction_mutex() {
  // One per process, because the HDF5 library is.
  static std::mutex mutex;
  return mutex;
}

}  // namespace fitpack::python

PYBIND11_MODULE(_core, module) {
  module.doc() = "The C++ core of fitpack.";
  fitpack::python::bind_errors(module);
  module.attr("FLAVOURS") = pybind11::tuple(pybind11::cast(fitpack::PdfEvaluator::pdg_ids()));
  fitpack::python::bind_theory(module);
}
