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

}  // namespace anqa::detail
