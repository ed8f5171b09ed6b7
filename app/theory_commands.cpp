#include <algorithm>

#include "command_options.hpp"
#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/io/csv.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/pdf/x_grid.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct EvolveArguments {
  CardArguments card;
  std::vector<double> x, q;  ///< q in GeV
  std::string output;        ///< CSV file; empty: standard output
  Overwrite overwrite = Overwrite::refuse;
};

constexpr double smallest_x = 1e-15;                   // below, the grid would be huge
constexpr double smallest_q = 1e-3, largest_q = 1e15;  // GeV

/// The card's theory with grids that reach all points asked for.
qcd::TheoryOptions reaching(qcd::TheoryOptions theory, const EvolveArguments& arguments) {
  theory.x_min = std::min(theory.x_min, *std::ranges::min_element(arguments.x));
  const double q = *std::ranges::max_element(arguments.q);
  theory.q2_max = std::max(theory.q2_max, q * q);
  return theory;
}

/// The PDFs of the card at its start values, on the x-nodes.
std::vector<double> start_pdfs(const RunCard& card, const XGrid& grid) {
  const ParameterSet& parameters = card.parameters;
  const auto values =
      pdf_model(card).values(parameters.all_values(parameters.start_values()), grid.nodes());
  if (!values)
    throw InputError("the start values have no PDFs (a sum rule diverges); change `parameters`");
  return *values;
}

std::vector<std::string> numbers(std::initializer_list<double> values) {
  std::vector<std::string> fields;
  for (const double v : values) fields.push_back(format_number(v));
  return fields;
}

std::string evolved_csv(const RunCard& card, const EvolveArguments& arguments) {
  const qcd::TheoryOptions theory = reaching(card.theory, arguments);
  const XGrid grid(theory.x_min);
  const auto points = evolve_pdfs(qcd::Evolution(theory, grid), *flavour_basis(card.pdfs.basis),
                                  start_pdfs(card, grid), arguments.x, arguments.q);
  std::vector<std::vector<std::string>> rows;
  using namespace dis;  // quark names
  for (const EvolvedPdfs& p : points) {
    const auto &f = p.quark, &a = p.antiquark;
    rows.push_back(numbers({p.x, p.q, p.gluon, f[up], a[up], f[down], a[down], f[strange],
                            a[strange], f[charm], a[charm], f[bottom], a[bottom], f[top], a[top]}));
  }
  return csv_text({"x", "q", "xg", "xu", "xubar", "xd", "xdbar", "xs", "xsbar", "xc", "xcbar", "xb",
                   "xbbar", "xt", "xtbar"},
                  rows);
}

/// The PDG normalisation of charged currents: F = 2W.
constexpr double cc_normalisation = 2.0;

std::string structure_functions_csv(const RunCard& card, const EvolveArguments& arguments) {
  using dis::Current;
  const Theory theory(reaching(card.theory, arguments), card.electroweak,
                      *flavour_basis(card.pdfs.basis));
  const std::vector<double> pdfs = start_pdfs(card, theory.grid());
  const std::pair<const char*, Current> currents[] = {{"photon", Current::photon},
                                                      {"nc", Current::nc},
                                                      {"cc_e+", Current::cc_positron},
                                                      {"cc_e-", Current::cc_electron}};
  std::vector<std::vector<std::string>> rows;
  for (const double q : arguments.q) {
    for (const double x : arguments.x) {
      for (const auto& [name, current] : currents) {
        const bool cc = current == Current::cc_positron || current == Current::cc_electron;
        auto value = [&, c = current](dis::StructureFunction f) {
          return format_number((cc ? cc_normalisation : 1.0) *
                               theory.structure_function(f, c, x, q * q, pdfs));
        };
        rows.push_back({format_number(x), format_number(q), name, value(dis::StructureFunction::f2),
                        value(dis::StructureFunction::fl), value(dis::StructureFunction::f3)});
      }
    }
  }
  return csv_text({"x", "q", "current", "F2", "FL", "xF3"}, rows);
}

/// Rank 0 computes and writes.
template <class Table>
ExitCode write_table(const Context& context, const EvolveArguments& arguments, Table&& table) {
  const RunCard card = load_card(context, arguments.card);
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    prepare_file(arguments.output, arguments.overwrite);
    write_text(arguments.output, table(card, arguments));
  });
  return ExitCode::converged;
}

void add_points(CLI::App& command, EvolveArguments& arguments) {
  command.add_option("--x", arguments.x, "Momentum fractions, 0 < x <= 1")
      ->required()
      ->delimiter(',')
      ->check(number_between(smallest_x, 1.0, "a momentum fraction"));
  command.add_option("--q", arguments.q, "Scales in GeV")
      ->required()
      ->delimiter(',')
      ->check(number_between(smallest_q, largest_q, "a scale in GeV"));
  command.add_option("-o,--output", arguments.output, "CSV file; standard output without it")
      ->type_name("FILE.csv");
  add_force(command, arguments.overwrite);
}

ExitCode run_evolve(const Context& context, const EvolveArguments& arguments) {
  return write_table(context, arguments, evolved_csv);
}

ExitCode run_structure_functions(const Context& context, const EvolveArguments& arguments) {
  return write_table(context, arguments, structure_functions_csv);
}

}  // namespace

void add_evolve(CLI::App& app, Request& request) {
  add_command<EvolveArguments>(
      app, request, "evolve", "Evolved PDFs x f(x, Q) by flavour, as CSV",
      [](CLI::App& command, EvolveArguments& a) {
        add_card(command, a.card);
        add_points(command, a);
      },
      run_evolve);
}

void add_structure_functions(CLI::App& app, Request& request) {
  add_command<EvolveArguments>(
      app, request, "structure-functions", "F2, FL and xF3 of photon, NC and CC exchange, as CSV",
      [](CLI::App& command, EvolveArguments& a) {
        add_card(command, a.card);
        add_points(command, a);
      },
      run_structure_functions);
}

}  // namespace fitpack::app
