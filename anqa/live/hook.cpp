#include "anqa/live/hook.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa::detail {

void Hooks::attach(std::shared_ptr<AttachedHook> hook) {
  for (const auto& each : all_) {
    if (each->id() == hook->id() && each->stage() == hook->stage()) {
      throw std::invalid_argument("attach_hook(\"" + hook->id() +
                                  "\"): there is one of this id at this stage; detach it first");
    }
  }
  all_.push_back(std::move(hook));
}

void Hooks::detach(std::string_view id, Stage stage) {
  std::erase_if(all_, [&](const auto& each) { return each->id() == id && each->stage() == stage; });
}

template <class Call>
Hook Hooks::run(Stage stage, Call&& call) const {
  const auto all = all_;
  for (const auto& each : all) {
    if (each->stage() == stage && call(*each) == Hook::halt) return Hook::halt;
  }
  return Hook::cont;
}

Hook Hooks::params(const Params& params, std::string_view uri) const {
  return run(Stage::handle_params, [&](AttachedHook& hook) { return hook.params(params, uri); });
}

Hook Hooks::event(std::string_view name, const Params& params) const {
  return run(Stage::handle_event, [&](AttachedHook& hook) { return hook.event(name, params); });
}

Hook Hooks::info(const AnyMessage& message) const {
  return run(Stage::handle_info, [&](AttachedHook& hook) { return hook.info(message); });
}

Hook Hooks::async(std::string_view name) const {
  return run(Stage::handle_async, [&](AttachedHook& hook) { return hook.async(name); });
}

void Hooks::after_render() const {
  run(Stage::after_render, [](AttachedHook& hook) {
    hook.after_render();
    return Hook::cont;
  });
}

}  // namespace anqa::detail
