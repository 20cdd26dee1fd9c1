#pragma once

#include <cstdint>
#include <string>

#include "anqa/base/log.hpp"
#include "anqa/cell/limits.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::cell {

/// The first frame that a cell gets; the server's constructor arguments follow it.
struct StartOrder {
  std::uint8_t node = 0;
  std::uint32_t first_serial = 1;
  Pid server;  ///< whose place it takes: the proxy's pid is the server's own
  Pid parent;
  LogLevel log_level = LogLevel::info;
  CellLimits limits;
  std::uint32_t type = 0;  ///< of the ChildSpec's starter, see detail::type_number()
};

}  // namespace anqa::cell
