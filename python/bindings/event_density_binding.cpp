#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "arrays.hpp"
#include "bindings.hpp"
#include "fitpack/analysis/event_density.hpp"
#include "shared_methods.hpp"

namespace fitpack::python {

namespace {

/// The density of a card and its PDFs.
class CardDensity {
 public:
  CardDensity(const RunCard& card, const Logger& logger)
      : density_({}, card, logger), pdfs_(card) {}
  [[nodiscard]] const EventDensity& density() const { return density_; }
  [[nodiscard]] PdfEvaluator& pdfs() { return pdfs_; }
  [[nodiscard]] std::size_t n_parameters() const { return density_.n_parameters(); }
  [[nodiscard]] std::vector<std::string> parameter_names() const {
    return density_.parameter_names();
  }
  [[nodiscard]] std::vector<double> start_values() const { return density_.start_values(); }

 private:
  EventDensity density_;
  PdfEvaluator pdfs_;
};

std::unique_ptr<CardDensity> make_density(const std::filesystem::path& card,
                                          const std::vector<std::string>& overrides) {
  return without_gil([&] {
    const std::lock_guard alone(construction_mutex());
    return std::make_unique<CardDensity>(load_card(card, overrides), module_logger());
  });
}

/// Positions of events; x and q2 have one shape.
struct Events {
  Array x, q2;
  [[nodiscard]] Shape shape() const { return shape_of(x); }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(x.size()); }
};

Events events_of(const Array& x, const Array& q2) {
  require_shape(q2, shape_of(x), "q2");
  return {x, q2};
}

py::ssize_t signed_size(std::size_t n) { return static_cast<py::ssize_t>(n); }

/// Calls work(θ, row of `out`) for every set; sets without PDFs give NaN.
template <class Work>
void for_each_set(const EventDensity& density, const ParameterSets& sets, std::span<double> out,
                  Work&& work) {
  const std::size_t size = sets.count() == 0 ? 0 : out.size() / sets.count();
  without_gil([&] {
    for (std::size_t k = 0; k < sets.count(); ++k) {
      const auto row = out.subspan(k * size, size);
      if (density.has_pdfs(sets.set(k)))
        work(k, row);
      else
        std::ranges::fill(row, std::numeric_limits<double>::quiet_NaN());
    }
  });
}

void copy(const std::vector<double>& values, std::span<double> row) {
  std::ranges::copy(values, row.begin());
}

py::object logpdf(const CardDensity& self, const Array& theta, const Array& x, const Array& q2) {
  const ParameterSets sets(theta, self.parameter_names());
  const Events events = events_of(x, q2);
  Array result = sets.result(events.shape());
  const auto at_x = values_of(events.x), at_q2 = values_of(events.q2);
  for_each_set(self.density(), sets, values_of(result), [&](std::size_t k, std::span<double> row) {
    self.density().logpdf(sets.set(k), at_x, at_q2, row);
  });
  return number_or_array(std::move(result));
}

Array logpdf_vjp(const CardDensity& self, const Array& theta, const Array& x, const Array& q2,
                 const Array& weights) {
  const ParameterSets sets(theta, self.parameter_names());
  const Events events = events_of(x, q2);
  require_shape(weights, sets.shape(events.shape()), "weights");
  Array result = sets.result({signed_size(self.n_parameters())});
  const auto at_x = values_of(events.x), at_q2 = values_of(events.q2);
  const auto w = values_of(weights);
  for_each_set(self.density(), sets, values_of(result), [&](std::size_t k, std::span<double> row) {
    const auto part = w.subspan(k * events.size(), events.size());
    copy(self.density().logpdf_vjp(sets.set(k), at_x, at_q2, part), row);
  });
  return result;
}

py::object normalisation(const CardDensity& self, const Array& theta) {
  const ParameterSets sets(theta, self.parameter_names());
  Array result = sets.result({});
  for_each_set(self.density(), sets, values_of(result), [&](std::size_t k, std::span<double> row) {
    row[0] = self.density().normalisation(sets.set(k));
  });
  return number_or_array(std::move(result));
}

Array normalisation_gradient(const CardDensity& self, const Array& theta) {
  const ParameterSets sets(theta, self.parameter_names());
  Array result = sets.result({signed_size(self.n_parameters())});
  for_each_set(self.density(), sets, values_of(result), [&](std::size_t k, std::span<double> row) {
    copy(self.density().normalisation_gradient(sets.set(k)), row);
  });
  return result;
}

py::tuple sample(const CardDensity& self, const Array& theta, std::size_t n, std::uint64_t seed,
                 std::uint64_t first, bool smooth) {
  const ParameterSets sets(theta, self.parameter_names());
  Array x = sets.result({signed_size(n)}), q2 = sets.result({signed_size(n)});
  const auto to_x = values_of(x), to_q2 = values_of(q2);
  without_gil([&] {
    for (std::size_t k = 0; k < sets.count(); ++k) {
      const EventColumns events = smooth ? self.density().sample_smooth(sets.set(k), n, seed, first)
                                         : self.density().sample(sets.set(k), n, seed, first);
      copy(events.x, to_x.subspan(k * n, n));
      copy(events.q2, to_q2.subspan(k * n, n));
    }
  });
  return py::make_tuple(std::move(x), std::move(q2));
}

Array sample_vjp(const CardDensity& self, const Array& theta, const Array& x, const Array& q2,
                 const Array& weights_x, const Array& weights_q2) {
  const ParameterSets sets(theta, self.parameter_names());
  const Events events = events_of(x, q2);
  if (events.x.ndim() == 0 || events.shape() != sets.shape({events.shape().back()}))
    throw py::value_error("x has shape " + shape_text(events.shape()) + "; expected " +
                          shape_text(sets.shape({-1})) + ", n events of every parameter set");
  require_shape(weights_x, events.shape(), "weights_x");
  require_shape(weights_q2, events.shape(), "weights_q2");
  Array result = sets.result({signed_size(self.n_parameters())});
  const std::size_t n = sets.count() == 0 ? 0 : events.size() / sets.count();
  const auto row_of = [n](const Array& array, std::size_t k) {
    return values_of(array).subspan(k * n, n);
  };
  for_each_set(self.density(), sets, values_of(result), [&](std::size_t k, std::span<double> row) {
    copy(self.density().sample_vjp(sets.set(k), row_of(events.x, k), row_of(events.q2, k),
                                   row_of(weights_x, k), row_of(weights_q2, k)),
         row);
  });
  return result;
}

py::dict phase_space(const CardDensity& self) {
  const PhaseSpace& space = self.density().phase_space();
  py::dict limits;
  limits["s"] = space.s;
  limits["x"] = py::make_tuple(space.x_min, space.x_max);
  limits["Q2"] = py::make_tuple(space.q2_min, space.q2_max);
  limits["y"] = py::make_tuple(space.y_min, space.y_max);
  limits["W2"] = py::make_tuple(space.w2_min, space.w2_max);
  return limits;
}

/// The time in seconds that logpdf takes in C++, without Python and its arrays.
double logpdf_seconds(const CardDensity& self, const Array& theta, const Array& x,
                      const Array& q2) {
  const ParameterSets sets(theta, self.parameter_names());
  const Events events = events_of(x, q2);
  std::vector<double> out(events.size());
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t k = 0; k < sets.count(); ++k)
    self.density().logpdf(sets.set(k), values_of(events.x), values_of(events.q2), out);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

void bind_event_density(py::module_& module) {
  py::class_<CardDensity> density(module, "EventDensity",
                                  R"(EventDensity(card, overrides=())

The probability density of events in (x, Q2) as a function of the free parameters of a run card,
  p(x, Q2; theta) = efficiency * d2sigma/dx dQ2 / sigma_tot   per dx dQ2 (GeV^-2).

card: path of the run card; its section `events` says what scatters in which phase space.
overrides: texts "key.subkey=value". Raises InputError or DataError.

theta has shape (n,) for one parameter set or (m, n) for several, in the order of
parameter_names; results of several sets have an axis of length m in front. A set without PDFs (a
sum rule diverges, a value is not finite) gives NaN; nothing can be drawn from it (InputError).
x and q2 (Q2 in GeV^2) have one shape. The GIL is released while the core works; any number of
threads may use one object at the same time.)");
  density
      .def(py::init(&make_density), py::arg("card"),
           py::arg("overrides") = std::vector<std::string>{})
      .def_property_readonly("phase_space", &phase_space,
                             R"(Limits of the events: dict of s (GeV^2) and of pairs (lower, upper)
for x, Q2 (GeV^2), y = Q2/(s x) and W2 = Q2 (1-x)/x (GeV^2).)")
      .def("logpdf", &logpdf, py::arg("theta"), py::arg("x"), py::arg("q2"),
           R"(logpdf(theta, x, q2) -> x.shape or (m,) + x.shape

ln p per dx dQ2 (GeV^-2); -inf outside the phase space, NaN for NaN and where the density is not
positive.)")
      .def("logpdf_vjp", &logpdf_vjp, py::arg("theta"), py::arg("x"), py::arg("q2"),
           py::arg("weights"), R"(logpdf_vjp(theta, x, q2, weights) -> (n,) or (m, n)

Sum over events of weights times the derivatives of logpdf with respect to theta. weights has the
shape of logpdf(theta, x, q2). Events outside the phase space contribute nothing.)")
      .def("normalisation", &normalisation, py::arg("theta"),
           R"(normalisation(theta) -> float or (m,)

sigma_tot in pb: the cross section times efficiency in the phase space.)")
      .def("normalisation_gradient", &normalisation_gradient, py::arg("theta"),
           R"(normalisation_gradient(theta) -> (n,) or (m, n)

Its derivatives with respect to theta.)")
      .def("sample", &sample, py::arg("theta"), py::arg("n"), py::arg("seed"), py::kw_only(),
           py::arg("first") = std::uint64_t{0}, py::arg("smooth") = false,
           R"(sample(theta, n, seed, *, first=0, smooth=False) -> (x, q2), each (n,) or (m, n)

Exact draws from p: events number first ... first + n - 1 of the sequence that seed stands for,
the same numbers for every parameter set. With smooth=True events are smooth functions of theta at
fixed random numbers, by inverse distribution functions; slower. Raises InputError where the
density is negative.)")
      .def("sample_vjp", &sample_vjp, py::arg("theta"), py::arg("x"), py::arg("q2"),
           py::arg("weights_x"), py::arg("weights_q2"),
           R"(sample_vjp(theta, x, q2, weights_x, weights_q2) -> (n,) or (m, n)

Sum over events of weights_x dx/dtheta + weights_q2 dq2/dtheta at fixed random numbers, for events
drawn at theta by either method. All arrays have the shape of x from sample(theta, n, seed).)");
  add_shared_methods(density);
  module.def("_logpdf_seconds", &logpdf_seconds, py::arg("density"), py::arg("theta"), py::arg("x"),
             py::arg("q2"), "Seconds that logpdf takes in C++.");
}

}  // namespace fitpack::python
