#include "anqa/live/live_instance.hpp"

#include "anqa/live/hook.hpp"

namespace anqa {

bool LiveInstance::halts_params(const Params& params, std::string_view uri) const {
  const detail::Hooks* hooks = socket_.hooks();
  return hooks != nullptr && hooks->params(params, uri) == Hook::halt;
}

bool LiveInstance::halts_event(std::string_view name, const Params& params) const {
  const detail::Hooks* hooks = socket_.hooks();
  return hooks != nullptr && hooks->event(name, params) == Hook::halt;
}

bool LiveInstance::halts_info(const AnyMessage& message) const {
  const detail::Hooks* hooks = socket_.hooks();
  return hooks != nullptr && hooks->info(message) == Hook::halt;
}

void LiveInstance::run_after_render_hooks() const {
  if (const detail::Hooks* hooks = socket_.hooks()) hooks->after_render();
}

}  // namespace anqa
