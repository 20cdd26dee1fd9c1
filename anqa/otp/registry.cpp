#include "anqa/otp/registry.hpp"

#include <atomic>
#include <stdexcept>

namespace anqa {

template class BasicRegistry<RegistryKeys::unique, std::string, void>;
template class BasicRegistry<RegistryKeys::duplicate, std::string, void>;

RegistryLock& RegistryLock::operator=(RegistryLock&& other) noexcept {
  if (this != &other) {
    release();
    server_ = std::exchange(other.server_, {});
    ticket_ = other.ticket_;
  }
  return *this;
}

std::uint64_t RegistryLock::next_wait() {
  static constinit std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

void RegistryLock::release() {
  if (Pid server = std::exchange(server_, {})) send(server, Release{ticket_});
}

namespace detail {

void RegistryMeta::put(std::string_view key, const void* type, std::string_view type_name,
                       std::shared_ptr<const void> value) {
  values_.insert_or_assign(key, Value{type, type_name, std::move(value)});
}

std::shared_ptr<const void> RegistryMeta::get(std::string_view key, const void* type,
                                              std::string_view type_name) const {
  const EpochGuard guard;
  const auto* found = values_.find(key);
  if (!found) return nullptr;
  if (found->value.type != type) {
    throw std::invalid_argument("the registry's meta \"" + std::string(key) + "\" is of type " +
                                std::string(found->value.type_name) + ", not " + std::string(type_name));
  }
  return found->value.value;
}

bool RegistryMeta::erase(std::string_view key) { return values_.erase(key) > 0; }

}  // namespace detail
}  // namespace anqa
