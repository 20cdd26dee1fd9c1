#include "anqa/otp/server.hpp"

#include <mutex>
#include <set>

namespace anqa::detail {

const std::string* intern(std::string_view name) {
  static std::mutex mutex;
  static std::set<std::string, std::less<>> names;
  std::scoped_lock lock(mutex);
  auto found = names.find(name);
  if (found == names.end()) found = names.emplace(name).first;
  return &*found;
}

}  // namespace anqa::detail
