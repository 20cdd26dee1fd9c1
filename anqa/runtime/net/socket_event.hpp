#pragma once

#include <cstdint>

namespace anqa {

/// Delivered to `handle_info(const SocketEvent&)` of the process that armed a socket, once for each arming.
struct SocketEvent {
  enum class Kind : std::uint8_t { readable, writable };
  std::uint64_t socket;  ///< TcpStream::id() or TcpListener::id()
  Kind kind;             ///< `readable` also when the other side has closed or the connection broke
};

}  // namespace anqa
