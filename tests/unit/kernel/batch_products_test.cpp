#include "fitpack/kernel/batch_products.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fitpack {
namespace {

TEST(BatchProducts, EverySetHasTheBitsOfTheSingleProduct) {
  constexpr std::size_t n_columns = 37, n_sets = 130;  // more sets than one product takes
  LinearKernel kernel(n_columns, {20, 0, 3});
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
    for (std::size_t i = 0; i < kernel.n_rows(b); ++i)
      for (std::size_t a = i; a < n_columns; ++a)
        kernel.row(b, i)[a] = std::sin(static_cast<double>(100 * b + 7 * i + 3 * a));
  kernel.find_support();
  std::vector<double> f(n_sets * n_columns);
  for (std::size_t i = 0; i < f.size(); ++i) f[i] = std::cos(static_cast<double>(i));

  const auto products = make_cpu_products(kernel);
  ASSERT_EQ(products->n_rows(), 23U);
  ASSERT_EQ(products->n_columns(), n_columns);
  std::vector<double> out(n_sets * 23);
  products->predict({n_sets, f, {}}, out);
  for (std::size_t k = 0; k < n_sets; ++k) {
    std::size_t first = 0;
    for (std::size_t b = 0; b < kernel.n_blocks(); ++b) {
      std::vector<double> theory(kernel.n_rows(b));
      kernel.apply(b, std::span<const double>(f).subspan(k * n_columns, n_columns), theory);
      for (std::size_t i = 0; i < theory.size(); ++i)
        EXPECT_EQ(out[k * 23 + first + i], theory[i]) << "set " << k << ", block " << b;
      first += theory.size();
    }
  }
}

}  // namespace
}  // namespace fitpack
