#include "fitpack/core/error.hpp"

#include <algorithm>
#include <numeric>

namespace fitpack {

void Problems::add(std::string place, std::string message, std::string suggestion) {
  problems_.push_back({std::move(place), std::move(message), std::move(suggestion)});
}

void Problems::append(const Problems& others) {
  problems_.insert(problems_.end(), others.problems_.begin(), others.problems_.end());
}

std::string Problems::text() const {
  std::string lines;
  for (const Problem& problem : problems_) {
    if (!lines.empty()) lines += '\n';
    if (!problem.place.empty()) lines += problem.place + ": ";
    lines += problem.message;
    if (!problem.suggestion.empty()) lines += "; " + problem.suggestion;
  }
  return lines;
}

void Problems::throw_if_any(ExitCode code) const {
  if (!empty()) throw Error(code, text());
}

namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string closest_match(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace fitpack
