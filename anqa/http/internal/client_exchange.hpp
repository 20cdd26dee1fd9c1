#pragma once

#include <memory>
#include <optional>
#include <string>

#include "anqa/http/client.hpp"
#include "anqa/http/internal/client_lease.hpp"
#include "anqa/http/internal/response_parser.hpp"
#include "anqa/http/internal/url.hpp"

namespace anqa::http::detail {

/// One request on a connection that its process has borrowed, and the response to it.
class OpenResponse {
 public:
  OpenResponse(anqa::Server<Client> pool, Url url, const ClientRequest& what);

  /// Borrows or opens a connection. Errors name the URL's server.
  Task<result<void>> open(std::string unix_socket, bool fresh);
  /// Writes the request and reads the response's head.
  Task<result<void>> exchange(std::string bytes);
  /// See ResponseStream::read().
  Task<result<std::string>> read();

  const ResponseParser& parser() const { return *parser_; }
  const Client::Options& options() const { return *options_; }
  /// The connection was used before, and was found closed before anything came of a response.
  bool was_stale() const { return reused_ && parser_ && !parser_->has_begun() && !timed_out_; }

 private:
  Task<result<Transport>> connect(std::string unix_socket, std::shared_ptr<const TlsContext> tls,
                                  Duration limit);
  Task<result<void>> write(std::string bytes);
  Task<result<void>> receive();
  Duration time_left(Duration limit) const;
  std::unexpected<Error> failed(const std::string& why) const;
  void release();

  anqa::Server<Client> pool_;
  Url url_;
  std::string name_;  // "GET https://example.org:443/path"
  Duration receive_timeout_;
  TimePoint end_;                         // of the whole request
  std::optional<ResponseParser> parser_;  // once a connection is there
  bool to_head_;
  std::unique_ptr<Place> place_;
  Transport transport_;
  std::shared_ptr<const Client::Options> options_;
  bool reused_ = false;
  bool timed_out_ = false;
};

/// The request as it goes out; or what of it cannot.
result<std::string> format_request(const Url& url, const ClientRequest& what);

}  // namespace anqa::http::detail
