#include "fitpack/parallel/mpi_session.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace fitpack {
namespace {

std::string found_in(std::vector<const char*> environment) {
  environment.push_back(nullptr);
  return launcher_variable(environment.data());
}

TEST(MpiSession, KnowsLaunchersByTheirVariables) {
  EXPECT_EQ(found_in({"HOME=/", "OMPI_COMM_WORLD_SIZE=4"}), "OMPI_COMM_WORLD_SIZE");
  EXPECT_EQ(found_in({"PMI_RANK=0", "HOME=/"}), "PMI_RANK");
  EXPECT_EQ(found_in({"SLURM_PROCID=3"}), "SLURM_PROCID");
  EXPECT_EQ(found_in({"FITPACK_MPI=1"}), "FITPACK_MPI");
}

TEST(MpiSession, SettingsOfMpiAreNoLauncher) {
  EXPECT_EQ(found_in({}), "");
  EXPECT_EQ(found_in({"OMPI_MCA_btl=self", "SLURM_CONF=/etc/s", "OMPI_COMM_WORLD_SIZES=1"}), "");
}

}  // namespace
}  // namespace fitpack
