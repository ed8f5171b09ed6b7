#include "fitpack/fit/lockstep_minimiser.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/suspendable_call.hpp"

namespace fitpack {

namespace {

/// Thrown out of a minimisation that nobody wants any more.
struct GivenUp {};

}  // namespace

/// `minimise` on a stack of its own, which waits for every evaluation.
class LockstepMinimiser::Minimisation final : public FitObjective {
 public:
  Minimisation(std::size_t task, std::span<const double> start, const LockstepMinimiser& all)
      : all_(all), start_(start.begin(), start.end()), call_([this] { run(); }) {
    request_.task = task;
    call_.resume();
  }
  ~Minimisation() override {
    given_up_ = true;
    if (!call_.has_ended()) call_.resume();
  }
  Minimisation(const Minimisation&) = delete;
  Minimisation& operator=(const Minimisation&) = delete;

  [[nodiscard]] const ModelRequest& request() const { return request_; }
  void answer(LocalModel model) {
    answer_ = std::move(model);
    call_.resume();
  }
  [[nodiscard]] bool has_ended() const { return call_.has_ended(); }
  [[nodiscard]] EndedMinimisation& end() { return end_; }

  // What `minimise` sees, inside the call.
  [[nodiscard]] const ParameterSet& parameters() const override { return all_.parameters_; }
  [[nodiscard]] std::size_t n_rows() const override { return all_.n_rows_; }
  [[nodiscard]] double n_events() const override { return 0.0; }
  void select(RowSelection /*all*/) override {}
  [[nodiscard]] bool stop_requested() const override { return false; }
  [[nodiscard]] LocalModel evaluate(std::span<const double> theta, Want want) override {
    const bool models_alone = all_.asking_ == Asking::for_models;
    if (models_alone && answer_ && std::ranges::equal(theta, request_.theta)) return *answer_;
    request_.want = models_alone ? Want::model : want;
    request_.theta.assign(theta.begin(), theta.end());
    call_.suspend();
    if (given_up_) throw GivenUp{};
    return *answer_;
  }

 private:
  void run() {
    end_.task = request_.task;
    try {
      end_.minimum = minimise(*this, start_, all_.options_);
    } catch (const GivenUp&) {  // nobody is left who would want to know
    } catch (...) {
      end_.error = std::current_exception();
    }
  }

  const LockstepMinimiser& all_;
  std::vector<double> start_;
  ModelRequest request_;              ///< the last one
  std::optional<LocalModel> answer_;  ///< to it
  EndedMinimisation end_;
  bool given_up_ = false;
  SuspendableCall call_;
};

LockstepMinimiser::LockstepMinimiser(const ParameterSet& parameters, std::size_t n_rows,
                                     const MinimiserOptions& options, Asking asking)
    : parameters_(parameters), n_rows_(n_rows), options_(options), asking_(asking) {
  FITPACK_EXPECTS(options.minimiser == MinimiserKind::levenberg_marquardt &&
                  !options.validation.splits());
}

LockstepMinimiser::~LockstepMinimiser() = default;

void LockstepMinimiser::begin(std::size_t task, std::span<const double> start) {
  waiting_.push_back(std::make_unique<Minimisation>(task, start, *this));
}

std::vector<ModelRequest> LockstepMinimiser::requests() const {
  std::vector<ModelRequest> requests;
  for (const auto& minimisation : waiting_) requests.push_back(minimisation->request());
  return requests;
}

std::vector<EndedMinimisation> LockstepMinimiser::answer(std::vector<LocalModel> models) {
  FITPACK_EXPECTS(models.size() == waiting_.size());
  std::vector<EndedMinimisation> ended;
  for (std::size_t k = 0; k < models.size(); ++k) {
    waiting_[k]->answer(std::move(models[k]));
    if (waiting_[k]->has_ended()) ended.push_back(std::move(waiting_[k]->end()));
  }
  std::erase_if(waiting_, [](const auto& minimisation) { return minimisation->has_ended(); });
  return ended;
}

}  // namespace fitpack
