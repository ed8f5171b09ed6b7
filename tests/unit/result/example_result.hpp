#pragma once

#include <cmath>
#include <limits>

#include "fitpack/result/fit_result.hpp"

namespace fitpack::testing {

/// Doubles that a decimal or a single precision detour would change.
inline double awkward(int i) { return std::sqrt(2.0 + i) * std::pow(10.0, i % 7 - 3); }

/// A result with every field filled and no two fields equal.
inline FitResult example_result() {
  FitResult result;
  result.title = "two sets, Größe x";
  result.card = "title: example\ndata:\n  sets: [HERA_NC_EP_920]\n";
  result.provenance = {"0.1.0",
                       "abc123-dirty",
                       "GNU 12",
                       "MPI 3.1, HDF5 1.10",
                       "fitpack fit card.yaml",
                       "node7",
                       "2025-01-31T12:00:00Z",
                       5,
                       {{"a.csv", "0123456789abcdef"}, {"a.yaml", "fedcba9876543210"}}};
  result.status = FitStatus::converged;
  result.message = "predicted decrease below 1e-10";
  result.chi2 = {awkward(1), awkward(2), awkward(3), -awkward(4), awkward(5)};
  result.n_points = 3;
  result.n_free = 2;
  result.ndf = 1;
  result.iterations = 17;
  result.value_evaluations = 23;
  result.model_evaluations = 19;
  result.seconds = awkward(6);
  result.datasets = {{"HERA_NC_EP_920", 2, 1.25, -0.5}, {"HERA_CC_EM_920", 1, awkward(7), 0.125}};
  result.scale_variations = {{2.0, 1.0, awkward(30), {1.5, awkward(31), -0.25}},
                             {0.5, 0.5, awkward(32), {2.5, awkward(33), 0.75}}};
  result.parameters = {{"Bg", -0.0612345, 0.01234, awkward(8), -1.0, std::nullopt, false, false},
                       {"Cg", 25.0, awkward(9), 9.0, std::nullopt, 25.0, false, true},
                       {"fs", 0.4, 0.0, 0.4, std::nullopt, std::nullopt, true, false}};
  result.amplitudes = {{"Auv", awkward(10)}, {"Ag", awkward(11)}};
  result.free_names = {"Bg", "Cg"};
  result.covariance = {awkward(12), awkward(13), awkward(13), awkward(14)};
  result.covariance_kind = CovarianceKind::full;
  result.hessian = {4.0, 3.0, 3.0, 9.0};
  result.full_hessian = {4.5, 3.25, 3.25, 9.75};
  result.eigenvectors = {2.5,
                         {{awkward(39),
                           {awkward(40), awkward(41)},
                           {awkward(42), awkward(43)},
                           awkward(44),
                           1.25,
                           awkward(45),
                           0.5,
                           ExcursionEnd::reached,
                           ExcursionEnd::at_bound}}};
  result.shifts = {{"HERA:sys_1", 0.25, 0.5}, {"HERA_CC_EM_920:lumi", -1.75, awkward(15)}};
  result.predictions = {
      {0, 0.001, 10.0, 0.4, 1.1, 0.02, awkward(16), awkward(17), awkward(18)},
      {0, 0.001, 15.0, 0.5, 1.2, 0.03, awkward(19), awkward(20), awkward(21)},
      {1, 0.1, 300.0, 0.1, 0.3, 0.05, std::numeric_limits<double>::denorm_min(), -0.0, 1e300}};
  result.replica_settings = {0xFEDCBA9876543210U, 3, std::pair(0.125, 2.5)};
  result.replicas = {
      {1, FitStatus::converged, awkward(46), awkward(47), 9, true, {awkward(48), awkward(49)}},
      {3, FitStatus::not_converged, awkward(50), awkward(51), 200, false, {awkward(52), 0.5}}};
  result.history = {{0, awkward(22), awkward(23), awkward(24), 0.0, 1e4, true},
                    {1, awkward(25), awkward(26), awkward(27), awkward(28), 3e4, false}};
  result.starts = {
      {{awkward(29), awkward(30)}, {}, 0.0, 0, FitStatus::not_converged, "no PDFs at its start"},
      {{awkward(31), awkward(32)},
       {awkward(33), awkward(34)},
       awkward(35),
       17,
       FitStatus::converged,
       "predicted decrease"}};
  result.best_start = 1;
  result.timing = {{"kernels", awkward(36), awkward(37), awkward(38)}, {"fit", 0.1, 0.2, 0.3}};
  result.profile = {{"kernels", {0.5, 1.5, 1.0}, {1, 1, 1}, {4, 5, 6}, {800, 900, 1000}},
                    {"fit", {awkward(39), 0.2, 0.0}, {7, 8, 0}, {0, 0, 0}, {0, 0, 0}}};
  return result;
}

/// The same after a fit with everything else a file may hold: events, t0, penalties, …
inline FitResult example_result_with_events() {
  FitResult result = example_result();
  result.objective.t0_origin = "start";
  result.objective.t0 = {awkward(70), awkward(71), awkward(72)};
  result.objective.t0_fits = {{awkward(73), 0.25, 7}, {awkward(74), 0.0, 1}};
  for (IterationRecord& record : result.history) record.validation_chi2 = awkward(81);
  result.validation = {2, 1, awkward(75), awkward(76), 3};
  result.penalties = {{"positivity", 20, 3, awkward(77)}};
  result.profiled.sets = {{"NEW", 5, awkward(78), awkward(79)}};
  result.profiled.n_points = 5;
  result.profiled.directions = {{0.5, 0.25, 0.75}};
  result.profiled.weighting = "nnpdf";
  result.profiled.weights = {{1, awkward(80), 1.0}};
  result.events = {{"disk", 1000, 3, awkward(60), awkward(61)},
                   {"ring", 70000, 0, awkward(62), awkward(63)}};
  result.events_backend = "GPU 1 (some device)";
  return result;
}

}  // namespace fitpack::testing
