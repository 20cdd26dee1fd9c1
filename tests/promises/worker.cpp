#include "worker.hpp"

#include "anqa/runtime/await.hpp"

namespace promises {

Worker::Worker(Ref<World> world, int place) : world_(world), place_(place) {
  world_->constructed(place_);
  if (world_->places[static_cast<std::size_t>(place_)].traps) trap_exit();
  if (world_->fails_now(place_)) throw std::runtime_error("does not start");
}

Task<void> Worker::init() {
  const Duration slow = world_->places[static_cast<std::size_t>(place_)].slow_init;
  if (slow > Duration::zero()) co_await sleep_for(slow);
  if (world_->fails_now(place_)) throw std::runtime_error("does not get to run");
  world_->initialised(place_);
}

Task<Worker::Answer> Worker::handle_call(Ask ask) {
  if (ask.wait > Duration::zero()) co_await sleep_for(ask.wait);
  co_return Answer{ask.nonce, anqa::self()};
}

void Worker::handle_call(const AskLater& ask, From<Answer> from) {
  owed_.emplace_back(ask.nonce, std::move(from));
  send_after(*this, ask.wait, Due{});
}

Task<Worker::Answer> Worker::handle_call(Relay relay) {
  const std::uint64_t nonce = world_->next_nonce++;
  auto answer = co_await try_call(Server<Worker>(world_->name(relay.to)), Ask{nonce, {}}, relay.limit);
  if (answer && answer->nonce != nonce) ++world_->wrong_answers;
  co_return Answer{relay.nonce, anqa::self()};
}

void Worker::handle_cast(const Finish&) {
  world_->places[static_cast<std::size_t>(place_)].stops_normally = true;
  stop();
}

void Worker::handle_info(const Due&) {
  if (owed_.empty()) return;
  auto [nonce, from] = std::move(owed_.front());
  owed_.erase(owed_.begin());
  from.reply(Answer{nonce, anqa::self()});
}

void Worker::handle_info(const AnyMessage& any) {
  world_->sim.fail("a late " + std::string(any.type_name()) + " in the mailbox of " + world_->name(place_));
}

Task<void> Worker::terminate(ExitReason reason) {
  if (reason.kind() == ExitReason::shutdown) world_->asked_to_end(place_);
  const Duration slow = world_->places[static_cast<std::size_t>(place_)].slow_terminate;
  if (slow > Duration::zero()) co_await sleep_for(slow);
}

WatchedSupervisor::WatchedSupervisor(Ref<World> world, int place, Supervisor::Spec spec)
    : Supervisor(std::move(spec)), world_(world), place_(place) {
  world_->constructed(place_);
}

Task<void> WatchedSupervisor::init() {
  co_await Supervisor::init();
  world_->initialised(place_);
}

Task<void> WatchedSupervisor::terminate(ExitReason reason) {
  world_->supervisor_terminates(place_, reason);
  co_await Supervisor::terminate(std::move(reason));
}

}  // namespace promises
