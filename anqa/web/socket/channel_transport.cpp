#include "anqa/web/socket/channel_transport.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/web/socket/internal/socket_connection.hpp"

namespace anqa {
namespace {

/// The requirement "~> 2.0.0": any patch of 2.0.
bool is_version_2(std::string_view version) {
  constexpr std::string_view series = "2.0.";
  if (!version.starts_with(series) || version.size() == series.size()) return false;
  version.remove_prefix(series.size());
  return std::all_of(version.begin(), version.end(), [](char c) { return c >= '0' && c <= '9'; });
}

http::Response refusal() { return http::Response::text(403, ""); }

}  // namespace

bool ChannelRoute::matches(std::string_view topic) const {
  if (!pattern.ends_with('*')) return topic == pattern;
  return topic.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

ChannelTransport::ChannelTransport(Options options)
    : options_(std::make_shared<const Options>(std::move(options))) {}

http::Response ChannelTransport::connect(const SocketRequest& request) const {
  const auto version = request.params.get("vsn").value_or("1.0.0");
  if (!is_version_2(version)) {
    log_warning("socket refused: version \"" + std::string(version.substr(0, 40)) +
                "\" of the protocol is not spoken here, 2.0.0 is");
    return refusal();
  }
  SocketInfo info{.params = request.params,
                  .session = request.session,
                  .peer = request.request.peer,
                  .user_agent = std::string(request.request.headers.get_or("user-agent", "")),
                  .assigns = {},
                  .endpoint = request.context};
  if (options_->connect != nullptr) {
    auto assigns = options_->connect(request);
    if (!assigns) {
      log_info("socket refused: " + assigns.error().message);
      return refusal();
    }
    info.assigns = std::move(*assigns);
  }
  return http::Response::upgrade(open(std::make_shared<const SocketInfo>(std::move(info))));
}

std::unique_ptr<http::WebSocketHandler> ChannelTransport::open(std::shared_ptr<const SocketInfo> info) const {
  return std::make_unique<detail::SocketConnection>(options_, std::move(info));
}

}  // namespace anqa
