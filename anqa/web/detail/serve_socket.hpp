#pragma once

#include <string_view>

#include "anqa/runtime/task.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/socket_mount.hpp"

namespace anqa::detail {

/// The mount that answers this path; null when none does.
const SocketMount* find_socket(const EndpointConfig& config, std::string_view path);

/// Answers a request below a socket's mount. Throws HttpError.
Task<Conn> serve_socket(const SocketMount* mount, Conn conn);

}  // namespace anqa::detail
