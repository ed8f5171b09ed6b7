#include "fitpack/result/record_columns.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack::records {

std::vector<double> validation_column(const std::vector<IterationRecord>& history) {
  std::vector<double> values;
  for (const IterationRecord& record : history)
    values.push_back(record.validation_chi2.value_or(std::nan("")));
  const bool none = std::ranges::all_of(values, [](double v) { return std::isnan(v); });
  return none ? std::vector<double>{} : values;
}

void set_validation_column(std::vector<IterationRecord>& history, const std::vector<double>& values,
                           const std::string& place) {
  if (values.size() != history.size())
    throw DataError(place + ": has " + std::to_string(values.size()) + " elements where " +
                    std::to_string(history.size()) + " are expected");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) history[i].validation_chi2 = values[i];
}

}  // namespace fitpack::records
