#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "fitpack/events/event_definition.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/io/yaml_tree.hpp"

namespace fitpack {

/// The keys process, beam, phase_space, efficiency and luminosity of a sidecar or of a card's
/// section events.density; every mistake becomes a Problem.
[[nodiscard]] EventDefinition read_event_definition(const YamlReader& map);
/// The same keys; reading them gives the same definition.
[[nodiscard]] YamlTree event_definition_tree(const EventDefinition& definition);

/// The sidecar NAME.yaml of a sample NAME.h5.
struct EventSidecar {
  std::string name, title;
  EventDefinition definition;
  std::optional<std::size_t> n_events;    ///< rows the file must have
  std::optional<std::int64_t> sample_id;  ///< only rows with this number in the column `sample`
};

[[nodiscard]] EventSidecar read_event_sidecar(const std::filesystem::path& path,
                                              Problems& problems);
[[nodiscard]] std::string event_sidecar_text(const EventSidecar& sidecar);

}  // namespace fitpack
