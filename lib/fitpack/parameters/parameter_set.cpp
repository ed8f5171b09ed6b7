#include "fitpack/parameters/parameter_set.hpp"

#include <cmath>
#include <sstream>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

/// Numbers in messages as a user would write them.
std::string text(double value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

/// Adds the problems of one parameter, each at "PLACE: parameters.NAME".
class ParameterCheck {
 public:
  ParameterCheck(const Parameter& parameter, const std::string& place, Problems& problems)
      : parameter_(parameter),
        place_((place.empty() ? "" : place + ": ") + "parameters." + parameter.name),
        problems_(problems) {}

  void run() {
    if (parameter_.name.empty()) problems_.add(place_, "a parameter has no name");
    check_finite();
    check_bounds();
    check_step();
    check_prior();
  }

 private:
  void check_finite() {
    const auto finite = [this](const char* what, double value) {
      if (!std::isfinite(value)) {
        problems_.add(place_, std::string(what) + " is " + text(value), "give a finite number");
      }
    };
    finite("start", parameter_.start);
    finite("step", parameter_.step);
    if (parameter_.lower) finite("min", *parameter_.lower);
    if (parameter_.upper) finite("max", *parameter_.upper);
    if (parameter_.prior) finite("the mean of the prior", parameter_.prior->mean);
    if (parameter_.prior) finite("the sigma of the prior", parameter_.prior->sigma);
  }

  void check_bounds() {
    const std::optional<double>& lower = parameter_.lower;
    const std::optional<double>& upper = parameter_.upper;
    if (lower && upper && *lower >= *upper) {
      problems_.add(place_, "min " + text(*lower) + " is not below max " + text(*upper));
      return;
    }
    if (lower && parameter_.start < *lower) {
      problems_.add(place_,
                    "start " + text(parameter_.start) + " is below the bound min " + text(*lower),
                    "move the start or the bound");
    }
    if (upper && parameter_.start > *upper) {
      problems_.add(place_,
                    "start " + text(parameter_.start) + " is above the bound max " + text(*upper),
                    "move the start or the bound");
    }
  }

  void check_step() {
    if (parameter_.step < 0.0) {
      problems_.add(place_, "step " + text(parameter_.step) + " is negative",
                    "give a positive step, or 0 for 10 % of the start value");
    }
  }

  void check_prior() {
    if (parameter_.prior && parameter_.prior->sigma <= 0.0) {
      problems_.add(place_,
                    "sigma " + text(parameter_.prior->sigma) + " of the prior is not positive",
                    "sigma is the width of a Gaussian; leave the prior out to have none");
    }
  }

  const Parameter& parameter_;
  std::string place_;
  Problems& problems_;
};

}  // namespace

ParameterSet::ParameterSet(std::vector<Parameter> parameters, const std::string& place,
                           Problems& problems)
    : parameters_(std::move(parameters)) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    ParameterCheck(parameters_[i], place, problems).run();
    if (*find(parameters_[i].name) != i) {
      problems.add(place, "parameter " + parameters_[i].name + " is given twice",
                   "every name stands for one parameter; PDFs share it by name");
    }
    if (!parameters_[i].fixed) free_.push_back(i);
  }
}

std::optional<std::size_t> ParameterSet::find(const std::string& name) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].name == name) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> ParameterSet::free_index(std::size_t i) const {
  for (std::size_t p = 0; p < free_.size(); ++p) {
    if (free_[p] == i) return p;
  }
  return std::nullopt;
}

std::vector<std::string> ParameterSet::names() const {
  std::vector<std::string> names;
  names.reserve(parameters_.size());
  for (const Parameter& parameter : parameters_) names.push_back(parameter.name);
  return names;
}

std::vector<double> ParameterSet::start_values() const {
  std::vector<double> theta;
  theta.reserve(free_.size());
  for (const std::size_t i : free_) theta.push_back(parameters_[i].start);
  return theta;
}

std::vector<double> ParameterSet::steps() const {
  // A parameter that starts at zero has no scale of its own; most are of order one.
  constexpr double relative_step = 0.1;
  std::vector<double> steps;
  steps.reserve(free_.size());
  for (const std::size_t i : free_) {
    const Parameter& parameter = parameters_[i];
    const double scale = parameter.start != 0.0 ? std::abs(parameter.start) : 1.0;
    steps.push_back(parameter.step > 0.0 ? parameter.step : relative_step * scale);
  }
  return steps;
}

std::vector<double> ParameterSet::all_values(std::span<const double> theta) const {
  FITPACK_EXPECTS(theta.size() == free_.size());
  std::vector<double> values;
  values.reserve(parameters_.size());
  for (const Parameter& parameter : parameters_) values.push_back(parameter.start);
  for (std::size_t p = 0; p < free_.size(); ++p) values[free_[p]] = theta[p];
  return values;
}

}  // namespace fitpack
