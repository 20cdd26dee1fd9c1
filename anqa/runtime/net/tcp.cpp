#include "anqa/runtime/net/tcp.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

#include "anqa/runtime/await.hpp"

#include "anqa/runtime/internal/socket_state.hpp"

namespace anqa {
namespace {

using detail::SocketState;

/// A numeric address as the kernel wants it.
struct NativeAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

constexpr std::string_view unix_prefix = "unix:";

bool is_unix(const SocketAddress& address) { return address.address.starts_with(unix_prefix); }

result<NativeAddress> native_unix(const SocketAddress& from) {
  const std::string path = from.address.substr(unix_prefix.size());
  NativeAddress to;
  auto* un = reinterpret_cast<sockaddr_un*>(&to.storage);
  if (path.empty() || path.size() >= sizeof un->sun_path) {
    return fail("\"" + from.address + "\" must be unix: and a path of 1 to " +
                std::to_string(sizeof un->sun_path - 1) + " bytes");
  }
  un->sun_family = AF_UNIX;
  std::memcpy(un->sun_path, path.c_str(), path.size() + 1);
  to.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return to;
}

result<NativeAddress> native(const SocketAddress& from) {
  if (is_unix(from)) return native_unix(from);
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(from.address, error);
  if (error) return fail("\"" + from.address + "\" is not a numeric IP address such as 127.0.0.1 or ::1");
  NativeAddress to;
  if (address.is_v4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&to.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(from.port);
    v4->sin_addr.s_addr = htonl(address.to_v4().to_uint());
    to.length = sizeof *v4;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&to.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(from.port);
    auto bytes = address.to_v6().to_bytes();
    std::memcpy(&v6->sin6_addr, bytes.data(), bytes.size());
    to.length = sizeof *v6;
  }
  return to;
}

SocketAddress readable_form(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    return {boost::asio::ip::address_v4(ntohl(v4.sin_addr.s_addr)).to_string(), ntohs(v4.sin_port)};
  }
  if (storage.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
    boost::asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return {boost::asio::ip::address_v6(bytes).to_string(), ntohs(v6.sin6_port)};
  }
  if (storage.ss_family == AF_UNIX) {
    const auto& un = reinterpret_cast<const sockaddr_un&>(storage);
    // The end that connected has no name.
    return {std::string(unix_prefix) + un.sun_path, 0};
  }
  return {};
}

template <class Get>
SocketAddress address_by(Get get, int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (get(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return {};
  return readable_form(storage);
}

std::string described(std::string_view what, const SocketAddress& address, int error) {
  std::string text = "cannot ";
  text += what;
  if (is_unix(address)) return text + " " + address.address + ": " + std::strerror(error);
  const bool v6 = address.address.find(':') != std::string::npos;
  text += v6 ? " [" + address.address + "]:" : " " + address.address + ":";
  return text + std::to_string(address.port) + ": " + std::strerror(error);
}

/// What came of asking to move `asked` bytes. All of them: there may be room or bytes for more.
IoResult outcome_of(ssize_t moved, std::size_t asked, SocketState& socket, SocketEvent::Kind kind) {
  const bool reading = kind == SocketEvent::Kind::readable;
  if (moved == static_cast<ssize_t>(asked) || (moved < 0 && errno == EINTR)) socket.may_be_ready(kind);
  if (moved > 0 || (moved == 0 && !reading)) return {IoResult::Status::done, static_cast<std::size_t>(moved)};
  if (moved == 0) return {IoResult::Status::closed};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {IoResult::Status::would_block};
  if (errno == EPIPE || errno == ECONNRESET) return {IoResult::Status::closed, 0, errno};
  return {IoResult::Status::failed, 0, errno};
}

void send_at_once(int fd) {
  int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // a Unix socket always does, and refuses
}

/// Listens under another name, which is then renamed into place; false with errno.
bool listen_at_path(int fd, const std::string& path, int backlog) {
  static std::atomic<unsigned> number{0};
  const std::string fresh = path + "." + std::to_string(::getpid()) + "." + std::to_string(number++);
  auto at_first = native_unix({std::string(unix_prefix) + fresh, 0});
  if (!at_first) return errno = ENAMETOOLONG, false;
  ::unlink(fresh.c_str());
  if (::bind(fd, at_first->get(), at_first->length) != 0) return false;
  if (::listen(fd, backlog) == 0 && ::rename(fresh.c_str(), path.c_str()) == 0) return true;
  const int error = errno;
  ::unlink(fresh.c_str());
  return errno = error, false;
}

}  // namespace

namespace detail {

ReadinessAwaiter::ReadinessAwaiter(std::shared_ptr<SocketState> socket, SocketEvent::Kind kind,
                                   std::optional<Duration> limit)
    : socket_(std::move(socket)), kind_(kind), limit_(limit) {}
ReadinessAwaiter::~ReadinessAwaiter() = default;

void ReadinessAwaiter::await_suspend(std::coroutine_handle<> handle) {
  if (limit_) {
    wait(handle, *limit_);
  } else {
    wait(handle);
  }
  // A closed socket is ready: reading or writing then says what it is.
  if (!socket_) return promise().set_value(Nothing{});
  socket_->arm(kind_, promise());
}

}  // namespace detail

TcpStream::TcpStream(std::shared_ptr<SocketState> state) : state_(std::move(state)) {}
TcpStream::TcpStream(TcpStream&&) noexcept = default;
TcpStream& TcpStream::operator=(TcpStream&& other) noexcept {
  if (this != &other) {
    close();
    state_ = std::move(other.state_);
  }
  return *this;
}
TcpStream::~TcpStream() { close(); }
TcpStream TcpStream::adopt(int fd) {
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return TcpStream(SocketState::adopt(fd));
}

std::uint64_t TcpStream::id() const { return state_ ? state_->id() : 0; }

IoResult TcpStream::read(char* buffer, std::size_t size) {
  if (!state_) return {IoResult::Status::closed};
  return outcome_of(::recv(state_->fd(), buffer, size, 0), size, *state_, SocketEvent::Kind::readable);
}

IoResult TcpStream::write(std::string_view bytes) {
  if (!state_) return {IoResult::Status::closed};
  return outcome_of(::send(state_->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL), bytes.size(), *state_,
                    SocketEvent::Kind::writable);
}

IoResult TcpStream::write_file(int file, std::int64_t offset, std::size_t size) {
  off_t position = offset;
  const ssize_t moved = ::sendfile(state_->fd(), file, &position, size);
  // A file that became shorter sends nothing: to the other side the connection is then broken, so say so.
  if (moved == 0) return {IoResult::Status::closed};
  // Less may be the file's doing, not the socket's.
  if (moved > 0) state_->may_be_ready(SocketEvent::Kind::writable);
  return outcome_of(moved, size, *state_, SocketEvent::Kind::writable);
}

void TcpStream::arm_readable() { state_->arm(SocketEvent::Kind::readable); }
void TcpStream::arm_writable() { state_->arm(SocketEvent::Kind::writable); }

detail::ReadinessAwaiter TcpStream::readable(std::optional<Duration> limit) {
  return {state_, SocketEvent::Kind::readable, limit};
}
detail::ReadinessAwaiter TcpStream::writable(std::optional<Duration> limit) {
  return {state_, SocketEvent::Kind::writable, limit};
}

Task<IoResult> TcpStream::read_some(char* buffer, std::size_t size, std::optional<Duration> limit) {
  for (;;) {
    IoResult outcome = read(buffer, size);
    if (outcome.status != IoResult::Status::would_block) {
      co_await reduction();  // a sender that is faster than we must not keep the others waiting
      co_return outcome;
    }
    if (!co_await readable(limit)) co_return outcome;
  }
}

Task<IoResult> TcpStream::write_all(std::string_view bytes, std::optional<Duration> limit) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    IoResult outcome = write(bytes.substr(sent));
    sent += outcome.bytes;
    if (outcome.status == IoResult::Status::done) {
      co_await reduction();
      continue;
    }
    outcome.bytes = sent;
    if (outcome.status != IoResult::Status::would_block) co_return outcome;
    if (!co_await writable(limit)) co_return outcome;
  }
  co_return IoResult{IoResult::Status::done, sent};
}

Task<result<TcpStream>> TcpStream::connect(SocketAddress to, Duration limit) {
  auto address = native(to);
  if (!address) co_return std::unexpected(address.error());
  const int fd = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) co_return fail(described("open a socket to", to, errno));
  const bool under_way = ::connect(fd, address->get(), address->length) != 0;
  if (under_way && errno != EINPROGRESS) {
    const int error = errno;
    ::close(fd);
    co_return fail(described("connect to", to, error));
  }
  TcpStream stream(SocketState::adopt(fd));
  // (A Unix socket with a full backlog says EAGAIN, and nothing is under way.)
  while (under_way) {
    if (!co_await stream.writable(limit)) co_return fail(described("connect to", to, ETIMEDOUT));
    // A watched descriptor may be reported ready when it is not yet; only the kernel's own word counts.
    pollfd now{fd, POLLOUT, 0};
    if (::poll(&now, 1, 0) == 0) continue;
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) co_return fail(described("connect to", to, error));
    break;
  }
  send_at_once(fd);
  co_return stream;
}

void TcpStream::shutdown_write() {
  if (state_ && state_->is_open()) ::shutdown(state_->fd(), SHUT_WR);
}

void TcpStream::close() {
  if (state_) std::exchange(state_, nullptr)->close();
}

void TcpStream::abort() {
  if (!state_) return;
  linger at_once{1, 0};
  ::setsockopt(state_->fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

SocketAddress TcpStream::peer() const {
  return state_ ? address_by(&::getpeername, state_->fd()) : SocketAddress{};
}
SocketAddress TcpStream::local() const {
  return state_ ? address_by(&::getsockname, state_->fd()) : SocketAddress{};
}

result<TcpListener> TcpListener::listen(Options options) {
  const SocketAddress at{options.address, options.port};
  auto address = native(at);
  if (!address) return std::unexpected(address.error());
  const int fd = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return fail(described("open a socket for", at, errno));
  int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  TcpListener listener;
  if (is_unix(at)) listener.path_ = at.address;
  const bool listens =
      is_unix(at) ? listen_at_path(fd, at.address.substr(unix_prefix.size()), options.backlog)
                  : ::bind(fd, address->get(), address->length) == 0 && ::listen(fd, options.backlog) == 0;
  if (!listens) {
    const int error = errno;
    ::close(fd);
    return fail(described("listen on", at, error));
  }
  listener.state_ = SocketState::adopt(fd);
  return listener;
}

TcpListener TcpListener::adopt(int fd) {
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  TcpListener listener;
  listener.state_ = SocketState::adopt(fd);
  return listener;
}

TcpListener::TcpListener(TcpListener&&) noexcept = default;
TcpListener& TcpListener::operator=(TcpListener&& other) noexcept {
  if (this != &other) {
    close();
    state_ = std::move(other.state_);
    path_ = std::move(other.path_);
  }
  return *this;
}
TcpListener::~TcpListener() { close(); }

int TcpStream::descriptor() const { return state_ ? state_->fd() : -1; }
int TcpListener::descriptor() const { return state_ ? state_->fd() : -1; }
std::uint64_t TcpListener::id() const { return state_ ? state_->id() : 0; }
SocketAddress TcpListener::local() const {
  if (!path_.empty()) return {path_, 0};
  return state_ ? address_by(&::getsockname, state_->fd()) : SocketAddress{};
}

TcpListener::Accepted TcpListener::accept() {
  const int fd = ::accept4(state_->fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    // A connection that was given up while it waited is no failure of ours.
    // Only when none waits, the next is told of.
    if (errno != EAGAIN && errno != EWOULDBLOCK) state_->may_be_ready(SocketEvent::Kind::readable);
    const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED;
    return {{}, later ? IoResult::Status::would_block : IoResult::Status::failed, later ? 0 : errno};
  }
  state_->may_be_ready(SocketEvent::Kind::readable);
  send_at_once(fd);
  try {
    return {TcpStream(SocketState::adopt(fd))};
  } catch (const std::system_error& error) {
    return {{}, IoResult::Status::failed, error.code().value()};
  }
}

void TcpListener::arm() { state_->arm(SocketEvent::Kind::readable); }
detail::ReadinessAwaiter TcpListener::readable(std::optional<Duration> limit) {
  return {state_, SocketEvent::Kind::readable, limit};
}

void TcpListener::close() {
  if (state_) std::exchange(state_, nullptr)->close();
}

}  // namespace anqa
