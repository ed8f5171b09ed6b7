#include "fitpack/prediction/bilinear_batch.hpp"

#include <iterator>
#include <utility>

#include "fitpack/core/error.hpp"
#include "fitpack/drell_yan/components.hpp"

namespace fitpack {

namespace {

void put(std::vector<double>& numbers, const std::vector<double>& values) {
  numbers.insert(numbers.end(), values.begin(), values.end());
}
void put(std::vector<double>& numbers, std::size_t value) {
  numbers.push_back(static_cast<double>(value));
}

/// Takes numbers from the front.
class Reader {
 public:
  explicit Reader(std::span<const double> numbers) : numbers_(numbers) {}
  [[nodiscard]] bool empty() const { return numbers_.empty(); }
  std::vector<double> values(std::size_t n) {
    if (n > numbers_.size())
      throw Error(ExitCode::internal, "a packed batch of Drell-Yan rows is too short");
    const auto some = numbers_.first(n);
    numbers_ = numbers_.subspan(n);
    return {some.begin(), some.end()};
  }
  double value() { return values(1).front(); }
  std::size_t count() { return static_cast<std::size_t>(value()); }

 private:
  std::span<const double> numbers_;
};

BilinearBatchRow read_row(Reader& reader) {
  BilinearBatchRow row;
  row.row = reader.count();
  row.piece = reader.count();
  row.weights = reader.values(drell_yan::scale_nodes);
  row.left = reader.count();
  row.right = reader.count();
  for (auto* form : {&row.quark_antiquark, &row.quark_gluon, &row.gluon_quark})
    *form = reader.values(row.left * row.right);
  row.prefactor = reader.value();
  row.proton_fraction = reader.value();
  row.kind = reader.count() == 0 ? BilinearKind::cross_section : BilinearKind::over_proton;
  return row;
}

}  // namespace

void BilinearBatch::append(BilinearBatch other) {
  if (rows.empty() && operators.empty()) {
    *this = std::move(other);
    return;
  }
  if (other.rows.empty() && other.operators.empty()) return;
  if (n_columns != other.n_columns || window != other.window || n_pieces != other.n_pieces)
    throw Error(ExitCode::internal, "Drell-Yan rows of two ranks have other operators");
  if (operators.empty()) operators = std::move(other.operators);
  rows.insert(rows.end(), std::make_move_iterator(other.rows.begin()),
              std::make_move_iterator(other.rows.end()));
}

std::vector<double> BilinearBatch::pack(Operators with) const {
  std::vector<double> numbers;
  for (const std::size_t size : {n_columns, window, n_pieces}) put(numbers, size);
  put(numbers, with == Operators::packed ? operators.size() : 0);
  if (with == Operators::packed) put(numbers, operators);
  put(numbers, rows.size());
  for (const BilinearBatchRow& row : rows) {
    put(numbers, row.row);
    put(numbers, row.piece);
    put(numbers, row.weights);
    put(numbers, row.left);
    put(numbers, row.right);
    for (const auto* form : {&row.quark_antiquark, &row.quark_gluon, &row.gluon_quark})
      put(numbers, *form);
    numbers.push_back(row.prefactor);
    numbers.push_back(row.proton_fraction);
    put(numbers, row.kind == BilinearKind::cross_section ? 0 : 1);
  }
  return numbers;
}

BilinearBatch BilinearBatch::unpack(std::span<const double> numbers) {
  BilinearBatch all;
  Reader reader(numbers);
  while (!reader.empty()) {
    BilinearBatch one;
    for (std::size_t* size : {&one.n_columns, &one.window, &one.n_pieces}) *size = reader.count();
    one.operators = reader.values(reader.count());
    const std::size_t n_rows = reader.count();
    for (std::size_t k = 0; k < n_rows; ++k) one.rows.push_back(read_row(reader));
    all.append(std::move(one));
  }
  return all;
}

}  // namespace fitpack
