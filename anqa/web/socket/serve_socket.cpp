#include "anqa/web/detail/serve_socket.hpp"

#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/socket/socket_request.hpp"

namespace anqa::detail {

const SocketMount* find_socket(const EndpointConfig& config, std::string_view path) {
  for (const SocketMount& mount : config.sockets) {
    if (!path.starts_with(mount.path)) continue;
    const std::string_view rest = path.substr(mount.path.size());
    if (rest.starts_with('/') && mount.transport->serves(rest.substr(1))) return &mount;
  }
  return nullptr;
}

Task<Conn> serve_socket(const SocketMount* mount, Conn conn) {
  // The state is shared: the request outlives what is awaited, and the mount
  // the endpoint.
  SocketRequest request(ConnAccess::share(conn), mount->path);
  http::Response response = co_await mount->transport->serve(std::move(request));
  co_return conn.respond(std::move(response)).halt();
}

}  // namespace anqa::detail
