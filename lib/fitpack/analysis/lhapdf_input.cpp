#include "fitpack/analysis/lhapdf_input.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "fitpack/dis/electroweak.hpp"

namespace fitpack {

namespace {

using Partons = Eigen::Matrix<double, static_cast<int>(n_partons), 1>;

Partons partons_of(const GridPoint& point) {
  Partons result;
  const auto set = [&](Parton p, double value) { result[static_cast<Eigen::Index>(p)] = value; };
  set(Parton::gluon, point.gluon);
  set(Parton::up, point.quark[dis::up]);
  set(Parton::up_bar, point.antiquark[dis::up]);
  set(Parton::down, point.quark[dis::down]);
  set(Parton::down_bar, point.antiquark[dis::down]);
  set(Parton::strange, point.quark[dis::strange]);
  set(Parton::strange_bar, point.antiquark[dis::strange]);
  return result;
}

double heavy_part(const GridPoint& point) {
  double largest = 0.0;
  for (std::size_t q = dis::charm; q < point.quark.size(); ++q)
    largest = std::max({largest, std::abs(point.quark[q]), std::abs(point.antiquark[q])});
  return largest;
}

}  // namespace

LhapdfInput read_lhapdf(const std::filesystem::path& folder, std::size_t member) {
  LhapdfInfo info = read_lhapdf_info(folder);
  LhapdfMember read = read_lhapdf_member(folder, info, member);
  return {std::move(info), std::move(read.grid), member};
}

FunctionsOfSet functions_of_set(const PdfGrid& grid, const FlavourBasis& basis, double q0,
                                std::span<const double> x_nodes) {
  Eigen::MatrixXd content(n_partons, basis.size());
  for (std::size_t a = 0; a < basis.size(); ++a)
    for (std::size_t p = 0; p < n_partons; ++p)
      content(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(a)) = basis.content[a][p];
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> solver(content);
  FunctionsOfSet result{std::vector<double>(basis.size() * x_nodes.size()), 0.0};
  const std::vector<GridPoint> points = grid.at(x_nodes, q0);
  for (std::size_t i = 0; i < x_nodes.size(); ++i) {
    const Partons partons = partons_of(points[i]);
    const Eigen::VectorXd functions = solver.solve(partons);
    for (std::size_t a = 0; a < basis.size(); ++a)
      result.values[a * x_nodes.size() + i] = functions[static_cast<Eigen::Index>(a)];
    const double largest = partons.cwiseAbs().maxCoeff();
    const double lost =
        std::max((content * functions - partons).cwiseAbs().maxCoeff(), heavy_part(points[i]));
    if (largest > 0.0) result.lost = std::max(result.lost, lost / largest);
  }
  return result;
}

}  // namespace fitpack
