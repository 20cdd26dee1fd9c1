#include "anqa/otp/start.hpp"

#include <stdexcept>

namespace anqa {

std::string StartError::to_string() const {
  switch (kind) {
    case already_started:
      return "already started: " + pid.to_string();
    case ignored:
      return "ignored";
    case timeout:
      return "its init() took too long";
    case failed:
      break;
  }
  return "failed: " + reason.to_string();
}

namespace detail {

Pid take_name(NewProcess& fresh, const StartOptions& options) {
  return fresh.as_the_new_one([&]() -> Pid {
    if (!options.name.empty() && !register_name(options.name)) return whereis(options.name);
    if (options.via && !options.via.register_self()) return options.via.whereis();
    return {};
  });
}

void apply(NewProcess& fresh, const StartOptions& options) {
  if (const Pid holder = take_name(fresh, options)) {
    throw std::runtime_error("the name " +
                             (options.name.empty() ? options.via.text() : "\"" + options.name + "\"") +
                             " is taken by process " + holder.to_string());
  }
  if (options.mailbox.length != 0) fresh.bound_mailbox(options.mailbox);
  if (options.hibernate_after) fresh.hibernate_after(*options.hibernate_after);
}

ExitReason constructor_failure() {
  try {
    throw;
  } catch (const std::exception& error) {
    return ExitReason(std::string(error.what()));
  } catch (...) {
    return ExitReason("its constructor threw something that is no std::exception");
  }
}

bool TryStartBase::begin(std::coroutine_handle<> handle, const Behaviour& behaviour,
                         void (*construct)(NewProcess&, void*), void* self) {
  if (options_.timeout) {
    wait(handle, *options_.timeout);
  } else {
    wait(handle);
  }
  try {
    NewProcess fresh(behaviour);
    if (const Pid holder = take_name(fresh, options_)) {
      failed_at_once_ = StartError{.kind = StartError::already_started, .pid = holder};
    } else {
      options_.name.clear();
      options_.via = {};
      apply(fresh, options_);
      construct(fresh, self);
      if (linked_ == Linked::yes) fresh.link_to_starter();
      fresh.on_started_quietly(promise());
      pid_ = fresh.commit();
    }
  } catch (...) {
    failed_at_once_ = StartError{.kind = StartError::failed, .reason = constructor_failure()};
  }
  if (failed_at_once_) forget();  // nothing more will come
  return !failed_at_once_;
}

std::expected<Pid, StartError> TryStartBase::outcome() {
  if (failed_at_once_) return std::unexpected(std::move(*failed_at_once_));
  if (value_) return pid_;
  if (pid_) unlink(pid_);  // it told nobody else
  if (failure_.kind() == ExitReason::timeout) {
    exit(pid_, ExitReason::kill);
    return std::unexpected(StartError{.kind = StartError::timeout, .reason = std::move(failure_)});
  }
  const bool ignored = failure_.kind() == ExitReason::normal;
  return std::unexpected(
      StartError{.kind = ignored ? StartError::ignored : StartError::failed, .reason = std::move(failure_)});
}

}  // namespace detail
}  // namespace anqa
