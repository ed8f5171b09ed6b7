#pragma once

#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/pdf/network_form.hpp"
#include "fitpack/pdf/pdf_options.hpp"
#include "fitpack/pdf/pdf_system.hpp"

namespace fitpack {

/// Turns options into a system of PDFs and reports everything that is wrong with them.
class PdfSystemBuilder {
 public:
  PdfSystemBuilder(const PdfModelOptions& options, const ParameterSet& parameters,
                   std::string place, Problems& problems,
                   std::vector<std::string> used_elsewhere = {});

  [[nodiscard]] const FlavourBasis& basis() const { return basis_; }
  /// Complete only if no problem was added.
  [[nodiscard]] PdfSystem build();

 private:
  void choose_basis();
  void assign_functions();
  void bind(std::size_t function, PdfSystem& system);
  void bind_amplitude(const AmplitudeOptions& options, const std::string& place, Amplitude& bound);
  void bind_combination(const CombinationFormOptions& form, const std::string& place,
                        PdfEntry& entry);
  void check_names();
  void check_momentum_sums();
  void check_unused();
  void put_in_order(PdfSystem& system);
  bool visit(std::size_t function, const PdfSystem& system, std::vector<std::size_t>& path,
             std::vector<std::size_t>& order);
  void collect_needs(PdfSystem& system);
  bool forms_are_defined(const PdfSystem& system, std::span<const double> all);
  bool momentum_can_be_fixed(const PdfSystem& system);
  void check_sum_rules(const PdfSystem& system);
  [[nodiscard]] std::string place_of(std::size_t function) const;

  const PdfModelOptions& options_;
  const ParameterSet& parameters_;
  std::string place_;
  Problems& problems_;
  std::vector<std::string> used_elsewhere_;  ///< parameters
  ParameterBinder binder_;
  NetworkOutputs networks_;
  FlavourBasis basis_;
  std::vector<const PdfOptions*> chosen_;  ///< per function of the basis; nullptr: missing
};

}  // namespace fitpack
