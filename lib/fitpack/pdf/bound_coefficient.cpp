#include "fitpack/pdf/bound_coefficient.hpp"

namespace fitpack {

BoundCoefficient ParameterBinder::bind(const Coefficient& coefficient, const std::string& place,
                                       const std::string& key) {
  BoundCoefficient bound;
  bound.number = coefficient.number;
  if (coefficient.parameter.empty()) return bound;
  const auto index = parameters_.find(coefficient.parameter);
  if (!index) {
    const std::string guess = closest_match(coefficient.parameter, parameters_.names());
    problems_.add(place, key + ": there is no parameter " + coefficient.parameter,
                  guess.empty() ? "list it under parameters" : "did you mean " + guess + "?");
    all_known_ = false;
    return bound;
  }
  used_[*index] = true;
  bound.parameter = *index;
  if (const auto p = parameters_.free_index(*index)) bound.column = 1 + *p;
  return bound;
}

std::vector<std::string> ParameterBinder::unused() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (!used_[i]) names.push_back(parameters_[i].name);
  }
  return names;
}

}  // namespace fitpack
