#include "fitpack/dis/coefficient_functions_nnlo.hpp"

#include <array>

#include "fitpack/qcd/logarithmic_polynomial.hpp"

namespace fitpack::dis {
namespace {

using qcd::ConvolutionKernel;
using qcd::LogarithmicPolynomial;
using Term = qcd::LogarithmicTerm;

// Columns: coefficient, then the powers of z, 1-z, ln z, ln(1-z). The name ends in the power of nf;
// nf¹ is common to plus and minus.

constexpr Term c2_plus_0[] = {{-69.59},
                              {-1008.0, 1},
                              {5.986, 0, 0, 1},
                              {-17.08, 0, 0, 2},
                              {-2.835, 0, 0, 3},
                              {-660.7, 0, 0, 0, 1},
                              {71.08, 0, 0, 0, 2},
                              {-17.19, 0, 0, 0, 3},
                              {-174.8, 0, 0, 1, 2},
                              {95.09, 0, 0, 2, 1}};
constexpr Term c2_minus_0[] = {{-84.18},
                               {-1010.0, 1},
                               {-1.235, 0, 0, 1},
                               {-19.56, 0, 0, 2},
                               {-3.748, 0, 0, 3},
                               {-663.0, 0, 0, 0, 1},
                               {71.08, 0, 0, 0, 2},
                               {-17.19, 0, 0, 0, 3},
                               {-192.4, 0, 0, 1, 2},
                               {80.41, 0, 0, 2, 1}};
constexpr Term c2_ns_1[] = {{-5.691},
                            {-37.91, 1},
                            {5.770, 0, 0, 1},
                            {2.244, 0, 0, 2},
                            {22.95, 0, 0, 0, 1},
                            {-1.707, 0, 0, 0, 2},
                            {17.97, 0, 0, 1, 1},
                            {3.036, 0, 0, 2, 1}};
constexpr Term c2_ps_terms[] = {{5.290, -1},         {-5.290},
                                {39.78, 0, 0, 1},    {-2.086, 0, 0, 2},
                                {4.310, 0, 0, 3},    {-0.101, 0, 1, 0, 3},
                                {30.23, 0, 0, 1, 1}, {-24.75, 0, 0, 2, 1},
                                {13.80, 1, 0, 2, 1}};
constexpr Term c2_g_terms[] = {{11.90, -1},           {392.4},
                               {-284.8, 0, 0, 1},     {-59.48, 0, 0, 2},
                               {5.319, 0, 0, 3},      {1494.0, -1, 0, 0, 1},
                               {-1483.0, 0, 0, 0, 1}, {-24.00, 0, 0, 0, 2},
                               {6.445, 0, 0, 0, 3},   {209.4, 0, 1, 0, 3},
                               {-724.1, 0, 0, 2, 1},  {-871.8, 0, 0, 1, 2}};

constexpr Term cl_plus_0[] = {
    {-40.41},         {97.48, 1},           {-14.85, 0, 0, 1},   {-0.031, 0, 0, 2},
    {26.56, 1, 0, 2}, {-55.79, 0, 0, 0, 1}, {13.62, 0, 0, 0, 2}, {-150.5, 0, 0, 1, 1}};
constexpr Term cl_minus_0[] = {
    {-52.27},         {100.8, 1},           {-22.21, 0, 0, 1},   {-0.043, 0, 0, 2},
    {23.29, 1, 0, 2}, {-59.12, 0, 0, 0, 1}, {13.30, 0, 0, 0, 2}, {-141.7, 0, 0, 1, 1}};
/// Exact.
constexpr Term cl_ns_1[] = {
    {96. / 27}, {-400. / 27, 1}, {-192. / 27, 1, 0, 1}, {96. / 27, 1, 0, 0, 1}};
constexpr Term cl_ps_terms[] = {{-2.370, -1, 3},     {19.27, 0, 3},    {28.09, 0, 1, 1},
                                {0.421, 0, 0, 2},    {1.520, 1, 0, 2}, {15.94, 0, 2, 0, 1},
                                {-5.212, 1, 2, 0, 1}};
constexpr Term cl_g_terms[] = {{-5.333, -1, 1},     {39.66, 0, 1, 1},    {60.06, 1, 0, 2},
                               {864.8, 0, 1, 0, 1}, {94.74, 0, 1, 0, 2}, {-49.20, 1, 1, 0, 2},
                               {1161.0, 1, 0, 1, 1}};

constexpr Term c3_plus_0[] = {{-242.9},
                              {-467.2, 1},
                              {-79.14, 0, 0, 1},
                              {-30.14, 0, 0, 2},
                              {-3.049, 0, 0, 3},
                              {-396.1, 0, 0, 0, 1},
                              {94.61, 0, 0, 0, 2},
                              {-15.20, 0, 0, 0, 3},
                              {-92.43, 0, 0, 1, 2}};
constexpr Term c3_minus_0[] = {{-206.1},
                               {-576.8, 1},
                               {-67.60, 0, 0, 1},
                               {-33.31, 0, 0, 2},
                               {-3.922, 0, 0, 3},
                               {-409.6, 0, 0, 0, 1},
                               {94.61, 0, 0, 0, 2},
                               {-15.20, 0, 0, 0, 3},
                               {-147.9, 0, 0, 1, 2}};
constexpr Term c3_ns_1[] = {{-6.337},
                            {-14.97, 1},
                            {8.683, 0, 0, 1},
                            {2.207, 0, 0, 2},
                            {25.00, 0, 0, 0, 1},
                            {-0.808, 0, 0, 0, 2},
                            {0.042, 0, 0, 0, 3},
                            {9.684, 0, 0, 1, 1}};

LogarithmicPolynomial linear_in_nf(int nf, std::span<const Term> nf_0, std::span<const Term> nf_1) {
  return LogarithmicPolynomial().add(1, nf_0).add(nf, nf_1);
}

/// Soft-gluon terms, the same in C_2 and C_3, plus and minus.
std::array<double, 4> plus_distributions(int nf) {
  return {188.64 + 6.3489 * nf, -31.105 - 232. / 27 * nf, -184. / 3 + 16. / 9 * nf, 128. / 9};
}

/// Coefficient of δ(1-z): the exact one, rounded, and the shifts by which each parametrisation
/// mends its first moments.
double delta(int nf, double shift_0, double shift_1) {
  return -338.531 + shift_0 + nf * (46.844 + shift_1);
}

}  // namespace

ConvolutionKernel c2_2_ns_plus(int nf) {
  return {linear_in_nf(nf, c2_plus_0, c2_ns_1), plus_distributions(nf), delta(nf, 0.485, -0.0035)};
}

ConvolutionKernel c2_2_ns_minus(int nf) {
  return {linear_in_nf(nf, c2_minus_0, c2_ns_1), plus_distributions(nf), delta(nf, 0.537, -0.0035)};
}

ConvolutionKernel c2_2_ps() { return {LogarithmicPolynomial(c2_ps_terms), {}, 0}; }

ConvolutionKernel c2_2_g() { return {LogarithmicPolynomial(c2_g_terms), {}, -0.28}; }

ConvolutionKernel cl_2_ns_plus(int nf) {
  return {linear_in_nf(nf, cl_plus_0, cl_ns_1), {}, -0.164};
}

ConvolutionKernel cl_2_ns_minus(int nf) {
  return {linear_in_nf(nf, cl_minus_0, cl_ns_1), {}, -0.150};
}

ConvolutionKernel cl_2_ps() { return {LogarithmicPolynomial(cl_ps_terms), {}, 0}; }

ConvolutionKernel cl_2_g() { return {LogarithmicPolynomial(cl_g_terms), {}, 0}; }

ConvolutionKernel c3_2_ns_plus(int nf) {
  return {linear_in_nf(nf, c3_plus_0, c3_ns_1), plus_distributions(nf), delta(nf, -0.152, 0.013)};
}

ConvolutionKernel c3_2_ns_minus(int nf) {
  return {linear_in_nf(nf, c3_minus_0, c3_ns_1), plus_distributions(nf), delta(nf, -0.104, 0.013)};
}

}  // namespace fitpack::dis
