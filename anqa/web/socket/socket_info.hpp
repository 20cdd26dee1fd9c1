#pragma once

#include <any>
#include <memory>
#include <string>

#include "anqa/http/request.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

namespace detail {
struct EndpointContext;
}

/// What is known of a connection when it is opened; shared by the processes of its topics and never changed.
struct SocketInfo {
  /// Of the query string.
  Params params;
  /// The visitor's session: a map with string keys; nil when the request did not prove that it comes from one
  /// of the visitor's own pages.
  Term session;
  http::PeerAddress peer;
  std::string user_agent;
  /// What the application's connect() made of the request.
  std::any assigns;
  std::shared_ptr<const detail::EndpointContext> endpoint;
};

}  // namespace anqa
