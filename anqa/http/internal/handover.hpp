#pragma once

#include <string>

#include "anqa/runtime/net/socket_event.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::http::detail {

/// The way in which a listening socket goes from an old process to a new one (docs/decisions/0081): over a
/// Unix socket at a path that both know, as a descriptor (SCM_RIGHTS). Both processes then accept from the
/// same queue until the new one says that it serves; so no connection is ever refused.
class Handover {
 public:
  Handover() = default;

  /// Asks the process that waits at `path` for its listening socket, for at most 5 s; gives an empty listener
  /// where nobody waits there. Call ready() once connections are accepted.
  TcpListener take(const std::string& path);
  /// The old process may stop accepting now.
  void ready();

  /// From here on a newer process may ask at `path`; throws std::runtime_error where that cannot be.
  void offer(const std::string& path);
  bool is_mine(const SocketEvent& event) const;
  /// One of its events; gives `listener` to a successor that asks. True once a successor serves.
  bool handle(const SocketEvent& event, const TcpListener& listener);
  void close();

 private:
  void welcome(const TcpListener& listener);

  TcpListener waiting_;
  TcpStream successor_;
  TcpStream predecessor_;
};

}  // namespace anqa::http::detail
