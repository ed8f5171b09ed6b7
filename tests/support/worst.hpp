#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace fitpack::testing {

/// The largest deviation of many comparisons and where it occurred: one failure names it.
class Worst {
 public:
  /// |value/reference − 1|.
  void relative(double value, double reference, const std::string& place) {
    add(std::abs(value / reference - 1.0), place, value, reference);
  }
  /// |value − reference|.
  void absolute(double value, double reference, const std::string& place) {
    add(std::abs(value - reference), place, value, reference);
  }
  /// True if something was compared and nothing deviates by more than the tolerance.
  [[nodiscard]] ::testing::AssertionResult within(double tolerance) const {
    if (count_ == 0) return ::testing::AssertionFailure() << "nothing was compared";
    auto result =
        deviation_ <= tolerance ? ::testing::AssertionSuccess() : ::testing::AssertionFailure();
    return result << "worst of " << count_ << ": " << deviation_ << " (allowed " << tolerance
                  << ") at " << place_ << ", " << value_ << " for " << reference_;
  }
  [[nodiscard]] double deviation() const { return deviation_; }

 private:
  void add(double deviation, const std::string& place, double value, double reference) {
    if (count_++ > 0 && deviation <= deviation_) return;  // also keeps the first NaN
    if (std::isnan(deviation_)) return;
    deviation_ = deviation;
    place_ = place;
    value_ = value;
    reference_ = reference;
  }
  int count_ = 0;
  double deviation_ = 0.0, value_ = 0.0, reference_ = 0.0;
  std::string place_;
};

}  // namespace fitpack::testing
