#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/http/method.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa::http {

namespace detail {
struct CheckOut;
struct CheckIn;
struct Lease;
struct GiveUp;
struct SweepIdle;
class OpenResponse;
}  // namespace detail

/// What to ask for.
struct ClientRequest {
  Method method = Method::get;
  /// "http://host:port/path?query" or "https://…", percent-encoded as it goes out.
  std::string url;
  /// Host, Content-Length and Connection are the client's own.
  Headers headers = {};
  std::string body = {};
  /// A Unix socket to connect to instead of the URL's host: "/run/docker.sock".
  std::string unix_socket = {};
  /// How long one piece of the response may take to come.
  std::chrono::milliseconds receive_timeout{15'000};
  /// How long all of it may take, from the call on; 0 for no limit.
  std::chrono::milliseconds request_timeout{0};
};

/// A response that is whole.
struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

/// A response whose body comes piece by piece, for the process that asked for it. Dropping it before the end
/// closes its connection.
class ResponseStream {
 public:
  explicit ResponseStream(std::unique_ptr<detail::OpenResponse> open);
  ResponseStream(ResponseStream&&) noexcept;
  ResponseStream& operator=(ResponseStream&&) noexcept;
  ~ResponseStream();

  int status() const;
  const Headers& headers() const;
  /// `co_await response.read()`: the next piece, as soon as there is one; an empty one is the end. While
  /// nobody reads, the server is held back. This object must stay until then.
  Task<result<std::string>> read();

 private:
  std::unique_ptr<detail::OpenResponse> open_;
};

/// A pool of connections to HTTP/1.1 servers: a child for a supervision tree, as Finch is. Requests run in
/// the process that makes them; the pool lends it a connection, which is used again when the response was
/// read to its end.
///
///     auto response = co_await http::request(client, {.url = "https://example.org/"});
///
/// Redirects are not followed, and nothing is decompressed.
class Client : public GenServer {
 public:
  struct Options {
    /// Open connections to one server; further requests wait for one of them.
    std::size_t pool_size = 50;
    /// How long a request waits for that.
    std::chrono::milliseconds pool_timeout{5'000};
    /// How long finding the address, connecting and the TLS handshake may take together.
    std::chrono::milliseconds connect_timeout{5'000};
    /// How long a connection is kept that nobody uses.
    std::chrono::milliseconds idle_timeout{30'000};
    /// Bytes of a body that request() collects, and of a response's header section.
    std::size_t body_bytes = 8 * 1024 * 1024;
    std::size_t header_bytes = 64 * 1024;
    /// Certificates, PEM, of who may sign those of servers; empty for those of the system.
    std::string cacertfile = {};
    /// Whether a server has to show a certificate that is trusted and for its host. For tests only.
    bool verify = true;
  };

  /// Throws std::runtime_error where the cacertfile cannot be used.
  explicit Client(Options options);
  ~Client() override;

  void handle_call(detail::CheckOut asked, From<detail::Lease> from);
  void handle_cast(detail::CheckIn returned);
  void handle_info(const Down& down);
  void handle_info(const detail::GiveUp& late);
  void handle_info(const detail::SweepIdle&);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole response; or why there is none, in words that name the URL. A request that found its kept
/// connection closed is sent again when its method may be repeated (all but POST and PATCH).
Task<result<ClientResponse>> request(anqa::Server<Client> client, ClientRequest what);

/// The response as soon as its head is there. The timeouts go on for its body.
Task<result<ResponseStream>> stream(anqa::Server<Client> client, ClientRequest what);

}  // namespace anqa::http
