#include "fitpack/config/event_section.hpp"

#include <algorithm>

#include "fitpack/events/event_sidecar.hpp"

namespace fitpack {

namespace {

const std::initializer_list<std::pair<const char*, LikelihoodKind>> likelihoods{
    {"unbinned", LikelihoodKind::unbinned}, {"extended", LikelihoodKind::extended}};
const std::initializer_list<std::pair<const char*, OutsideEvents>> outside_choices{
    {"refuse", OutsideEvents::refuse}, {"cut", OutsideEvents::cut}};
const std::initializer_list<std::pair<const char*, EventPrecision>> precisions{
    {"double", EventPrecision::full},
    {"mixed", EventPrecision::mixed},
    {"single", EventPrecision::single}};

template <class E>
const char* word_of(std::initializer_list<std::pair<const char*, E>> words, E value) {
  return std::ranges::find(words, value, &std::pair<const char*, E>::second)->first;
}

}  // namespace

void read_event_section(const YamlReader& section, EventOptions& events) {
  for (const std::string& sample : section.texts("samples", {})) {
    if (std::ranges::find(events.samples, std::filesystem::path(sample)) != events.samples.end())
      section.problem("samples", "the sample " + sample + " is listed twice", "remove one of them");
    else if (!sample.ends_with(".yaml"))
      section.problem("samples", "'" + sample + "' is not a sidecar",
                      "name the file NAME.yaml beside NAME.h5");
    else
      events.samples.emplace_back(sample);
  }
  events.likelihood = section.choice("likelihood", events.likelihood, likelihoods);
  events.outside = section.choice("outside", events.outside, outside_choices);
  events.precision = section.choice("precision", events.precision, precisions);
  if (const auto density = section.optional_map("density"))
    events.density = read_event_definition(*density);
  if (!section.has("samples") && !section.has("density"))
    section.problem("samples", "is missing", "name sidecars of samples, or give a density");
}

void write_event_section(const EventOptions& events, std::string& out) {
  if (events.samples.empty() && !events.density) return;
  YamlTree section = YamlTree::map();
  std::vector<std::string> samples;
  for (const auto& sample : events.samples) samples.push_back(sample.string());
  if (!samples.empty()) section.set("samples", samples);
  section.set("likelihood", word_of(likelihoods, events.likelihood));
  section.set("outside", word_of(outside_choices, events.outside));
  section.set("precision", word_of(precisions, events.precision));
  if (events.density) section.set("density", event_definition_tree(*events.density));
  YamlTree card = YamlTree::map();
  card.set("events", section);
  out += card.yaml();
}

void document_event_section(std::vector<KeyDoc>& docs) {
  const auto add = [&docs](const char* key, const char* type, const char* fallback,
                           const char* meaning) {
    docs.push_back({std::string("events.") + key, type, fallback, meaning});
  };
  add("samples", "list of paths", "[]", "sidecars NAME.yaml of samples NAME.h5 of single events");
  add("likelihood", "unbinned or extended", "unbinned",
      "shapes alone, or with the number of events (needs luminosities)");
  add("outside", "refuse or cut", "refuse", "what happens to events outside their phase space");
  add("precision", "double, mixed or single", "double",
      "arithmetic of sums over events, see docs/precision.md");
  add("density.process", "nc_dis or cc_dis", "required",
      "what `fitpack sample` draws; without density: as the first sample");
  add("density.beam.lepton", "e+, e-, mu+ or mu-", "required", "lepton of the beam");
  add("density.beam.polarisation", "number", "0", "of the lepton beam, -1 to 1");
  add("density.beam.sqrt_s", "number", "required", "centre-of-mass energy, GeV");
  add("density.phase_space.x", "[min, max]", "required", "limits of x");
  add("density.phase_space.Q2", "[min, max]", "required", "limits of Q², GeV²");
  add("density.phase_space.y", "[min, max]", "[0, 1]", "limits of y = Q²/(s x)");
  add("density.phase_space.W2", "min or [min, max]", "", "limits of W² = Q² (1-x)/x, GeV²");
  add("density.efficiency.x", "list of numbers", "", "lines in x of a table of efficiencies");
  add("density.efficiency.Q2", "list of numbers", "", "lines in Q² of the table, GeV²");
  add("density.efficiency.values", "list of numbers", "",
      "the table, one value per Q² for each x in turn, bilinear in ln x and ln Q²");
  add("density.luminosity", "number", "", "pb⁻¹, of extended likelihoods");
}

}  // namespace fitpack
