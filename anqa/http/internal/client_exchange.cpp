#include "anqa/http/internal/client_exchange.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "anqa/http/internal/read_buffer.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa::http::detail {
namespace {

TimePoint now() { return std::chrono::steady_clock::now(); }

struct Found {
  std::vector<std::string> addresses;
  std::string error;
};

/// The addresses of a host, in the system's order of preference. Blocks.
Found resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list); code != 0)
    return {.addresses = {}, .error = ::gai_strerror(code)};
  Found found;
  for (const addrinfo* at = list; at; at = at->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(at->ai_addr, at->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
      found.addresses.emplace_back(text.data());
  }
  ::freeaddrinfo(list);
  return found;
}

Task<Found> find_host(std::string host) {
  const bool v6 = host.find(':') != std::string::npos;
  const bool v4 = host.find_first_not_of("0123456789.") == std::string::npos;
  if (v4 || v6) co_return Found{.addresses = {host}, .error = {}};
  co_return co_await blocking([host] { return resolve(host); });
}

}  // namespace

OpenResponse::OpenResponse(anqa::Server<Client> pool, Url url, const ClientRequest& what)
    : pool_(std::move(pool)),
      url_(std::move(url)),
      name_(std::string(to_string(what.method)) + " " + url_.origin() + url_.target),
      receive_timeout_(what.receive_timeout),
      end_(what.request_timeout.count() > 0 ? now() + what.request_timeout : TimePoint::max()),
      to_head_(what.method == Method::head) {}

std::unexpected<Error> OpenResponse::failed(const std::string& why) const { return fail(name_ + ": " + why); }

/// What is left of `limit` and of the time for the whole request.
Duration OpenResponse::time_left(Duration limit) const {
  return end_ == TimePoint::max() ? limit : std::clamp(end_ - now(), Duration::zero(), limit);
}

Task<result<void>> OpenResponse::open(std::string unix_socket, bool fresh) {
  place_ = std::make_unique<Place>(pool_);
  CheckOut asked{
      .origin = unix_socket.empty() ? url_.origin() : unix_socket, .id = place_->id(), .fresh = fresh};
  auto lease = co_await try_call(pool_, std::move(asked), time_left(std::chrono::hours(24)));
  if (!lease || !lease->options) {
    place_ = nullptr;
    co_return !lease && lease.error() != ExitReason::timeout
        ? failed("its pool does not answer: " + lease.error().to_string())
        : failed("no connection of the pool became free in time");
  }
  options_ = lease->options;
  parser_.emplace(to_head_, options_->header_bytes);
  transport_ = std::move(lease->transport);
  reused_ = static_cast<bool>(transport_);
  if (!reused_) {
    auto connected = co_await connect(unix_socket, lease->tls, time_left(options_->connect_timeout));
    if (!connected) co_return std::unexpected(std::move(connected.error()));
    transport_ = std::move(*connected);
  }
  co_return result<void>();
}

Task<result<Transport>> OpenResponse::connect(std::string unix_socket, std::shared_ptr<const TlsContext> tls,
                                              Duration limit) {
  const TimePoint last = now() + limit;
  Found found;
  if (unix_socket.empty()) {
    found = co_await find_host(url_.host);
  } else {
    found.addresses = {"unix:" + unix_socket};
  }
  std::string error = "the host \"" + url_.host + "\" was not found: " + found.error;
  for (const std::string& address : found.addresses) {
    const Duration left = last - now();
    if (left <= Duration::zero()) co_return failed("connecting took longer than it may");
    auto stream = co_await TcpStream::connect({address, url_.port}, left);
    if (!stream) {
      error = stream.error().message;
      continue;
    }
    if (!url_.secure) co_return Transport(std::move(*stream));
    Transport transport(std::move(*stream), TlsSession::client(tls, url_.host));
    auto shaken = co_await transport.handshake(std::max(last - now(), Duration::zero()));
    if (!shaken) co_return failed("no TLS: " + shaken.error().message);
    co_return std::move(transport);
  }
  co_return failed(error);
}

Task<result<void>> OpenResponse::write(std::string bytes) {
  std::string_view left = bytes;
  while (!left.empty()) {
    const IoResult wrote = transport_.write(left);
    if (wrote.status == IoResult::Status::done) {
      left.remove_prefix(wrote.bytes);
      co_await reduction();
    } else if (wrote.status != IoResult::Status::would_block) {
      co_return failed("the connection ended while the request was sent");
    } else if (!co_await transport_.writable(time_left(receive_timeout_))) {
      timed_out_ = true;
      co_return failed("the server took too long to take the request");
    }
  }
  co_return result<void>();
}

/// Reads some bytes into the parser.
Task<result<void>> OpenResponse::receive() {
  for (;;) {
    if (now() >= end_) {
      timed_out_ = true;
      co_return failed("the response took longer than the request may");
    }
    const IoResult got = transport_.read(read_buffer(), read_size);
    if (got.status == IoResult::Status::done) {
      parser_->feed({read_buffer(), got.bytes});
    } else if (got.status == IoResult::Status::closed) {
      parser_->finish();
    } else if (got.status == IoResult::Status::failed) {
      co_return failed("the connection broke" +
                       (transport_.tls() ? ": " + transport_.tls()->error() : std::string()));
    } else if (!co_await transport_.readable(time_left(receive_timeout_))) {
      timed_out_ = true;
      co_return failed(now() >= end_ ? "the response took longer than the request may"
                                     : "the response took too long to come");
    } else {
      continue;
    }
    if (parser_->state() == ResponseParser::State::failed)
      co_return failed("the response cannot be used: " + parser_->error());
    co_return result<void>();
  }
}

Task<result<void>> OpenResponse::exchange(std::string bytes) {
  const auto written = co_await write(std::move(bytes));
  // A server may answer a request that it does not read to its end.
  while (parser_->state() == ResponseParser::State::head) {
    auto received = co_await receive();
    if (!received) co_return written ? received : written;
  }
  if (!written) transport_.close();
  if (parser_->state() == ResponseParser::State::complete) release();
  co_return result<void>();
}

Task<result<std::string>> OpenResponse::read() {
  for (;;) {
    if (std::string piece = parser_->take_body(); !piece.empty()) co_return piece;
    if (parser_->state() == ResponseParser::State::complete) {
      release();
      co_return std::string();
    }
    if (!transport_) co_return failed("the connection ended while the request was sent");
    auto received = co_await receive();
    if (!received) {
      transport_.close();
      place_ = nullptr;
      co_return std::unexpected(std::move(received.error()));
    }
    co_await reduction();
  }
}

/// The response was read to its end: somebody else may use the connection.
void OpenResponse::release() {
  const std::unique_ptr<Place> place = std::move(place_);
  if (place && transport_ && parser_->keep_alive()) place->give_back(std::move(transport_));
}

}  // namespace anqa::http::detail
