#include "fitpack/fit/lockstep_minimiser.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

/// Bit by bit, so that a NaN is known again.
bool same_theta(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

/// Ends a `minimise` that asks for what is not known. No error: nobody but its owner sees it.
struct Unanswered {};

/// F where it was evaluated before.
class KnownObjective final : public FitObjective {
 public:
  KnownObjective(const ParameterSet& parameters, std::size_t n_rows, Asking asking)
      : parameters_(parameters), n_rows_(n_rows), asking_(asking) {}

  [[nodiscard]] const ParameterSet& parameters() const override { return parameters_; }
  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] double n_events() const override { return 0.0; }
  void select(RowSelection /*all*/) override {}
  [[nodiscard]] bool stop_requested() const override { return false; }

  [[nodiscard]] LocalModel evaluate(std::span<const double> theta, Want want) override {
    if (asking_ == Asking::for_models) want = Want::model;
    const auto found = std::ranges::find_if(answers_, [&](const Answer& answer) {
      return answer.asked.want == want && same_theta(answer.asked.theta, theta);
    });
    if (found != answers_.end()) return found->model;
    question_.want = want;
    question_.theta.assign(theta.begin(), theta.end());
    throw Unanswered{};
  }

  [[nodiscard]] const ModelRequest& question() const { return question_; }
  void answer(LocalModel model) { answers_.push_back({question_, std::move(model)}); }
  /// Forgets what a minimisation that goes on from θ does not ask for again.
  void keep_only(std::span<const double> theta) {
    std::erase_if(answers_,
                  [&](const Answer& answer) { return !same_theta(answer.asked.theta, theta); });
  }

 private:
  struct Answer {
    ModelRequest asked;
    LocalModel model;
  };
  const ParameterSet& parameters_;
  std::size_t n_rows_;
  Asking asking_;
  std::vector<Answer> answers_;
  ModelRequest question_;
};

}  // namespace

class LockstepMinimiser::Minimisation {
 public:
  Minimisation(std::size_t task, std::span<const double> start, const ParameterSet& parameters,
               std::size_t n_rows, const MinimiserOptions& options, Asking asking)
      : task_(task),
        start_(start.begin(), start.end()),
        objective_(parameters, n_rows, asking),
        options_(options) {
    go_on();
  }

  void answer(LocalModel model) {
    objective_.answer(std::move(model));
    go_on();
  }
  [[nodiscard]] ModelRequest request() const {
    ModelRequest request = objective_.question();
    request.task = task_;
    return request;
  }
  [[nodiscard]] std::optional<EndedMinimisation>& ended() { return ended_; }

 private:
  /// As far as the answers reach.
  void go_on() {
    Continuation continuation;
    continuation.resume = accepted_ ? &*accepted_ : nullptr;
    continuation.accepted = [this](const MinimiserState& state) {
      next_ = state;
      objective_.keep_only(state.theta);
    };
    try {
      ended_ = {task_, minimise(objective_, start_, options_, {}, continuation), {}};
    } catch (const Unanswered&) {
      if (next_) accepted_ = std::exchange(next_, std::nullopt);
    } catch (...) {
      ended_ = {task_, {}, std::current_exception()};
    }
  }

  std::size_t task_;
  std::vector<double> start_;
  KnownObjective objective_;
  const MinimiserOptions& options_;
  std::optional<MinimiserState> accepted_, next_;  ///< where to go on; and from the next time
  std::optional<EndedMinimisation> ended_;
};

LockstepMinimiser::LockstepMinimiser(const ParameterSet& parameters, std::size_t n_rows,
                                     const MinimiserOptions& options, Asking asking)
    : parameters_(parameters), n_rows_(n_rows), options_(options), asking_(asking) {
  FITPACK_EXPECTS(options.minimiser == MinimiserKind::levenberg_marquardt &&
                  !options.validation.splits());
}

LockstepMinimiser::~LockstepMinimiser() = default;

void LockstepMinimiser::begin(std::size_t task, std::span<const double> start) {
  waiting_.push_back(
      std::make_unique<Minimisation>(task, start, parameters_, n_rows_, options_, asking_));
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
    if (auto& end = waiting_[k]->ended()) ended.push_back(std::move(*end));
  }
  std::erase_if(waiting_,
                [](const auto& minimisation) { return minimisation->ended().has_value(); });
  return ended;
}

}  // namespace fitpack
