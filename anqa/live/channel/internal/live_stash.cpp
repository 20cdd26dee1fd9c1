// What of a live view outlives its process.
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/stash.hpp"

namespace anqa::detail {

LiveChannel::~LiveChannel() noexcept(false) {
  if (view_ == nullptr) return;
  if (const std::string key = stash_key(); !key.empty()) options_.stash->leave(key, crashed_);
}

std::string LiveChannel::stash_key() const {
  if (options_.stash == nullptr || view_ == nullptr || view_->stashed() == no_assigns || url_.empty())
    return {};
  std::string key = link().topic().substr(std::string_view("lv:").size());
  return key.append(" ").append(type_->name);
}

/// Whenever a handler is done that has changed what is kept: one that crashes leaves what was there before.
void LiveChannel::put_stash(Mask changed) {
  if ((changed & view_->stashed()) == no_assigns) return;
  if (const std::string key = stash_key(); !key.empty()) options_.stash->put(key, view_->stash());
}

}  // namespace anqa::detail
