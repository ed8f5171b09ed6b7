#include <optional>

#include "command_options.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/io/csv.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "member_options.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct EvolveArguments {
  CardArguments card;  ///< or a result
  MemberArguments members;
  std::vector<double> x, q;  ///< q in GeV
  std::string output;        ///< CSV file; empty: standard output
  Overwrite overwrite = Overwrite::refuse;
};

constexpr double smallest_x = 1e-15;                   // below, the grid would be huge
constexpr double smallest_q = 1e-3, largest_q = 1e15;  // GeV

std::vector<PdfScale> scales_of(const EvolveArguments& arguments) {
  std::vector<PdfScale> scales;
  for (const double q : arguments.q) scales.push_back({q, std::nullopt});
  return scales;
}

std::vector<std::string> numbers(std::initializer_list<double> values) {
  std::vector<std::string> fields;
  for (const double v : values) fields.push_back(format_number(v));
  return fields;
}

std::vector<std::string> fields_of(const EvolvedPdfs& p) {
  using namespace dis;  // quark names
  const auto &f = p.quark, &a = p.antiquark;
  return numbers({p.x, p.q, p.gluon, f[up], a[up], f[down], a[down], f[strange], a[strange],
                  f[charm], a[charm], f[bottom], a[bottom], f[top], a[top]});
}

std::string evolved_csv(const PdfMembers& set, const EvolveArguments& arguments) {
  std::vector<std::string> header{"x",     "q",  "xg",    "xu", "xubar", "xd", "xdbar", "xs",
                                  "xsbar", "xc", "xcbar", "xb", "xbbar", "xt", "xtbar"};
  const bool numbered = arguments.members.which == Members::all;
  if (numbered) header.insert(header.begin(), "member");
  const auto members = evolve_all(set, arguments.x, scales_of(arguments));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t k = 0; k < members.size(); ++k) {
    for (const EvolvedPdfs& point : members[k]) {
      rows.push_back(fields_of(point));
      if (numbered) rows.back().insert(rows.back().begin(), std::to_string(k));
    }
  }
  return csv_text(header, rows);
}

/// The PDG normalisation of charged currents: F = 2W.
constexpr double cc_normalisation = 2.0;

std::string structure_functions_csv(const PdfMembers& set, const EvolveArguments& arguments) {
  using dis::Current;
  const Theory theory(reaching(theory_of(set, 0), arguments.x, scales_of(arguments)),
                      set.card.electroweak, *flavour_basis(set.card.pdfs.basis));
  const std::vector<double> pdfs = initial_pdfs(set, 0, theory.grid().nodes());
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
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    const PdfMembers members = members_of(arguments.card, arguments.members);
    prepare_file(arguments.output, arguments.overwrite);
    write_text(arguments.output, table(members, arguments));
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
        add_card_or_result(command, a.card);
        add_members(
            command, a.members,
            "Also the eigenvectors or replicas of a result, told apart by a column `member`");
        add_points(command, a);
      },
      run_evolve);
}

void add_structure_functions(CLI::App& app, Request& request) {
  add_command<EvolveArguments>(
      app, request, "structure-functions", "F2, FL and xF3 of photon, NC and CC exchange, as CSV",
      [](CLI::App& command, EvolveArguments& a) {
        add_card_or_result(command, a.card);
        add_points(command, a);
      },
      run_structure_functions);
}

}  // namespace fitpack::app
