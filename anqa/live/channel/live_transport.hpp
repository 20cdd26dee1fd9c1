#pragma once

#include <string>

#include "anqa/web/socket_mount.hpp"

namespace anqa {

/// What connects the endpoint's pages to their live views: `.sockets = {anqa::live_socket()}` in the
/// endpoint's options. The browser's side is the npm packages phoenix and phoenix_live_view, with `new
/// LiveSocket("/live", Socket, {params: {_csrf_token: …}})`.
SocketMount live_socket(std::string path = "/live");

}  // namespace anqa
