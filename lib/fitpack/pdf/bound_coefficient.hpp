#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// A coefficient whose parameter has been looked up.
struct BoundCoefficient {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  double number = 0.0;
  std::size_t parameter = none;  ///< position among all parameters; none: the number counts
  std::size_t column = 0;        ///< 1 + position in θ; 0: does not vary in the fit

  [[nodiscard]] double value(std::span<const double> all) const {
    return parameter == none ? number : all[parameter];
  }
};

/// Looks parameters up by name, reports unknown ones and remembers which were asked for.
class ParameterBinder {
 public:
  ParameterBinder(const ParameterSet& parameters, Problems& problems)
      : parameters_(parameters), problems_(problems), used_(parameters.size(), false) {}

  /// `place` and `key` ("pdfs.xg", "B") name the coefficient in messages.
  BoundCoefficient bind(const Coefficient& coefficient, const std::string& place,
                        const std::string& key);
  /// Something that cannot be read may use any parameter.
  void note_unknown() { all_known_ = false; }
  [[nodiscard]] bool all_known() const { return all_known_; }
  [[nodiscard]] std::vector<std::string> names() const { return parameters_.names(); }
  /// Names of the parameters that nothing refers to.
  [[nodiscard]] std::vector<std::string> unused() const;

 private:
  const ParameterSet& parameters_;
  Problems& problems_;
  std::vector<bool> used_;
  bool all_known_ = true;
};

}  // namespace fitpack
