#pragma once

#include <memory>

#include "anqa/live/live_socket.hpp"

namespace anqa::detail {

struct Admitted;

/// What the guards of a page's route assigned, which its view keeps; see anqa/web/guard.hpp. Null where no
/// guard assigned anything.
struct AdmittedOf {
  static void set(LiveSocket& socket, std::shared_ptr<const Admitted> admitted);
  static const std::shared_ptr<const Admitted>& get(const LiveSocket& socket);
};

}  // namespace anqa::detail
