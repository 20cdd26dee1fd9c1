#include "anqa/live/detail/live_uploads.hpp"

#include <algorithm>

#include "anqa/live/uploads.hpp"

namespace anqa::detail {

void LiveUploads::allow(Allowed allowed) {
  disallow(*allowed.config);
  all_.push_back(allowed);
}

void LiveUploads::disallow(const UploadConfig& config) {
  std::erase_if(all_, [&](const Allowed& each) { return each.config == &config; });
}

void LiveUploads::stop() const {
  for (const Allowed& each : all_) {
    for (const UploadEntry& entry : each.config->entries()) {
      if (const Pid channel = UploadConfig::channel(entry)) stop_upload(channel);
    }
  }
}

const LiveUploads::Allowed* LiveUploads::find(std::string_view upload_ref) const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&](const Allowed& each) { return each.config->ref() == upload_ref; });
  return found == all_.end() ? nullptr : &*found;
}

const LiveUploads::Allowed* LiveUploads::find(Pid channel) const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&](const Allowed& each) { return each.config->find(channel) != nullptr; });
  return found == all_.end() ? nullptr : &*found;
}

}  // namespace anqa::detail
