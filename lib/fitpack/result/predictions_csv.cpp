#include "fitpack/result/predictions_csv.hpp"

#include <vector>

#include "fitpack/io/csv.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

std::string predictions_csv(const FitResult& result) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(result.predictions.size());
  for (const PredictionRow& row : result.predictions) {
    rows.push_back({result.datasets.at(row.dataset).name, format_number(row.x),
                    format_number(row.q2), format_number(row.y), format_number(row.value),
                    format_number(row.theory), format_number(row.shifted_theory)});
    if (row.uncertainty) rows.back().push_back(format_number(*row.uncertainty));
  }
  std::vector<std::string> header{"dataset", "x", "Q2", "y", "value", "theory", "shifted_theory"};
  if (!result.predictions.empty() && result.predictions.front().uncertainty)
    header.emplace_back("uncertainty");
  return csv_text(header, rows);
}

}  // namespace fitpack
