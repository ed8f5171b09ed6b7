#pragma once

#include <string>
#include <utility>

#include "../../support/temporary_folder.hpp"
#include "fitpack/data/dataset_reader.hpp"

namespace fitpack {

/// `text` with one piece exchanged; the piece must be there.
inline std::string replaced(std::string text, const std::string& piece, const std::string& by) {
  const std::size_t position = text.find(piece);
  if (position == std::string::npos) throw std::invalid_argument("no '" + piece + "' in the text");
  return text.replace(position, piece.size(), by);
}

inline const std::string toy_csv =
    "x,Q2,y,E,value,stat,uncor,lumi,bkg,aux\n"
    "0.01,10,0.2,50,1.25,0.02,0.01,0.015,-0.003,7\n"
    "0.1,100,0.2,50,0.42,0.01,0.004,0.005,0.001,8\n"
    "1.0,200,1.0,90,-0.1,0,0.004,0,0,9\n";

inline const std::string toy_yaml =
    "name: TOY\n"
    "title: a toy\n"
    "process: nc_dis\n"
    "observable: reduced_cross_section\n"
    "beam: {lepton: e-, polarisation: 0.25, sqrt_s: 70.7}\n"
    "target: proton\n"
    "units: {Q2: GeV^2, value: 1}\n"
    "n_points: 3\n"
    "columns:\n"
    "  kinematics: [x, Q2, y, E]\n"
    "  value: value\n"
    "  stat: stat\n"
    "  uncor: uncor\n"
    "  auxiliary: [aux]\n"
    "systematics:\n"
    "  treatment: multiplicative\n"
    "  scope: shared\n"
    "  group: G\n"
    "  count: 2\n"
    "  exceptions:\n"
    "    - {name: bkg, treatment: additive, scope: dataset, description: noise}\n"
    "publication: {arxiv: '0000.00000', doi: 10.0/0}\n"
    "notes: [none]\n"
    "exclusive_with: [TOY_F2]\n";

/// Writes a toy set and reads it.
class ToyFolder {
 public:
  std::optional<Dataset> read(const std::string& csv, const std::string& yaml,
                              Problems& problems) const {
    folder_.write("TOY.csv", csv);
    folder_.write("TOY.yaml", yaml);
    return read_dataset(folder_.path(), "TOY", problems);
  }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] std::string csv() const { return (folder_ / "TOY.csv").string(); }
  [[nodiscard]] std::string yaml() const { return (folder_ / "TOY.yaml").string(); }

 private:
  TemporaryFolder folder_;
};

}  // namespace fitpack
