#include "fitpack/config/run_card.hpp"

#include <algorithm>

#include "fitpack/config/card_documenter.hpp"
#include "fitpack/config/card_reader.hpp"
#include "fitpack/config/card_writer.hpp"
#include "fitpack/config/data_section.hpp"
#include "fitpack/config/event_section.hpp"
#include "fitpack/config/objective_section.hpp"
#include "fitpack/config/parameter_section.hpp"
#include "fitpack/config/pdf_section.hpp"
#include "fitpack/config/plain_sections.hpp"
#include "fitpack/config/theory_checks.hpp"
#include "fitpack/config/yaml_text.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/domain_check.hpp"
#include "fitpack/pdf/network_weights.hpp"
#include "fitpack/pdf/pdf_model.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

namespace {

namespace fs = std::filesystem;

/// Every section of plain values after the PDFs, in the order of the card.
void visit_settings(CardVisitor& visitor, RunCard& card) {
  const auto section = [&](const Key& key, void (*visit)(CardVisitor&, RunCard&)) {
    visitor.section(key, [&card, visit](CardVisitor& inner) { visit(inner, card); });
  };
  section({"fit", "when the minimisation ends"}, visit_fit);
  section({"output", "where results go"}, visit_output);
  section({"kernels", "how kernels are built and held"}, visit_kernels);
  section({"cache", "kernels on disk"}, visit_cache);
}

void visit_head(CardVisitor& visitor, RunCard& card) {
  visit_title(visitor, card);
  visitor.section({"theory", "perturbative QCD"},
                  [&card](CardVisitor& inner) { visit_theory(inner, card); });
}

RunCard default_card() {
  RunCard card;
  card.output.folder = "results";
  card.cache.folder = "kernel_cache";
  return card;
}

/// Reads and checks a card whose overrides have been applied.
class RunCardReading {
 public:
  RunCardReading(const YamlDocument& document, fs::path folder, Problems& problems)
      : document_(document),
        folder_(std::move(folder)),
        problems_(problems),
        root_(document.root(problems)) {}

  RunCard run() {
    CardReader reader(root_);
    visit_title(reader, card_);
    read_theory();
    if (const auto data = root_.optional_map("data")) read_data_section(*data, card_.data);
    if (const auto events = root_.optional_map("events")) read_event_section(*events, card_.events);
    read_parametrisation();
    check_theory_section();
    read_penalties();
    if (objective_section_) check_objective_section(*objective_section_, card_);
    check_pdf_domain();
    if (card_.pdfs.network) card_.covariance = CovarianceKind::none;
    visit_settings(reader, card_);
    check_validation();
    root_.finish();
    resolve_paths();
    return std::move(card_);
  }

 private:
  void read_theory() {
    const std::size_t before = problems_.size();
    theory_section_ = root_.optional_map("theory");
    CardReader reader(theory_section_);
    visit_theory(reader, card_);
    theory_is_read_ = problems_.size() == before;
  }

  /// Conditions between keys mean something only if every key could be read.
  void check_theory_section() {
    if (!theory_is_read_ || !parameters_are_read_) return;
    const std::size_t before = problems_.size();
    const YamlReader section = theory_section_.value_or(root_);
    start_theory_parameters(card_.theory_parameters, card_.parameters, section, card_.theory);
    start_higher_twist(card_.theory_parameters, card_.parameters, section, card_.higher_twist);
    if (problems_.size() != before) return;
    check_theory(section, card_.theory);
    if (problems_.size() != before) return;
    check_theory_ranges(card_.theory_parameters, card_.parameters, document_.name(), card_.theory,
                        problems_);
  }

  /// Networks bring parameters of their own.
  void read_pdfs(std::vector<Parameter>& parameters) {
    const std::size_t before = problems_.size();
    read_pdf_section(root_.map("pdfs"), card_.pdfs);
    if (problems_.size() != before) return;
    check_networks(card_.pdfs, document_.name(), problems_);
    if (problems_.size() != before) return;
    for (Parameter& weight : network_parameters(card_.pdfs))
      parameters.push_back(std::move(weight));
  }

  void read_parametrisation() {
    const std::size_t before = problems_.size();
    std::vector<Parameter> parameters;
    if (const auto section = root_.optional_map("parameters")) {
      parameters = read_parameter_section(*section);
    }
    const bool listed = problems_.size() == before;
    read_pdfs(parameters);
    const std::size_t before_set = problems_.size();
    card_.parameters = ParameterSet(std::move(parameters), document_.name(), problems_);
    parameters_are_read_ = listed && problems_.size() == before_set;
    objective_section_ = root_.optional_map("objective");
    if (objective_section_) read_objective_section(*objective_section_, card_.objective);
    // A model of values that could not be read would only repeat what is known.
    if (problems_.size() != before) return;
    model_.emplace(card_.pdfs, card_.parameters, document_.name(), problems_,
                   used_outside_pdfs(card_));
  }

  /// The nodes are those of the theory: both must be right before.
  void check_pdf_domain() {
    if (!model_ || !problems_.empty()) return;
    check_domain(*model_, card_.pdfs, XNodes(XGrid(card_.theory.x_min).nodes()), document_.name(),
                 problems_);
  }

  void read_penalties() {
    const auto section = root_.optional_map("penalties");
    const auto basis = flavour_basis(card_.pdfs.basis);
    if (section && basis)
      read_penalty_section(*section, *basis, card_.theory.x_min, card_.penalties);
  }

  void check_validation() {
    const std::string place = document_.name() + ": fit.validation";
    if (card_.validation.training_fraction > 1.0)
      problems_.add(place + ".training_fraction",
                    yaml_number(card_.validation.training_fraction) + " is above 1",
                    "give the part of the data that trains, above 0 and up to 1");
    if (card_.validation.splits() && card_.fit.minimiser == MinimiserKind::lbfgs)
      problems_.add(place, "only levenberg_marquardt stops early",
                    "remove fit.minimiser: lbfgs, or give training_fraction: 1");
  }

  void resolve_paths() {
    const auto resolve = [this](fs::path& path) {
      if (!path.empty()) path = (folder_ / path).lexically_normal();
    };
    resolve(card_.data.folder);
    for (auto& [name, file] : card_.data.files) resolve(file);
    for (fs::path& sample : card_.events.samples) resolve(sample);
    resolve(card_.objective.t0);
    resolve(card_.output.folder);
    resolve(card_.cache.folder);
  }

  const YamlDocument& document_;
  fs::path folder_;
  Problems& problems_;
  YamlReader root_;
  RunCard card_ = default_card();
  std::optional<YamlReader> theory_section_, objective_section_;
  std::optional<PdfModel> model_;
  bool theory_is_read_ = false;
  bool parameters_are_read_ = false;
};

RunCard read(YamlDocument document, const fs::path& folder,
             const std::vector<std::string>& overrides, Problems& problems) {
  // A file that left nothing to read has been reported; every key would be missing.
  if (document.root(problems).keys().empty()) return default_card();
  for (const std::string& text : overrides) document.set(text, problems);
  // A card in the current folder has no parent path.
  const fs::path base = folder.empty() ? fs::current_path() : fs::absolute(folder);
  return RunCardReading(document, base, problems).run();
}

}  // namespace

std::vector<std::string> used_outside_pdfs(const RunCard& card) {
  std::vector<std::string> names = names_of(card.theory_parameters);
  const std::vector<std::string> norms = names_of(card.objective.normalisations);
  names.insert(names.end(), norms.begin(), norms.end());
  return names;
}

ParameterSet without_normalisations(const RunCard& card) {
  const std::vector<std::string> norms = names_of(card.objective.normalisations);
  std::vector<Parameter> parameters;
  for (std::size_t i = 0; i < card.parameters.size(); ++i)
    if (std::ranges::find(norms, card.parameters[i].name) == norms.end())
      parameters.push_back(card.parameters[i]);
  Problems problems;
  ParameterSet set(std::move(parameters), card.title, problems);
  problems.throw_if_any(ExitCode::usage);
  return set;
}

RunCard read_run_card(const fs::path& path, const std::vector<std::string>& overrides,
                      Problems& problems) {
  return read(YamlDocument::from_file(path, problems), path.parent_path(), overrides, problems);
}

RunCard read_run_card_text(const std::string& text, const std::string& name, const fs::path& folder,
                           const std::vector<std::string>& overrides, Problems& problems) {
  return read(YamlDocument::from_text(text, name, problems), folder, overrides, problems);
}

std::string resolved_card_text(const RunCard& card) {
  RunCard copy = card;  // visitors take variables; a writer changes none
  std::string text;
  CardWriter writer(text);
  visit_head(writer, copy);
  write_data_section(card.data, text);
  write_event_section(card.events, text);
  write_pdf_section(card.pdfs, text);
  write_parameter_section(card.parameters, text);
  write_penalty_section(card.penalties, text);
  write_objective_section(card.objective, text);
  visit_settings(writer, copy);
  return text;
}

std::vector<KeyDoc> run_card_keys() {
  std::vector<KeyDoc> docs;
  RunCard card = default_card();
  CardDocumenter documenter(docs);
  visit_head(documenter, card);
  document_data_section(docs);
  document_event_section(docs);
  document_pdf_section(docs);
  document_parameter_section(docs);
  document_penalty_section(docs);
  document_objective_section(docs);
  visit_settings(documenter, card);
  return docs;
}

std::string run_card_key_table() {
  std::string table = "| key | type | default | meaning |\n|---|---|---|---|\n";
  for (const KeyDoc& doc : run_card_keys()) {
    table += "| `" + doc.path + "` | " + doc.type + " | " + doc.default_text + " | " + doc.meaning +
             " |\n";
  }
  return table;
}

}  // namespace fitpack
