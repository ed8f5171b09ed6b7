#include "fitpack/qcd/matching.hpp"

#include <cmath>

#include "fitpack/core/constants.hpp"
#include "fitpack/qcd/logarithmic_polynomial.hpp"
#include "fitpack/qcd/polylogarithms.hpp"

namespace fitpack::qcd {
namespace {

using constants::CA;
using constants::CF;
using constants::TR;
using constants::zeta2;
using constants::zeta3;
using Term = LogarithmicTerm;

// Columns: coefficient, then the powers of z, 1-z, ln z, ln(1-z).

constexpr Term qq_terms[] = {{44. / 27},          {-268. / 27, 1},     {8. / 3, 0, 1, 1},
                             {20. / 9, 0, -1, 1}, {20. / 9, 2, -1, 1}, {2. / 3, 0, -1, 2},
                             {2. / 3, 2, -1, 2}};
constexpr Term gq_terms[] = {{448. / 27, -1},        {-448. / 27},           {344. / 27, 1},
                             {80. / 9, -1, 0, 0, 1}, {-80. / 9, 0, 0, 0, 1}, {64. / 9, 1, 0, 0, 1},
                             {8. / 3, -1, 0, 0, 2},  {-8. / 3, 0, 0, 0, 2},  {4. / 3, 1, 0, 0, 2}};
constexpr Term gg_cf_terms[] = {
    {-8, -1},      {80},         {-48, 1},      {-24, 2},          {32, 0, 0, 1},
    {48, 1, 0, 1}, {6, 0, 0, 2}, {10, 1, 0, 2}, {4. / 3, 0, 0, 3}, {4. / 3, 1, 0, 3}};
constexpr Term gg_ca_terms[] = {{556. / 27, -1},   {-628. / 27},       {548. / 27, 1},
                                {-700. / 27, 2},   {52. / 9, 0, 0, 1}, {88. / 9, 1, 0, 1},
                                {4. / 3, 0, 0, 2}, {4. / 3, 1, 0, 2},  {-4. / 3, 1, 0, 0, 1}};

/// Eq. (B.1) over C_F T_R.
double hq_regular(double z) {
  const double l = std::log(z);
  const double dilog = li2(1 - z);
  return (1 + z) * (32 * s12(1 - z) + 16 * l * (dilog - zeta2) - 4. / 3 * l * l * l) +
         (32 / (3 * z) + 8 - 8 * z - 32. / 3 * z * z) * (dilog - zeta2) +
         l * (l * (2 + 10 * z + 16. / 3 * z * z) - (56. / 3 + 88. / 3 * z + 448. / 9 * z * z)) -
         448 / (27 * z) - 4. / 3 - 124. / 3 * z + 1600. / 27 * z * z;
}

/// The logarithms and polylogarithms that both colour parts of Eq. (B.3) share.
struct HgFunctions {
  explicit HgFunctions(double momentum_fraction)
      : z(momentum_fraction),
        z2(z * z),
        l(std::log(z)),
        l1(std::log1p(-z)),
        dilog(li2(1 - z)),
        trilog(li3(1 - z)),
        nielsen(s12(1 - z)) {}
  double z, z2;
  double l;        ///< ln z
  double l1;       ///< ln(1-z)
  double dilog;    ///< Li2(1-z)
  double trilog;   ///< Li3(1-z) = S_{2,1}(1-z)
  double nielsen;  ///< S_{1,2}(1-z)
};

/// C_F T_R part of Eq. (B.3).
double hg_regular_cf(const HgFunctions& f) {
  const double z = f.z, z2 = f.z2, l = f.l, l1 = f.l1;
  const double splitting = 8 * zeta3 + 4. / 3 * l1 * l1 * l1 - 8 * l1 * f.dilog + 8 * zeta2 * l -
                           4 * l * l1 * l1 + 2. / 3 * l * l * l - 8 * l * f.dilog + 8 * f.trilog -
                           24 * f.nielsen;
  const double quadratic = 32 * f.nielsen + 16 * l * f.dilog - 16 * zeta2 * l + 4. / 3 * l * l * l;
  return (1 - 2 * z + 2 * z2) * splitting + z2 * quadratic - (4 + 96 * z - 64 * z2) * f.dilog -
         (4 - 48 * z + 40 * z2) * zeta2 - (8 + 48 * z - 24 * z2) * l * l1 +
         (4 + 8 * z - 12 * z2) * l1 * l1 - (1 + 12 * z - 20 * z2) * l * l -
         (52 * z - 48 * z2) * l1 - (16 + 18 * z + 48 * z2) * l + 26 - 82 * z + 80 * z2;
}

/// The part of Eq. (B.3) with arguments -z, multiplied by 1+2z+2z² there; times C_A T_R.
double hg_negative_arguments(const HgFunctions& f, double dilog_of_minus_z) {
  const double l = f.l, lp = std::log1p(f.z);
  return -8 * zeta2 * lp - 16 * lp * dilog_of_minus_z - 8 * l * lp * lp + 4 * l * l * lp +
         8 * l * dilog_of_minus_z - 8 * li3(-f.z) - 16 * s12(-f.z);
}

/// C_A T_R part of Eq. (B.3).
double hg_regular_ca(const HgFunctions& f) {
  const double z = f.z, z2 = f.z2, l = f.l, l1 = f.l1;
  const double dilog_of_minus_z = li2(-z);
  const double splitting = -4. / 3 * l1 * l1 * l1 + 8 * l1 * f.dilog - 8 * f.trilog;
  return (1 - 2 * z + 2 * z2) * splitting +
         (1 + 2 * z + 2 * z2) * hg_negative_arguments(f, dilog_of_minus_z) +
         (16 + 64 * z) * (2 * f.nielsen + l * (f.dilog - zeta2)) -
         (4. / 3 + 8. / 3 * z) * l * l * l + (8 - 32 * z + 16 * z2) * zeta3 +
         16 * z * (1 + z) * (dilog_of_minus_z + l * std::log1p(z)) +
         (32 / (3 * z) + 12 + 64 * z - 272. / 3 * z2) * f.dilog -
         (32 / (3 * z) + 12 + 48 * z - 260. / 3 * z2) * zeta2 - 4 * z2 * l * l1 -
         (2 + 8 * z - 10 * z2) * l1 * l1 + (2 + 8 * z + 46. / 3 * z2) * l * l +
         (4 + 16 * z - 16 * z2) * l1 - (56. / 3 + 172. / 3 * z + 1600. / 9 * z2) * l -
         448 / (27 * z) - 4. / 3 - 628. / 3 * z + 6352. / 27 * z2;
}

}  // namespace

ConvolutionKernel a1_hg_log() {
  return {[](double z) { return 4 * TR * (z * z + (1 - z) * (1 - z)); }, {}, 0};
}

ConvolutionKernel a2_hq() {
  return {[](double z) { return CF * TR * hq_regular(z); }, {}, 0};
}

ConvolutionKernel a2_hg() {
  const auto regular = [](double z) {
    const HgFunctions functions(z);
    return TR * (CF * hg_regular_cf(functions) + CA * hg_regular_ca(functions));
  };
  return {regular, {}, 0};
}

ConvolutionKernel a2_qq_ns() {
  return {LogarithmicPolynomial().add(CF * TR, qq_terms),
          {CF * TR * 224 / 27},
          CF * TR * (-8. / 3 * zeta3 + 40. / 9 * zeta2 + 73. / 18)};
}

ConvolutionKernel a2_gq() { return {LogarithmicPolynomial().add(CF * TR, gq_terms), {}, 0}; }

ConvolutionKernel a2_gg() {
  return {LogarithmicPolynomial().add(CF * TR, gg_cf_terms).add(CA * TR, gg_ca_terms),
          {CA * TR * 224 / 27},
          TR * (-15 * CF + 10. / 9 * CA)};
}

}  // namespace fitpack::qcd
